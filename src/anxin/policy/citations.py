"""Find which clauses the source cites, by reading it: nothing is imported or run.

A citation is an argument of ``cites``, ``condition`` or ``record_citation``, or an id in
a docstring that stands in brackets, in backticks or after the word clause.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from anxin.policy.pack import Policy

PACKAGE = Path(__file__).resolve().parents[1]

_PLACES = re.compile(r"\(([^()]*)\)|`+([^`]*)`+|\b[Cc]lauses?\b(.*?)(?:\.\s|\.$|$)", re.DOTALL)
_WORD = re.compile(r"(?<![\w.:-])(?:[a-z0-9-]+:[a-z0-9-]+|[0-9A][\w.]*[\w])(?![\w:-])")
_SHAPE = re.compile(r"[1-7]\.[0-9]\.[0-9](\.[a-z])?|A[0-9]\.n[0-9]")
_POSITIONS = {"cites": slice(None), "record_citation": slice(0, 1), "condition": slice(1, 2)}


def cited_outright(tree: ast.AST) -> Iterator[str]:
    """Yield what ``cites``, ``condition`` and ``record_citation`` are called with."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else None
        for argument in call.args[_POSITIONS[name]] if name in _POSITIONS else ():
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def cited_in_docstrings(tree: ast.AST) -> Iterator[str]:
    """Yield every word of a docstring that stands where a citation may stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for found in _PLACES.finditer(ast.get_docstring(node) or ""):
                yield from _WORD.findall(" ".join(filter(None, found.groups())))


def looks_like_a_clause(word: str) -> bool:
    """Say whether a word has the full shape of a clause's id, such as 5.1.3.a."""
    return _SHAPE.fullmatch(word) is not None


def modules() -> Iterator[tuple[str, ast.AST]]:
    """Yield every module of the program with its name, migrations aside."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def cited_in_source(policy: Policy) -> dict[str, set[str]]:
    """Return who cites which clause: module names by clause, known or not."""
    found: dict[str, set[str]] = {}
    for name, tree in modules():
        words = set(cited_outright(tree))
        words |= {
            word for word in cited_in_docstrings(tree) if word in policy.clauses and word != "1"
        }
        for word in words:
            found.setdefault(word, set()).add(name)
    return found


def cited_in_parameters(policy: Policy) -> dict[str, set[str]]:
    """Return which parameters rest on which clause."""
    found: dict[str, set[str]] = {}
    for parameter in policy.parameters.values():
        for value in parameter.values:
            found.setdefault(value.source, set()).add(parameter.name)
    return found


def open_clauses(policy: Policy) -> list[str]:
    """Return the clauses that no module cites and that nobody else answers for.

    A clause of the notice asks for doing; one of another document that sets no more than
    a number is answered by the parameter that rests on it.
    """
    cited, values = cited_in_source(policy), cited_in_parameters(policy)
    return [
        clause.id
        for clause in policy.clauses.values()
        if clause.id not in cited
        and not clause.answered_by
        and not (clause.document and clause.id in values)
    ]
