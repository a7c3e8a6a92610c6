"""The source tree, as the tests of its promises read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "anxin"
OURS = (SOURCE, PROJECT / "tests", PROJECT / "scripts", PROJECT / "bench")


def python_files(*, migrations: bool = False) -> Iterator[Path]:
    """Yield the Python files of the program; migrations only where asked."""
    for path in sorted(SOURCE.rglob("*.py")):
        if migrations or "migrations" not in path.parts:
            yield path


def templates() -> list[Path]:
    """Return every page template."""
    return sorted(SOURCE.rglob("templates/**/*.html"))


def named(path: Path) -> str:
    """Return a file's name from the project's root, for a failure to tell."""
    return str(path.relative_to(PROJECT))
