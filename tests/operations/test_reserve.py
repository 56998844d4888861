"""Work set aside for one person, and the first walk of somebody who tries the house out."""

from __future__ import annotations

from labelwright.operations import batches, home, submit, work
from labelwright.operations.batches import Chosen
from labelwright.operations.permissions import Grants, Membership
from labelwright.operations.submit import Sent
from labelwright.store import Store
from tests.operations import floor

REVIEWED = floor.REVIEWED.replace("RATE", "1")


def answer(laid: floor.Floor, person: int, n: int) -> int | None:
    """One more answer of somebody; the rank of what they got."""
    handed = laid.store.write(
        lambda tx: work.next_tasks(tx, laid.worker(person), laid.project, "annotate", 1, n * 10**9)
    )
    if not handed.leases:
        return None
    lease = handed.leases[0].lease
    sent = Sent(answer={"category": "a"}, active_ms=5)
    laid.store.write(lambda tx: submit.submit(tx, person, lease, sent, f"{person}-{n}", n * 10**9))
    rank: int = laid.store.read(
        lambda tx: tx.value("SELECT t.rank FROM lease l JOIN task t ON t.id = l.task WHERE l.id = :l", l=lease)
    )
    return rank


def left(laid: floor.Floor) -> list[int]:
    return [batch.left for batch in laid.store.read(lambda tx: batches.of_project(tx, laid.project))]


def test_first_so_many_are_one_persons_and_nobody_else_gets_them(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=10)
    mine, other = laid.people
    store.write(lambda tx: batches.split(tx, laid.project, "annotate", [mine], other, 1, Chosen(first=4)))
    assert left(laid) == [4]
    others = [answer(laid, other, n) for n in range(1, 10)]
    assert sum(one is not None for one in others) == 6
    assert left(laid) == [4]
    own = [answer(laid, mine, n) for n in range(20, 24)]
    assert max(rank for rank in own if rank is not None) < min(rank for rank in others if rank is not None)
    assert left(laid) == [0]


def test_first_so_many_are_dealt_in_turn(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=3, items=10)
    store.write(lambda tx: batches.split(tx, laid.project, "annotate", laid.people, laid.people[0], 1, Chosen(first=7)))
    assert sorted(left(laid)) == [2, 2, 3]


def test_without_a_number_all_that_is_free_is_dealt(store: Store) -> None:
    laid = floor.lay(store, floor.PLAIN, team=2, items=9)
    store.write(lambda tx: batches.split(tx, laid.project, "annotate", laid.people, laid.people[0], 1))
    assert sorted(left(laid)) == [4, 5]


def test_first_walk_counts_what_one_did_since_somebody_else_froze_a_version(store: Store) -> None:
    laid = floor.lay(store, REVIEWED, team=2, items=12)
    person, other = laid.people
    manager = Grants(person, (Membership("manager", "org", 0),))

    def steps() -> list[tuple[str, bool]]:
        found = store.read(lambda tx: home.checklist(tx, manager, laid.slug, person))
        return [(step.text, step.done) for step in found]

    def freeze(by: int, n: int, at: int) -> None:
        store.write(
            lambda tx: tx.run(
                """INSERT INTO dataset_version (project, n, state, settings, person, created_at)
                   VALUES (:p, :n, 'frozen', '{}', :by, :at)""",
                p=laid.project, n=n, by=by, at=at,
            )
        )  # fmt: skip

    for n in range(1, 4):
        answer(laid, person, n)
    assert steps()[0] == ("Label five (3 done)", False)
    freeze(other, 1, 4 * 10**9)
    assert [text for text, _ in steps()] == ["Label five", "Review three", "Freeze a version", "Download it"]
    assert not any(done for _, done in steps())
    for n in range(5, 10):
        answer(laid, person, n)
    freeze(person, 2, 11 * 10**9)
    assert [done for _, done in steps()] == [True, False, True, False]
