"""What the code promises about itself: names, sizes, doors."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import OURS, SOURCE, named, python_files

FORBIDDEN = {
    "utils",
    "helpers",
    "common",
    "misc",
    "base",
    "manager",
    "handler",
    "processor",
    "core",
}
LONGEST = 400
CONTEXTS = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


def test_no_file_has_a_name_that_says_nothing() -> None:
    files = [path for root in OURS for path in root.rglob("*.py")]
    assert [named(path) for path in files if path.stem in FORBIDDEN] == []


def test_no_source_file_outgrows_its_welcome() -> None:
    sizes = {named(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert {name: n for name, n in sizes.items() if n > LONGEST} == {}


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda path: path.name)
def test_a_context_says_what_it_owns(context: Path) -> None:
    words = ast.get_docstring(ast.parse((context / "__init__.py").read_text(encoding="utf-8")))
    assert words, f"{named(context)}/__init__.py has no docstring"


def test_views_ask_queries_and_services_and_never_tables() -> None:
    views = [*SOURCE.rglob("views.py"), *SOURCE.rglob("views/*.py"), SOURCE / "web" / "readings.py"]
    assert [named(path) for path in views if ".objects" in path.read_text(encoding="utf-8")] == []


def test_only_the_door_opens_ciphertext() -> None:
    vault = SOURCE / "vault"
    callers = [
        named(path)
        for path in python_files()
        if re.search(r"\bopen_sealed\b", path.read_text(encoding="utf-8"))
        and vault not in path.parents
    ]
    assert callers == ["src/anxin/privacy/door.py"]


def test_nothing_catches_every_exception_or_waits_to_be_done() -> None:
    waiting = re.compile(r"except (Base)?Exception\b|\bTODO\b|\bFIXME\b|NotImplementedError")
    found = [named(p) for p in python_files() if waiting.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_the_database_counts_days_in_local_time_only() -> None:
    day_of_the_connection = re.compile(
        r"\bcurrent_date\b|\b(now|clock_timestamp)\(\)::date", re.IGNORECASE
    )
    files = [*SOURCE.rglob("*.sql"), *python_files()]
    found = [named(p) for p in files if day_of_the_connection.search(p.read_text(encoding="utf-8"))]
    assert found == []
