"""Who may import whom, beyond the order of layers (decision 0002)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import SOURCE, named, python_files

PRIVATE = {"views", "forms", "templatetags", "tasks", "urls", "tables"}
SHARED = {"anxin.pages", "anxin.policy"}


def imports_of(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, with the names taken from them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_rules_need_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {"anxin"}
    found = {
        f"{named(path)}: {module}"
        for path in (SOURCE / "rules").rglob("*.py")
        for module in imports_of(path)
        if module.partition(".")[0] not in allowed
        or (module.startswith("anxin") and not module.startswith("anxin.rules"))
    }
    assert found == set()


def test_rules_read_no_clock_and_no_file() -> None:
    outside = re.compile(r"date\.today\(|datetime\.now\(|\btime\.time\(|\bopen\(|\.read_text\(")
    files = (SOURCE / "rules").rglob("*.py")
    found = [named(p) for p in files if outside.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_views_and_forms_belong_to_their_context_alone() -> None:
    found = set()
    for path in python_files():
        own = path.relative_to(SOURCE).parts[0]
        for module in imports_of(path):
            parts = module.split(".")
            foreign = parts[0] == "anxin" and len(parts) > 2 and parts[1] != own
            if foreign and parts[2] in PRIVATE and ".".join(parts[:2]) not in SHARED:
                found.add(f"{named(path)}: {module}")
    assert found == set()
