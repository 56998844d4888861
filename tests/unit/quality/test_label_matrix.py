"""The one door into the room: every shape of table, what is missing, what stands twice, and errors that name the row."""

from __future__ import annotations

import numpy as np
import pandas
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData


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
