"""Who installs Labelwright needs no Node: wheel and sdist carry the built web app."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the sources in which the web app counts as built."""
    shutil.copytree(
        ROOT / "labelwright", tmp_path / "labelwright", ignore=shutil.ignore_patterns("__pycache__", "web")
    )
    for name in NEEDED:
        shutil.copy(ROOT / name, tmp_path)
    web = tmp_path / "labelwright" / "server" / "web"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html>")
    (web / "assets" / "app.js").write_text("")
    return tmp_path


def built(house: Path, target: str) -> Path:
    """Builds without Node and without the network; the file that came out."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", "out"],
        cwd=house,
        env={"PATH": ""},
        check=True,
        capture_output=True,
    )
    return next((house / "out").iterdir())


def test_wheel_carries_the_built_web_app_and_needs_no_node(house: Path) -> None:
    names = zipfile.ZipFile(built(house, "wheel")).namelist()
    assert {"labelwright/server/web/index.html", "labelwright/server/web/assets/app.js"} <= set(names)
    assert {"labelwright/py.typed", "labelwright/store/migrations/script.py.mako"} <= set(names)
    assert not [name for name in names if not name.startswith(("labelwright/", "labelwright-"))]


def test_sdist_carries_the_built_web_app(house: Path) -> None:
    with tarfile.open(built(house, "sdist")) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"labelwright/server/web/index.html", "hatch_build.py", "pyproject.toml"} <= names


def test_wheel_without_web_app_and_without_node_says_what_to_do(house: Path) -> None:
    shutil.rmtree(house / "labelwright" / "server" / "web")
    (house / "web").mkdir()
    (house / "web" / "package.json").write_text("{}")
    (house / "scripts").mkdir()
    (house / "scripts" / "web.py").write_text("raise SystemExit(1)")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        built(house, "wheel")
    assert b"make web" in refused.value.stderr


def test_editable_install_never_builds_the_web_app(house: Path) -> None:
    shutil.rmtree(house / "labelwright" / "server" / "web")
    (house / "web").mkdir()
    (house / "web" / "package.json").write_text("{}")
    script = "import hatchling.build; print(hatchling.build.build_editable('out'))"
    done = subprocess.run([sys.executable, "-c", script], cwd=house, check=True, capture_output=True, text=True)
    assert done.stdout.strip().endswith(".whl")
