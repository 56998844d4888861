"""The guideline of a project: reading it in any version, publishing the next."""

from __future__ import annotations

from dataclasses import dataclass

from labelwright.errors import Conflict, NotFound, Stale
from labelwright.operations import plans, sections
from labelwright.operations.permissions import Grants
from labelwright.operations.projects import enter
from labelwright.operations.sections import Section
from labelwright.store import events, guidelines, projects
from labelwright.store.engine import Row, Tx


@dataclass(frozen=True, slots=True)
class Guideline:
    """One version with its sections, and the list of all versions (version, note, created_at, person)."""

    version: int
    document: str
    sections: list[Section]
    versions: list[Row]


def read(tx: Tx, grants: Grants, slug: str, version: int | None = None) -> Guideline:
    """A version, by default the newest. Everybody of the project may read it."""
    project, scope = enter(tx, grants, "project.see", slug)
    found = guidelines.version(tx, scope, project.id, version)
    if found is None:
        raise NotFound(f"The guideline has no version {version}.")
    versions = guidelines.versions(tx, scope, project.id)
    return Guideline(found.version, found.document, sections.read(found.document), versions)


def publish(
    tx: Tx, grants: Grants, slug: str, document: str, note: str, now: int, *, base: int | None = None
) -> None:  # fmt: skip
    """Makes the text the newest version; work that is open keeps the version it began with.

    The same text again makes no version. `base` is the version the writer started from: raises Stale when somebody
    published in between, Conflict for an archived project.
    """
    project, scope = enter(tx, grants, "guideline.edit", slug)
    if project.archived_at is not None:
        raise Conflict(f"Project {slug} is archived.", hint="Its guideline stays as it is.")
    newest = guidelines.version(tx, scope, project.id)
    assert newest is not None
    if base is not None and base != newest.version:
        message = f"Version {newest.version} was published while you wrote."
        raise Stale(message, hint="Compare it with yours, then publish again.")
    used = {uid for text in guidelines.documents(tx, scope, project.id) for uid in sections.uids(text)}
    complete = sections.with_uids(document, used)
    if complete != newest.document:
        version = newest.version + 1
        guidelines.add(tx, project.id, version, complete, note, person=grants.person_id, now=now)
        projects.renew_definition(tx, project.id, guideline_version=version, person=grants.person_id, now=now)
        plans.changed(tx, project.id)
        events.add(
            tx, "guideline_published", now, project=project.id, actor=grants.person_id, refs={"version": version}
        )
