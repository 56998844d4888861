"""Who may do what follows from memberships alone."""

from __future__ import annotations

import pytest

from labelwright.errors import Denied, NotFound
from labelwright.operations import permissions
from labelwright.operations.permissions import ROLES, VERBS, Grants, Membership


def held(*memberships: tuple[str, str, int], teams: dict[int, set[int]] | None = None) -> Grants:
    return Grants(
        7,
        tuple(Membership(*one) for one in memberships),
        {team: frozenset(found) for team, found in (teams or {}).items()},
    )


def test_every_verb_names_roles_that_exist() -> None:
    assert all(roles <= set(ROLES) for roles in VERBS.values())
    assert all("admin" in roles for verb, roles in VERBS.items() if verb != "work.do")


def test_administrator_reaches_everything() -> None:
    scope = permissions.scope(held(("admin", "org", 0)), "data.see")
    assert (scope.project_ids, scope.team_ids, scope.blind) == (None, None, False)


def test_manager_of_one_project_reaches_that_one() -> None:
    grants = held(("manager", "project", 3))
    assert permissions.scope(grants, "project.manage").project_ids == {3}
    assert permissions.scope(grants, "project.manage", 3).team_ids is None
    with pytest.raises(NotFound):
        permissions.scope(grants, "project.manage", 4)


def test_project_one_has_no_part_in_reads_like_one_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        permissions.scope(held(("annotator", "team", 1), teams={1: {3}}), "project.see", 4)


def test_project_one_has_a_part_in_denies_what_the_role_lacks() -> None:
    with pytest.raises(Denied):
        permissions.scope(held(("annotator", "team", 1), teams={1: {3}}), "project.manage", 3)


def test_team_reaches_the_projects_in_which_it_has_a_stage() -> None:
    grants = held(("annotator", "team", 1), teams={1: {3, 5}})
    scope = permissions.scope(grants, "work.do")
    assert (scope.project_ids, scope.team_ids, scope.blind) == ({3, 5}, {1}, True)


def test_vendor_lead_sees_the_own_team_only() -> None:
    scope = permissions.scope(held(("vendor_lead", "team", 1), teams={1: {3}}), "people.see", 3)
    assert scope.team_ids == {1}


def test_leading_the_project_lifts_the_limits_of_a_team() -> None:
    grants = held(("vendor_lead", "team", 1), ("manager", "project", 3), teams={1: {3, 4}})
    assert permissions.scope(grants, "people.see", 3).team_ids is None
    assert permissions.scope(grants, "people.see", 4).team_ids == {1}


def test_reviewers_work_blind_and_managers_do_not() -> None:
    assert permissions.scope(held(("reviewer", "team", 1), teams={1: {3}}), "data.see", 3).blind
    assert not permissions.scope(held(("manager", "project", 3)), "data.see", 3).blind


def test_nobody_without_a_role_reaches_anything() -> None:
    assert permissions.reach(held()).project_ids == frozenset()
    with pytest.raises(Denied):
        permissions.scope(held(), "project.see")
