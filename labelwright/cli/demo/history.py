"""What happened before the visitor came: people, projects and two days of work, played in seconds.

The colleagues do through the API exactly what they do later on; only the server's clock is let go faster.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelwright import sdk
from labelwright.cli.demo import samples
from labelwright.cli.demo.colleagues import MANAGER, VISITOR, Colleague, Role, Truths
from labelwright.cli.demo.samples import STREETS, TICKETS, Scale
from labelwright.server.clock import HOUR, SECOND, run_behind

COLLEAGUES: tuple[Role, ...] = (
    Role("mara", "Mara Ferri", STREETS, "part_timers", "annotator", 1.3),
    Role("tomas", "Tomas Berg", STREETS, "part_timers", "annotator", 0.7),
    Role("lena", "Lena Okafor", STREETS, "part_timers", "annotator", 1.8),
    Role("jonas", "Jonas Weil", STREETS, "leads", "reviewer"),
    Role("priya", "Priya Nair", TICKETS, "agents", "annotator", 1.6),
    Role("sam", "Sam Ortiz", TICKETS, "agents", "annotator", 0.6),
    Role("yuki", "Yuki Mori", TICKETS, "agents", "annotator", 1.1),
    Role("helen", "Helen Brandt", TICKETS, "experts", "expert"),
)
BEFORE = 0.40  # share of a project that is labelled before the visitor comes
_FOR_REVIEW = 6  # reviews that are kept for the visitor
_OWN = 2  # answers the visitor is said to have given, so that there is feedback to read
_FIRST, _SECOND = 27 * HOUR, 6 * HOUR  # how long ago the two days began
_HOURS = {"first": 2 * HOUR, "second": 2.2 * HOUR}  # of work on one project


@dataclass(slots=True)
class Time:
    """The server's clock while history is played: how far behind it runs."""

    behind: int = 0

    def at(self, behind: int) -> None:
        """Goes to a time so far back, if it is not later already."""
        self.behind = behind if not self.behind else min(self.behind, behind)
        run_behind(self.behind)

    def passes(self, microseconds: float) -> None:
        """Time goes by; never past the present."""
        self.at(max(1, self.behind - round(microseconds)))

    def ends(self) -> None:
        """From now on it is now."""
        self.behind = 0
        run_behind(0)


@dataclass(slots=True)
class Cast:
    """Everybody of the demo by key, with clients that act as them."""

    url: str
    token: str
    people: dict[str, int] = field(default_factory=dict)
    _clients: dict[str, sdk.Client] = field(default_factory=dict)

    @property
    def house(self) -> sdk.Client:
        """The administrator of the house, who is nobody of the demo."""
        return self._client("", None)

    def acting(self, key: str) -> sdk.Client:
        """A client that acts as this person."""
        return self._client(key, self.people[key])

    def _client(self, key: str, person: int | None) -> sdk.Client:
        if key not in self._clients:
            self._clients[key] = sdk.connect(self.url, self.token, demo_person=person)
        return self._clients[key]

    def join(self, who: Role, **where: Any) -> None:
        """Makes somebody a member."""
        person, _ = self.house.invite(who.name, f"{who.key}@demo.example", **where)
        self.people[who.key] = person.id

    def close(self) -> None:
        """Ends every connection."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()


class History:
    """Plays what came before, one call a step."""

    def __init__(self, cast: Cast, time: Time, root: Path, scale: Scale) -> None:
        self._cast = cast
        self._time = time
        self._root = root
        self._scale = scale

    def rewind(self) -> None:
        """Goes back to when the first day began: before the server starts, so that it never sees a later time."""
        self._time.at(_FIRST)

    def gather(self) -> None:
        """The visitor comes first: the person switch begins with them."""
        self._cast.join(VISITOR, role="admin")
        self._cast.join(MANAGER, role="manager")

    def bring_tickets(self) -> None:
        """The ticket project with its people and data, and the visitor's reserve."""
        self._begin(TICKETS, samples.tickets_document(self._root), samples.TICKETS_GUIDELINE)
        self._cast.join(VISITOR, role="annotator", team="agents")
        self._cast.join(VISITOR, role="expert", team="experts")
        self._reserve(TICKETS, "annotate", self._scale.reserved(self._scale.tickets) + _OWN)

    def bring_streets(self) -> None:
        """The street project likewise; the visitor joins when the pilot is over, which waits for its whole team."""
        self._begin(STREETS, samples.streets_document(self._root, self._scale), samples.STREETS_GUIDELINE)

    def _begin(self, project: str, document: str, guideline: str) -> None:
        lead = self._cast.acting(MANAGER.key)
        place = lead.project(lead.create_project(document, guideline=guideline).slug)
        for role in COLLEAGUES:
            if role.project == project:
                self._cast.join(role, role=role.role, team=role.team)
        place.import_source()
        place.start()

    def _reserve(self, project: str, stage: str, count: int) -> None:
        body = {"stage": stage, "people": [self._cast.people[VISITOR.key]], "first": count}
        lead = self._cast.acting(MANAGER.key)
        lead.transport.send("POST", f"/projects/{project}/batches", dict[str, Any], body)

    def first_day(self, truths: Truths) -> None:
        """Agents answer the first of the tickets, and the expert judges all of their sample."""
        self._labour(TICKETS, truths, round(BEFORE / 2 * self._scale.tickets), "first")
        self._judge(TICKETS, truths)

    def pilot(self, truths: Truths) -> None:
        """Everybody labels the pilot, the lead settles it and opens the gate; then the visitor is one of them."""
        self._labour(STREETS, truths, self._scale.pilot * 3, "first")
        self._judge(STREETS, truths)
        self._cast.acting(MANAGER.key).project(STREETS).open_gate("pilot")
        self._cast.join(VISITOR, role="annotator", team="part_timers")
        self._cast.join(VISITOR, role="reviewer", team="leads")
        self._reserve(STREETS, "annotate", self._scale.reserved(self._scale.images) + _OWN)

    def second_day(self, truths: Truths) -> None:
        """The visitor's first answers with what was said to them, then everybody's."""
        self._time.at(_SECOND)
        for project in (STREETS, TICKETS):
            careless = Role(VISITOR.key, VISITOR.name, project, care=0.12)
            self._answer(Colleague(self._cast.acting(VISITOR.key), careless, truths), _OWN, 40 * SECOND)
            self._judge(project, truths)
        self._labour(TICKETS, truths, round(BEFORE / 2 * self._scale.tickets), "second")
        self._labour(STREETS, truths, round(BEFORE * self._scale.images) - self._scale.pilot, "second")
        for project, stage in ((TICKETS, "expert"), (STREETS, "review")):
            self._judge(project, truths, leave=_FOR_REVIEW)
            self._reserve(project, stage, _FOR_REVIEW)
            lead = self._cast.acting(MANAGER.key).project(project)
            lead.release("To try the training script with", splits={"train": 0.8, "val": 0.1, "test": 0.1})

    # -- playing -----------------------------------------------------------------------------------------------------

    def _team(self, project: str, truths: Truths, *, judges: bool) -> list[Colleague]:
        return [
            Colleague(self._cast.acting(role.key), role, truths)
            for role in COLLEAGUES
            if role.project == project and role.judges == judges
        ]

    def _labour(self, project: str, truths: Truths, wanted: int, day: str) -> None:
        """The annotators give so many answers, four each in turn, within the hours of that day."""
        team = self._team(project, truths, judges=False)
        done, idle, turn = 0, 0, 0
        while done < wanted and idle < len(team):
            answered = self._answer(team[turn % len(team)], min(4, wanted - done), _HOURS[day] / wanted)
            turn, done, idle = turn + 1, done + answered, 0 if answered else idle + 1

    def _judge(self, project: str, truths: Truths, leave: int = 0) -> None:
        """The reviewer judges what waits, but for so many."""
        self._time.passes(11 * SECOND)  # the grace in which an answer can be undone
        stages = self._cast.acting(MANAGER.key).project(project).home().stages
        left = sum(stage.waiting for stage in stages if stage.kind == "review") - leave
        judge = self._team(project, truths, judges=True)[0]
        while left > 0 and (done := self._answer(judge, min(4, left), 20 * SECOND)):
            left -= done

    def _answer(self, colleague: Colleague, count: int, pace: float) -> int:
        leases = colleague.next(count)
        for lease in leases:
            self._time.passes(pace)
            colleague.finish(lease, colleague.seconds())
        return len(leases)
