"""The examples on the methods' pages run as they stand, and every page is listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import labelwright.quality as q

PAGES = sorted((Path(__file__).parents[2] / "docs" / "methods").glob("*.md"))
METHODS = [page for page in PAGES if page.name != "README.md"]


@pytest.mark.parametrize("page", METHODS, ids=lambda page: page.stem)
def test_example_runs(page: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    assert blocks, "a method without an example"
    for block in blocks:
        exec(compile(block, page.name, "exec"), {})


def test_every_page_is_listed_and_every_method_has_a_page() -> None:
    listed = (PAGES[0].parent / "README.md").read_text()
    assert all(f"({page.name})" in listed for page in METHODS)
    text = "\n".join(page.read_text() for page in PAGES)
    parts = {"LabelMatrix", "Estimate", "answer_agreement", "identifiable", "beta_prior", "reviews_until_certified"}  # of what the pages describe
    assert {name for name in q.__all__ if name not in text} <= parts


def test_every_plot_is_on_a_page_and_every_plot_on_a_page_is_there() -> None:
    folder = PAGES[0].parents[1] / "images" / "methods"
    shown = set(re.findall(r"\.\./images/methods/(\w+)\.svg", "\n".join(page.read_text() for page in PAGES)))
    assert shown == {path.stem for path in folder.glob("*.svg")}
