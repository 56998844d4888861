"""The house from a terminal: it starts, lets its own user in, survives being killed, is copied and made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from labelwright.cli import exits
from labelwright.errors import Conflict, NotFound, SignInRequired, Unavailable
from tests.journeys.conftest import House


def test_first_start_prints_one_link_and_lets_this_user_in(house: House) -> None:
    assert f"{house.url}/link/" in house.log()
    assert (house.home / "local.token").stat().st_mode & 0o777 == 0o600
    with house.client() as client:
        assert any(role["role"] == "admin" for role in client.me().roles)
    assert house.cli("status", "--json").document == []


def test_second_server_in_one_home_is_refused_and_names_the_first(house: House) -> None:
    said = house.cli("serve", "--port", "0")
    assert said.code == exits.CODES[Conflict]
    assert house.url in said.err


def test_taken_port_is_named(house: House, new_house: Callable[..., House]) -> None:
    port = house.url.rsplit(":", 1)[1]
    said = new_house().cli("serve", "--port", port)
    assert said.code == exits.CODES[Conflict]
    assert f"Port {port} is taken" in said.err


def test_no_server_and_no_token_each_end_with_their_own_code(house: House, new_house: Callable[..., House]) -> None:
    elsewhere = new_house()
    assert elsewhere.cli("status").code == exits.CODES[Unavailable]
    said = elsewhere.cli("status", "--server", house.url)
    assert said.code == exits.CODES[SignInRequired]
    assert f"login {house.url}" in said.err


def test_token_signs_a_terminal_in_from_elsewhere(house: House, new_house: Callable[..., House]) -> None:
    with house.client() as client:
        token = client.add_token("for the test")
    elsewhere = new_house()
    assert elsewhere.cli("login", house.url, "--token", token).code == exits.DONE
    assert elsewhere.cli("status", "--json").document == []
    assert elsewhere.cli("login", house.url, "--token", "lw_wrong").code == exits.CODES[SignInRequired]


def test_wrong_setting_is_named_by_its_variable(new_house: Callable[..., House]) -> None:
    said = new_house(LABELWRIGHT_PORT="high").cli("serve")
    assert said.code == 3
    assert "LABELWRIGHT_PORT" in said.err


def test_people_are_invited_disabled_and_let_in_again(house: House) -> None:
    made = house.cli("user", "add", "ada@example.org", "--name", "Ada", "--role", "manager", "--json").document
    assert made["link"].startswith(f"{house.url}/link/")
    assert house.cli("user", "link", "ada@example.org", "--json").document["link"] != made["link"]
    assert house.cli("user", "disable", "ada@example.org", "--json").document["disabled"] is True
    assert house.cli("user", "enable", "ada@example.org", "--json").document["disabled"] is False
    listed = house.cli("user", "list", "--json").document
    assert [one["name"] for one in listed if one["email"] == "ada@example.org"] == ["Ada"]
    assert house.cli("user", "disable", "nobody@example.org").code == exits.CODES[NotFound]


def test_killed_server_starts_again_with_everything_it_acknowledged(house: House) -> None:
    house.cli("user", "add", "ada@example.org", "--role", "manager")
    house.stop(kill=True)
    house.start()
    assert any(one["email"] == "ada@example.org" for one in house.cli("user", "list", "--json").document)


def test_backup_makes_the_same_house_elsewhere(
    house: House, new_house: Callable[..., House], tmp_path: Path, postgresql_url: str
) -> None:
    house.cli("user", "add", "ada@example.org", "--role", "manager")
    file = tmp_path / "house.tar"
    assert house.cli("backup", file, "--json").document["rows"] > 0
    assert house.cli("backup", file).code == exits.CODES[Conflict]
    for copy in (new_house(), new_house(LABELWRIGHT_DATABASE=postgresql_url)):
        assert copy.cli("restore", file).code == exits.DONE
        copy.start()
        assert any(one["email"] == "ada@example.org" for one in copy.cli("user", "list", "--json").document)
        copy.stop()
    assert new_house().cli("backup", tmp_path / "none.tar").code == exits.CODES[NotFound]
