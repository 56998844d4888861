"""Data coming in: unseen until it is all there, named where it is wrong, never twice, taken back as a whole."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from labelwright.errors import Conflict, Denied, InvalidData, Locked, NotFound, Problem
from labelwright.operations import ingest, sources
from labelwright.operations.permissions import Grants, Membership
from labelwright.store import Store
from tests import pictures
from tests.operations import stock
from tests.operations.stock import PHOTOS, Stock, csv, lay, now


@pytest.fixture
def texts(store: Store, tmp_path: Path) -> Stock:
    return lay(store, tmp_path)


def visible(of: Stock) -> int:
    return of.rows("item i JOIN import m ON m.id = i.import", "m.state = 'done'")


def test_rows_become_items_with_tasks(texts: Stock) -> None:
    report = texts.bring(csv([("a", "one"), ("b", "two"), ("c", "three")]))
    assert (report.added, report.refused) == (3, 0)
    assert texts.counts() == {"active": 3}
    assert texts.rows("task", "state = 'open'") == 3
    assert texts.value("SELECT group_key FROM item WHERE key = 'c'") == "c-1"
    assert texts.value("SELECT text FROM part p JOIN item i ON i.id = p.item WHERE i.key = 'b'") == "two"


def test_a_draft_holds_its_items_until_it_starts(store: Store, tmp_path: Path) -> None:
    draft = lay(store, tmp_path, started=False)
    draft.bring(csv([("a", "one")]))
    assert draft.counts() == {"held": 1}
    assert draft.rows("task") == 0


def test_nothing_is_seen_before_the_last_row_is_in(texts: Stock) -> None:
    seen = []

    def watched(begun: ingest.Begun):  # type: ignore[no-untyped-def]
        for outcome in sources.table(begun.source, [csv((str(n), "x") for n in range(500)).encode()], "csv"):
            seen.append(visible(texts)) if len(seen) % 100 == 0 else seen.append(0)
            yield outcome

    texts.take(watched)
    assert set(seen) == {0}
    assert visible(texts) == 500


def test_importing_again_adds_what_is_new_and_reports_what_changed(texts: Stock) -> None:
    texts.bring(csv([("a", "one"), ("b", "two"), ("c", "three")]))
    again = texts.bring(csv([("a", "one"), ("b", "TWO"), ("c", "three"), ("d", "four")]))
    assert (again.added, again.unchanged, again.changed, again.changed_keys) == (1, 2, 1, ["b"])
    assert texts.value("SELECT text FROM part p JOIN item i ON i.id = p.item WHERE i.key = 'b'") == "two"
    assert texts.counts() == {"active": 4}


def test_stop_leaves_nothing_behind_and_names_file_and_line(texts: Stock) -> None:
    rows = csv((str(n), "x") for n in range(700)) + 'zz,"",c\n'
    with pytest.raises(InvalidData) as error:
        texts.bring(rows)
    problem = error.value.problems[0]
    assert (problem.line, problem.place, problem.message) == (702, "t.csv", "column body is empty")
    assert [texts.rows(table) for table in ("item", "part", "item_state", "task")] == [0, 0, 0, 0]
    assert [row.state for row in texts.imports()] == ["failed"]
    assert texts.counts() == {}
    assert texts.bring(csv([("1", "x")])).added == 1


def test_skip_takes_the_rest_and_writes_a_report(texts: Stock) -> None:
    rows = b'id,body,customer\na,one,\nb,two\nc,caf\xe9,\na,again,\n,none,\nd,"",\ne,five,\n'
    report = texts.bring(rows, on_error="skip")
    assert (report.added, report.refused) == (2, 5)
    kept = msgspec.json.decode(texts.imports()[0].report, type=ingest.Report)
    assert [(p.line, p.message) for p in kept.problems] == [
        (3, "2 cells where the header has 3"), (4, "byte 0xE9 at position 4 is not UTF-8"),
        (5, "duplicate key 'a'"), (6, "key column id is empty"), (7, "column body is empty"),
    ]  # fmt: skip
    assert texts.counts() == {"active": 2}


def test_a_key_given_twice_far_apart_is_found(texts: Stock) -> None:
    rows = csv([*((str(n), "x") for n in range(3000)), ("0", "again")])
    report = texts.bring(rows, on_error="skip")
    assert (report.added, report.refused, report.problems[0].line) == (3000, 1, 3002)
    assert "duplicate key '0'" in report.problems[0].message


def test_a_report_names_so_many_and_counts_the_rest(texts: Stock) -> None:
    report = texts.bring(csv([("a", "x"), *((str(n), "") for n in range(ingest.KEPT + 7))]), on_error="skip")
    assert (report.refused, len(report.problems)) == (ingest.KEPT + 7, ingest.KEPT)


@pytest.mark.parametrize("on_error", ["stop", "skip"])
def test_a_file_that_cannot_be_read_at_all_fails_either_way(texts: Stock, on_error: ingest.OnError) -> None:
    for data in (b"", "id,body\na,b\n".encode("utf-16")):
        with pytest.raises(InvalidData, match=r"t\.csv"):
            texts.bring(data, on_error=on_error)
    assert texts.rows("item") == 0


def test_skip_keeps_what_came_before_a_broken_end(texts: Stock) -> None:
    data = '[{"id": "a", "body": "one"},\n{"id": "b", "body": "two"},\n{"id": '
    report = texts.bring(data, "json", "skip", file="t.json")
    assert (report.added, report.refused) == (2, 1)
    assert "line 3" in report.problems[0].message


def test_an_error_of_whoever_reads_leaves_nothing_behind(texts: Stock) -> None:
    def broken(begun: ingest.Begun):  # type: ignore[no-untyped-def]
        yield from sources.table(begun.source, [csv((str(n), "x") for n in range(900)).encode()], "csv")
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        texts.take(broken)
    assert texts.rows("item") == 0
    assert [row.state for row in texts.imports()] == ["failed"]


def test_undo_takes_the_items_out_and_importing_again_revives_them(texts: Stock) -> None:
    texts.bring(csv([("a", "one"), ("b", "two")]))
    texts.bring(csv([("c", "three")]))
    first = texts.imports()[-1].id
    texts.undo(first)
    assert texts.counts() == {"active": 1}
    assert visible(texts) == 1
    assert texts.rows("task", "state = 'open'") == 1
    again = texts.bring(csv([("a", "one!"), ("b", "two"), ("d", "new")]))
    assert again.added == 3
    assert texts.counts() == {"active": 4}
    assert texts.rows("item") == 4
    assert texts.rows("task", "state = 'open'") == 4
    assert texts.value("SELECT text FROM part p JOIN item i ON i.id = p.item WHERE i.key = 'a'") == "one!"


def test_undo_is_refused_with_the_number_of_answered_items(texts: Stock) -> None:
    texts.bring(csv([("a", "one"), ("b", "two"), ("c", "three")]))
    texts.accept([("a", {"category": "billing"}), ("b", {"category": "other"})])
    with pytest.raises(Locked, match="2 items have answers"):
        texts.undo(texts.imports()[0].id)
    assert visible(texts) == 3


def test_an_answer_given_while_one_looked_refuses_the_undo(texts: Stock) -> None:
    texts.bring(csv([("a", "one"), ("b", "two")]))
    texts.accept([])
    import_id = texts.imports()[0].id
    looked = texts.store.read(lambda tx: ingest.unanswered(tx, texts.grants, import_id))
    other = lay(texts.store, texts.objects.uploads._folder.parents[1])
    other.bring(csv([("z", "z")]))
    other.accept([("z", {"category": "other"})])  # elsewhere: no reason to refuse
    texts.accept([("a", {"category": "billing"})])
    with pytest.raises(Locked, match="1 item has an answer"):
        texts.store.write(lambda tx: ingest.undo(tx, texts.grants, ingest.Unanswered(import_id, 1), now()))
    assert looked.import_id == import_id


def test_a_second_undo_changes_nothing(texts: Stock) -> None:
    texts.bring(csv([("a", "one")]))
    texts.undo(texts.imports()[0].id)
    texts.undo(texts.imports()[0].id)
    assert texts.counts() == {}


def test_one_import_at_a_time_until_it_falls_silent(texts: Stock) -> None:
    at = now()
    begun = texts.store.write(lambda tx: ingest.begin(tx, texts.grants, texts.slug, "main", at))
    outcome = next(iter(sources.table(begun.source, [csv([("a", "one")]).encode()], "csv")))
    assert not isinstance(outcome, Problem)
    texts.store.write(lambda tx: ingest.stage(tx, begun, [outcome], [1], at))
    with pytest.raises(Conflict, match="running"):
        texts.store.write(lambda tx: ingest.begin(tx, texts.grants, texts.slug, "main", at + 1))
    texts.store.write(lambda tx: tx.run("UPDATE import SET report = '{}'"))  # as if it had not written for long
    texts.store.write(lambda tx: ingest.begin(tx, texts.grants, texts.slug, "main", now()))
    texts.run_jobs()
    assert texts.rows("item") == 0
    with pytest.raises(Conflict, match="ended meanwhile"):
        texts.store.write(lambda tx: ingest.finish(tx, begun, ingest.Report(added=1), now()))


def test_only_those_who_may_add_data_import_it(texts: Stock) -> None:
    for role, error in (("annotator", Denied), ("auditor", Denied)):
        grants = Grants(texts.person, (Membership(role, "project", texts.project),))
        with pytest.raises(error):
            texts.store.write(lambda tx, g=grants: ingest.begin(tx, g, texts.slug, "main", 1))
    stranger = Grants(texts.person, ())
    with pytest.raises(NotFound):
        texts.store.write(lambda tx: ingest.begin(tx, stranger, texts.slug, "main", 1))
    with pytest.raises(NotFound):
        texts.store.read(lambda tx: ingest.one(tx, stranger, 1))
    with pytest.raises(NotFound, match="no source other"):
        texts.store.write(lambda tx: ingest.begin(tx, texts.grants, texts.slug, "other", 1))


# -- folders and uploads ---------------------------------------------------------------------------------------------


@pytest.fixture
def photos(store: Store, tmp_path: Path) -> Stock:
    made = lay(store, tmp_path, PHOTOS)
    folder = tmp_path / "allowed" / "photos"
    (folder / "north").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(pictures.drawn("JPEG", (40, 30), 6))
    (folder / "north" / "b.png").write_bytes(pictures.drawn("PNG", (10, 20)))
    (folder / "notes.txt").write_text("not an image")
    return made


def import_folder(of: Stock, on_error: str = "stop") -> None:
    of.store.write(lambda tx: sources.ask(tx, of.grants, of.slug, "main", on_error, now()))
    of.run_jobs()


def test_a_folder_becomes_items_with_upright_sizes_and_paths_as_keys(photos: Stock) -> None:
    import_folder(photos)
    rows = photos.store.read(
        lambda tx: tx.rows(
            """SELECT i.key, i.group_key, p.media_type, p.width, p.height, p.orientation FROM item i
               JOIN part p ON p.item = i.id ORDER BY i.ordinal"""
        )
    )
    assert [tuple(row) for row in rows] == [
        ("a.jpg", None, "image/jpeg", 30, 40, 6), ("north/b.png", "north", "image/png", 10, 20, 1),
    ]  # fmt: skip
    assert photos.counts() == {"active": 2}


def test_bad_files_of_a_folder_are_named_and_the_rest_is_taken(photos: Stock, tmp_path: Path) -> None:
    folder = tmp_path / "allowed" / "photos"
    (folder / "bomb.png").write_bytes(pictures.bomb())
    (folder / "cut.jpg").write_bytes(pictures.drawn()[:200])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "ring").symlink_to(folder / "ring")
    (folder / "out.jpg").symlink_to("/etc/hostname")
    (folder / "moving.gif").write_bytes(b"GIF89a" + bytes(20))
    import_folder(photos, "skip")
    report = msgspec.json.decode(photos.imports()[0].report, type=ingest.Report)
    assert report.added == 2
    assert {p.place: p.message for p in report.problems} == {
        "bomb.png": "20,000 x 15,000 pixels are 300 megapixels; 100 is the most",
        "cut.jpg": "the image is truncated: its end is missing",
        "empty.jpg": "the file is empty (zero bytes)",
        "ring": "the link leads back to itself",
        "out.jpg": "the link leads outside the source",
        "moving.gif": "GIF comes later",
    }
    import_folder(photos, "stop")
    assert photos.imports()[0].state == "failed"
    assert photos.counts() == {"active": 2}


def test_a_folder_import_taken_up_again_after_a_crash_starts_over(photos: Stock) -> None:
    job = photos.store.write(lambda tx: sources.ask(tx, photos.grants, photos.slug, "main", "stop", now()))
    begun = photos.store.write(lambda tx: ingest.begin(tx, photos.grants, photos.slug, "main", now()))
    found = [o for o in sources.outcomes(photos.objects, begun.source) if not isinstance(o, Problem)]
    photos.store.write(lambda tx: ingest.stage(tx, begun, found[:1], [1], now()))
    photos.store.write(lambda tx: tx.run("UPDATE job SET cursor = :c WHERE id = :id", c=str(begun.id), id=job))
    photos.run_jobs()
    assert [row.state for row in photos.imports()] == ["done"]
    assert photos.counts() == {"active": 2}


def test_an_upload_is_kept_by_content_and_a_failed_one_leaves_no_file(photos: Stock) -> None:
    def upload(*files: tuple[str, bytes]):  # type: ignore[no-untyped-def]
        def outcomes(begun: ingest.Begun):  # type: ignore[no-untyped-def]
            for name, data in files:
                incoming = photos.objects.uploads.incoming()
                incoming.write(data)
                try:
                    yield sources.uploaded(begun.source, name, incoming)
                except InvalidData as error:
                    yield ingest.refusal(name, None, error)

        return outcomes

    def kept() -> list[Path]:
        return [p for p in photos.objects.uploads._folder.rglob("*") if p.is_file()]

    with pytest.raises(InvalidData):
        photos.take(upload(("1.jpg", pictures.drawn()), ("2.jpg", b"nothing")))
    assert kept() == []
    assert photos.rows("copy") == 0
    report = photos.take(upload(("x\\1.jpg", pictures.drawn()), ("2.jpg", b"nothing"), ("../3.jpg", b"")), "skip")
    assert (report.added, report.refused) == (1, 2)
    assert len(kept()) == 1
    assert photos.value("SELECT kind FROM copy") == "upload"
    assert photos.value("SELECT key FROM item") == "x/1.jpg"
    with pytest.raises(InvalidData):
        photos.take(upload(("9.jpg", pictures.drawn()), ("2.jpg", b"nothing")))
    assert len(kept()) == 1  # the same bytes as an item's are not taken from under it


def test_text_files_of_an_upload_become_texts(store: Store, tmp_path: Path) -> None:
    table = "table: t.csv, key: id, parts: {{text: body}}"
    of = lay(store, tmp_path, stock.TEXTS.replace(table, "parts: {{text: text}}"))
    incoming = of.objects.uploads.incoming()
    incoming.write("\ufeffhä".encode())
    begun = of.store.write(lambda tx: ingest.begin(tx, of.grants, of.slug, "main", now()))
    made = sources.uploaded(begun.source, "a.txt", incoming)
    assert (made.key, made.parts[0].text) == ("a.txt", "hä")
    incoming = of.objects.uploads.incoming()
    incoming.write(b"ok\ncaf\xe9")
    with pytest.raises(InvalidData, match="line 2: byte 0xE9"):
        sources.uploaded(begun.source, "b.txt", incoming)
