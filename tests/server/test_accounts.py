"""Signing in and what goes with it."""

from __future__ import annotations

import pytest

from labelwright.operations import accounts
from labelwright.server import bootstrap, passwords
from labelwright.server.clock import DAY, now_us
from labelwright.server.http.app import create_app
from labelwright.server.settings import Settings
from labelwright.store import people, sessions
from tests.server.browser import PASSWORD, Browser, Town


def with_password(town: Town, name: str = "bo") -> int:
    person = town.person(name)
    password_hash = town.loop.run(passwords.hashed(PASSWORD))
    town.house.store.write(lambda tx: people.set_password(tx, person, password_hash))
    return person


def sign_in(browser: Browser, name: str = "bo", password: str = PASSWORD):
    return browser.post("/session", {"email": f"{name}@example.org", "password": password})


def test_signing_in_gives_a_cookie_that_scripts_cannot_read(town: Town) -> None:
    with_password(town)
    answer = sign_in(town.stranger())
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert answer.json()["person"]["email"] == "bo@example.org"


def test_cookie_is_secure_when_people_come_over_https(settings: Settings, town: Town) -> None:
    with_password(town)
    town.house.settings = settings.model_copy(update={"public_url": "https://labels.example.org"})
    assert "Secure" in sign_in(town.stranger()).headers["set-cookie"]


def test_address_is_read_without_case_or_blanks(town: Town) -> None:
    with_password(town)
    assert town.stranger().post("/session", {"email": " Bo@Example.org ", "password": PASSWORD}).status_code == 200


def test_unknown_address_and_wrong_password_read_the_same(town: Town) -> None:
    with_password(town)
    wrong, unknown = sign_in(town.stranger(), password="nonsense"), sign_in(town.stranger(), "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "wrong_password"


def test_unknown_address_costs_a_whole_hash_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []
    monkeypatch.setattr(passwords, "_hasher", Counted(passwords._hasher, verified))
    sign_in(town.stranger(), "nobody")
    assert len(verified) == 1


class Counted:
    """A hasher that notes what it is asked to verify."""

    def __init__(self, hasher, verified: list[str]) -> None:
        self._hasher, self._verified = hasher, verified

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        self._verified.append(password_hash)
        return self._hasher.verify(password_hash, password)


def test_passwords_are_kept_as_argon2id(town: Town) -> None:
    person = with_password(town)
    kept = town.house.store.read(lambda tx: sessions.password_of(tx, person))
    assert kept.startswith("$argon2id$")


def test_ten_wrong_passwords_lock_the_account_for_a_minute(town: Town) -> None:
    with_password(town)
    for _ in range(10):
        assert sign_in(town.stranger(), password="nonsense").status_code == 401
    answer = sign_in(town.stranger())
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.json()["code"] == "too_many"


def test_one_address_cannot_try_many_accounts(town: Town) -> None:
    for n in range(30):
        town.house.limits.check(f"somebody{n}", "127.0.0.1", now_us())
    assert sign_in(town.stranger()).status_code == 429


def test_right_password_clears_the_account(town: Town) -> None:
    with_password(town)
    for _ in range(9):
        sign_in(town.stranger(), password="nonsense")
    assert sign_in(town.stranger()).status_code == 200
    assert sign_in(town.stranger(), password="nonsense").status_code == 401


def test_unsafe_request_of_a_session_needs_its_csrf_token(town: Town) -> None:
    browser = town.somebody("bo")
    browser.client.headers["x-csrf-token"] = "another"
    refused = browser.put("/me/preferences", {"theme": "dark"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    browser.keep(browser.get("/me").json())
    assert browser.put("/me/preferences", {"theme": "dark"}).status_code == 204
    assert browser.get("/me").json()["preferences"] == {"theme": "dark"}


def test_signing_out_ends_the_session_everywhere(town: Town) -> None:
    browser = town.somebody("bo")
    assert browser.ask("DELETE", "/session").status_code == 204
    assert browser.get("/me").status_code == 401


def test_session_that_is_over_opens_nothing(town: Town) -> None:
    person, now = town.person("bo"), now_us()
    town.house.store.write(
        lambda tx: accounts.sign_in(tx, person, accounts.digest("old"), "c", now - 10 * DAY, term=9 * DAY)
    )
    browser = town.stranger()
    browser.client.cookies.set("labelwright_session", "old")
    assert browser.get("/me").status_code == 401


def test_visits_prolong_a_session_but_not_past_the_longest(town: Town) -> None:
    person, now = town.person("bo"), now_us()
    key = accounts.digest("mine")
    store = town.house.store
    store.write(lambda tx: accounts.sign_in(tx, person, key, "c", now - DAY, term=2 * DAY))
    store.write(lambda tx: accounts.prolong(tx, key, now - DAY, now, term=2 * DAY))
    assert store.read(lambda tx: sessions.session(tx, key)).expires_at == now + 2 * DAY
    store.write(lambda tx: accounts.prolong(tx, key, now - 89 * DAY, now, term=2 * DAY))
    assert store.read(lambda tx: sessions.session(tx, key)).expires_at == now + DAY


def test_second_request_of_a_session_asks_the_database_nothing_about_its_caller(town: Town) -> None:
    browser = town.somebody("bo")
    browser.get("/me")
    asked: list[object] = []
    town.house.access._store = Refusing(asked)
    assert browser.get("/me").status_code == 200
    assert asked == []


class Refusing:
    """A store that notes whoever asks it."""

    def __init__(self, asked: list[object]) -> None:
        self._asked = asked

    async def read_soon(self, fn: object) -> None:
        self._asked.append(fn)


def test_changing_the_password_ends_every_other_session(town: Town) -> None:
    with_password(town)
    here, there = town.stranger(), town.stranger()
    here.keep(sign_in(here).json())
    there.keep(sign_in(there).json())
    assert here.post("/me/password", {"current": "nonsense", "new": "another long one"}).status_code == 403
    assert here.post("/me/password", {"current": PASSWORD, "new": "short"}).status_code == 422
    changed = here.post("/me/password", {"current": PASSWORD, "new": "another long one"})
    assert changed.status_code == 200
    here.keep(changed.json())
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 401
    assert sign_in(town.stranger(), password="another long one").status_code == 200


def test_api_token_is_shown_once_and_kept_as_a_hash(town: Town) -> None:
    browser = town.somebody("bo")
    made = browser.post("/me/tokens", {"name": "ci", "days": 30}).json()
    assert made["token"].endswith(made["hint"])
    [listed] = browser.get("/me/tokens").json()["tokens"]
    assert "token" not in listed
    rows = town.house.store.read(lambda tx: tx.rows("SELECT hash FROM api_token"))
    assert [row.hash for row in rows] == [accounts.digest(made["token"])]
    program = town.stranger(authorization=f"Bearer {made['token']}")
    assert program.put("/me/preferences", {"needs": "no csrf"}).status_code == 204
    assert browser.get("/me/tokens").json()["tokens"][0]["last_used_at"] is not None
    assert browser.ask("DELETE", f"/me/tokens/{made['id']}").status_code == 204
    assert program.get("/me").status_code == 401


def test_token_of_somebody_else_cannot_be_ended(town: Town) -> None:
    made = town.somebody("bo").post("/me/tokens", {"name": "ci"}).json()
    assert town.somebody("cy").ask("DELETE", f"/me/tokens/{made['id']}").status_code == 404


def test_token_past_its_end_opens_nothing(town: Town) -> None:
    person, now = town.person("bo"), now_us()
    kept = (accounts.digest("lw_old"), "_old")
    town.house.store.write(lambda tx: accounts.add_token(tx, person, kept, "old", now, expires_at=now - 1))
    assert town.stranger(authorization="Bearer lw_old").get("/me").status_code == 401


def test_disabling_somebody_ends_what_they_came_in_with_at_once(town: Town) -> None:
    admin, person = town.administrator(), town.person("bo")
    browser = town.signed_in(person)
    assert browser.get("/me").status_code == 200
    assert admin.ask("PATCH", f"/people/{person}", json={"disabled": True}).json()["disabled"] is True
    assert browser.get("/me").status_code == 401


def test_tokens_of_somebody_who_was_disabled_do_not_come_back_with_them(town: Town) -> None:
    admin, person = town.administrator(), town.person("bo")
    made = town.signed_in(person).post("/me/tokens", {"name": "ci"}).json()
    program = town.stranger(authorization=f"Bearer {made['token']}")
    admin.ask("PATCH", f"/people/{person}", json={"disabled": True})
    admin.ask("PATCH", f"/people/{person}", json={"disabled": False})
    assert program.get("/me").status_code == 401


def test_token_makes_no_token_that_outlives_it(town: Town) -> None:
    browser = town.somebody("bo")
    made = browser.post("/me/tokens", {"name": "for a day", "days": 1}).json()
    program = town.stranger(authorization=f"Bearer {made['token']}")
    for asked in ({"name": "for ever"}, {"name": "for a year", "days": 365}):
        assert program.post("/me/tokens", asked).json()["expires_at"] == made["expires_at"]
    assert browser.post("/me/tokens", {"name": "for ever"}).json()["expires_at"] is None


def test_new_password_ends_the_links_that_would_set_another(town: Town) -> None:
    admin, person = town.administrator(), with_password(town)
    forgotten = admin.post(f"/people/{person}/link").json()["link"].rsplit("/", 1)[1]
    browser = town.stranger()
    browser.keep(sign_in(browser).json())
    assert browser.post("/me/password", {"current": PASSWORD, "new": "another long one"}).status_code == 200
    assert town.stranger().post(f"/links/{forgotten}", {"password": PASSWORD}).status_code == 404


def test_link_of_the_first_administrator_is_over_once_another_has_claimed_the_house(town: Town) -> None:
    store, now = town.house.store, now_us()
    store.write(lambda tx: accounts.claim_link(tx, accounts.digest("printed"), now))
    store.write(lambda tx: accounts.local_token(tx, (accounts.digest("lw_local"), "ocal"), now))
    operator = town.stranger(authorization="Bearer lw_local")
    invited = operator.post("/people", {"name": "Ada", "email": "ada@example.org", "role": "admin"}).json()
    assert town.stranger().get("/links/printed").status_code == 200
    key = invited["link"].rsplit("/", 1)[1]
    assert town.stranger().post(f"/links/{key}", {"password": PASSWORD}).status_code == 200
    assert town.stranger().post("/links/printed", {"password": PASSWORD}).status_code == 404


def test_new_role_counts_from_the_next_request(town: Town) -> None:
    admin, person = town.administrator(), town.person("bo")
    browser = town.signed_in(person)
    assert browser.get("/people").status_code == 403
    invited = {"name": "Bo", "email": "bo@example.org", "role": "manager"}
    assert admin.post("/people", invited).status_code == 201
    assert browser.get("/people").status_code == 200


def test_first_administrator_claims_the_house_by_link_once(town: Town) -> None:
    store, key, now = town.house.store, "the link", now_us()
    assert store.write(lambda tx: accounts.claim_link(tx, accounts.digest(key), now))
    browser = town.stranger()
    assert browser.get(f"/links/{key}").json()["purpose"] == "administrator"
    claim = {"password": PASSWORD, "name": "Ada", "email": "Ada@Example.org"}
    me = browser.post(f"/links/{key}", claim)
    assert me.status_code == 200
    assert me.json()["person"] == {"id": 1, "name": "Ada", "email": "ada@example.org"}
    assert [role["role"] for role in me.json()["roles"]] == ["admin"]
    assert town.stranger().get(f"/links/{key}").json()["code"] == "link_over"
    assert town.stranger().post(f"/links/{key}", claim).status_code == 404
    assert not store.write(lambda tx: accounts.claim_link(tx, "another", now))


def test_new_link_ends_the_one_before_it(town: Town) -> None:
    store, now = town.house.store, now_us()
    store.write(lambda tx: accounts.claim_link(tx, accounts.digest("first"), now))
    store.write(lambda tx: accounts.claim_link(tx, accounts.digest("second"), now))
    assert town.stranger().get("/links/first").status_code == 404
    assert town.stranger().get("/links/second").status_code == 200


def test_preferences_over_64_kb_are_refused(town: Town) -> None:
    assert town.somebody("bo").put("/me/preferences", {"x": "y" * 70_000}).status_code == 422


@pytest.mark.parametrize("value", [r'"\ud800"', "9" * 40, "[" * 400 + "]" * 400], ids=["half", "large", "deep"])
def test_preferences_that_cannot_be_kept_are_refused(town: Town, value: str) -> None:
    body = f'{{"x": {value}}}'.encode()
    answer = town.somebody("bo").ask("PUT", "/me/preferences", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (204, 422)


def test_person_switch_is_refused_outside_the_demo(town: Town) -> None:
    other = town.person("cy@demo")
    browser = town.somebody("bo")
    assert browser.get("/me", headers={"x-labelwright-person": str(other)}).json()["person"]["name"] == "Bo"


def test_visitor_of_the_demo_is_let_in_and_may_be_anybody_of_the_demo(settings: Settings) -> None:
    import asyncio

    house = bootstrap.wire(settings.model_copy(update={"demo": True}))
    with asyncio.Runner() as loop:
        town = Town(house, create_app(house), loop)

        def cast(tx) -> tuple[int, int, int]:
            names = ("maya@demo.example", "noor@demo.example", "real@example.org")
            return tuple(people.add_person(tx, name, name[:4].title(), "human", 1) for name in names)

        maya, noor, real = house.store.write(cast)
        visitor = town.stranger()
        assert visitor.get("//").status_code == 200
        me = visitor.keep(visitor.get("/me").json())
        assert me["person"]["id"] == maya
        assert [one["id"] for one in me["demo"]["people"]] == [maya, noor]
        assert visitor.get("/me", headers={"x-labelwright-person": str(noor)}).json()["person"]["id"] == noor
        assert visitor.get("/me", headers={"x-labelwright-person": str(real)}).status_code == 403
        town.close()
    bootstrap.close(house)
