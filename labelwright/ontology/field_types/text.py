"""Text: words of the annotator's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from labelwright.ontology import texts
from labelwright.ontology.field import Field, Head, Place
from labelwright.reading import Section, fault, shown

LENGTH_LIMIT = 20_000  # code points
DEFAULT_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class Text(Field):
    """A text of at most `max_length` code points: one spelling (NFC), no white space around it, no control characters.

    An empty text is no answer. A text decides nothing about the agreement of an item unless the document says so.

    ```yaml
    reply: {type: text, part: text, required: false, max_length: 500}
    ```
    """

    type: ClassVar[str] = "text"
    keys: ClassVar[tuple[str, ...]] = ("max_length",)
    decides_unless_told: ClassVar[bool] = False
    looser: ClassVar[Mapping[str, bool]] = {"max_length": True}

    max_length: int

    @classmethod
    def read(cls, head: Head, section: Section) -> Text:
        """The greatest length."""
        return cls(head, section.whole("max_length", DEFAULT_LENGTH, most=LENGTH_LIMIT))

    def canonical(self, value: object, place: Place) -> str | None:
        """The one spelling of the text (`texts.tidy`)."""
        if not isinstance(value, str):
            place.refuse(f"must be text, not {shown(value)}")
            return None
        text = texts.tidy(value) if len(value) <= 4 * self.max_length else value  # never work on what is far too long
        if len(text) > self.max_length:
            message = f"has {len(text):,} characters, at most {self.max_length:,} are allowed"
        else:
            message = fault(text)
        if message:
            place.refuse(message)
            return None
        return str(text) or None

    def distance(self, a: str, b: str) -> float:
        """Edits (letters put in, taken out, replaced) over the length of the longer; words from 2,000 letters on."""
        return texts.distance(a, b)

    def summary(self, value: str) -> str:
        """The beginning of the text, at most 60 characters, in quotation marks."""
        line = " ".join(value[:200].split())
        return f"“{line if len(line) <= 60 else line[:59] + '…'}”"

    def details(self) -> dict[str, object]:
        """`max_length` where it is not 5,000."""
        return {} if self.max_length == DEFAULT_LENGTH else {"max_length": self.max_length}
