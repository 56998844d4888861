"""Pages of items on both databases: every filter, both directions, holes and windows; three statements a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelwright.errors import NotFound
from labelwright.operations import browse
from labelwright.operations.browse import Asked, Medium, Thumbnails
from labelwright.operations.permissions import Grants, Membership
from labelwright.store import Store, Tx, copies, pages
from tests import pictures
from tests.operations.stock import Stock, csv, lay, now


@pytest.fixture
def stock(store: Store, tmp_path: Path) -> Stock:
    made = lay(store, tmp_path)
    made.bring(csv((f"k{n:03}", f"text {n}") for n in range(120)))
    made.accept((f"k{n:03}", {"category": "billing" if n % 3 else "other"}) for n in range(0, 120, 2))
    return made


def walk(of: Stock, asked: Asked, *, back: bool = False, limit: int = 7, grants: Grants | None = None) -> list[str]:
    """The keys of all pages, in the order of ordinals."""
    who = grants or of.grants
    keys: list[str] = []
    edge: int | None = 10**9 if back else 0
    while edge is not None:
        at = edge
        more = {"before": at} if back else {"after": at}
        found = of.store.read(lambda tx, m=more: browse.page(tx, who, of.slug, asked, limit=limit, **m))
        page = [row.key for row in found.rows]
        keys = page + keys if back else keys + page
        edge = found.next
    return keys


def expected(of: Stock, where: str) -> list[str]:
    rows = of.store.read(
        lambda tx: tx.rows(
            f"""SELECT i.key FROM item i JOIN item_state s ON s.item = i.id LEFT JOIN accepted_label l
                ON l.id = s.accepted_label WHERE i.project = {of.project} AND {where} ORDER BY i.ordinal"""
        )
    )
    return [row.key for row in rows]


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("window", [10, 20_000])
def test_every_filter_walks_all_that_it_leaves_and_nothing_else(
    stock: Stock, monkeypatch: pytest.MonkeyPatch, back: bool, window: int
) -> None:
    monkeypatch.setattr(pages, "WINDOW", window)
    stage = stock.value("SELECT id FROM stage WHERE project = :p", p=stock.project)
    cases = {
        Asked(): "true",
        Asked(state="accepted"): "s.state = 'accepted'",
        Asked(stage="annotate"): f"s.stage = {stage}",
        Asked(label_class="other"): "l.body LIKE '%other%'",
        Asked(words="K05"): "i.key LIKE 'k05%'",
        Asked(words="TEXT 11"): "i.key IN ('k011') OR i.key LIKE 'k11%'",
        Asked(state="accepted", label_class="billing", words="k1"): "l.body LIKE '%billing%' AND i.key LIKE '%k1%'",
        Asked(person=stock.person): "false",
    }
    for asked, where in cases.items():
        assert walk(stock, asked, back=back) == expected(stock, where), asked


def test_person_filter_finds_what_they_submitted_once(stock: Stock) -> None:
    def lease(tx: Tx, key: str, state: str) -> None:
        tx.run(
            """INSERT INTO lease (task, item, project, stage, person, side, counts, state, leased_at, expires_at,
                 schema_version, guideline_version, definition)
               SELECT t.id, t.item, t.project, t.stage, :me, 1, true, :state, 0, 0, 1, 1, 1 FROM task t
               JOIN item i ON i.id = t.item WHERE i.key = :key""",
            me=stock.person,
            key=key,
            state=state,
        )

    for key, state in (("k003", "submitted"), ("k003", "submitted"), ("k001", "submitted"), ("k005", "expired")):
        stock.store.write(lambda tx, k=key, s=state: lease(tx, k, s))
    assert walk(stock, Asked(person=stock.person)) == ["k001", "k003"]
    assert walk(stock, Asked(person=stock.person, words="3")) == ["k003"]
    assert walk(stock, Asked(person=stock.person), back=True, limit=1) == ["k001", "k003"]


def test_undone_items_are_on_no_page(stock: Stock) -> None:
    stock.bring(csv([("z1", "x"), ("z2", "y")]))
    stock.undo(stock.imports()[0].id)
    assert walk(stock, Asked(words="z")) == []
    assert len(walk(stock, Asked())) == 120
    item = stock.value("SELECT id FROM item WHERE key = 'z1'")
    with pytest.raises(NotFound):
        stock.store.read(lambda tx: browse.item(tx, stock.grants, item))


def test_a_filtered_list_is_counted_to_a_limit(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST", 50)

    def total(asked: Asked, after: int = 0, limit: int = 10) -> tuple[int | None, bool]:
        found = stock.store.read(lambda tx: browse.page(tx, stock.grants, stock.slug, asked, after=after, limit=limit))
        return found.total, found.more

    assert total(Asked()) == (120, False)
    assert total(Asked(state="accepted")) == (60, False)
    assert total(Asked(stage="annotate")) == (50, True)
    assert total(Asked(stage="annotate"), limit=100) == (60, False)
    assert total(Asked(label_class="other")) == (20, False)
    assert total(Asked(label_class="other"), after=5) == (None, False)


def test_a_team_s_reviewer_sees_the_items_of_its_stages_alone(stock: Stock) -> None:
    team = stock.value("SELECT team FROM stage WHERE project = :p", p=stock.project)
    stock.bring(csv([("late", "x")]))
    stock.store.write(lambda tx: tx.run("DELETE FROM task WHERE item = (SELECT id FROM item WHERE key = 'late')"))
    reviewer = Grants(7, (Membership("reviewer", "team", team),), {team: frozenset({stock.project})})
    seen = walk(stock, Asked(), grants=reviewer, limit=50)
    assert len(seen) == 120
    assert "late" not in seen
    late = stock.value("SELECT id FROM item WHERE key = 'late'")
    with pytest.raises(NotFound):
        stock.store.read(lambda tx: browse.item(tx, reviewer, late))


def test_a_page_is_three_statements(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    execute = Tx._execute

    def counted(self: Tx, sql: str, params: object) -> object:
        ran.append(sql)
        return execute(self, sql, params)  # type: ignore[arg-type]

    stock.store.read(lambda tx: browse.page(tx, stock.grants, stock.slug, Asked()))
    monkeypatch.setattr(Tx, "_execute", counted)
    for asked in (Asked(), Asked(state="accepted"), Asked(stage="annotate")):
        ran.clear()
        stock.store.read(lambda tx, a=asked: browse.page(tx, stock.grants, stock.slug, a))
        assert len(ran) <= 3, asked


def test_thumbnails_stay_under_their_limit_and_the_oldest_go_first(store: Store, tmp_path: Path) -> None:
    of = lay(store, tmp_path)
    data = pictures.drawn("PNG", (300, 300))
    incoming = of.objects.uploads.incoming()
    incoming.write(data)
    kept = incoming.keep()
    one = len(of.objects.thumbnail(kept.uri, "image/png", 160))
    of.objects.cache_bytes = one * 30
    thumbnails = Thumbnails(store, of.objects, now)
    for n in range(1, 120):
        thumbnails.get(Medium(n, of.project, "image", "image/png", kept.uri, None, f"{n:064x}"), 160)
    left = store.read(lambda tx: copies.total(tx, "thumbnail"))
    on_disk = sum(file.stat().st_size for file in (tmp_path / "home" / "cache").rglob("*.webp"))
    assert left == on_disk
    assert 0 < left <= one * 30
    assert store.read(lambda tx: tx.value("SELECT min(item) FROM copy WHERE kind = 'thumbnail'")) > 50
