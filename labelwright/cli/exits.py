"""How a command ends, so that a script can act on it."""

from __future__ import annotations

from collections.abc import Mapping

from labelwright import errors

DONE = 0
UNFORESEEN = 1
USAGE = 2
INTERRUPTED = 130

CODES: Mapping[type[errors.LabelwrightError], int] = {
    errors.Invalid: 3,
    errors.SignInRequired: 4,
    errors.Denied: 5,
    errors.NotFound: 6,
    errors.Conflict: 7,
    errors.TooLarge: 8,
    errors.TooMany: 9,
    errors.Unavailable: 10,
}

MEANINGS: Mapping[int, str] = {
    DONE: "done",
    UNFORESEEN: "something went wrong that has no code of its own",
    USAGE: "the command line itself is wrong",
    3: "what was given cannot be right: a definition, data, an answer, a request",
    4: "nobody is signed in, or the token has ended",
    5: "the person may not do this",
    6: "there is no such thing, or it is not theirs to see",
    7: "right in itself, but not now: locked, in flight, or changed by somebody else",
    8: "over a stated limit",
    9: "too often; try again later",
    10: "the server does not answer",
    INTERRUPTED: "interrupted by the keyboard",
}


def code_of(error: errors.LabelwrightError) -> int:
    """The exit code of an error's class."""
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), UNFORESEEN)
