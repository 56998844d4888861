"""Simulated people: how they err, what reviewers say, and where they stop."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.cli import house
from labelwright.cli.demo import command, judgement, tickets
from labelwright.cli.demo.canvas import HEIGHT, WIDTH
from labelwright.cli.demo.life import STOP_AT, enough
from labelwright.cli.demo.samples import Scale
from labelwright.cli.demo.streets import Truth
from labelwright.cli.terminal import Terminal
from labelwright.errors import Conflict
from labelwright.sdk import HomeStage, ProjectHome
from labelwright.sdk.records import ItemCounts
from labelwright.server.settings import Settings
from labelwright.server.standing import HomeTaken, PortTaken

CAR = Truth("car", (100, 200, 80, 60), False)
BUS = Truth("bus", (500, 150, 160, 140), True)
TRUTH = (CAR, BUS)


def right() -> dict:
    boxes = [
        {"id": f"o{n}", "class": one.kind, "box": list(one.box), "attributes": {"occluded": one.occluded}}
        for n, one in enumerate(TRUTH)
    ]
    return {"vehicles": boxes}


def judged(answer: dict | None, *, may_return: bool = True) -> judgement.Verdict:
    return judgement.of_boxes(Random(1), TRUTH, answer, may_return=may_return)


@given(st.integers(), st.sampled_from([0.1, 1.0, 4.0]))
def test_whatever_somebody_draws_lies_inside_the_picture(seed: int, care: float) -> None:
    edge = (Truth("car", (0, 0, 40, 30), False), Truth("van", (WIDTH - 30, HEIGHT - 20, 30, 20), True))
    for box in judgement.drawn(Random(seed), (*edge, *TRUTH), care)["vehicles"]:
        left, top, width, height = box["box"]
        assert left >= 0
        assert top >= 0
        assert width > 0
        assert height > 0
        assert left + width <= WIDTH + 0.11
        assert top + height <= HEIGHT + 0.11


def test_careful_people_err_less_often_than_careless_ones() -> None:
    def errors(care: float) -> int:
        rng = Random(7)
        return sum(judged(judgement.drawn(rng, TRUTH, care)).verdict != "accept" for _ in range(400))

    assert 0 < errors(2.0) < errors(1.0) < errors(0.3)


def test_tickets_are_confused_at_a_realistic_rate_and_only_with_neighbours() -> None:
    rng = Random(3)
    given_ = [judgement.sorted_as(rng, "refund", 1.0)["category"] for _ in range(1000)]
    assert 50 < sum(one != "refund" for one in given_) < 140
    assert set(given_) <= {"refund", *tickets.CONFUSED["refund"]}


def test_right_boxes_are_accepted() -> None:
    assert judged(right()).verdict == "accept"


def test_missed_vehicle_comes_back_to_its_author_and_says_where_it_is() -> None:
    answer = right()
    del answer["vehicles"][1]
    said = judged(answer)
    assert (said.verdict, said.reasons) == ("return", ("missed_object",))
    assert "bus" in said.comment
    assert "middle" in said.comment


def test_missed_vehicle_is_put_right_when_the_rounds_are_over() -> None:
    answer = right()
    del answer["vehicles"][1]
    said = judged(answer, may_return=False)
    assert said.verdict == "correct"
    assert said.answer is not None
    assert {box["class"] for box in said.answer["vehicles"]} == {"car", "bus"}


def test_loose_box_and_wrong_class_are_corrected_in_place() -> None:
    answer = right()
    answer["vehicles"][0]["box"] = [85, 185, 115, 90]
    answer["vehicles"][1]["class"] = "truck"
    said = judged(answer)
    assert said.verdict == "correct"
    assert set(said.reasons) == {"loose_box", "wrong_class"}
    assert said.answer == right()


def test_box_around_nothing_is_an_extra_object() -> None:
    answer = right()
    answer["vehicles"].append({"id": "x", "class": "car", "box": [800, 500, 50, 50], "attributes": {}})
    assert judged(answer).reasons == ("extra_object",)


def test_cannot_judge_is_sent_back_where_that_may_be() -> None:
    assert judged(None).verdict == "return"
    assert judged(None, may_return=False).verdict == "correct"


def test_best_of_several_answers_has_least_said_about_it() -> None:
    worse = right()
    del worse["vehicles"][0]
    assert judgement.best_of(TRUTH, [None, worse, right()]) == 2


def test_expert_says_why_a_ticket_belongs_elsewhere() -> None:
    said = judgement.of_category(Random(2), "refund", {"category": "return"}, may_return=False)
    assert (said.verdict, said.answer) == ("correct", {"category": "refund"})
    assert "Refund" in said.comment
    assert judgement.of_category(Random(2), "refund", {"category": "refund"}, may_return=True).verdict == "accept"


@pytest.mark.parametrize(("done", "leased", "stops"), [(59, 0, False), (58, 2, True), (60, 0, True)])
def test_colleagues_stop_at_sixty_percent_counting_what_is_on_screens(done: int, leased: int, stops: bool) -> None:
    stages = [
        HomeStage(key="pilot", kind="annotate", done=10),
        HomeStage(key="annotate", kind="annotate", done=done - 10, leased=leased),
        HomeStage(key="review", kind="review", done=40),
    ]
    assert STOP_AT == 0.60
    assert enough(ProjectHome(items=ItemCounts(total=100), stages=stages)) is stops


# -- the folder ------------------------------------------------------------------------------------------------------


def test_folder_of_somebody_else_is_left_alone(tmp_path) -> None:
    (tmp_path / "labelwright.db").write_text("precious")
    with pytest.raises(Conflict, match="no folder of the demo"):
        command.prepare(tmp_path, Scale(24, 60), reset=True)
    assert (tmp_path / "labelwright.db").read_text() == "precious"


def test_second_run_goes_on_with_what_is_there_and_reset_begins_anew(tmp_path) -> None:
    home = tmp_path / "demo"
    assert command.prepare(home, Scale(24, 60), reset=False) == Scale(24, 60)
    mark = home / "demo.json"
    mark.write_text(json.dumps(json.loads(mark.read_text()) | {"complete": True}))
    (home / "labelwright.db").write_text("history")
    assert command.prepare(home, Scale(180, 1000), reset=False) == Scale(24, 60)
    assert (home / "labelwright.db").exists()
    assert command.prepare(home, Scale(30, 80), reset=True) == Scale(30, 80)
    assert not (home / "labelwright.db").exists()


def test_run_that_was_cut_short_begins_anew(tmp_path) -> None:
    home = tmp_path / "demo"
    command.prepare(home, Scale(24, 60), reset=False)
    (home / "labelwright.db").write_text("half")
    command.prepare(home, Scale(24, 60), reset=False)
    assert not (home / "labelwright.db").exists()


def test_taken_port_is_named_with_its_owner_and_the_next_one_tried(monkeypatch, capsys) -> None:
    tried = []

    def serve(settings: Settings, *_told: object) -> None:
        tried.append(settings.port)
        if settings.port < 8402:
            raise PortTaken(f"Port {settings.port} is taken by process 7 (other).")

    monkeypatch.setattr(house.bootstrap, "serve", serve)
    house.serve_on_free_port(Terminal(), Settings(port=8400), lambda ready: None, lambda: None)
    assert tried == [8400, 8401, 8402]
    assert "Port 8401 is taken by process 7 (other). Trying 8402." in capsys.readouterr().err


def test_home_that_is_taken_is_not_tried_on_another_port(monkeypatch) -> None:
    def serve(_settings: Settings, *_told: object) -> None:
        raise HomeTaken("A server runs there already.")

    monkeypatch.setattr(house.bootstrap, "serve", serve)
    with pytest.raises(HomeTaken):
        house.serve_on_free_port(Terminal(), Settings(port=8400), lambda ready: None, lambda: None)
