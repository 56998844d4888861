"""Versions: every step may be done twice, nothing moves under them, and a failed one lets its labels go."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from labelwright.errors import Conflict, Denied, InvalidRequest, NotFound
from labelwright.operations import background, exports, freeze, releases
from labelwright.operations.permissions import Grants, Membership
from labelwright.store import Store, annotations, counters, jobs, tasks
from labelwright.store.jobs import ClaimLost
from tests.operations.stock import Stock, csv, lay, now


@pytest.fixture
def stock(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stock:
    monkeypatch.setattr(freeze, "CHUNK", 10)
    made = lay(store, tmp_path)
    made.bring(csv((f"k{n:02}", f"text {n}") for n in range(40)))
    made.accept((f"k{n:02}", {"category": "billing"}) for n in range(35))
    return made


def ask(of: Stock, **shares: float) -> tuple[int, int]:
    """The version's row id and its job."""
    n, job = of.store.write(lambda tx: releases.ask(tx, of.grants, of.slug, "note", shares, now()))
    version = of.value("SELECT id FROM dataset_version WHERE project = :p AND n = :n", p=of.project, n=n)
    return version, job


def claim(of: Stock) -> freeze.Claim:
    row = of.store.write(lambda tx: jobs.claim(tx, now()))
    assert row is not None
    return freeze.Claim(row.id, row.token)


def lines(of: Stock, n: int) -> list[Any]:
    got = b"".join(exports.of_version(of.store, of.grants, of.slug, n, "jsonl").chunks)
    return [msgspec.json.decode(line) for line in got.splitlines()]


def relabel(of: Stock, key: str, answer: Any) -> None:
    def verb(tx: Any) -> None:
        item = tx.value("SELECT id FROM item WHERE key = :key AND project = :p", key=key, p=of.project)
        annotations.withdraw_accepted(tx, item, now())
        tasks.set_item(tx, item, "active", now())
        counters.add(tx, of.project, {(0, "accepted"): -1, (0, "active"): 1})

    of.store.write(verb)
    if answer is not None:
        of.accept([(key, answer)])


def test_the_same_step_twice_writes_its_rows_once(stock: Stock) -> None:
    version, _ = ask(stock)
    held = claim(stock)
    first = freeze.step(stock.store, held, version, 0)
    assert first == freeze.step(stock.store, held, version, 0)
    assert stock.rows("dataset_row") == 10
    cursor: int | None = first
    while cursor is not None:
        cursor = freeze.step(stock.store, held, version, cursor)
    assert stock.rows("dataset_row") == 35


def test_a_freeze_that_was_cut_short_goes_on_where_it_was(stock: Stock) -> None:
    version, job = ask(stock, train=0.8, val=0.2)
    held = claim(stock)
    cursor = freeze.step(stock.store, held, version, 0)
    stock.store.write(lambda tx: jobs.progress(tx, job, held.token, now(), done=10, total=35, cursor=str(cursor)))
    stock.store.write(lambda tx: tx.run("UPDATE job SET claimed_until = 0"))
    stock.run_jobs()
    assert [row["key"] for row in lines(stock, 1)] == [f"k{n:02}" for n in range(35)]
    assert {row["split"] for row in lines(stock, 1)} <= {"train", "val"}


def test_a_worker_that_lost_its_claim_writes_nothing_more(stock: Stock) -> None:
    version, _ = ask(stock)
    held = claim(stock)
    freeze.step(stock.store, held, version, 0)
    stock.store.write(lambda tx: tx.run("UPDATE job SET token = token + 1"))
    with pytest.raises(ClaimLost):
        freeze.step(stock.store, held, version, 10)
    with pytest.raises(ClaimLost):
        freeze.conclude(stock.store, held, version, now())
    assert stock.rows("dataset_row") == 10


def test_what_is_accepted_or_taken_back_after_the_asking_is_not_in_it(stock: Stock) -> None:
    version, _ = ask(stock)
    stock.accept([("k36", {"category": "other"})])
    relabel(stock, "k03", {"category": "other"})
    relabel(stock, "k04", None)
    stock.run_jobs()
    keys = [row["key"] for row in lines(stock, 1)]
    assert len(keys) == 33
    assert {"k36", "k03", "k04"}.isdisjoint(keys)
    assert version


def test_a_label_taken_back_between_reading_and_writing_is_left_out(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, _ = ask(stock)
    held = claim(stock)
    original = stock.store.read

    def read_then_change(fn: Any) -> Any:
        found = original(fn)
        if isinstance(found, list) and found and len(found[0]) == 5:
            relabel(stock, "k01", None)
        return found

    monkeypatch.setattr(stock.store, "read", read_then_change)
    freeze.step(stock.store, held, version, 0)
    monkeypatch.undo()
    assert stock.rows("dataset_row") == 9


def test_doubtful_and_dropped_items_are_left_out(stock: Stock) -> None:
    stock.store.write(
        lambda tx: tx.run(
            """UPDATE item_state SET state = CASE WHEN item % 2 = 0 THEN 'doubtful' ELSE 'dropped' END
               WHERE item IN (SELECT id FROM item WHERE key < 'k10')"""
        )
    )
    ask(stock)
    stock.run_jobs()
    assert [row["key"] for row in lines(stock, 1)] == [f"k{n}" for n in range(10, 35)]


def test_a_cancelled_freeze_leaves_no_rows_and_the_next_one_has_its_own_number(stock: Stock) -> None:
    version, job = ask(stock)
    with pytest.raises(Conflict, match="being frozen"):
        ask(stock)
    held = claim(stock)
    freeze.step(stock.store, held, version, 0)
    stock.store.write(lambda tx: jobs.cancel(tx, job, now()))
    stock.store.write(lambda tx: tx.run("UPDATE job SET claimed_until = 0"))
    stock.run_jobs()
    assert stock.value("SELECT state FROM dataset_version WHERE id = :v", v=version) == "failed"
    assert stock.rows("dataset_row") == 0
    ask(stock)
    stock.run_jobs()
    assert len(lines(stock, 2)) == 35


def test_a_freeze_that_is_cancelled_in_line_shows_as_failed_at_once(stock: Stock) -> None:
    _, job = ask(stock)
    stock.store.write(lambda tx: background.cancel(tx, stock.grants, job, now()))
    found, _ = stock.store.read(lambda tx: releases.listed(tx, stock.grants, stock.slug))
    assert [row.state for row in found] == ["failed"]


def test_a_freeze_whose_job_waits_no_more_is_given_up_by_the_next(stock: Stock) -> None:
    version, job = ask(stock)
    stock.store.write(lambda tx: jobs.cancel(tx, job, now()))  # while it waited: its body never ran
    ask(stock)
    stock.run_jobs()
    states = stock.store.read(lambda tx: tx.rows("SELECT n, state FROM dataset_version ORDER BY n"))
    assert [tuple(row) for row in states] == [(1, "failed"), (2, "frozen")]
    assert version


def test_the_manifest_says_who_when_how_and_proves_the_rows(stock: Stock) -> None:
    ask(stock, train=0.8, val=0.2)
    stock.run_jobs()
    text = stock.store.read(lambda tx: releases.manifest_of(tx, stock.grants, stock.slug, 1))
    said = msgspec.json.decode(text)
    data = b"".join(exports.of_version(stock.store, stock.grants, stock.slug, 1, "jsonl").chunks)
    assert said["rows_sha256"] == hashlib.sha256(data).hexdigest()
    assert (said["items"], said["made_by"], said["group_by"]) == (35, stock.person, "customer")
    assert said["splits"]["train"]["items"] + said["splits"]["val"]["items"] == 35
    assert said["schema"]["1"]["items"] == 35
    assert said["schema"]["1"]["document"]["category"]["type"] == "choice"
    assert set(said["guideline"]) == {"1"}
    assert said["methods"] == {"single": 35}
    made = lines(stock, 1)[0]["made_by"][0]
    assert (made["person"], made["kind"], made["guideline_version"]) == (stock.person, "answer", 1)
    assert "@" not in text + data.decode()  # people by id alone


def test_what_the_next_version_would_change_is_counted(stock: Stock) -> None:
    ask(stock)
    stock.run_jobs()
    stock.accept([("k36", {"category": "other"}), ("k37", {"category": "other"})])
    relabel(stock, "k03", {"category": "other"})
    relabel(stock, "k04", None)
    _, coming = stock.store.read(lambda tx: releases.listed(tx, stock.grants, stock.slug))
    assert coming == releases.Next(acceptable=36, added=2, changed=1, removed=1)


def test_only_those_who_may_make_and_see_versions(stock: Stock) -> None:
    auditor = Grants(stock.person, (Membership("auditor", "project", stock.project),))
    with pytest.raises(Denied):
        stock.store.write(lambda tx: releases.ask(tx, auditor, stock.slug, "", {}, now()))
    assert stock.store.read(lambda tx: releases.listed(tx, auditor, stock.slug))[0] == []
    with pytest.raises(NotFound):
        exports.of_now(stock.store, Grants(stock.person, ()), stock.slug, "jsonl")
    with pytest.raises(InvalidRequest):
        exports.of_now(stock.store, stock.grants, stock.slug, "yolo")
    with pytest.raises(NotFound, match="no version 7"):
        exports.of_version(stock.store, stock.grants, stock.slug, 7, "jsonl")
