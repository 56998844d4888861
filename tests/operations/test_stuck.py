"""What is stuck, with the reasons people gave."""

from __future__ import annotations

from labelwright.operations import desk, work
from labelwright.operations.desk import Skips
from labelwright.store import Store
from tests.operations import floor


def skip(laid: floor.Floor, person: int, reason: str, comment: str = "") -> int:
    """Somebody takes what comes next and skips it; its item."""
    now = person * 10
    [leased] = laid.store.write(
        lambda tx: work.next_tasks(tx, laid.worker(person), laid.project, "annotate", 1, now)
    ).leases
    laid.store.write(lambda tx: work.skip(tx, person, leased.lease, reason, comment, now))
    item: int = laid.store.read(lambda tx: tx.value("SELECT item FROM lease WHERE id = :l", l=leased.lease))
    return item


def stuck(laid: floor.Floor) -> list[desk.Stuck]:
    return laid.store.read(lambda tx: desk.told(tx, desk.stuck(tx, laid.project)))


def test_a_skipped_task_tells_why_and_how_often(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=3, items=1)
    first, second, third = laid.people
    skip(laid, first, "unclear", "Is a bank a shop?")
    skip(laid, second, "bad_media")
    skip(laid, third, "unclear", "I cannot read it.")
    [one] = stuck(laid)
    assert (one.state, one.code) == ("parked", "skips")
    assert one.skips == (Skips("unclear", 2), Skips("bad_media", 1))
    assert one.words == ("I cannot read it.", "Is a bank a shop?")


def test_reasons_belong_to_their_task_and_end_with_a_second_chance(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=2)
    one, other = laid.people
    assert skip(laid, one, "other") == skip(laid, other, "not_my_field") == laid.items[0]
    [found] = stuck(laid)
    assert (found.state, found.item, {skips.reason for skips in found.skips}) == (
        "stranded", laid.items[0], {"other", "not_my_field"},
    )  # fmt: skip
    store.write(lambda tx: desk.settle_stuck(tx, laid.project, [found.task], "lift", one, 99))
    assert stuck(laid) == []
    assert store.read(lambda tx: tx.value("SELECT count(*) FROM lease WHERE state = 'skipped'")) == 0
