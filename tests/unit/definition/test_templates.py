"""Every template makes a complete and right document."""

from __future__ import annotations

import pytest

from labelwright.definition import read, warnings
from labelwright.definition.templates import TEMPLATES, fill
from labelwright.errors import NotFound
from labelwright.workforce.teams import Team
from tests.unit.definition.documents import BOXES, CATEGORY, FOLDER, TABLE


@pytest.mark.parametrize("key", TEMPLATES)
@pytest.mark.parametrize(("source", "schema"), [(FOLDER, BOXES), (TABLE, CATEGORY)])
def test_template_with_any_source_and_schema_reads_without_a_problem(
    key: str, source: dict[str, object], schema: dict[str, object]
) -> None:
    definition = read(fill(key, "a-project", source, schema))
    assert definition.project == "a-project"
    assert list(definition.pipeline.stages) == list(TEMPLATES[key].stages)
    assert set(definition.teams) == {team.key for team in TEMPLATES[key].roles.values()}


@pytest.mark.parametrize("key", TEMPLATES)
def test_template_with_enough_people_has_nothing_to_warn_of(key: str) -> None:
    definition = read(fill(key, "a-project", FOLDER, BOXES))
    assert warnings(definition, dict.fromkeys(definition.teams, 3)) == []


def test_alone_is_fine_with_one_person() -> None:
    definition = read(fill("alone", "mine", FOLDER, BOXES))
    assert warnings(definition, {"labelers": 1}) == []


def test_role_is_filled_by_the_team_that_is_given() -> None:
    acme = Team("acme", "vendor", "ACME Data")
    definition = read(fill("vendor_expert_review", "tickets", TABLE, CATEGORY, {"vendor": acme}))
    assert definition.teams == {"acme": acme, "experts": TEMPLATES["vendor_expert_review"].roles["experts"]}
    assert {stage.team for stage in definition.pipeline.stages.values()} == {"acme", "experts"}


def test_one_team_may_fill_two_roles() -> None:
    us = Team("us", "own", "Us")
    definition = read(fill("pilot_spot_check", "cars", FOLDER, BOXES, {"labelers": us, "reviewers": us}))
    assert definition.teams == {"us": us}


def test_car_photos_have_a_pilot_of_fifty_and_a_tenth_checked() -> None:
    pipeline = read(fill("pilot_spot_check", "cars", FOLDER, BOXES)).pipeline
    pilot, annotate = pipeline["pilot"], pipeline["annotate"]
    assert (pilot.take.first if pilot.take else 0, pilot.overlap.everyone, pilot.gate) == (50, True, "manual")
    assert annotate.needs == ("pilot",)
    sample = annotate.then[0].sample
    assert sample is not None
    assert (sample.rate, sample.per, sample.minimum) == (0.1, "annotator", 5)


def test_unknown_template_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="pilot_spot_check, vendor_expert_review, alone, overlap_majority"):
        fill("golden", "x", FOLDER, BOXES)


def test_text_of_a_template_is_the_same_each_time() -> None:
    for key in TEMPLATES:
        assert fill(key, "x", FOLDER, BOXES) == fill(key, "x", FOLDER, BOXES)
