"""Checking and drawing a definition needs no server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labelwright.cli import exits
from labelwright.cli.definitions import slug
from labelwright.cli.program import run
from labelwright.definition import templates
from labelwright.errors import Conflict, Invalid, NotFound


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code of a command, its output and its errors."""
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.mark.parametrize("kind", ["boxes", "texts"])
@pytest.mark.parametrize("template", list(templates.TEMPLATES))
def test_what_init_writes_is_right_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, template: str
) -> None:
    folder = tmp_path / "Car photos (2026)"
    assert said(capsys, "init", str(folder), "--kind", kind, "--template", template)[0] == 0
    code, out, _ = said(capsys, "validate", str(folder / "labelwright.yaml"))
    assert code == 0
    assert "project car-photos-2026" in out


def test_init_never_writes_over_a_definition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "init", str(tmp_path))
    code, _, err = said(capsys, "init", str(tmp_path))
    assert code == exits.CODES[Conflict]
    assert "there already" in err


def test_wrong_definition_is_told_as_compilers_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "init", str(tmp_path))
    file = tmp_path / "labelwright.yaml"
    file.write_text(file.read_text().replace("stages:", "stagse:"))
    code, out, err = said(capsys, "validate", str(file))
    assert code == exits.CODES[Invalid]
    assert out == ""
    assert f"{file}:" in err
    assert "stages" in err


def test_wrong_definition_with_json_lists_every_problem_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "labelwright.yaml"
    file.write_text("project: cars\nstagse: {}\n")
    code, out, _ = said(capsys, "validate", str(file), "--json")
    problems = json.loads(out)["error"]["problems"]
    assert code == exits.CODES[Invalid]
    assert any(problem["line"] == 2 for problem in problems)


def test_file_that_is_not_there_and_file_that_is_no_text_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "validate", str(tmp_path / "none.yaml"))[0] == exits.CODES[NotFound]
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xd8\xff\xe0")
    code, _, err = said(capsys, "validate", str(tmp_path / "picture.yaml"))
    assert code == exits.CODES[Invalid]
    assert "UTF-8" in err


def test_team_sizes_warn_of_work_that_could_never_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "init", str(tmp_path), "--template", "overlap_majority")
    file = tmp_path / "labelwright.yaml"
    code, _, err = said(capsys, "validate", str(file), "--team", "labelers=2", "--team", "deciders=1")
    assert code == 0
    assert "needs 3 people" in err
    code, _, err = said(capsys, "validate", str(file), "--team", "labelers")
    assert code == exits.CODES[Invalid]


def test_diagram_of_a_file_is_an_svg(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "init", str(tmp_path))
    file, picture = tmp_path / "labelwright.yaml", tmp_path / "pipeline.svg"
    assert said(capsys, "diagram", str(file), "--out", str(picture))[0] == 0
    assert picture.read_text().startswith("<svg")
    code, out, _ = said(capsys, "diagram", str(file))
    assert code == 0
    assert out.startswith("<svg")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Car photos", "car-photos"), ("2026", "project-2026"), ("über", "ber"), ("...", "project"), ("a" * 80, "a" * 63)],
)
def test_any_name_makes_a_slug(name: str, expected: str) -> None:
    assert slug(name) == expected
