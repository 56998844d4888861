"""Prints the house's habits in figures, each beside what should hold: `python scripts/measure.py`.

A figure that does not hold says MISSED and names the worst places. Nothing fails here: a good reason beats a number
when it is written down.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "labelwright"
PURE = ("errors.py", "reading.py", "ontology", "datasets", "workflow", "workforce", "definition", "quality")
FREE_OF = {  # what a module with I/O imports
    *("alembic", "asyncio", "concurrent", "fastapi", "httpx", "io", "logging", "os", "pathlib", "psycopg", "queue"),
    *("shutil", "signal", "socket", "sqlalchemy", "sqlite3", "starlette", "structlog", "subprocess", "sys", "tempfile"),
    *("threading", "time", "typer", "uvicorn"),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def pure(self) -> bool:
        return self.path.relative_to(PACKAGE).parts[0] in PURE

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> set[str]:
        """The first names of everything imported anywhere in the module, but for types."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
        return found


@dataclass(frozen=True)
class Measure:
    """One row of the table: what was measured, what should hold, what was found, and the worst places."""

    name: str
    hold: str
    value: str
    held: bool
    worst: tuple[str, ...] = ()


def modules() -> list[Module]:
    paths = PACKAGE.rglob("*.py")
    skipped = {"__pycache__", "versions", "web"}
    return [Module(path) for path in sorted(paths) if not skipped.intersection(path.parts)]


def longest(name: str, limit: int, sizes: Iterable[tuple[int, str]]) -> Measure:
    """The largest of the sizes beside its limit; every one over it is named."""
    ordered = sorted(sizes, reverse=True)
    over = tuple(f"{where}: {size}" for size, where in ordered if size > limit)
    top = ordered[0][0] if ordered else 0
    return Measure(name, f"<= {limit}", str(top), not over, over)


def lengths(all_modules: list[Module]) -> Iterator[Measure]:
    yield longest("longest module, pure rooms", 400, ((m.lines, m.name) for m in all_modules if m.pure))
    yield longest("longest module, elsewhere", 500, ((m.lines, m.name) for m in all_modules if not m.pure))
    views = list((ROOT / "web" / "src").rglob("*.tsx"))
    yield longest(
        "longest .tsx", 250, ((p.read_text().count("\n"), p.relative_to(ROOT).as_posix()) for p in views)
    )
    functions = [(m, f) for m in all_modules for f in m.functions()]
    yield longest(
        "longest function", 60, ((1 + (f.end_lineno or 0) - f.lineno, f"{m.name}:{f.name}") for m, f in functions)
    )
    yield longest("most parameters", 6, ((parameters(f), f"{m.name}:{f.name}") for m, f in functions if not door(f)))


def parameters(function: Function) -> int:
    """How many a caller must think of: without self and cls."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def door(function: Function) -> bool:
    """A command of the terminal or a route: its parameters are options that people name, not a call."""
    spelled = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
    return bool(re.search(r"\.(command|get|post|put|patch|delete)\b", spelled))


def rings() -> Measure:
    """Modules that can reach each other by imports (strongly connected, more than one)."""
    graph = grimp.build_graph("labelwright", cache_dir=None)
    reach = {m: graph.find_upstream_modules(m) for m in graph.modules}
    ringed = sorted(m for m in reach if any(m in reach[other] for other in reach[m] if other in reach and other != m))
    return Measure("modules in import rings", "0", str(len(ringed)), not ringed, tuple(ringed))


def hidden_imports(all_modules: list[Module]) -> Measure:
    hidden = tuple(
        f"{m.name}:{node.lineno}"
        for m in all_modules
        if m.pure
        for f in m.functions()
        for node in ast.walk(f)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    return Measure("imports hidden in functions, pure rooms", "0", str(len(hidden)), not hidden, hidden)


def io_free(all_modules: list[Module]) -> Measure:
    free = sum(m.lines for m in all_modules if not m.imports() & FREE_OF)
    share = free / max(1, sum(m.lines for m in all_modules))
    return Measure("Python free of I/O", ">= 50 %", f"{share:.0%}", share >= 0.5)


def ignores(all_modules: list[Module]) -> Measure:
    bare = tuple(f"{m.name}: {n}" for m in all_modules if (n := len(re.findall(r"type: ignore(?!\[)", m.text))))
    total = sum(len(re.findall(r"type: ignore", m.text)) for m in all_modules)
    return Measure("type ignores without a code", "0", f"{len(bare)} (of {total})", not bare, bare)


def tests_to_code(all_modules: list[Module]) -> Iterator[Measure]:
    def lines(paths: Iterable[Path]) -> int:
        return sum(path.read_text().count("\n") for path in paths)

    code, pure = sum(m.lines for m in all_modules), sum(m.lines for m in all_modules if m.pure)
    ratio = lines((ROOT / "tests").rglob("*.py")) / max(1, code)
    yield Measure("tests to code", ">= 1.0", f"{ratio:.2f}", ratio >= 1.0)
    unit = lines(p for p in (ROOT / "tests" / "unit").rglob("*.py") if not {"sdk", "cli"}.intersection(p.parts))
    ratio = unit / max(1, pure)
    yield Measure("tests to code, pure rooms", ">= 1.5", f"{ratio:.2f}", ratio >= 1.5)


def docstrings(all_modules: list[Module]) -> Measure:
    """Public functions and classes of pure rooms, and their public methods."""
    have, without = 0, []
    for module in all_modules:
        for node in public(module.tree) if module.pure else ():
            if ast.get_docstring(node):
                have += 1
            else:
                without.append(f"{module.name}:{node.name}")
    share = have / max(1, have + len(without))
    return Measure("public names of pure rooms with docstrings", "100 %", f"{share:.0%}", not without, tuple(without))


def public(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def main() -> None:
    found = modules()
    table = [*lengths(found), rings(), hidden_imports(found), io_free(found), ignores(found), *tests_to_code(found)]
    table.append(docstrings(found))
    print(f"{'measure':44}{'hold':>10}{'value':>14}")
    for row in table:
        print(f"{row.name:44}{row.hold:>10}{row.value:>14}{'' if row.held else '   MISSED'}")
        for place in row.worst[:5]:
            print(f"    {place}")
    code, views = sum(m.lines for m in found), list((ROOT / "web" / "src").rglob("*.ts*"))
    print(f"{len(found)} modules, {code} lines of Python; {len(views)} files of TypeScript")


if __name__ == "__main__":
    main()
