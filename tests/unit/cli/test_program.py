"""The command line without a server: what loads, how it ends, what it prints."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from labelwright import __version__, cli, errors
from labelwright.cli import exits, reach, terminal
from labelwright.cli.program import run


def ends(*arguments: str) -> int:
    """The exit code of a command that runs in this process."""
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    return int(ended.value.code or 0)


def test_version_is_said_within_half_a_second_and_loads_nothing_heavy() -> None:
    script = "import sys; sys.argv[1:] = ['--version']; import labelwright.cli as c; c.main(); print(*sys.modules)"
    took = []
    for _ in range(3):  # the best of three: other tests run beside this one
        started = time.monotonic()
        said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        took.append(time.monotonic() - started)
    assert min(took) < 0.5
    assert said.startswith(f"labelwright {__version__}\n")
    assert not {"typer", "httpx", "sqlalchemy", "fastapi", "pydantic"} & set(said.split())


def test_help_loads_no_command() -> None:
    script = "import sys; from labelwright.cli.program import run\ntry: run(['--help'])\nfinally: print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stdout
    assert all(f"  {name}" in said for name in cli.COMMANDS)
    assert not {"httpx", "sqlalchemy", "fastapi", "pydantic"} & set(said.split())


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_line_in_the_help_is_the_commands_own_first_line(name: str) -> None:
    loaded = cli.load(name)
    if not isinstance(loaded, typer.Typer):
        assert inspect.cleandoc(loaded.__doc__ or "").splitlines()[0] == cli.COMMANDS[name][2]


def test_every_error_class_has_an_exit_code_and_every_code_a_meaning() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.LabelwrightError)]
    for kind in kinds:
        code = next((exits.CODES[k] for k in kind.__mro__ if k in exits.CODES), exits.UNFORESEEN)
        assert code in exits.MEANINGS
    assert exits.code_of(errors.InFlight("x")) == exits.CODES[errors.Conflict]


def test_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends("aply") == exits.USAGE
    assert "aply" in capsys.readouterr().err


def test_no_server_names_the_command_that_starts_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LABELWRIGHT_HOME", str(tmp_path))
    monkeypatch.setattr(reach, "kept", lambda: tmp_path / "servers.json")
    assert ends("status") == exits.CODES[errors.Unavailable]
    assert f"{terminal.program()} serve" in capsys.readouterr().err


def test_with_json_an_error_is_one_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LABELWRIGHT_HOME", str(tmp_path))
    monkeypatch.setattr(reach, "kept", lambda: tmp_path / "servers.json")
    assert ends("status", "--json") == exits.CODES[errors.Unavailable]
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == "unavailable"
    assert said.err == ""


def test_token_is_kept_for_this_user_only_and_the_last_server_is_the_one_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LABELWRIGHT_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("LABELWRIGHT_TOKEN", raising=False)
    monkeypatch.setattr(reach, "kept", lambda: tmp_path / "kept" / "servers.json")
    reach.remember("http://127.0.0.1:1", "lw_one")
    file = reach.remember("http://127.0.0.1:2", "lw_two")
    assert file.stat().st_mode & 0o777 == 0o600
    assert reach.connect(None).url == "http://127.0.0.1:2"
    reach.remember("http://127.0.0.1:1", "lw_new")
    assert reach.connect(None).url == "http://127.0.0.1:1"
    with pytest.raises(errors.SignInRequired, match=r"login http://127\.0\.0\.1:3"):
        reach.connect("http://127.0.0.1:3/")


@pytest.mark.parametrize(
    ("called", "printed"),
    [("{here}/.venv/bin/labelwright", ".venv/bin/labelwright"), ("/usr/lib/labelwright", "/usr/lib/labelwright")],
)
def test_printed_commands_name_the_program_as_it_can_be_called_from_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, called: str, printed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "argv", [called.format(here=tmp_path)])
    assert terminal.command("import", "my project") == f"{printed} import 'my project'"


def test_program_on_the_path_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = tmp_path / "labelwright"
    there.write_text("#!/bin/sh\n")
    there.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [str(there)])
    assert terminal.program() == "labelwright"
