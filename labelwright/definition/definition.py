"""The whole document as one value. It only composes: each room reads and validates its own section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from labelwright.datasets import source as sources
from labelwright.datasets.source import Source
from labelwright.definition import check
from labelwright.definition.document import MOST_BYTES, Document, parse
from labelwright.errors import InvalidDefinition, Problem
from labelwright.ontology.classes import read_name
from labelwright.ontology.schema import Schema
from labelwright.reading import Section, shown
from labelwright.workflow import stages
from labelwright.workflow.conditions import Conditions
from labelwright.workflow.policies import Pipeline
from labelwright.workforce import teams as workforce
from labelwright.workforce.teams import Team

MOST_PROBLEMS = 100
KEYS = ("project", "name", "source", "schema", "guideline", "targets", "teams", "stages")
LATER_TARGETS = ("cost", "budget", "alpha", "kappa", "iou")
LATER = ("golden", "accept", "privacy", "rules", "prelabel", "retired", "prices", "cost", "contracts", "sources")


@dataclass(frozen=True, slots=True)
class Guideline:
    """The rules that people label by: the `path` of a file beside the document, the `text` itself, or both."""

    path: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """What was promised: an accuracy (a share) by a date. Kept as facts; nothing acts on them yet."""

    accuracy: float | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a project was asked to do. `document` is the text it was read from, `sha256` the hex digest of that text."""

    project: str
    name: str
    source: Source
    schema: Schema
    guideline: Guideline
    teams: Mapping[str, Team]
    pipeline: Pipeline
    targets: Targets
    document: str
    sha256: str
    conditions: Conditions = field(compare=False, repr=False)


def read(text: str, *, inline_guideline: str | None = None) -> Definition:
    """The definition that a document asks for.

    `inline_guideline` is the text of the guideline where the document names a file that came along with it. Raises
    InvalidDefinition with every problem of the document at once, each with line and column.
    """
    document = parse(text)
    problems: list[Problem] = []
    section = Section(document.value, (), problems, KEYS, LATER)
    project = section.name("project")
    name = read_name(section, workforce.title(project))
    source = sources.read(_required(section, "source", "such as {parts: {image: image}}"), ("source",), problems)
    schema = _schema(section, source)
    guideline = _guideline(section, inline_guideline)
    targets = _targets(section)
    teams = workforce.read(_required(section, "teams", workforce.EXAMPLE), ("teams",), problems)
    conditions = Conditions(source.fields, _label_fields(section.get("schema")))
    pipeline = stages.read(_required(section, "stages", stages.EXAMPLE), ("stages",), problems, conditions)
    problems.extend(check.references(pipeline, teams))
    problems.extend(check.flow(pipeline, conditions, problems))
    if problems or schema is None:
        raise _refused(document, problems)
    digest = sha256(text.encode()).hexdigest()
    return Definition(
        project, name, source, schema, guideline, teams, pipeline, targets, document=text, sha256=digest,
        conditions=conditions,
    )  # fmt: skip


def _refused(document: Document, problems: list[Problem]) -> InvalidDefinition:
    located = sorted((document.locate(one) for one in problems), key=lambda one: (one.line or 0, one.column or 0))
    count = "one problem" if len(located) == 1 else f"{len(located):,} problems"
    if len(located) > MOST_PROBLEMS:
        more = Problem((), f"and {len(located) - MOST_PROBLEMS:,} more problems", "mend these first")
        located = [*located[:MOST_PROBLEMS], document.locate(more)]
    return InvalidDefinition(f"The definition has {count}.", located)


def _required(section: Section, key: str, hint: str) -> object:
    """The value of a section that must be there. An empty one stands in for it, and says no more than is missing."""
    return None if section.missing(key, hint) else section.get(key)


def _schema(section: Section, source: Source) -> Schema | None:
    document = _required(section, "schema", "such as {category: {type: choice, classes: [...]}}")
    if document is None:
        return None
    if not isinstance(document, Mapping):
        section.wrong("schema", f"must be a mapping of fields, not {shown(document)}")
        return None
    try:
        schema = Schema.read(document, ("schema",))
    except InvalidDefinition as error:
        section.problems.extend(error.problems)
        return None
    section.problems.extend(check.parts(schema, source))
    return schema


def _label_fields(schema: object) -> Mapping[str, str]:
    """The types of the fields as written, so that conditions over them can be checked beside a broken schema."""
    fields = schema.items() if isinstance(schema, Mapping) else ()
    return {name: str(field.get("type")) for name, field in fields if isinstance(field, Mapping)}


def _guideline(section: Section, inline: str | None) -> Guideline:
    """A text of one line names a file; a longer one is the guideline itself."""
    value = section.text("guideline", "", longest=MOST_BYTES)
    if not value:
        return Guideline(text=inline)
    if "\n" in value.strip():
        return Guideline(text=value)
    return Guideline(path=value.strip(), text=inline)


def _targets(section: Section) -> Targets:
    if section.get("targets") is None:
        return Targets()
    known = ("accuracy", "by")
    targets = Section(section.get("targets"), section.at("targets"), section.problems, known, LATER_TARGETS)
    accuracy = targets.share("accuracy") if "accuracy" in targets else None
    when = targets.text("by", "")
    try:
        return Targets(accuracy, date.fromisoformat(when) if when else None)
    except ValueError:
        targets.wrong("by", f"must be a day, not {shown(when)}", "such as 2027-03-31")
        return Targets(accuracy)
