"""Data coming in: staged chunk by chunk, seen all at once, undone as a whole.

An import writes its items while nobody can see them; one UPDATE ends it. What is known already is left alone: the same
key with the same content is `unchanged`, with another content `changed` (reported, never overwritten). Reading, hashing
and looking at pictures happen outside the writer; each chunk holds it for some 15 ms, so that annotators never wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import msgspec

from labelwright.datasets.items import NewItem
from labelwright.datasets.source import Source
from labelwright.errors import Conflict, InvalidData, LabelwrightError, Locked, NotFound, Problem
from labelwright.operations import desk, permissions, plans, projects
from labelwright.operations.permissions import Grants
from labelwright.store import Row, Store, Tx, copies, counters, events, imports, items, jobs
from labelwright.store.scope import EVERYTHING, Scope
from labelwright.workflow.sampling import admission

OnError = Literal["stop", "skip"]
Chunked = Callable[[Tx, int, int, int], int]  # a verb of (project, import, now) that says how many items it did
Outcome = NewItem | Problem

KEPT = 1_000  # problems and changed keys that a report names; beyond that they are counted
SILENT_US = 120_000_000  # an import that wrote nothing for so long was left by its server
_CHUNK_S = 0.015  # processor time for which a chunk may hold the writer
_SMALLEST, _LARGEST = 200, 2_000
REVEAL_CHUNK = 400

_encode = msgspec.json.Encoder().encode


class Wrong(msgspec.Struct, omit_defaults=True):
    """One row or file that was refused: where, and why."""

    place: str
    message: str
    hint: str = ""
    line: int | None = None


class Report(msgspec.Struct):
    """What an import did. `touched_at` (microseconds) is when it last wrote."""

    added: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0
    passed_over: int = 0
    problems: list[Wrong] = []
    changed_keys: list[str] = []
    touched_at: int = 0

    def refuse(self, problem: Problem) -> None:
        """Counts a problem, and names it while there is room."""
        self.refused += 1
        if len(self.problems) < KEPT:
            self.problems.append(Wrong(problem.place, problem.message, problem.hint, problem.line))

    def text(self, *, whole: bool = True) -> str:
        """The report as it is kept; without the names while the import runs."""
        kept = self if whole else msgspec.structs.replace(self, problems=[], changed_keys=[])
        return _encode(kept).decode()


@dataclass(frozen=True, slots=True)
class Begun:
    """An import under way."""

    place: items.Place
    source_key: str
    source: Source
    sampling_key: bytes
    person: int

    @property
    def id(self) -> int:
        return self.place.import_id


@dataclass(frozen=True, slots=True)
class _Staged:
    added: int
    unchanged: int
    changed: tuple[str, ...]
    twice: tuple[NewItem, ...]


# -- the verbs -------------------------------------------------------------------------------------------------------


def begin(tx: Tx, grants: Grants, slug: str, source_key: str, now: int) -> Begun:
    """Opens an import into a project's source. Raises NotFound, Conflict where one is running already."""
    project = may_add(tx, grants, slug)
    return opened(tx, project, source_key, grants.person_id, now)


def may_add(tx: Tx, grants: Grants, slug: str) -> int:
    """The project, where data may be added to it by this person now. Raises NotFound, Denied, Conflict."""
    project, _ = projects.enter(tx, grants, "data.add", slug)
    if project.archived_at is not None:
        raise Conflict(f"Project {slug} is archived: nothing is added to it.")
    return int(project.id)


def opened(tx: Tx, project: int, source_key: str, person: int, now: int) -> Begun:
    """A new import. One that was left by a server which fell silent is given up first."""
    imports.lock_project(tx, project)
    row = imports.source(tx, project, source_key)
    if row is None:
        raise NotFound(f"The project has no source {source_key}.", hint="Leave it out for the definition's own.")
    running = imports.staged(tx, row.id)
    if running is not None:
        report = msgspec.json.decode(running.report, type=Report)
        if now - report.touched_at < SILENT_US:
            raise Conflict(f"Another import into {source_key} is running.", hint="Try again when it has ended.")
        imports.settle(tx, running.id, "failed", report.text(), now)
        jobs.enqueue(tx, "clear_import", {"import": running.id}, now=now, project=project)
    made = imports.add(tx, project, row.id, person, Report(touched_at=now).text(), now)
    return _begun(tx, project, row, made, person)


def resumed(tx: Tx, import_id: int) -> Begun:
    """An import that its job takes up again. Raises Conflict where it was ended meanwhile."""
    row = imports.one(tx, EVERYTHING, import_id)
    if row is None or row.state != "staged":
        raise Conflict("The import was ended meanwhile.")
    source = imports.source(tx, row.project, row.source)
    assert source is not None
    return _begun(tx, row.project, source, import_id, row.person)


def _begun(tx: Tx, project: int, source: Row, import_id: int, person: int) -> Begun:
    place = items.Place(project, source.id, import_id)
    read = msgspec.json.decode(source.spec, type=Source)
    return Begun(place, source.key, read, plans.current(tx, project).sampling_key, person)


def stage(tx: Tx, begun: Begun, chunk: Sequence[NewItem], admissions: Sequence[int], now: int) -> _Staged:
    """Writes a chunk of different keys, unseen. Raises Conflict where the import was ended meanwhile."""
    imports.lock_project(tx, begun.place.project)
    there: dict[str, list[Row]] = {}
    for row in items.known(tx, begun.place, [one.key for one in chunk]):
        there.setdefault(row.key, []).append(row)
    new, places, back, changed, twice = [], [], [], [], []
    unchanged = 0
    for one, place in zip(chunk, admissions, strict=True):
        rows = there.get(one.key)
        if rows is None:
            new.append(one)
            places.append(place)
        elif rows[0].import_id == begun.id:
            twice.append(one)
        elif rows[0].state != "done":
            back.append((rows[0].id, one))
        elif _same(rows, one):
            unchanged += 1
        else:
            changed.append(one.key)
    ids = items.add(tx, begun.place, new, places, now) if new else []
    if back:
        items.revive(tx, begun.place, back)
    for item, one in (*zip(ids, new, strict=True), *back):
        for part in one.parts:
            if part.uri is not None and part.uri.startswith("upload:"):
                copies.register(tx, "upload", part.uri, part.size, now, item=item, project=begun.place.project)
    return _Staged(len(new) + len(back), unchanged, tuple(changed), tuple(twice))


def _same(rows: list[Row], one: NewItem) -> bool:
    kept = {row.name: row.fingerprint for row in rows}
    return rows[0].fields == one.fields and kept == {part.name: part.fingerprint for part in one.parts}


def finish(tx: Tx, begun: Begun, report: Report, now: int) -> None:
    """Ends an import well: one UPDATE shows its items, a job then lets them into the work."""
    if not imports.settle(tx, begun.id, "done", report.text(), now):
        raise Conflict("The import was ended meanwhile.")
    project = begun.place.project
    refs: dict[str, object] = {"import": begun.id, "added": report.added, "refused": report.refused}
    events.add(tx, "import_done", now, project=project, actor=begun.person, refs=refs)
    if report.added:
        jobs.enqueue(tx, "reveal_items", {"import": begun.id}, now=now, project=project)


def reveal(tx: Tx, project: int, import_id: int, now: int) -> int:
    """Lets a chunk of a finished import's items into the work; how many, 0 when all are in."""
    row = imports.one(tx, EVERYTHING, import_id)
    if row is None or row.state != "done":
        return 0
    found = imports.hidden(tx, import_id, REVEAL_CHUNK)
    imports.show(tx, found, True)
    counters.add(tx, project, {(0, "held"): len(found)})
    if not found:
        desk.admit_soon(tx, project, now)
    return len(found)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """That an import's items had no answers up to this annotation."""

    import_id: int
    annotation: int


def unanswered(tx: Tx, grants: Grants, import_id: int) -> Unanswered:
    """Looks whether an import can be taken back; this may take a while, so it is a read.

    Raises Locked with their number where items have answers, Conflict where the import is not done.
    """
    row, _ = _found(tx, grants, import_id)
    if row.state not in ("done", "undone"):
        raise Conflict(f"The import is {row.state}: there is nothing to take back.")
    newest = imports.newest_annotation(tx)
    _refuse_answered(imports.answered(tx, import_id, after=0) if row.state == "done" else 0)
    return Unanswered(import_id, newest)


def undo(tx: Tx, grants: Grants, looked: Unanswered, now: int) -> Row:
    """Takes an import back: hides its items at once, a job takes them out of the work.

    Raises Locked where an answer came since one looked.
    """
    row, scope = _found(tx, grants, looked.import_id)
    _refuse_answered(imports.answered(tx, row.id, after=looked.annotation))
    if imports.undo(tx, row.id, now):
        events.add(tx, "import_undone", now, project=row.project, actor=grants.person_id, refs={"import": row.id})
        jobs.enqueue(tx, "withdraw_items", {"import": row.id}, now=now, project=row.project)
    again = imports.one(tx, scope, row.id)
    assert again is not None
    return again


def _refuse_answered(n: int) -> None:
    if n:
        what = "1 item has an answer" if n == 1 else f"{n:,} items have answers"
        raise Locked(f"{what} already: the import stays.", hint="Drop single items instead.")


def withdraw(tx: Tx, project: int, import_id: int, now: int) -> int:
    """Takes a chunk of an undone import's items out of the work; how many, 0 when all are out."""
    row = imports.one(tx, EVERYTHING, import_id)
    if row is None or row.state != "undone":
        return 0
    found = imports.shown(tx, import_id, REVEAL_CHUNK // 4)
    ids = [one.id for one in found]
    desk.cancel_items(tx, ids, now)
    imports.show(tx, ids, False)
    imports.hold(tx, ids, now)
    gone: dict[counters.Key, int] = {}
    for one in found:
        gone[0, one.state] = gone.get((0, one.state), 0) - 1
    counters.add(tx, project, gone)
    return len(ids)


def listed(tx: Tx, grants: Grants, slug: str) -> list[Row]:
    """A project's imports, newest first."""
    project, scope = projects.enter(tx, grants, "data.add", slug)
    return imports.of_project(tx, scope, project.id)


def one(tx: Tx, grants: Grants, import_id: int) -> Row:
    """One import. Raises NotFound."""
    return _found(tx, grants, import_id)[0]


def _found(tx: Tx, grants: Grants, import_id: int) -> tuple[Row, Scope]:
    row = imports.one(tx, permissions.reach(grants), import_id)
    if row is None:
        raise NotFound("There is no such import.")
    return row, permissions.scope(grants, "data.add", row.project)


# -- the whole way ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Driver:
    """Carries an import from its first row to its end, in the caller's thread.

    `now` is the clock; `noted` hears how many rows were taken after each chunk and may raise to stop; `ended` hears the
    uploaded objects (uris) at the end, and those of them that nothing uses after all.
    """

    store: Store
    begun: Begun
    on_error: OnError
    now: Callable[[], int]
    noted: Callable[[int], object] = lambda _: None
    ended: Callable[[Sequence[str], Sequence[str]], object] = lambda *_: None
    size: int = 200

    def run(self, outcomes: Iterable[Outcome]) -> Report:
        """The report of a finished import.

        Raises InvalidData where something is wrong and `on_error` is stop, and whatever `outcomes` raises; then
        nothing is left behind.
        """
        report = Report()
        uploads: list[str] = []
        try:
            self._take(outcomes, report, uploads)
            self.store.write(lambda tx: finish(tx, self.begun, report, self.now()))
        except BaseException:
            self._give_up(report)
            self._let_go(uploads)
            raise
        if len(uploads) > report.added:  # known keys, and rows that were refused
            self._let_go(uploads)
        else:
            self.ended(uploads, ())
        return report

    def _take(self, outcomes: Iterable[Outcome], report: Report, uploads: list[str]) -> None:
        rest = self._forgiving(iter(outcomes), uploads)
        while block := list(islice(rest, self.size)):
            chunk: dict[str, NewItem] = {}
            for outcome in block:
                if isinstance(outcome, Problem):
                    report.refuse(outcome)
                elif outcome.key in chunk:
                    report.refuse(_twice(outcome, chunk[outcome.key].line))
                else:
                    chunk[outcome.key] = outcome
            self._stop_if_wrong(report)
            self._stage(list(chunk.values()), report)
            self._stop_if_wrong(report)
            self.noted(report.added + report.unchanged + report.changed + report.refused)

    def _forgiving(self, outcomes: Iterator[Outcome], uploads: list[str]) -> Iterator[Outcome]:
        """What spoils the rest of a file ends the import, unless something came before it and the rest is skipped.

        Uploads are noted as they come: what comes after them may raise.
        """
        some = False
        try:
            for outcome in outcomes:
                if not isinstance(outcome, Problem):
                    some = True
                    uploads += _uploaded(outcome)
                yield outcome
        except InvalidData as error:
            if self.on_error == "stop" or not some:
                raise
            yield Problem((), error.message, error.hint)

    def _stage(self, chunk: list[NewItem], report: Report) -> None:
        if not chunk:
            return
        key, source = self.begun.sampling_key, self.begun.source_key
        admissions = [admission(key, source, one.key) for one in chunk]
        now = self.now()
        took = 0.0

        def write(tx: Tx) -> _Staged:
            nonlocal took
            started = time.thread_time()
            staged = stage(tx, self.begun, chunk, admissions, now)
            so_far = msgspec.structs.replace(report, added=report.added + staged.added, touched_at=now)
            if not imports.note(tx, self.begun.id, so_far.text(whole=False)):
                raise Conflict("The import was ended meanwhile.")
            took = time.thread_time() - started
            return staged

        staged = self.store.write(write)
        report.added += staged.added
        report.unchanged += staged.unchanged
        report.changed += len(staged.changed)
        report.changed_keys += staged.changed[: max(0, KEPT - len(report.changed_keys))]
        for item in staged.twice:
            report.refuse(_twice(item, 0))
        pace = int(len(chunk) * _CHUNK_S / max(took, 1e-4))
        self.size = max(_SMALLEST, min(_LARGEST, pace, self.size * 2))

    def _stop_if_wrong(self, report: Report) -> None:
        if report.refused and self.on_error == "stop":
            problems = [Problem((w.place,) if w.place else (), w.message, w.hint, w.line) for w in report.problems]
            raise InvalidData(
                "Nothing was taken in: the data have problems.", problems, hint="Mend them, or skip what is wrong."
            )

    def _give_up(self, report: Report) -> None:
        text = msgspec.structs.replace(report, added=0).text()
        self.store.write(lambda tx: imports.settle(tx, self.begun.id, "failed", text, self.now()))
        clear(self.store, self.begun.id)

    def _let_go(self, uploads: list[str]) -> None:
        used = self.store.read(lambda tx: copies.in_use(tx, uploads)) if uploads else set()
        self.ended(uploads, [uri for uri in dict.fromkeys(uploads) if uri not in used])


def _uploaded(item: NewItem) -> list[str]:
    return [part.uri for part in item.parts if part.uri is not None and part.uri.startswith("upload:")]


def clear(store: Store, import_id: int) -> None:
    """Takes everything a failed import wrote away again."""
    while store.write(lambda tx: imports.clear(tx, import_id, REVEAL_CHUNK)):
        continue


def _twice(item: NewItem, first: int) -> Problem:
    where = f"line {first} has it too" if first else "it came before in this import"
    path = (item.file,) if item.file else ()
    return Problem(path, f"duplicate key {item.key!r}", where, line=item.line or None)


def refusal(file: str, line: int | None, error: LabelwrightError) -> Problem:
    """A row or file that cannot become an item, as a problem at its place."""
    return Problem((file,) if file else (), error.message, error.hint, line=line)
