"""The one door into the room: every shape of table, what is missing, what stands twice, and errors that name the row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest


def triples(matrix: q.LabelMatrix) -> list[tuple[object, object, object]]:
    columns = (matrix.items[matrix.item], matrix.annotators[matrix.annotator], matrix.labels[matrix.label])
    return list(zip(*(column.tolist() for column in columns), strict=True))


LONG = [("i1", "a", "x"), ("i1", "b", "y"), ("i2", "a", "x"), ("i3", "c", "x")]


def test_a_frame_and_a_mapping_of_columns_are_the_same() -> None:
    frame = pandas.DataFrame(LONG, columns=["item", "annotator", "label"])
    assert triples(q.label_matrix(frame)) == LONG
    assert triples(q.label_matrix({name: frame[name].tolist() for name in frame})) == LONG


def test_crowd_kits_columns() -> None:
    frame = pandas.DataFrame(LONG, columns=["task", "worker", "label"])
    assert triples(q.from_crowd_kit(frame)) == LONG


def test_wide_and_reliability_data_are_each_others_transpose() -> None:
    wide = np.array([[1.0, np.nan, 2.0], [np.nan, np.nan, 3.0]])
    expected = [(0, 0, 1.0), (0, 2, 2.0), (1, 2, 3.0)]
    assert triples(q.from_wide(wide)) == expected
    assert triples(q.from_reliability_data(wide.T)) == expected
    assert q.from_wide(wide).missing == 3


def test_counts_know_how_many_and_not_who() -> None:
    matrix = q.from_counts([[2, 0, 1], [0, 0, 0]], labels=["x", "y", "z"])
    assert [label for _, _, label in triples(matrix)] == ["x", "x", "z"]
    assert matrix.anonymous
    assert matrix.per_item.tolist() == [3, 0]
    with pytest.raises(InvalidData, match="whole numbers"):
        q.from_counts([[0.5, 1]])


def test_rows_without_a_label_are_missing_and_counted() -> None:
    matrix = q.from_columns(["i", "i", "k"], ["a", "b", "a"], ["x", None, "y"])
    assert (len(matrix), matrix.missing) == (2, 1)


@pytest.mark.parametrize(("rule", "kept"), [("latest", "z"), ("first", "x")])
def test_a_second_label_by_the_same_person_is_one_rating(rule: str, kept: str) -> None:
    matrix = q.from_columns(["i", "k", "i"], ["a", "a", "a"], ["x", "y", "z"], duplicates=rule)
    assert triples(matrix) == [("i", "a", kept), ("k", "a", "y")]
    assert matrix.duplicates == 1


def test_timestamps_say_which_one_is_the_latest() -> None:
    table = {"item": ["i", "i"], "annotator": ["a", "a"], "label": ["x", "y"], "at": [20, 10]}
    assert triples(q.label_matrix(table, timestamp="at")) == [("i", "a", "x")]
    assert triples(q.label_matrix(table, timestamp="at", duplicates="first")) == [("i", "a", "y")]


def test_duplicates_may_be_an_error_that_names_the_row() -> None:
    with pytest.raises(InvalidData, match="Row 2 is a second label of annotator a for item i"):
        q.from_columns(["i", "k", "i"], ["a", "a", "a"], ["x", "y", "x"], duplicates="error")


def test_the_value_domain_keeps_its_order_and_refuses_others() -> None:
    matrix = q.from_columns(["i", "k"], ["a", "a"], ["high", "low"], value_domain=["low", "mid", "high"])
    assert matrix.labels.tolist() == ["low", "mid", "high"]
    assert matrix.label.tolist() == [2, 0]
    with pytest.raises(InvalidData, match="Row 1 has the label huge"):
        q.from_columns(["i", "k"], ["a", "a"], ["low", "huge"], value_domain=["low", "high"])
    with pytest.raises(InvalidData, match="twice"):
        q.from_columns(["i"], ["a"], ["low"], value_domain=["low", "low"])


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(InvalidData, match="no column label"):
        q.label_matrix({"item": [1], "annotator": [1]})
    with pytest.raises(InvalidData, match="2, 1, 2 rows"):
        q.from_columns([1, 2], [1], [1, 2])
    with pytest.raises(InvalidData, match="Row 1 has a label and no annotator"):
        q.from_columns(["i", "k"], ["a", None], ["x", "y"])
    with pytest.raises(InvalidData, match="no numbers"):
        q.krippendorff_alpha(q.from_columns([1, 1], [1, 2], ["x", "y"]), "interval")
    with pytest.raises(InvalidData, match="two dimensions"):
        q.from_wide([1, 2, 3])


def test_labels_of_any_kind_are_coded_and_given_back() -> None:
    for labels in ([True, False, True], [1.5, -2.0, 1.5], ["b", "a", "b"], [10**12, 5, 10**12], [("x", 1), ("y", 2), ("x", 1)]):
        matrix = q.from_columns([1, 2, 3], [1, 1, 1], labels)
        assert [label for _, _, label in triples(matrix)] == labels
    assert q.from_columns([1, 2], [1, 1], ["a", 1]).labels.tolist() == ["a", 1]  # no order of their own


@pytest.mark.parametrize(
    "labels",
    [
        np.array([2**64 - 1, 5, 2**64 - 1], np.uint64),
        np.array([127, -128, 127], np.int8),
        np.array([3, 1, 3], "timedelta64[s]"),
        np.array(["2020-01-02", "2020-01-01", "2020-01-02"], "datetime64[D]"),
        [("x",), ("y", 2), ("x",)],
        [("x",), "y", ("x",)],
        [1, "1", 1],
        [10**30, 5, 10**30],
    ],
)
def test_labels_of_odd_kinds_stay_what_they_are(labels: Any) -> None:
    given = labels.tolist() if isinstance(labels, np.ndarray) else labels
    for matrix in (q.from_columns([1, 2, 3], [1, 1, 1], labels),
                   q.label_matrix({"item": [1, 2, 3], "annotator": [1, 1, 1], "label": labels})):  # fmt: skip
        assert [label for _, _, label in triples(matrix)] == given
        assert len(matrix.labels) == 2


def test_what_frames_call_missing_is_missing() -> None:
    frame = pandas.DataFrame({"item": ["i", "i", "k"], "annotator": pandas.Categorical(["a", "b", "a"]),
                              "label": pandas.array(["x", None, "y"], dtype="string")})  # fmt: skip
    assert triples(q.label_matrix(frame)) == [("i", "a", "x"), ("k", "a", "y")]
    objects = np.array([pandas.NA, pandas.NaT, "y"], object)
    assert triples(q.from_columns(["i", "i", "k"], ["a", "b", "a"], objects)) == [("k", "a", "y")]
    assert q.label_matrix(frame.assign(label=pandas.array([1, None, 2], dtype="Int64"))).missing == 1
    with pytest.raises(InvalidData, match="Row 1 has a label and no item"):
        q.from_columns(np.array(["i", pandas.NA], object), ["a", "a"], ["x", "y"])


def test_columns_that_are_none_are_refused_by_name() -> None:
    for column in (3, None, "ab", {"a": 1}, {1, 2}, np.zeros((2, 1)), np.zeros((2, 2, 2)), (n for n in range(2))):
        for at, name in enumerate(("items", "annotators", "labels")):
            columns: list[Any] = [[1, 2], [1, 2], [1, 2]]
            columns[at] = column
            with pytest.raises(InvalidData, match=f"The {name} are a column"):
                q.from_columns(*columns)
    with pytest.raises(InvalidData, match="list"):
        q.from_columns([1, 2], [1, 2], [[1], [2]])
    with pytest.raises(InvalidData, match="unlike length"):
        q.from_wide([[1], [1, 2]])


def test_moments_order_rows_or_are_refused() -> None:
    def latest(at: Any) -> q.LabelMatrix:
        return q.from_columns(["i", "i"], ["a", "a"], ["x", "y"], timestamps=at)

    assert triples(latest(np.array(["2020-01-02", "2020-01-01"], "datetime64[ns]"))) == [("i", "a", "x")]
    with pytest.raises(InvalidData, match="Row 1 has a label and no timestamp"):
        latest(np.array(["2020-01-01", "NaT"], "datetime64[ns]"))  # sorted last, it would be the latest
    with pytest.raises(InvalidData, match="Row 0 has a label and no timestamp"):
        latest([None, 3])
    with pytest.raises(InvalidData, match="no order"):
        latest([1, "x"])
    with pytest.raises(InvalidData, match="2 rows and 1 timestamps"):
        latest([1])
    with pytest.raises(InvalidRequest, match="newest"):
        q.from_columns([1], [1], [1], duplicates="newest")  # type: ignore[arg-type]


def test_a_value_domain_holds_values() -> None:
    for domain in (3, np.zeros((2, 2)), [0, None], [0, float("nan")]):
        with pytest.raises(InvalidData, match="value domain"):
            q.from_columns([1], [1], [0], value_domain=domain)  # type: ignore[arg-type]
    mixed = q.from_columns([1, 2], [1, 1], ["1", 1], value_domain=[1, "1"])
    assert mixed.label.tolist() == [1, 0]


def test_counts_are_counts() -> None:
    for counts in ([[1, float("inf")]], [[-1, 2]], [["x", 1]], [[1], [1, 2]], [1, 2], [[1j]], [[2.0**63, 1]], [[1e300, 1]]):
        with pytest.raises(InvalidData, match="Counts"):
            q.from_counts(counts)
    with pytest.raises(InvalidData, match="2 labels"):
        q.from_counts([[1, 2], [3, 0]], labels=["x"])


def test_numbers_whose_squares_are_none_are_refused() -> None:
    for values in ([1e200, -1e200, 3], [1e-200, -1e-200, 0.0], [float("inf"), 1, 2]):
        rated = q.from_columns([1, 1, 2, 2], [1, 2, 1, 2], [*values, values[0]])
        for method in (lambda m: q.krippendorff_alpha(m, "interval"), q.icc, q.variance_components, q.gwet_ac2):
            with pytest.raises(InvalidData, match="The labels"):
                method(rated)
