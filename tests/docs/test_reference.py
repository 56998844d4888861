"""Whatever a user may set, run, ask for or be refused with has a page, and the page says what the code does."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

from labelwright import cli, errors
from labelwright.ontology.field_types import FIELD_TYPES
from labelwright.server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT / "scripts"))
import reference  # noqa: E402


@pytest.mark.parametrize("path", ["cli.md", "settings.md", "errors.md", "field-types.md", "openapi.json"])
def test_page_is_as_the_code_says(path: str) -> None:
    wanted = {
        "cli.md": reference.commands,
        "settings.md": reference.settings,
        "errors.md": reference.error_codes,
        "field-types.md": reference.field_types,
        "openapi.json": reference.api,
    }[path]()
    assert (PAGES / path).read_text() == wanted, f"{path} is stale: make reference"


@pytest.mark.parametrize("command", list(cli.COMMANDS))
def test_every_command_has_a_section(command: str) -> None:
    assert re.search(rf"^## labelwright {command}\b", (PAGES / "cli.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize("setting", list(Settings.model_fields))
def test_every_setting_is_listed_and_says_what_it_does(setting: str) -> None:
    assert f"`LABELWRIGHT_{setting.upper()}`" in (PAGES / "settings.md").read_text()
    assert Settings.model_fields[setting].description


@pytest.mark.parametrize("field_type", list(FIELD_TYPES.types))
def test_every_field_type_has_a_section(field_type: str) -> None:
    assert f"\n## {field_type}\n" in (PAGES / "field-types.md").read_text()


@pytest.mark.parametrize("kind", list(reference.tree(errors.LabelwrightError)))
def test_every_error_is_listed_and_drawn_in_the_tree(kind: type[errors.LabelwrightError]) -> None:
    assert f"| `{kind.code}` | `{kind.__name__}` |" in (PAGES / "errors.md").read_text()
    assert kind is errors.LabelwrightError or kind.__name__ in (errors.__doc__ or "")
    assert inspect.getdoc(kind)


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_no_link_leads_nowhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_target_of_the_makefile_that_is_told_of_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"`make ([a-z-]+)", (ROOT / page).read_text())) <= targets


def test_every_command_that_the_readme_shows_exists() -> None:
    shown = set(re.findall(r"labelwright ([a-z]+)", (ROOT / "README.md").read_text()))
    assert shown <= set(cli.COMMANDS)
