"""Everything that can go wrong, by name.

    LabelwrightError
    ├── Invalid                what was sent cannot be right, whatever the state of the house
    │   ├── InvalidDefinition  a document (labelwright.yaml) that cannot be carried out; carries problems
    │   ├── InvalidAnswer      an answer that the schema does not allow; carries problems
    │   ├── InvalidData        rows or files that cannot become items; carries problems
    │   └── InvalidRequest     a request of the wrong shape
    ├── SignInRequired         nobody is signed in, or the session ended
    ├── Denied                 somebody is signed in who may not do this
    ├── NotFound               the thing is not there, or is not theirs to see
    ├── Conflict               right in itself, but not now
    │   ├── Locked             what came after has begun, or a version holds it
    │   ├── InFlight           an edit would touch work in flight
    │   └── Stale              somebody else changed it first
    ├── TooLarge               over a stated limit
    ├── TooMany                too often; carries the seconds to wait
    └── Unavailable            a part of the house, or something outside, does not answer

Every error has a stable `code`, a sentence that names the thing and the place, and, where there is one, a `hint` that
says the way out. Errors know no HTTP: doors translate the class into a status, an exit code or an SDK exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place.

    `path` leads to it inside the value (`("schema", "vehicles", "classes", 0, "id")`, or `()` for the whole);
    `line` and `column` are 1-based where the value came from a text, else None.
    """

    path: Path
    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """The path as people write it: `schema.vehicles.classes[0].id`."""
        text = ""
        for step in self.path:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line is not None else ""
        place = f"{self.place}: " if self.path else ""
        return f"{where}{place}{self.message}" + (f" ({self.hint})" if self.hint else "")


class LabelwrightError(Exception):
    """The root. `message` is a sentence for people, `hint` the way out, `code` stable for programs."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Invalid(LabelwrightError):
    """What was sent cannot be right; `problems` says where, all of them at once."""

    code = "invalid"

    def __init__(
        self, message: str, problems: Sequence[Problem] = (), *, hint: str = "", code: str | None = None
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {problem}" for problem in self.problems)])


class InvalidDefinition(Invalid):
    """A document that cannot be carried out."""

    code = "invalid_definition"


class InvalidAnswer(Invalid):
    """An answer that the schema does not allow."""

    code = "invalid_answer"


class InvalidData(Invalid):
    """Rows or files that cannot become items."""

    code = "invalid_data"


class InvalidRequest(Invalid):
    """A request of the wrong shape."""

    code = "invalid_request"


class SignInRequired(LabelwrightError):
    """Nobody is signed in, or the session ended."""

    code = "sign_in_required"


class Denied(LabelwrightError):
    """Somebody is signed in who may not do this."""

    code = "denied"


class NotFound(LabelwrightError):
    """The thing is not there, or is not theirs to see: the two are never told apart."""

    code = "not_found"


class Conflict(LabelwrightError):
    """Right in itself, but not now."""

    code = "conflict"


class Locked(Conflict):
    """What came after has begun, or a frozen version holds it."""

    code = "locked"


class InFlight(Conflict):
    """An edit would touch work in flight; `problems` names each place."""

    code = "in_flight"

    def __init__(self, message: str, problems: Sequence[Problem] = (), *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems)


class Stale(Conflict):
    """Somebody else changed it first."""

    code = "stale"


class TooLarge(LabelwrightError):
    """Over a stated limit."""

    code = "too_large"


class TooMany(LabelwrightError):
    """Too often; try again after `retry_after` seconds."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after: float, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Unavailable(LabelwrightError):
    """A part of the house, or something outside, does not answer."""

    code = "unavailable"
