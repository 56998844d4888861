"""Spans of tokens by several people: their matrix, their agreement, and the truth behind them."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.consensus.chain import Chains, Grammar
from labelwright.quality.scheme import bio
from labelwright.quality.sequences import Span
from tests.pictures import real

LENGTHS = {"a": 6, "b": 4, "c": 1}
PER, LOC = "PER", "LOC"


def small() -> q.SequenceMatrix:
    return q.from_spans(
        LENGTHS,
        [
            ("a", "ann", [(0, 2, PER), (2, 3, PER), (4, 6, LOC)]),
            ("a", "bob", [(0, 2, PER), (4, 5, LOC)]),
            ("b", "ann", []),
            ("b", "bob", [(3, 4, LOC)]),
        ],
    )


# -- the matrix ------------------------------------------------------------------------------------------------------


def test_spans_become_tags_and_tags_spans() -> None:
    matrix = small()
    assert matrix.labels.tolist() == ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
    assert len(matrix) == 20
    ann = matrix.kept(matrix.annotator == 0)
    tags = np.zeros(11, int)
    tags[ann.item] = ann.label
    assert matrix.labels[tags].tolist() == ["B-PER", "I-PER", "B-PER", "O", "B-LOC", "I-LOC", *"OOOOO"]
    assert matrix.spans(tags) == [("a", 0, 2, PER), ("a", 2, 3, PER), ("a", 4, 6, LOC)]
    who, start, end, kind = matrix.spans_of_answers()
    assert list(zip(who, start, end, kind, strict=True)) == [
        (0, 0, 2, 1), (0, 2, 3, 1), (0, 4, 6, 0), (1, 0, 2, 1), (1, 4, 5, 0), (1, 9, 10, 0)
    ]  # fmt: skip
    assert [tuple(pair) for pair in zip(*matrix.read(), strict=True)] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_span_never_crosses_from_one_document_to_the_next() -> None:
    matrix = q.from_spans({"a": 2, "b": 2}, [("a", 1, [(1, 2, PER)]), ("b", 1, [(0, 1, PER)])])
    assert matrix.spans([0, 1, 2, 0]) == [("a", 1, 2, PER), ("b", 0, 1, PER)]
    assert matrix.before.tolist() == [3, 0, 3, 1]
    assert len(matrix.spans_of_answers()[0]) == 2


def test_the_later_answer_of_one_person_stands() -> None:
    matrix = q.from_spans({"a": 2}, [("a", 1, [(0, 1, PER)]), ("a", 1, [(1, 2, PER)])])
    assert matrix.duplicates == 2
    assert matrix.label.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([("z", "ann", [])], "whose length is not given"),
        ([("a", "ann", [(0, 2, PER), (1, 3, LOC)])], "overlap in the answer of ann for a"),
        ([("a", "ann", [(0, 7, PER)])], "leaves the sequence in the answer of ann for a"),
        ([("a", "ann", [(2, 2, PER)])], "an empty span"),
        ([("a", "ann", [(-1, 2, PER)])], "leaves the sequence"),
        ([("a", "ann", [(0, 1, "ORG")])], "a kind that is not declared"),
        ([("a", "ann", [(0.5, 2, PER)])], "not whole numbers"),
        ([("a", "ann", [(0, float("nan"), PER)])], "not whole numbers"),
        ([("a", "ann", [("x", 2, PER)])], "no numbers"),
        ([("a", "ann", [(0, 2)])], "no .start, end, kind."),
        ([("a", None, [])], "no annotator"),
    ],
)
def test_answers_that_cannot_be_are_refused_by_name(answers: Any, said: str) -> None:
    with pytest.raises(InvalidData, match=said):
        q.from_spans(LENGTHS, answers, kinds=[PER, LOC])
    with pytest.raises(InvalidData):
        small().spans([0, 1])
    for wrong in ({"a": 2.5}, {"a": -1}, {"a": "long"}):
        with pytest.raises(InvalidData):
            q.from_spans(wrong, [], kinds=[PER])
    with pytest.raises(InvalidData, match="twice"):
        q.from_spans(LENGTHS, [], kinds=[PER, PER])
    with pytest.raises(InvalidData, match="too large"):
        q.from_spans({"a": 10**12}, [], kinds=[PER])
    with pytest.raises(InvalidData, match="no place"):
        small().gold({"z": []})


@st.composite
def tagged(draw: st.DrawFn) -> tuple[dict[str, int], list[tuple[str, str, list[tuple[int, int, str]]]]]:
    lengths = draw(st.dictionaries(st.sampled_from("xyz"), st.integers(0, 6), min_size=1))
    answers = []
    for where, who in draw(st.sets(st.tuples(st.sampled_from(sorted(lengths)), st.sampled_from("abc")), max_size=7)):
        edges = sorted(draw(st.sets(st.integers(0, lengths[where]), max_size=6)))
        spans = [(a, b, draw(st.sampled_from([PER, LOC]))) for a, b in pairwise(edges)]
        answers.append((where, who, [span for span in spans if draw(st.booleans())]))
    return lengths, answers


@given(tagged())
@settings(max_examples=60, deadline=None)
def test_every_answer_comes_back_out_of_its_tags(made: Any) -> None:
    lengths, answers = made
    matrix = q.from_spans(lengths, answers, kinds=[PER, LOC])
    who, start, end, kind = matrix.spans_of_answers()
    first = dict(zip(matrix.sequences, matrix.offsets, strict=False))
    found = {(matrix.annotators[w], a, b, matrix.scheme.kinds[k]) for w, a, b, k in zip(who, start, end, kind, strict=True)}
    assert found == {(w, first[d] + a, first[d] + b, k) for d, w, spans in answers for a, b, k in spans}


# -- agreement -------------------------------------------------------------------------------------------------------


def test_span_f1_exact_and_partial() -> None:
    true = [("a", 0, 2, PER), ("a", 4, 6, LOC)]
    found = [("a", 0, 2, PER), ("a", 4, 5, LOC), ("b", 0, 1, LOC)]
    assert q.span_f1(true, found) == q.span_f1(iter(true), iter(found), "exact")
    exact, partial = q.span_f1(true, found), q.span_f1(true, found, "partial")
    assert (exact.precision, exact.recall, exact.f1) == (1 / 3, 1 / 2, 0.4)
    assert (partial.precision, partial.recall, partial.f1) == (3 / 4, 3 / 4, 3 / 4)
    nothing = q.span_f1([], [])
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    assert q.span_f1(true, []).f1 == 0
    with pytest.raises(InvalidRequest):
        q.span_f1([], [], "nearly")  # type: ignore[arg-type]


@pytest.mark.parametrize("match", ["exact", "partial"])
@given(made=tagged())
@settings(max_examples=60, deadline=None)
def test_span_agreement_is_the_mean_over_pairs_of_readers(match: Any, made: Any) -> None:
    lengths, answers = made
    found = q.span_agreement(q.from_spans(lengths, answers, kinds=[PER, LOC]), match)
    by_document = defaultdict(list)
    for where, _, spans in answers:
        if lengths[where]:
            by_document[where].append([(where, a, b, k) for a, b, k in spans])
    top = bottom = 0.0
    for given_ in by_document.values():
        for one, other in combinations(given_, 2):
            score = q.span_f1(one, other, match)
            top += 2 * score.n_matched / (len(given_) - 1)
            bottom += (score.n_true + score.n_found) / (len(given_) - 1)
    if bottom:
        assert found.value == pytest.approx(top / bottom)
        assert found.ci_low is None or 0 <= found.ci_low <= found.value + 1e-12
    else:
        assert found.reason in ("no_variation", "no_pairable_items", "single_annotator")


def test_the_interval_of_span_agreement_holds_what_it_should() -> None:
    generator, held = np.random.default_rng(5), 0
    for _ in range(200):
        answers = []
        for document in range(60):
            skill = generator.beta(6, 3)  # documents differ
            for who in "ab":
                answers.append((document, who, [(2 * at, 2 * at + 1, PER) for at in range(4) if generator.random() < skill]))
        found = q.span_agreement(q.from_spans(dict.fromkeys(range(60), 8), answers))
        assert found.ci_low is not None
        assert found.ci_high is not None
        held += found.ci_low <= (6 * 7) / (9 * 10) / (6 / 9) <= found.ci_high  # E skill^2 / E skill
    assert 180 <= held <= 199


def test_token_agreement_leaves_out_what_nobody_tagged() -> None:
    matrix = small()
    found = q.token_agreement(matrix)
    rows = [3, 3], [4, 4], [3, 0], [1, 1], [2, 0], [0, 1]
    assert found.value == pytest.approx(q.krippendorff_alpha(q.from_wide(rows)).value)
    assert found.n_items == 6
    longer = q.from_spans({**LENGTHS, "d": 500}, [("d", who, []) for who in ("ann", "bob")], kinds=[PER, LOC])
    assert q.token_agreement(longer).reason == "no_variation"
    assert q.span_agreement(longer).reason == "no_variation"
    for name, method in (("tokens", q.token_agreement), ("spans", q.span_agreement)):
        assert method(q.from_spans(LENGTHS, [], kinds=[PER])).reason == "no_pairable_items", name
        assert method(q.from_spans(LENGTHS, [("a", 1, [(0, 1, PER)])])).reason == "single_annotator", name


def test_token_agreement_leaves_out_documents_one_by_one() -> None:
    generator, answers = np.random.default_rng(6), []
    for document, who in product(range(12), "abc"):
        answers.append((document, who, [(at, at + 1, PER) for at in range(10) if generator.random() < 0.3 + 0.05 * document]))
    matrix = q.from_spans(dict.fromkeys(range(12), 10), answers)
    found = q.token_agreement(matrix)
    without = [q.token_agreement(matrix.kept(matrix.sequence_of[matrix.item] != at)).value for at in range(12)]
    assert found.value is not None
    pseudo = 12 * found.value - 11 * np.array(without, float)
    assert found.se == pytest.approx(pseudo.std(ddof=1) / np.sqrt(12))
    alike = [(document, who, [(0, 1 + document % 2, PER)]) for document in range(12) for who in "ab"]
    sure = q.token_agreement(q.from_spans(dict.fromkeys(range(12), 10), alike))
    assert (sure.value, sure.ci_high) == (1, 1)
    assert sure.ci_low is not None
    assert 0 < sure.ci_low < 1


# -- the chain -------------------------------------------------------------------------------------------------------


def brute(like: np.ndarray, start: np.ndarray, move: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, tuple[int, ...]]:
    """Smoothed states, moves, evidence and the best path by going through all paths."""
    t, k = like.shape
    states, moves, total, best = np.zeros((t, k)), np.zeros((k, k)), 0.0, (-1.0, (0,))
    for path in product(range(k), repeat=t):
        p = start[path[0]] * np.prod([move[a, b] for a, b in pairwise(path)])
        p *= np.prod(like[np.arange(t), path])
        total += p
        best = max(best, (p, path))
        states[np.arange(t), path] += p
        for a, b in pairwise(path):
            moves[a, b] += p
    return states / total, moves / total, np.log(total), best[1]


def test_the_chain_sums_over_all_paths() -> None:
    generator = np.random.default_rng(8)
    offsets = np.array([0, 3, 3, 8, 9])
    like, start = generator.random((9, 3)), np.array([0.5, 0.5, 0.0])
    move = generator.dirichlet(np.ones(3), 3)
    move[0, 2] = 0.0
    chains = Chains(offsets)
    states, moves, evidence = chains.smoothed(like, start, move)
    with np.errstate(divide="ignore"):
        best = chains.best(np.log(like), np.log(start), np.log(move))
    parts = [brute(like[a:b], start, move) for a, b in ((0, 3), (3, 8), (8, 9))]
    assert states == pytest.approx(np.concatenate([part[0] for part in parts]))
    assert moves == pytest.approx(sum(part[1] for part in parts))
    assert evidence == pytest.approx(sum(part[2] for part in parts))
    assert best.tolist() == [state for part in parts for state in part[3]]
    assert states[[3, 8], 2] == pytest.approx([0, 0])


def test_a_least_length_is_a_chain_of_states() -> None:
    grammar = Grammar(np.ones(2, bool), np.ones((2, 2), bool), np.array([1, 3]))
    start, move = grammar.states(np.array([0.5, 0.5]), np.array([[0.7, 0.3], [0.4, 0.6]]))
    assert start.tolist() == [0.5, 0, 0, 0.5]  # it may have begun before the sequence did
    assert move.tolist() == [[0.7, 0.3, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0.4, 0, 0, 0.6]]
    assert grammar.labels(move).tolist() == [[0.7, 0.3], [0.4, 0.6]]
    assert grammar.gathered(grammar.spread(np.array([[1.0, 2.0]]))).tolist() == [[1.0, 6.0]]


# -- truth -----------------------------------------------------------------------------------------------------------

WAYS = {
    "SequenceDawidSkene": q.SequenceDawidSkene,
    "SequenceDawidSkene vb": lambda: q.SequenceDawidSkene("vb"),
    "HMMCrowd": q.HMMCrowd,
    "HMMCrowd em": lambda: q.HMMCrowd("em"),
    "HMMCrowd vb": lambda: q.HMMCrowd("vb"),
    "HMMCrowd memory": lambda: q.HMMCrowd(memory=True),
}


def crowd(seed: int, documents: int = 60, people: int = 5, whole: bool = False) -> tuple[q.SequenceMatrix, list[Span]]:
    """Documents of 12 tokens with spans, and people who miss tokens (or whole spans) and mark others."""
    generator = np.random.default_rng(seed)
    truth, answers = [], []
    for document in range(documents):
        spans, at = [], int(generator.integers(0, 4))
        while at < 10:
            spans.append((at, at + int(generator.integers(1, 3)), [PER, LOC][int(generator.integers(2))]))
            at += int(generator.integers(3, 6))
        truth += [Span(document, *span) for span in spans]
        for who in range(people):
            seen = [span for span in spans if generator.random() < (0.65 if whole else 0.85)]
            if whole:  # and now and then a token more
                seen = [(a, min(12, b + (generator.random() < 0.15)), kind) for a, b, kind in seen]
            else:
                seen = [(a, b if generator.random() < 0.8 else a + 1, kind) for a, b, kind in seen]
            answers.append((document, who, seen))
    return q.from_spans(dict.fromkeys(range(documents), 12), answers, kinds=[PER, LOC]), truth


@pytest.mark.parametrize("name", WAYS)
@given(made=tagged())
@settings(max_examples=20, deadline=None)
def test_what_is_predicted_keeps_to_the_scheme(name: str, made: Any) -> None:
    lengths, answers = made
    if name.endswith("vb"):  # which refuses where most tokens have one answer
        answers = [(where, who, spans) for where, _, spans in answers for who in "de"]
    matrix = q.from_spans(lengths, answers, kinds=[PER, LOC])
    model = WAYS[name]().fit(matrix)
    tags = model.codes()
    assert np.isfinite(model.posterior_).all()
    assert model.posterior_.sum(1) == pytest.approx(np.ones(len(matrix.items)))
    assert model.confusion_matrices_.shape == (len(matrix.annotators), 5, 5)
    assert len(model.annotator_skill_) == len(matrix.annotators)
    scheme = bio([PER, LOC])
    for begin, end in zip(matrix.offsets, matrix.offsets[1:], strict=False):
        row = tags[begin:end]
        assert not len(row) or scheme.starts[row[0]]
        assert scheme.follows[row[:-1], row[1:]].all()


@pytest.mark.parametrize("name", [way for way in WAYS if not way.endswith("vb")])
def test_the_only_reader_is_right(name: str) -> None:
    matrix, _ = crowd(3, documents=10, people=1)
    assert WAYS[name]().fit(matrix).codes().tolist() == matrix.label.tolist()


@pytest.mark.parametrize("name", WAYS)
def test_gold_sequences_are_taken_as_they_are(name: str) -> None:
    matrix, truth = crowd(4)
    gold = {at: [span[1:] for span in truth if span.sequence == at] for at in range(20)}
    model = WAYS[name]().fit(matrix, matrix.gold(gold))
    found = [span for span in matrix.spans(model.codes()) if span.sequence < 20]
    assert q.span_f1([span for span in truth if span.sequence < 20], found).f1 == 1


def test_gold_that_breaks_the_scheme_is_refused_along_a_chain() -> None:
    matrix, _ = crowd(4, documents=4)
    with pytest.raises(InvalidData, match="cannot follow"):
        q.HMMCrowd().fit(matrix, {0: "O", 1: "I-PER"})


@pytest.mark.parametrize("name", WAYS)
def test_spans_are_found_that_the_majority_misses(name: str) -> None:
    matrix, truth = crowd(5, documents=150)
    votes = q.span_f1(truth, matrix.spans(q.MajorityVote().fit(matrix).codes())).f1
    model = q.span_f1(truth, matrix.spans(WAYS[name]().fit(matrix).codes())).f1
    assert model is not None
    assert votes is not None
    assert model > votes - 0.02


def test_memory_knows_that_who_missed_the_first_word_missed_the_span() -> None:
    matrix, truth = crowd(7, documents=400, people=3, whole=True)
    plain, memory = (
        q.span_f1(truth, matrix.spans(q.HMMCrowd(memory=memory).fit(matrix).codes())).f1 or 0.0 for memory in (False, True)
    )
    assert memory > plain + 0.1


def test_expectation_maximisation_climbs_along_the_chain() -> None:
    matrix, _ = crowd(6)
    for memory in (False, True):
        model = q.HMMCrowd("em", memory=memory, move_prior=1e-9, tol=0).fit(matrix)
        assert (np.diff(model.log_likelihood_) >= -1e-6).all()
        assert model.move_.sum(1) == pytest.approx(np.ones(5))
        assert model.move_[0, 2] == 0


def test_what_a_chain_cannot_be_is_refused() -> None:
    matrix, _ = crowd(4, documents=4)
    with pytest.raises(InvalidRequest, match="do not last"):
        q.HMMCrowd(least=2).fit(matrix)
    with pytest.raises(InvalidRequest, match="least length"):
        q.HMMCrowd(least={"B-XYZ": 2}).fit(matrix)
    with pytest.raises(InvalidRequest, match="move_prior"):
        q.HMMCrowd(move_prior=0)


# -- a real crowd ----------------------------------------------------------------------------------------------------


def runs(positions: Iterable[int], kind: str) -> list[tuple[int, int, str]]:
    found: list[list[int]] = []
    for at in positions:
        if found and found[-1][1] == at:
            found[-1][1] = at + 1
        else:
            found.append([at, at + 1])
    return [(a, b, kind) for a, b in found]


def tweets(section: str, joint: bool) -> tuple[list[q.SequenceMatrix], list[Span], set[Any]]:
    """Everybody looked for one kind at a time: all kinds in one matrix, with (person, kind) as one who answers, or a
    matrix for each kind; the true spans of the kinds that were looked for, and the tweets that have a truth."""
    folder = real("ner-crowd-btc")
    documents = [json.loads(line) for line in (folder / f"section_{section}_docs.jsonl").read_text().splitlines()]
    with (folder / f"section_{section}_judgments.csv").open() as file:
        rows = list(csv.DictReader(file))
    lengths = {row["doc_id"]: len(row["tokens"]) for row in documents}
    asked = {(row["doc_id"], row["entity_type"]) for row in rows}
    kinds, gold = ["PER", "LOC", "ORG"], {row["doc_id"]: row["gold_bio"] for row in documents if row["gold_bio"]}
    tags = {tag: at for at, tag in enumerate(bio(kinds).labels.tolist())}
    of_gold = q.from_spans({name: len(row) for name, row in gold.items()}, [], kinds=kinds)
    spans = of_gold.spans([tags[tag] for row in gold.values() for tag in row])
    answers = [
        (row["doc_id"], (row["worker"], row["entity_type"]), runs(map(int, row["token_indices"].split()), row["entity_type"]))
        for row in rows
    ]
    parts = [kinds] if joint else [[kind] for kind in kinds]
    matrices = [q.from_spans(lengths, [one for one in answers if one[1][1] in part], kinds=part) for part in parts]
    return matrices, [span for span in spans if (span.sequence, span.kind) in asked], set(gold)


def strict_f1(section: str, joint: bool, model: Any) -> float:
    matrices, truth, known = tweets(section, joint)
    found = [span for matrix in matrices for span in matrix.spans(model().fit(matrix).codes()) if span.sequence in known]
    return q.span_f1(truth, found).f1 or 0.0


@pytest.mark.parametrize(
    ("section", "joint", "model", "f1"),
    [
        ("e", False, q.MajorityVote, 0.402),
        ("e", False, q.SequenceDawidSkene, 0.591),
        ("e", True, q.SequenceDawidSkene, 0.606),
        ("e", True, q.HMMCrowd, 0.637),
        ("a", False, q.MajorityVote, 0.800),
        ("a", True, q.HMMCrowd, 0.868),
    ],
)
def test_strict_span_f1_on_tweets(section: str, joint: bool, model: Any, f1: float) -> None:
    assert strict_f1(section, joint, model) == pytest.approx(f1, abs=0.005)


def test_agreement_on_tweets_is_not_that_of_tokens_nobody_tagged() -> None:
    matrices, _, _ = tweets("a", joint=False)
    everything, tagged_only = q.krippendorff_alpha(matrices[0]).value, q.token_agreement(matrices[0]).value
    assert everything == pytest.approx(0.813, abs=0.001)
    assert tagged_only == pytest.approx(0.356, abs=0.001)
    assert q.span_agreement(matrices[0]).value == pytest.approx(0.791, abs=0.001)
    assert q.span_agreement(matrices[0], "partial").value == pytest.approx(0.822, abs=0.001)
