"""Paths of this machine that projects may read: only under the folders the operator named."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelwright.errors import InvalidData, NotFound

SETTING = "LABELWRIGHT_SOURCES"


@dataclass(frozen=True, slots=True)
class Found:
    """A file inside a folder: its name there, with `/` between the steps, and where it truly lies."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Unfit:
    """Something inside a folder that cannot be read, and why."""

    name: str
    message: str


class Places:
    """The folders that may be read, and nothing else."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = [root.resolve() for root in roots if root.is_dir()]

    def resolve(self, given: str) -> Path:
        """The file or folder that a manager named, absolute or inside one of the allowed folders.

        Raises InvalidData for a path that leaves them, loops, or is not there.
        """
        if not self._roots:
            raise InvalidData("This server reads no folders of its own.", hint=f"Set {SETTING}, or upload the files.")
        if "\0" in given:
            raise InvalidData("A path holds no zero byte.")
        wrong = InvalidData(f"{given} is not there.", hint=f"Paths are looked up under {SETTING}.")
        for root in self._roots:
            try:
                real = (root / given).resolve(strict=True)
            except (OSError, RuntimeError) as error:
                if _loops(error):
                    wrong = InvalidData(f"{given} is a symbolic link that leads back to itself.")
                continue
            if self._allowed(real):
                return real
            wrong = InvalidData(f"{given} leads outside the folders this server may read ({SETTING}).")
        raise wrong

    def again(self, path: Path) -> Path:
        """A path resolved earlier, checked once more: links and settings may have changed since. Raises NotFound."""
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            raise NotFound(f"{path.name} is no longer where it was.") from error
        if not self._allowed(real):
            raise NotFound(f"{path.name} is no longer in a folder this server may read.", hint=f"See {SETTING}.")
        return real

    def _allowed(self, real: Path) -> bool:
        return any(real.is_relative_to(root) for root in self._roots)

    def walk(self, folder: Path) -> Iterator[Found | Unfit]:
        """Every file of a resolved folder in the order of names; hidden ones are passed over."""
        yield from self._walk(folder, "", (_identity(folder),))

    def _walk(self, folder: Path, prefix: str, above: tuple[tuple[int, int], ...]) -> Iterator[Found | Unfit]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Unfit(prefix.rstrip("/"), f"the folder cannot be read: {error.strerror}")
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            name = prefix + entry.name
            try:
                name.encode()
                real = Path(entry.path).resolve(strict=True) if entry.is_symlink() else Path(entry.path)
                mode = real.stat().st_mode
            except UnicodeEncodeError:
                yield Unfit(os.fsencode(name).decode(errors="replace"), "the file's name is not UTF-8")
                continue
            except (OSError, RuntimeError) as error:
                yield Unfit(name, _why(error))
                continue
            if not self._allowed(real):
                yield Unfit(name, "the link leads outside the source")
            elif stat.S_ISREG(mode):
                yield Found(name, real)
            elif not stat.S_ISDIR(mode):
                yield Unfit(name, "it is neither a file nor a folder")
            elif _identity(real) in above:
                yield Unfit(name, "the link leads back to a folder above it: a loop")
            else:
                yield from self._walk(real, f"{name}/", (*above, _identity(real)))


def _loops(error: OSError | RuntimeError) -> bool:
    """Python 3.11 and 3.12 say RuntimeError where later ones say ELOOP."""
    return isinstance(error, RuntimeError) or error.errno == errno.ELOOP


def _why(error: OSError | RuntimeError) -> str:
    """Why an entry of a folder cannot be followed; without its path, which is the server's own."""
    if isinstance(error, RuntimeError) or _loops(error):
        return "the link leads back to itself"
    return "the link leads nowhere" if error.errno == errno.ENOENT else f"it cannot be read: {error.strerror}"


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
