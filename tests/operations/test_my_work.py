"""A person's own page: what came back, what was said about it, one's own answers and how long they may be changed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from labelwright.errors import InvalidRequest, Locked, NotFound
from labelwright.operations import batches, my_work, submit, work
from labelwright.operations.batches import Chosen
from labelwright.operations.my_work import Batch, MyWork
from labelwright.operations.submit import Sent
from labelwright.store import Store
from tests.operations import floor

SECOND = 1_000_000
REVIEWED = floor.REVIEWED.replace("RATE", "1")


@dataclass
class Desk:
    """Two people, one who answers and one who judges, and a clock."""

    laid: floor.Floor
    now: int = 0

    @property
    def me(self) -> int:
        return self.laid.people[0]

    @property
    def judge(self) -> int:
        return self.laid.leads[0]

    def do(self, person: int, stage: str, sent: Sent) -> int:
        """Takes the next task of a stage and sends this for it; the annotation. A minute passes."""
        self.now += 60 * SECOND
        now, laid = self.now, self.laid
        handed = laid.store.write(lambda tx: work.next_tasks(tx, laid.worker(person), laid.project, stage, 1, now))
        lease = handed.leases[0].lease
        key = f"{person}-{stage}-{now}"
        return laid.store.write(lambda tx: submit.submit(tx, person, lease, sent, key, now)).annotation

    def answer(self, value: str = "a") -> int:
        return self.do(self.me, "annotate", Sent(answer={"category": value}, active_ms=5))

    def verdict(self, verdict: str, value: str | None = None, comment: str = "") -> int:
        answer = {"category": value} if value else None
        return self.do(self.judge, "review", Sent(verdict=verdict, answer=answer, comment=comment, active_ms=5))

    def page(self, person: int, later: int = 60 * SECOND) -> MyWork:
        """The page as it is a minute after the last deed, or so much later."""
        return self.laid.store.read(lambda tx: my_work.page(tx, person, 0, self.now + later))


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(floor.lay(store, REVIEWED, team=1, items=8))


def test_what_came_back_is_shown_once_it_can_be_taken(desk: Desk) -> None:
    desk.answer()
    desk.verdict("return", comment="look again")
    early, later = desk.page(desk.me, later=5 * SECOND), desk.page(desk.me)
    assert (early.returned, [one.verdict for one in early.feedback]) == ([], ["return"])
    assert [one.comment for one in later.returned] == ["look again"]
    assert [(one.verdict, one.unread, one.ref) for one in later.feedback] == [("return", True, later.returned[0].ref)]
    laid, now = desk.laid, desk.now + 60 * SECOND
    handed = laid.store.write(lambda tx: work.next_tasks(tx, laid.worker(desk.me), laid.project, "annotate", 1, now))
    assert handed.leases[0].ref == later.returned[0].ref
    assert desk.page(desk.me).returned == later.returned  # it still waits while it lies on the desk


def test_a_verdict_that_was_undone_is_no_feedback(desk: Desk) -> None:
    desk.answer()
    verdict = desk.verdict("correct", "b")
    now = desk.now + SECOND
    desk.laid.store.write(lambda tx: submit.undo(tx, desk.judge, verdict, now))
    assert desk.page(desk.me).feedback == []


def test_accepted_work_says_something_only_where_the_reviewer_did_but_is_counted(desk: Desk) -> None:
    for _ in range(3):
        desk.answer()
    desk.verdict("accept")
    desk.verdict("accept", comment="Well seen.")
    desk.verdict("correct", "b")
    page = desk.page(desk.me)
    assert [(one.verdict, one.comment) for one in page.feedback] == [("correct", ""), ("accept", "Well seen.")]
    assert page.reviewed == {"accept": 2, "correct": 1}


def test_a_question_goes_to_the_reviewer_and_the_answer_comes_back(desk: Desk) -> None:
    desk.answer()
    verdict = desk.verdict("correct", "b", "It is b.")
    store = desk.laid.store

    def say(person: int, text: str, at: int) -> None:
        store.write(lambda tx: my_work.say(tx, person, verdict, text, desk.now + at * SECOND))

    assert desk.page(desk.judge).questions == []
    say(desk.me, "Why not a?", 20)
    [mine] = desk.page(desk.me).feedback
    [asked] = desk.page(desk.judge).questions
    assert (mine.unread, [one.mine for one in mine.said]) == (False, [True])
    assert (asked.unread, [(one.text, one.mine) for one in asked.said]) == (True, [("Why not a?", False)])
    assert (asked.before, asked.after) == ({"category": "a"}, {"category": "b"})
    say(desk.judge, "See section 2.", 30)
    assert desk.page(desk.judge).questions[0].unread is False
    [mine] = desk.page(desk.me).feedback
    assert (mine.unread, mine.said[-1].text) == (True, "See section 2.")
    store.write(lambda tx: my_work.mark_seen(tx, desk.me, verdict, desk.now + 40 * SECOND))
    assert desk.page(desk.me).feedback[0].unread is False


def test_nobody_else_has_a_word_in_it(store: Store) -> None:
    desk = Desk(floor.lay(store, REVIEWED, team=2, items=4))
    answer = desk.answer()
    verdict = desk.verdict("correct", "b")
    stranger = desk.laid.people[1]
    for annotation, person in ((verdict, stranger), (answer, desk.me)):
        with pytest.raises(NotFound):
            store.write(lambda tx, a=annotation, p=person: my_work.say(tx, p, a, "x", desk.now))  # type: ignore[misc]
        with pytest.raises(NotFound):
            store.write(lambda tx, a=annotation, p=person: my_work.mark_seen(tx, p, a, desk.now))  # type: ignore[misc]
    with pytest.raises(InvalidRequest):
        store.write(lambda tx: my_work.say(tx, desk.me, verdict, "  ", desk.now))


def test_own_answers_may_be_changed_until_somebody_looks_at_them(desk: Desk) -> None:
    first, second = desk.answer("a"), desk.answer("b")
    store, now = desk.laid.store, desk.now + 60 * SECOND

    def recent() -> list[tuple[int, object, bool]]:
        found = store.read(lambda tx: my_work.recent(tx, desk.me))
        return [(one.annotation, one.answer, one.open) for one in found]

    assert recent() == [(second, {"category": "b"}, True), (first, {"category": "a"}, True)]
    again = store.read(lambda tx: my_work.reopen(tx, desk.me, first))
    assert again.draft == {"answer": {"category": "a"}, "unsure": False}
    changed = store.write(
        lambda tx: submit.revise(tx, desk.me, first, Sent(answer={"category": "c"}), "again-1", now)
    ).annotation
    assert recent() == [(changed, {"category": "c"}, True), (second, {"category": "b"}, True)]
    with pytest.raises(Locked):
        store.read(lambda tx: my_work.reopen(tx, desk.me, first))
    desk.verdict("accept")
    desk.verdict("accept")
    assert [open_ for _, _, open_ in recent()] == [False, False]
    with pytest.raises(Locked):
        store.read(lambda tx: my_work.reopen(tx, desk.me, changed))
    with pytest.raises(NotFound):
        store.read(lambda tx: my_work.reopen(tx, desk.judge, changed))


def test_the_place_in_ones_own_batches_counts_what_is_done_held_and_left(desk: Desk) -> None:
    laid = desk.laid
    desk.answer()  # before there was a batch: not of it
    laid.store.write(
        lambda tx: batches.split(tx, laid.project, "annotate", [desk.me], desk.judge, desk.now + 1, Chosen(first=5))
    )
    desk.answer()
    desk.answer()
    now = desk.now
    laid.store.write(lambda tx: work.next_tasks(tx, laid.worker(desk.me), laid.project, "annotate", 1, now))
    [queue] = [one for one in desk.page(desk.me).queues if one.stage == "annotate"]
    assert (queue.own, queue.batch) == (2, Batch(done=2, size=5))
    assert desk.page(desk.judge).queues[0].batch is None
