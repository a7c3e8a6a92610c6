"""The rows behind a number: the same function that counted it, under row security, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from anxin.rules.cost_sharing import Payer
from anxin.settlement.queries.asking import rows_of
from anxin.supervision.queries.numbers import HOLDS, Asked
from anxin.supervision.queries.specs import CAME, SPECS, STAGES, Spec
from anxin.supervision.sections import Section, Sight, sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row behind a number."""

    person_id: UUID | None
    values: tuple[Any, ...]


class Rows(Sequence[Row]):
    """The rows behind a number, read a slice at a time; a sequence that a pager can cut."""

    def __init__(self, spec: Spec, arguments: Sequence[object], chosen: Mapping[str, str]) -> None:
        self.spec = spec
        self.chosen = dict(chosen)
        where = " AND ".join(spec.filters[name] for name in self.chosen) or "true"
        self._from = f"FROM security.{spec.source} r {spec.joins} WHERE {where}"
        self._arguments = [*arguments, *self.chosen.values()]
        self._tally: tuple[int, int | None] | None = None

    @property
    def tally(self) -> tuple[int, int | None]:
        """Return how many rows there are, and their sum where they have one."""
        if self._tally is None:
            which = f"sum({self.spec.summed})::bigint" if self.spec.summed else "NULL::bigint"
            asked = f"SELECT count(*), {which} {self._from}"
            count, total = rows_of(asked, self._arguments)[0]
            self._tally = (count, (total or 0) if self.spec.summed else None)
        return self._tally

    def __len__(self) -> int:
        return self.tally[0]

    def __getitem__(self, index: Any) -> Any:
        assert isinstance(index, slice)
        first = index.start or 0
        wanted = max(0, (index.stop if index.stop is not None else len(self)) - first)
        asked = (
            f"SELECT {self.spec.picked} {self._from} ORDER BY {self.spec.order} OFFSET %s LIMIT %s"
        )
        return [
            Row(person_id=row[0], values=tuple(row[1:]))
            for row in rows_of(asked, [*self._arguments, first, wanted])
        ]


def rows_behind(section: Section, asked: Asked, chosen: Mapping[str, str]) -> Rows | None:
    """Return the rows behind a number; None where the duty may not look behind it."""
    if sight(asked.actor, section) is not Sight.COUNTED:
        return None
    spec = SPECS[section]
    valid = {
        name: chosen[name]
        for name in spec.filters
        if chosen.get(name) and _valid(name, chosen[name])
    }
    if "month" in valid:
        valid["month"] = f"{valid['month']}-01"
    return Rows(spec, _arguments(section, asked), valid)


def _arguments(section: Section, asked: Asked) -> list[object]:
    if section is Section.SERVED:
        return []
    if section is Section.REFILLS:
        return [*asked.known, asked.grace, asked.regular]
    if section is Section.HOLDING:
        return [asked.on, asked.soon, asked.regular]
    if section is Section.COVER:
        return [asked.on, asked.grace, asked.regular]
    if section in {Section.COSTS, Section.DRUG_COSTS}:
        return list(asked.lately)
    return list(asked.span)


def _valid(name: str, text: str) -> bool:
    """Say whether a filter's value is of its kind; one that is not is left out."""
    choices = {"stage": STAGES, "holds": HOLDS, "came": CAME, "payer": list(Payer)}
    if name in choices:
        return text in choices[name]
    try:
        if name == "month":
            date.fromisoformat(f"{text}-01")
        elif name in {"town", "clinic", "product"}:
            UUID(text)
    except ValueError:
        return False
    return True
