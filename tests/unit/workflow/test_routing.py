"""Where an item goes: the first entry that holds, wins; what does not settle goes to people."""

from __future__ import annotations

import pytest

from labelwright.workflow import routing
from labelwright.workflow.policies import Overlap, Pipeline, Resolve, Route, Sample, Stage, Take
from labelwright.workflow.sampling import Draw

ACCEPT = Route("accept")
SAMPLED = Route("review", sample=Sample(0.1))
DOUBTED = Route("expert", when="agreement < 0.5")


def stage(*then: Route, **more: object) -> Stage:
    return Stage("annotate", "annotate", "people", tuple(then), **more)  # type: ignore[arg-type]


def go(one: Stage, *, holds: bool = False, drawn: bool = False) -> routing.Decision:
    return routing.route(one, lambda when: holds, lambda entry: Draw(drawn, 0.1))


def test_the_unconditional_entry_takes_what_nothing_else_took() -> None:
    assert go(stage(DOUBTED, SAMPLED, ACCEPT)) == routing.Decision("accept", "then", (("review", Draw(False, 0.1)),))


def test_the_first_condition_that_holds_wins_and_nothing_is_drawn_behind_it() -> None:
    assert go(stage(DOUBTED, SAMPLED, ACCEPT), holds=True, drawn=True) == routing.Decision("expert", "then")


def test_a_drawn_item_goes_where_the_sample_says_with_its_probability() -> None:
    decision = go(stage(SAMPLED, ACCEPT), drawn=True)
    assert (decision.to, decision.reason, decision.draws) == ("review", "sample", (("review", Draw(True, 0.1)),))


def test_a_condition_may_stand_before_a_sample() -> None:
    both = Route("review", when="round == 1", sample=Sample(0.1))
    assert go(stage(both, ACCEPT), holds=False, drawn=True).draws == ()
    assert go(stage(both, ACCEPT), holds=True, drawn=True).to == "review"


def test_a_stage_without_a_way_out_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="annotate"):
        go(stage(SAMPLED))


def test_what_does_not_settle_goes_to_the_stage_in_else() -> None:
    one = stage(ACCEPT, overlap=Overlap(3), resolve=Resolve("majority", "arbitrate"))
    assert routing.unsettled(Pipeline({"annotate": one}), one, "unsettled").to == "arbitrate"


def test_what_nobody_could_judge_goes_to_people_where_there_are_any_and_is_dropped_where_not() -> None:
    sampled, alone = stage(SAMPLED, ACCEPT), stage(ACCEPT)
    judges = Stage("review", "review", "leads", (ACCEPT,))
    pipeline = Pipeline({"annotate": sampled, "review": judges})
    assert routing.unsettled(pipeline, sampled, "unusable") == routing.Decision("review", "unusable")
    assert routing.unsettled(Pipeline({"annotate": alone}), alone, "unusable").to == "drop"


def test_items_enter_at_pilots_first_and_never_where_others_lead() -> None:
    pilot = Stage("pilot", "annotate", "people", (ACCEPT,), take=Take(50))
    main = Stage("annotate", "annotate", "people", (Route("second"),), needs=("pilot",))
    second = Stage("second", "annotate", "people", (ACCEPT,))
    pipeline = Pipeline({"annotate": main, "second": second, "pilot": pilot})
    assert [one.key for one in pipeline.entries] == ["pilot", "annotate"]


def test_overlap_of_everybody_is_the_size_of_the_team() -> None:
    assert Overlap(everyone=True).wanted(5) == 5
    assert Overlap(everyone=True).wanted(0) == 1
    assert Overlap(3).wanted(40) == 3
