"""The hot routes' part of the contract, generated from the shapes that the handlers decode and what they answer."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from labelwright.operations.submit import Sent
from labelwright.operations.work import SKIP_REASONS


class PartView(Struct):
    """One part of an item: text stands here, media behind a signed address."""

    media_type: str
    text: str | None
    url: str | None
    width: int | None
    height: int | None


class ItemView(Struct):
    """An item as an annotator sees it: no id, no file name."""

    parts: dict[str, PartView]
    fields: dict[str, Any]


class StageView(Struct):
    """The stage one works at."""

    key: str
    kind: str


class AnswerView(Struct):
    """An answer that is judged: no author, no time."""

    annotation: int
    answer: dict[str, Any] | None
    cannot_judge: bool
    unsure: bool


class PreviousView(Struct):
    """The round before, when work comes back."""

    answer: dict[str, Any] | None
    reasons: list[str]
    comment: str
    suggested: dict[str, Any] | None


class ReviewView(Struct):
    """What is judged, where it came from (sample, unsettled, returned or then) and how often it may still go back."""

    answers: list[AnswerView]
    came_by: str
    rate: float | None
    rounds_left: int


class LeaseView(Struct):
    """A lease, ready to work on."""

    lease: int
    ref: str
    stage: StageView
    item: ItemView
    schema_version: int
    guideline_version: int
    round: int
    draft: Any
    previous: PreviousView | None
    review: ReviewView | None


class EmptyView(Struct):
    """Why there is nothing to do (done, wait, paused, gate or cap), and when to ask again."""

    reason: str
    retry_ms: int


class Leases(Struct):
    """New or live leases."""

    leases: list[LeaseView]
    empty: EmptyView | None = None


class ReceiptView(Struct):
    """An acknowledged submit; it can be undone until then."""

    annotation: int
    standing: str
    undo_until: str | None


class OpenedView(Struct):
    """When the term ends."""

    expires_at: str


class BeatView(Struct):
    """Each lease with its end, or gone."""

    leases: list[dict[str, Any]]


class CommentView(Struct):
    """One remark in an item's thread."""

    id: int
    kind: str
    text: str
    anchor: str | None
    mine: bool
    at: str
    closed: bool


class Thread(Struct):
    """An item's thread."""

    comments: list[CommentView]


class CommentMade(Struct):
    """The new comment."""

    comment: int


class NextAsked(Struct, forbid_unknown_fields=True):
    """Up to `count` (1 to 4) tasks of a stage, or of the first of one's stages that has any."""

    project: str
    stage: str | None = None
    count: int = 1


class SkipAsked(Struct, forbid_unknown_fields=True):
    """Why a task is skipped."""

    reason: str
    comment: str = ""


class BeatAsked(Struct, forbid_unknown_fields=True):
    """The leases that still live in a tab."""

    leases: list[int]


class RemarkAsked(Struct, forbid_unknown_fields=True):
    """A question or remark; a blocking one sets the task aside."""

    text: str
    anchor: str | None = None
    blocking: bool = False


_BODIES: list[type[Struct]] = [NextAsked, SkipAsked, BeatAsked, RemarkAsked, Sent]
_ANSWERS: list[type[Struct]] = [Leases, LeaseView, ReceiptView, OpenedView, BeatView, Thread, CommentMade]
_, COMPONENTS = msgspec.json.schema_components([*_BODIES, *_ANSWERS], ref_template="#/components/schemas/{name}")

_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[A-Za-z0-9_.:-]+$"},
}


def _query(name: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}


def _operation(
    name: str, summary: str, *, body: Any = None, answers: Any = None, parameters: tuple[Any, ...] = ()
) -> dict[str, Any]:
    said: dict[str, Any] = {"operationId": name, "summary": summary, "tags": ["work"]}
    if parameters:
        said["parameters"] = list(parameters)
    if body is not None:
        schema = {"$ref": f"#/components/schemas/{body.__name__}"} if isinstance(body, type) else body
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if answers is None:
        said["responses"] = {"204": {"description": "Done."}}
    else:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answers.__name__}"}}}
        said["responses"] = {"200": {"description": "Done.", "content": content}}
    return said


_W = "/api/v1/work"
PATHS: dict[str, dict[str, Any]] = {
    f"{_W}/next": {"post": _operation("next_tasks", "The next tasks", body=NextAsked, answers=Leases)},
    f"{_W}/leases": {
        "get": _operation(
            "resume",
            "Live leases of one's own, with drafts",
            answers=Leases,
            parameters=(_query("project", required=True), _query("stage", required=False)),
        )
    },
    f"{_W}/leases/{{id}}/open": {
        "post": _operation("open_lease", "The item is on screen", answers=OpenedView, parameters=(_ID,))
    },
    f"{_W}/leases/{{id}}/submit": {
        "post": _operation(
            "submit_lease", "An answer or a verdict", body=Sent, answers=ReceiptView, parameters=(_ID, _KEY)
        )
    },
    f"{_W}/leases/{{id}}/draft": {
        "put": _operation("save_draft", "An unfinished answer", body={"type": "object"}, parameters=(_ID,))
    },
    f"{_W}/leases/{{id}}/skip": {
        "post": _operation(
            "skip_lease", f"Skip, for a reason: {', '.join(SKIP_REASONS)}", body=SkipAsked, parameters=(_ID,)
        )
    },
    f"{_W}/leases/{{id}}/release": {"post": _operation("release_lease", "Give a lease back", parameters=(_ID,))},
    f"{_W}/leases/{{id}}/comments": {
        "get": _operation("read_comments", "The item's thread", answers=Thread, parameters=(_ID,)),
        "post": _operation(
            "comment_on_lease", "Ask or remark", body=RemarkAsked, answers=CommentMade, parameters=(_ID,)
        ),
    },
    f"{_W}/heartbeat": {"post": _operation("heartbeat", "Leases still at work", body=BeatAsked, answers=BeatView)},
    "/api/v1/annotations/{id}/draft": {
        "get": _operation(
            "draft_of_annotation",
            "One's own answer as it was worked on, to revise it",
            answers=LeaseView,
            parameters=(_ID,),
        )
    },
    "/api/v1/annotations/{id}/undo": {
        "post": _operation(
            "undo_annotation", "Take an answer back within 10 seconds", answers=LeaseView, parameters=(_ID,)
        )
    },
    "/api/v1/annotations/{id}/revise": {
        "post": _operation(
            "revise_annotation", "Correct one's own answer", body=Sent, answers=ReceiptView, parameters=(_ID, _KEY)
        )
    },
}
