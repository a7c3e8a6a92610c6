"""The documents, their clauses, and who answers for each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxin.policy.tables import by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that values and rules rest on."""

    id: str
    title: str
    number: str
    issued_on: date | None
    in_force_since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause with the document's own sentence.

    ``answered_by`` says in words who answers for a clause that no program carries out.
    """

    id: str
    text: str
    answered_by: str

    @property
    def document(self) -> str:
        """Return the document's id; empty for a clause of the notice itself."""
        document, separator, _ = self.id.partition(":")
        return document if separator else ""


def read_documents(pack: Path) -> Mapping[str, Document]:
    """Read ``sources.toml``."""
    rows = _read(pack / "sources.toml")["document"]
    documents = (
        Document(
            id=str(row["id"]),
            title=str(row["title"]),
            number=str(row.get("number", "")),
            issued_on=_day(row.get("issued_on")),
            in_force_since=_day(row.get("in_force_since")),
        )
        for row in rows
    )
    return by_code(documents, lambda document: document.id)


def read_clauses(pack: Path) -> Mapping[str, Clause]:
    """Read the clauses of every document, in the order of the files."""
    rows = [
        row for path in sorted((pack / "sources").glob("*.toml")) for row in _read(path)["clause"]
    ]
    clauses = (
        Clause(
            id=str(row["id"]), text=str(row["text"]), answered_by=str(row.get("answered_by", ""))
        )
        for row in rows
    )
    return by_code(clauses, lambda clause: clause.id)


def read_not_yet(pack: Path) -> Mapping[str, str]:
    """Read which clauses are not carried out yet, and by what they will be."""
    rows = _read(pack / "not_yet.toml").get("clause", [])
    return {str(row["id"]): str(row["waits_for"]) for row in rows}


def _day(found: object) -> date | None:
    assert found is None or isinstance(found, date)
    return found


def _read(path: Path) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
