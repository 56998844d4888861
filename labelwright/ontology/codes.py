"""The few immutable bytes that hold the scalar fields of an answer, so that counting never opens a body.

Format 1: the byte 0x01, then one entry for each scalar field in the order of the schema version that the annotation
names. An entry is an unsigned LEB128 number: 0 not answered; else 1 + the place of the class (choice), 1 + the sum of
2^place over the chosen classes (multi_choice), 1 false or 2 true (boolean), 1 + the rank of the level (rating), or 1
followed by eight bytes, a big-endian IEEE 754 double (number). Nothing at all stands for a schema without such fields.
"""

from __future__ import annotations

from struct import Struct

from labelwright.errors import InvalidData

FORMAT = 1

_DOUBLE = Struct(">d")


def put(out: bytearray, number: int) -> None:
    """Appends a number >= 0."""
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def put_double(out: bytearray, number: float) -> None:
    """Appends a double."""
    out += _DOUBLE.pack(number)


class Codes:
    """Bytes being decoded. Raises InvalidData where they end too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def format(self) -> None:
        """Raises InvalidData where the bytes are not of a format that is known."""
        if self.take() != FORMAT:
            raise InvalidData("The codes of an annotation are of a format that is not known.")

    def take(self) -> int:
        """The next number."""
        result = shift = 0
        while True:
            if self._at >= len(self._data):
                raise InvalidData("The codes of an annotation end too early.")
            byte = self._data[self._at]
            self._at += 1
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                return result
            shift += 7

    def take_double(self) -> float:
        """The next double."""
        end = self._at + _DOUBLE.size
        if end > len(self._data):
            raise InvalidData("The codes of an annotation end too early.")
        (number,) = _DOUBLE.unpack_from(self._data, self._at)
        self._at = end
        return float(number)

    def place(self, among: int) -> int | None:
        """The next entry as a place in a list of so many, or None where the field was not answered."""
        number = self.take()
        if number > among:
            raise InvalidData(f"The codes of an annotation name entry {number} of {among}.")
        return number - 1 if number else None

    def finish(self) -> None:
        """Raises InvalidData where bytes are left."""
        if self._at != len(self._data):
            raise InvalidData("The codes of an annotation are of another schema version.")
