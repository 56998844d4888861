"""What somebody who starts from the pages alone gets wrong is told by name, with the way out."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import pandas as pd
import pytest

import labelwright.quality as q
from labelwright.errors import InvalidData, InvalidRequest
from labelwright.quality.model import Model

MATRICES = (q.LabelMatrix, q.SequenceMatrix, q.ObjectMatrix, q.Comparisons)
FRAME = pd.DataFrame({"item": [1, 1, 2], "annotator": ["a", "b", "a"], "label": [0, 1, 1]})
MODELS: dict[str, Any] = {
    name: getattr(q, name)
    for name in q.__all__
    if inspect.isclass(getattr(q, name)) and issubclass(getattr(q, name), Model)
}


def takes_a_matrix() -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Every public function, and every fit, that a matrix is given to first: its name, itself, and the argument."""
    for name in q.__all__:
        thing = getattr(q, name)
        made = thing() if name in MODELS else None
        for called, of in [(name, thing)] if inspect.isfunction(thing) else [(f"{name}().fit", made.fit)] if made else []:
            first = next(iter(inspect.signature(of).parameters), "")
            if get_type_hints(of).get(first) in MATRICES:
                yield called, of, first


TAKERS = {name: (of, first) for name, of, first in takes_a_matrix()}


def test_takers_are_found() -> None:
    assert {"krippendorff_alpha", "alpha_per_class", "DawidSkene().fit", "span_agreement", "cluster_labels"} <= set(TAKERS)
    assert len(TAKERS) > 40


@pytest.mark.parametrize("name", TAKERS)
@pytest.mark.parametrize("given", [FRAME, FRAME.to_numpy(), [[0, 1]], None], ids=["frame", "array", "list", "none"])
def test_what_is_no_matrix_is_told_how_to_become_one(name: str, given: Any) -> None:
    method, first = TAKERS[name]
    needed = [one.name for one in inspect.signature(method).parameters.values() if one.default is one.empty]
    with pytest.raises(InvalidRequest, match=r"Make one first: q\."):
        method(**{**dict.fromkeys(needed), first: given})


@pytest.mark.parametrize("name", MODELS)
def test_what_was_not_fitted_says_so(name: str) -> None:
    model = MODELS[name]()
    found = [one for one in dir(MODELS[name]) + list(get_type_hints(MODELS[name])) if one.endswith("_") and one[0] != "_"]
    asks: list[Callable[[], Any]] = [lambda one=one: getattr(model, one) for one in found if one not in vars(model)]  # type: ignore[misc]
    asks += [getattr(model, one) for one in ("predict", "predict_proba", "codes") if hasattr(model, one)]
    assert asks
    for ask in asks:
        with pytest.raises(InvalidRequest, match="fit") as caught:
            ask()
        assert "fit" in caught.value.hint
    assert not hasattr(model, found[0]) or found[0] in vars(model)
    assert "not fitted" in str(model)
    assert type(pickle.loads(pickle.dumps(copy.deepcopy(model)))) is MODELS[name]
    with pytest.raises(AttributeError, match="has no nonsense"):
        model.nonsense  # noqa: B018


def test_intervals_are_of_a_dawid_skene() -> None:
    ratings = q.label_matrix(FRAME)
    with pytest.raises(InvalidRequest, match="MajorityVote") as caught:
        q.credible_intervals(q.MajorityVote().fit(ratings))  # type: ignore[arg-type]
    assert "DawidSkene" in caught.value.hint
    with pytest.raises(InvalidRequest, match="fit"):
        q.credible_intervals(q.DawidSkene())
    assert len(q.credible_intervals(q.IBCC().fit(ratings)).accuracy) == 2


def test_crowdlab_asks_who() -> None:
    with pytest.raises(InvalidData, match="do not say who"):
        q.Crowdlab().fit(q.from_counts([[2, 1], [0, 2]]), [[0.5, 0.5], [0.2, 0.8]])
