"""An answer is asked for where it pays, nothing uncalibrated stops, and a replay of real crowds keeps the accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.calibration import Calibration
from tests.unit.quality.replay import replay
from tests.unit.quality.test_truth import crowd

HONEST = Calibration("temperature", 1.0, (), 100, True)
BOASTS = Calibration("temperature", 4.0, (), 100, True)
DISPLAY = Calibration("temperature", 3.0, (), 20, False)


def one_coin(accuracy: float, k: int = 2) -> np.ndarray:
    return np.full((k, k), (1 - accuracy) / (k - 1)) + np.eye(k) * (accuracy - (1 - accuracy) / (k - 1))


# -- what one more answer is worth -----------------------------------------------------------------------------------


def test_the_value_of_an_answer_falls_as_one_is_surer() -> None:
    belief = np.array([[0.5, 0.5], [0.7, 0.3], [0.8, 0.2], [0.9, 0.1]])
    found = q.expected_value_of_information(belief, one_coin(0.9))
    assert found == pytest.approx([0.40, 0.20, 0.10, 0.0], abs=1e-12)
    losses = 1 - np.eye(2)
    assert q.expected_value_of_information(belief, one_coin(0.9), losses) == pytest.approx(found, abs=1e-12)


@st.composite
def beliefs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    k = draw(st.integers(2, 5))
    return (
        generator.dirichlet(np.ones(k), 4),
        generator.dirichlet(np.ones(k), (3, k)),
        generator.random((k, draw(st.integers(1, 4)))) * 10,
    )


@given(made=beliefs())
@settings(max_examples=60, deadline=None)
def test_the_value_is_what_enumerating_the_labels_gives(made: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    belief, confusion, losses = made
    for cost in (None, losses):
        lost = 1 - np.eye(belief.shape[1]) if cost is None else cost
        found = q.expected_value_of_information(belief, confusion, cost)
        assert found.shape == (4, 3)
        for i, now in enumerate(belief):
            for j, theta in enumerate(confusion):
                after = sum((now * theta[:, label] @ lost).min() for label in range(len(now)))
                assert found[i, j] == pytest.approx((now @ lost).min() - after, abs=1e-12)
                assert found[i, j] >= 0


def test_a_spammer_is_worth_nothing_and_a_temperature_makes_all_worth_less() -> None:
    belief = np.array([[0.6, 0.4]])
    people = np.array([np.full((2, 2), 0.5), one_coin(0.9)])
    plain, tempered = (q.expected_value_of_information(belief, people, temperature=t)[0] for t in (1.0, 5.0))
    assert plain[0] == 0
    assert plain[1] > tempered[1] + 0.1
    assert tempered[1] >= 0


@pytest.mark.parametrize("name", ["rte", "dog"])
def test_on_real_crowds_only_a_tempered_value_is_what_the_next_answer_turns_out_to_be_worth(name: str) -> None:
    """After eight answers: what accuracy gains by the ninth, beside what was promised, over ten orders of arrival."""
    rated, rows, codes = crowd(name)
    truth, gained, promised = codes[np.argsort(rows)], [], []
    for seed in range(10):
        generator = np.random.default_rng(seed)
        arrival = np.lexsort((generator.random(len(rated)), rated.item))
        place = np.empty(len(rated), np.int64)
        place[arrival] = np.arange(len(rated)) - rated.starts[rated.item[arrival]]
        model, ninth = q.DawidSkene().fit(rated.kept(place < 8)), np.flatnonzero(place == 8)
        golds = generator.permutation(len(truth))[:100]
        calibration = q.calibrate_posterior(model.posterior_[golds], truth[golds])
        theta, who = model.confusion_matrices_, rated.annotator[ninth]
        after = model.posterior_ * theta[who, :, rated.label[ninth]]
        gained.append((after.argmax(1) == truth).mean() - (model.codes() == truth).mean())
        belief, mine = calibration.apply(model.posterior_), (np.arange(len(truth)), who)
        promised.append([
            q.expected_value_of_information(belief, theta, temperature=t)[mine].mean() for t in (1, calibration.temperature)
        ])  # fmt: skip
    plain, tempered = np.mean(promised, 0)
    assert tempered == pytest.approx(np.mean(gained), abs=0.002)
    assert plain > 4 * np.mean(gained)


# -- whom to ask -----------------------------------------------------------------------------------------------------


def test_the_best_person_is_asked_until_they_are_full_and_nobody_twice() -> None:
    rated = q.from_columns([0, 0, 1, 2], ["bad", "good", "bad", "bad"], ["x", "y", "x", "y"])
    belief = np.array([[0.5, 0.5], [0.6, 0.4], [0.55, 0.45]])
    confusion = np.array([one_coin(0.7), one_coin(0.95)])  # bad, good
    found = q.route_answers(rated, belief, confusion)
    assert [(one.item, one.annotator) for one in found] == [(2, "good"), (1, "good")]  # both rated item 0
    assert found[0].value > found[1].value
    assert len(q.route_answers(rated, belief, confusion, capacity=[5, 1])) == 1
    assert len(q.route_answers(rated, belief, confusion, limit=1)) == 1
    assert [one.item for one in q.route_answers(rated, belief, confusion, open_items=[False, True, False])] == [1]


def test_price_and_the_cost_of_an_error_decide_with_the_value() -> None:
    rated = q.from_columns([0], ["c"], ["x"], value_domain=["x", "y"])
    rated = q.LabelMatrix(rated.items, np.array(["a", "b", "c"], object), rated.labels, rated.item, rated.annotator + 2,
                          rated.label)  # fmt: skip
    confusion = np.array([one_coin(0.9), one_coin(0.95), one_coin(0.6)])
    belief = np.array([[0.5, 0.5]])
    assert q.route_answers(rated, belief, confusion)[0].annotator == "b"
    assert q.route_answers(rated, belief, confusion, cost=[1.0, 2.0, 1.0])[0].annotator == "a"
    assert q.route_answers(rated, belief, confusion, cost=0.1, cost_of_error=0.2) == []
    assert len(q.route_answers(rated, belief, confusion, cost=0.1, cost_of_error=0.3)) == 1


def test_where_no_answer_changes_the_decision_whoever_tells_most_is_asked() -> None:
    people = np.array(["a", "b", "c"], object)
    rated = q.LabelMatrix(np.array([7]), people, np.array([0, 1]), *(np.array([0], np.int32),) * 3)
    confusion = np.array([one_coin(0.5), one_coin(0.7), one_coin(0.8)])
    found = q.route_answers(rated, np.array([[0.95, 0.05]]), confusion)
    assert (found[0].value, found[0].annotator) == (0.0, "c")
    assert found[0].information > 0


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_greedy_takes_the_best_pair_that_is_left(seed: int) -> None:
    generator = np.random.default_rng(seed)
    belief, confusion = generator.dirichlet(np.ones(3), 6), generator.dirichlet(np.ones(3) * 0.5, (4, 3))
    wide = np.where(generator.random((6, 4)) < 0.3, generator.integers(0, 3, (6, 4)), np.nan)
    rated = q.from_wide(wide, value_domain=[0, 1, 2])
    room = generator.integers(0, 3, 4)
    value = np.where(np.isnan(wide), q.expected_value_of_information(belief, confusion), -1)
    for ask in q.route_answers(rated, belief, confusion, capacity=room):
        assert room[ask.annotator] > 0
        open_now = value[:, room > 0].max()
        assert ask.value == pytest.approx(value[ask.item, ask.annotator]) == pytest.approx(open_now)
        value[ask.item], room[ask.annotator] = -1, room[ask.annotator] - 1
    assert (value[:, room > 0] < 0).all()


def test_random_overlap_is_flagged_by_item_and_nests() -> None:
    items = np.array([f"item-{n}" for n in range(20_000)], object)
    few, many = q.random_overlap(items), q.random_overlap(items, share=0.2)
    assert few.mean() == pytest.approx(0.05, abs=0.006)
    assert not (few & ~many).any()
    assert (q.random_overlap(items[::-1])[::-1] == few).all()
    assert (q.random_overlap(items, seed=1) != few).any()
    assert not q.random_overlap(items, share=0).any()
    assert q.random_overlap(items, share=1).all()


# -- when to stop ----------------------------------------------------------------------------------------------------


def test_it_stops_when_sure_and_gives_up_at_the_most_answers() -> None:
    rule = q.StopRule(0.9, 4, HONEST)
    belief = np.array([[0.95, 0.05], [0.6, 0.4], [0.6, 0.4], [0.95, 0.05]])
    assert rule.decide(belief, [2, 2, 4, 4]).tolist() == ["stop", "ask", "ambiguous", "stop"]
    assert rule.decide(belief, [2, 2, 4, 4], promised=[3, 0, 0, 0]).tolist() == ["ask", "ask", "ambiguous", "stop"]
    assert q.StopRule(0.9, 4, HONEST, min_answers=3).decide(belief, [2, 2, 4, 4])[0] == "ask"


def test_it_gives_up_where_even_three_agreeing_answers_would_not_do() -> None:
    belief, answers = np.array([[0.5, 0.5], [0.8, 0.2]]), [2, 2]
    weak = one_coin(0.6)  # three of them turn even odds to 3.4 : 1
    assert q.StopRule(0.9, 9, HONEST).decide(belief, answers, weak).tolist() == ["ambiguous", "ask"]
    assert q.StopRule(0.9, 9, HONEST, look_ahead=7).decide(belief, answers, weak).tolist() == ["ask", "ask"]
    assert q.StopRule(0.9, 9, HONEST, look_ahead=0).decide(belief, answers, weak).tolist() == ["ask", "ask"]
    assert q.StopRule(0.9, 3, HONEST).decide(belief, answers, weak).tolist() == ["ambiguous", "ambiguous"]
    assert q.StopRule(0.9, 9, HONEST).decide(belief, answers, one_coin(0.9)).tolist() == ["ask", "ask"]
    # a posterior that boasts fourfold needs four times the evidence
    assert q.StopRule(0.9, 9, BOASTS).decide(belief, answers, one_coin(0.8)).tolist() == ["ambiguous", "ambiguous"]


def test_nothing_that_is_not_calibrated_stops() -> None:
    with pytest.raises(InvalidRequest, match="50 golds") as raised:
        q.StopRule(0.9, 5, DISPLAY)
    assert "ColdStartRule" in raised.value.hint
    with pytest.raises(InvalidRequest, match="50 golds"):
        q.StopRule(0.9, 5, {0: HONEST, 3: DISPLAY})
    belief = np.array([[0.99, 0.01]])  # 4.6 nats over 4: .76
    assert q.StopRule(0.9, 5, HONEST).decide(belief, [2])[0] == "stop"
    assert q.StopRule(0.9, 5, BOASTS).decide(belief, [2])[0] == "ask"


def test_a_calibration_may_hold_from_a_number_of_answers_on() -> None:
    rule = q.StopRule(0.9, 9, {1: BOASTS, 3: HONEST})
    belief = np.array([[0.99, 0.01]] * 4)
    assert rule.decide(belief, [1, 2, 3, 5]).tolist() == ["ask", "ask", "stop", "stop"]
    assert rule.calibrated(belief, [1, 2, 3, 5])[:, 0] == pytest.approx([0.759, 0.759, 0.99, 0.99], abs=1e-3)
    with pytest.raises(InvalidRequest, match="holds from 1"):
        q.StopRule(0.9, 9, {3: HONEST})


@given(seed=st.integers(0, 1000), threshold=st.floats(0.5, 0.99), most=st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_a_stricter_rule_never_stops_earlier(seed: int, threshold: float, most: int) -> None:
    generator = np.random.default_rng(seed)
    belief, answers = generator.dirichlet(np.ones(3) * 0.3, 30), generator.integers(0, 8, 30)
    lax, strict = (q.StopRule(t, most, BOASTS).decide(belief, answers) for t in (threshold, (1 + threshold) / 2))
    assert not ((strict == "stop") & (lax != "stop")).any()
    assert (lax[(answers >= most)] != "ask").all()
    order = generator.permutation(3)
    assert (q.StopRule(threshold, most, BOASTS).decide(belief[:, order], answers) == lax).all()


def test_before_there_is_a_calibration_two_who_agree_stop() -> None:
    nan = np.nan
    wide = np.array([[0, 0, nan, nan], [0, 1, nan, nan], [0, 1, 1, nan], [0, 1, 2, 3], [0, nan, nan, nan],
                     [nan] * 4, [0, 0, 1, 1], [0, 1, 2, nan]])  # fmt: skip
    decided = q.ColdStartRule(4).decide(q.from_wide(wide)).tolist()
    assert decided == ["stop", "ask", "stop", "ambiguous", "ask", "ask", "ambiguous", "ask"]
    assert q.ColdStartRule(3).decide(q.from_wide(wide))[-1] == "ambiguous"
    assert q.ColdStartRule(3).decide(q.from_columns([1, 1], ["a", "b"], ["x", "x"])).tolist() == ["stop"]


def test_two_who_agree_cost_little_more_than_two_answers() -> None:
    generator = np.random.default_rng(5)
    truth = generator.integers(0, 15, 20_000)
    partner, second = (truth + 1) % 15, (truth + 2) % 15
    draw = generator.random((20_000, 5))
    wrong = np.select([draw < 0.6, draw < 0.8], [partner[:, None], second[:, None]], generator.integers(0, 15, draw.shape))
    said = np.where(generator.random(draw.shape) < 0.886, truth[:, None], wrong).astype(float)
    have = np.full(20_000, 2)
    while True:
        rated = q.from_wide(np.where(np.arange(5) < have[:, None], said, np.nan), value_domain=list(range(15)))
        found = q.ColdStartRule(5).decide(rated)
        if not (found == "ask").any():
            break
        have += found == "ask"
    stopped = found == "stop"
    best = q.MajorityVote().fit(rated).codes()
    assert have.mean() == pytest.approx(2.2, abs=0.08)
    assert (best == truth)[stopped].mean() >= 0.958


@pytest.mark.parametrize(("name", "threshold", "labels", "least"), [("rte", 0.9, 6.4, 0.005), ("dog", 0.9, 9.4, -0.005)])
def test_a_replay_of_real_crowds(name: str, threshold: float, labels: float, least: float) -> None:
    rated, rows, codes = crowd(name)
    truth = codes[np.argsort(rows)]
    found = [replay(rated, truth, threshold, order) for order in range(5)]
    assert np.mean([one.labels for one in found]) == pytest.approx(labels, rel=0.1)
    assert np.mean([one.adaptive - one.uniform for one in found]) >= least
    assert np.mean([one.sure for one in found]) >= threshold


@pytest.mark.parametrize(
    "call",
    [
        lambda: q.StopRule(1.0, 3, HONEST),
        lambda: q.StopRule(0.9, 0, HONEST),
        lambda: q.StopRule(0.9, 3, HONEST, look_ahead=-1),
        lambda: q.StopRule(0.9, 3, {}),
        lambda: q.ColdStartRule(1),
        lambda: q.random_overlap([1], share=2),
        lambda: q.expected_value_of_information([[0.5, 0.5]], one_coin(0.9), temperature=0),
    ],
)
def test_what_cannot_be_asked_is_refused(call: object) -> None:
    with pytest.raises(InvalidRequest):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    "call",
    [
        lambda: q.StopRule(0.9, 3, HONEST).decide([[0.5, 0.5]], [1, 2]),
        lambda: q.StopRule(0.9, 3, HONEST).decide([[0.5, 0.6]], [1]),
        lambda: q.StopRule(0.9, 3, HONEST).decide([[np.nan, 0.6]], [1]),
        lambda: q.StopRule(0.9, 3, HONEST).decide([[0.5, 0.5]], [1.5]),
        lambda: q.StopRule(0.9, 3, HONEST).decide([[0.5, 0.5]], [1], one_coin(0.9, 3)),
        lambda: q.expected_value_of_information([[0.5, 0.5]], one_coin(0.9, 3)),
        lambda: q.expected_value_of_information([[0.5, 0.6]], one_coin(0.9)),
        lambda: q.expected_value_of_information([[0.5, 0.5]], one_coin(0.9), [[1.0]]),
        lambda: q.route_answers(q.from_counts([[1, 1]]), [[0.5, 0.5]], [one_coin(0.9)]),
        lambda: q.route_answers(q.from_columns([1], ["a"], [0], value_domain=[0, 1]), [[0.5, 0.5]] * 2, [one_coin(0.9)]),
    ],
)
def test_what_does_not_fit_is_refused(call: object) -> None:
    with pytest.raises(InvalidData):
        call()  # type: ignore[operator]


def test_nothing_to_decide_is_no_error() -> None:
    nothing = np.empty((0, 3))
    assert q.StopRule(0.9, 3, HONEST).decide(nothing, np.zeros(0, int), one_coin(0.9, 3)).tolist() == []
    assert q.expected_value_of_information(nothing, np.array([one_coin(0.9, 3)])).shape == (0, 1)
    assert q.ColdStartRule(3).decide(q.from_columns([], [], [])).tolist() == []
