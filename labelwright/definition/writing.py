"""A definition as the text people edit: plain values written so that reading them gives the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

WIDTH = 112
_PLAIN = re.compile(r"[A-Za-z_./][A-Za-z0-9_./%+-]*(?: [A-Za-z0-9_./%+-]+)*|\d+[smhd]")
_WORDS = frozenset(("null", "true", "false", "Null", "NULL", "True", "TRUE", "False", "FALSE", "...", "."))
_HIDDEN = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINES = re.compile(r"[^\n\s][^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\t]*")


def write(document: Mapping[str, object]) -> str:
    """The text of a document; short mappings and lists stand on one line, except the deep ones at the top.

    >>> write({"project": "cars", "teams": {"leads": {"kind": "own"}}})
    'project: cars\\nteams: {leads: {kind: own}}\\n'
    """
    return "".join(_entry(key, value, "") for key, value in document.items())


def _entry(key: str, value: object, indent: str) -> str:
    head = f"{indent}{_scalar(key)}:"
    if isinstance(value, str) and "\n" in value and _LINES.fullmatch(value) and not value.endswith("\n\n"):
        body = "".join(f"{indent}  {line}".rstrip() + "\n" for line in value.removesuffix("\n").split("\n"))
        if all(line == line.rstrip() for line in value.split("\n")):
            return f"{head} {'|' if value.endswith(chr(10)) else '|-'}\n{body}"
    flow = _flow(value)
    short = len(head) + 1 + len(flow) <= WIDTH and (indent or _depth(value) <= 2)
    if short or not isinstance(value, (Mapping, list, tuple)) or not value:
        return f"{head} {flow}\n"
    if isinstance(value, Mapping):
        return f"{head}\n" + "".join(_entry(one, inner, indent + "  ") for one, inner in value.items())
    return f"{head}\n" + "".join(f"{indent}  - {_flow(inner)}\n" for inner in value)


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return 1 + max((_depth(one) for one in inner), default=0) if isinstance(value, (Mapping, list, tuple)) else 0


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e")
    text = str(value)
    if not isinstance(value, str) or (_PLAIN.fullmatch(text) and text not in _WORDS and not _looks_like_number(text)):
        return text
    return _HIDDEN.sub(lambda hidden: f"\\u{ord(hidden[0]):04x}", json.dumps(text, ensure_ascii=False))


def _looks_like_number(text: str) -> bool:
    return text[0] == "." and any(letter.isdigit() for letter in text)
