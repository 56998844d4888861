"""Whatever is sent to any route of the contract, right or wrong in shape, the server says what is wrong and never falls.

Requests are made by schemathesis from the OpenAPI document, right ones and wrong ones. The sender is
an administrator with a project, so that verbs are reached and not only the door.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from labelwright.server.http.app import create_app
from tests.server.browser import Browser, Town, cars
from tests.server.test_matrix import UNSTREAMED

EXAMPLES = 3  # for each operation, in each mode
LEAVES = {("DELETE", "/api/v1/session"), ("POST", "/api/v1/me/password")}  # they end the session that sends


def operations(town: Town) -> list[Any]:
    document = json.loads(json.dumps(create_app(town.house).openapi()))
    for path in list(document["paths"]):
        if path.removeprefix("/api/v1") in UNSTREAMED:
            del document["paths"][path]
    schema = schemathesis.openapi.from_dict(document)
    return [found.ok() for found in schema.get_all_operations()]


def sent(browser: Browser, case: Any) -> int:
    """Sends the case as schemathesis would; the status."""
    said = case.as_transport_kwargs(base_url="http://labelwright.test")
    wanted = {name: said[name] for name in ("params", "json", "data", "files") if said.get(name) is not None}
    if "data" in wanted and not isinstance(wanted["data"], dict):
        wanted["content"] = wanted.pop("data")
    headers = {**dict(said.get("headers") or {}), "x-csrf-token": browser.client.headers["x-csrf-token"]}
    headers = {name: value for name, value in headers.items() if str(value).isascii() and str(value).isprintable()}
    answer = browser._loop.run(browser.client.request(said["method"], said["url"], headers=headers, **wanted))
    assert answer.status_code < 500, (said["method"], said["url"], wanted, answer.text)
    if answer.status_code >= 400:
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["code"]
    return answer.status_code


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_nothing_that_is_sent_makes_the_server_fall(town: Town, mode: GenerationMode) -> None:
    admin = town.administrator()
    admin.post("/projects", {"document": cars()})
    statuses: set[int] = set()
    fallen: list[object] = []

    @settings(
        max_examples=EXAMPLES, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def send(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if "slug" in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters["slug"] = "cars"
        statuses.add(sent(admin, case))

    for operation in operations(town):
        if (operation.method.upper(), operation.path) in LEAVES:
            continue
        try:
            send()
        except Unsatisfiable:  # the operation has no wrong request: it takes nothing
            continue
        except Exception as error:
            fallen.append(error)
    assert fallen == []
    assert {404, 422} <= statuses
