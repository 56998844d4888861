"""The hot routes of people at work: plain handlers with msgspec, in and out.

Their part of the contract stands beside them (`OPENAPI`), and a contract test holds both to each other.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import APIRouter
from msgspec import Meta
from starlette.requests import ClientDisconnect, Request

from labelwright.errors import InvalidRequest
from labelwright.operations import my_work, payloads, plans, submit, work
from labelwright.operations.work import Worker
from labelwright.server.access import Caller
from labelwright.server.clock import iso_or_none, now_us
from labelwright.server.house import House
from labelwright.server.http import work_contract
from labelwright.server.http.hot import HotRoute
from labelwright.store import Tx

T = TypeVar("T")
router = APIRouter()
OPENAPI = work_contract.PATHS
COMPONENTS = work_contract.COMPONENTS
_encode = msgspec.json.Encoder().encode
_BODY_MOST = 8 << 20
_API = "/api/v1"


Key = Annotated[str, Meta(min_length=8, max_length=100, pattern=r"^[\w.:-]+$")]


async def _body(request: Request, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        raw = await request.body()
    except ClientDisconnect as error:
        raise InvalidRequest("The body stopped coming.", hint="Send it again.") from error
    if len(raw) > _BODY_MOST:
        raise InvalidRequest(f"The body has {len(raw):,} bytes; at most {_BODY_MOST:,}.")
    try:
        return decoder.decode(raw or b"{}")
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise InvalidRequest(f"The request is not of the shape this address takes: {error}.") from error
    except RecursionError as error:
        raise InvalidRequest("The request is nested too deep.") from error


_next = msgspec.json.Decoder(work_contract.NextAsked)
_skip = msgspec.json.Decoder(work_contract.SkipAsked)
_beat = msgspec.json.Decoder(work_contract.BeatAsked)
_remark = msgspec.json.Decoder(work_contract.RemarkAsked)
_sent = msgspec.json.Decoder(submit.Sent)
_any = msgspec.json.Decoder()


def _id(request: Request) -> int:
    return int(request.path_params["id"])


def _request_id(request: Request) -> str:
    try:
        return msgspec.convert(request.headers.get("idempotency-key", ""), Key)
    except msgspec.ValidationError as error:
        raise InvalidRequest(
            "The request needs an Idempotency-Key of 8 to 100 letters, digits, and any of . : _ -.",
            hint="Make one for each answer and send it again with every retry.",
        ) from error


def _worker(caller: Caller) -> Worker:
    return Worker(caller.person_id, caller.grants.teams)


def _with_addresses(place: House, person: int, payload: payloads.Payload, now: int) -> dict[str, Any]:
    return {
        "lease": payload.lease,
        "ref": payload.ref,
        "stage": {"key": payload.stage, "kind": payload.kind},
        "item": {
            "parts": {
                part.name: {
                    "media_type": part.media_type,
                    "text": part.text,
                    "url": place.links.for_lease(person, payload.lease, part.name, now // 1_000_000)
                    if part.uri
                    else None,
                    "width": part.width,
                    "height": part.height,
                }
                for part in payload.parts
            },
            "fields": payload.fields,
        },
        "schema_version": payload.schema_version,
        "guideline_version": payload.guideline_version,
        "round": payload.round,
        "draft": payload.draft,
        "previous": payload.previous,
        "review": payload.review,
    }


# -- handlers --------------------------------------------------------------------------------------------------------


async def next_tasks(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/next"""
    asked = await _body(request, _next)
    now = now_us()

    def verb(tx: Tx) -> work.Handed:
        project = plans.find(tx, caller.grants, asked.project)
        return work.next_tasks(tx, _worker(caller), project, asked.stage, asked.count, now)

    handed = await place.store.write_soon(verb)
    leases = [_with_addresses(place, caller.person_id, payload, now) for payload in handed.leases]
    return {"leases": leases, "empty": handed.empty} if handed.empty else {"leases": leases}


async def resume(request: Request, place: House, caller: Caller) -> Any:
    """GET /work/leases: live leases of one's own, with drafts."""
    project, stage = request.query_params.get("project", ""), request.query_params.get("stage")
    now = now_us()

    def verb(tx: Tx) -> list[payloads.Payload]:
        return work.resume(tx, _worker(caller), plans.find(tx, caller.grants, project), stage)

    live = await place.store.read_soon(verb)
    return {"leases": [_with_addresses(place, caller.person_id, payload, now) for payload in live]}


async def open_lease(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/leases/{id}/open"""
    lease, now = _id(request), now_us()
    return {
        "expires_at": iso_or_none(
            await place.store.write_soon(lambda tx: work.open_lease(tx, caller.person_id, lease, now))
        )
    }


async def submit_lease(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/leases/{id}/submit"""
    lease, key, sent, now = _id(request), _request_id(request), await _body(request, _sent), now_us()
    receipt = await place.store.write_soon(lambda tx: submit.submit(tx, caller.person_id, lease, sent, key, now))
    return _receipt(receipt)


def _receipt(receipt: submit.Receipt) -> dict[str, Any]:
    return {
        "annotation": receipt.annotation,
        "standing": receipt.standing,
        "undo_until": iso_or_none(receipt.undo_until),
    }


async def save_draft(request: Request, place: House, caller: Caller) -> Any:
    """PUT /work/leases/{id}/draft"""
    lease, now = _id(request), now_us()
    body = _encode(await _body(request, _any)).decode()
    await place.store.write_soon(lambda tx: work.save_draft(tx, caller.person_id, lease, body, now))


async def skip_lease(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/leases/{id}/skip"""
    lease, asked, now = _id(request), await _body(request, _skip), now_us()
    await place.store.write_soon(lambda tx: work.skip(tx, caller.person_id, lease, asked.reason, asked.comment, now))


async def release_lease(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/leases/{id}/release"""
    lease, now = _id(request), now_us()
    await place.store.write_soon(lambda tx: work.release(tx, caller.person_id, lease, now))


async def heartbeat(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/heartbeat"""
    asked, now = await _body(request, _beat), now_us()
    renewed = await place.store.write_soon(lambda tx: work.heartbeat(tx, caller.person_id, asked.leases, now))
    return {
        "leases": [
            {"lease": lease, "expires_at": iso_or_none(end)} if end is not None else {"lease": lease, "gone": True}
            for lease, end in renewed
        ]
    }


async def draft_of_annotation(request: Request, place: House, caller: Caller) -> Any:
    """GET /annotations/{id}/draft"""
    annotation, now = _id(request), now_us()
    payload = await place.store.read_soon(lambda tx: my_work.reopen(tx, caller.person_id, annotation))
    return _with_addresses(place, caller.person_id, payload, now)


async def undo_annotation(request: Request, place: House, caller: Caller) -> Any:
    """POST /annotations/{id}/undo"""
    annotation, now = _id(request), now_us()
    payload = await place.store.write_soon(lambda tx: submit.undo(tx, caller.person_id, annotation, now))
    return _with_addresses(place, caller.person_id, payload, now)


async def revise_annotation(request: Request, place: House, caller: Caller) -> Any:
    """POST /annotations/{id}/revise"""
    annotation, key, sent, now = _id(request), _request_id(request), await _body(request, _sent), now_us()
    receipt = await place.store.write_soon(lambda tx: submit.revise(tx, caller.person_id, annotation, sent, key, now))
    return _receipt(receipt)


async def comment_on_lease(request: Request, place: House, caller: Caller) -> Any:
    """POST /work/leases/{id}/comments"""
    lease, asked, now = _id(request), await _body(request, _remark), now_us()
    made = await place.store.write_soon(
        lambda tx: work.flag(tx, caller.person_id, lease, asked.text, asked.anchor, asked.blocking, now)
    )
    return {"comment": made}


async def read_comments(request: Request, place: House, caller: Caller) -> Any:
    """GET /work/leases/{id}/comments"""
    lease = _id(request)
    said = await place.store.read_soon(lambda tx: work.thread(tx, caller.person_id, lease))
    return {"comments": [{**one, "at": iso_or_none(one["at"])} for one in said]}


routes = [
    HotRoute(f"{_API}/work/next", "POST", next_tasks),
    HotRoute(f"{_API}/work/leases", "GET", resume),
    HotRoute(f"{_API}/work/leases/{{id}}/submit", "POST", submit_lease),
    HotRoute(f"{_API}/work/leases/{{id}}/open", "POST", open_lease),
    HotRoute(f"{_API}/work/leases/{{id}}/draft", "PUT", save_draft),
    HotRoute(f"{_API}/work/leases/{{id}}/skip", "POST", skip_lease),
    HotRoute(f"{_API}/work/leases/{{id}}/release", "POST", release_lease),
    HotRoute(f"{_API}/work/leases/{{id}}/comments", "POST", comment_on_lease),
    HotRoute(f"{_API}/work/leases/{{id}}/comments", "GET", read_comments),
    HotRoute(f"{_API}/work/heartbeat", "POST", heartbeat),
    HotRoute(f"{_API}/annotations/{{id}}/draft", "GET", draft_of_annotation),
    HotRoute(f"{_API}/annotations/{{id}}/undo", "POST", undo_annotation),
    HotRoute(f"{_API}/annotations/{{id}}/revise", "POST", revise_annotation),
]
