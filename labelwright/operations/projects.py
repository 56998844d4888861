"""Projects: finding one's way in, making one, changing its definition, starting and archiving it."""

from __future__ import annotations

from labelwright.errors import NotFound
from labelwright.operations import permissions
from labelwright.operations.permissions import Grants
from labelwright.store import projects
from labelwright.store.engine import Row, Tx
from labelwright.store.scope import Scope


def enter(tx: Tx, grants: Grants, verb: str, slug: str) -> tuple[Row, Scope]:
    """The project under this slug, and how far the person reaches in it with the verb.

    Raises NotFound where there is no such project or the person has no part in it, Denied where they have a part but
    not this verb. The two absences read the same.
    """
    everywhere = permissions.reach(grants)
    found = projects.find(tx, everywhere, slug)
    if found is None:
        raise NotFound(f"There is no project {slug!r}.", hint="It may have another name, or not be yours to see.")
    return found, permissions.scope(grants, verb, found.id)
