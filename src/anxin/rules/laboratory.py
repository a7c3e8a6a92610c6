"""Which laboratory result a medicine needs before it is prescribed (5.2.2, working-rules:lab-gates).

Results are kept as whole numbers of a small unit, so many to one unit of the sheet: 3.5 ×10^9/L of
white cells are 3500. What is due soon asks for a reason; what is overdue or beyond a limit stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Phrase, Requirement, condition, said


class First(StrEnum):
    """When the first result of a kind is due: before a medicine is begun, or some time after."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabKind:
    """A kind of result, as the district's table has it."""

    code: str
    name: str
    unit: str
    per_unit: int
    """How many kept numbers make one unit of the sheet: 1 or a power of ten."""
    least: int
    most: int
    """What a sheet can say at all, in kept numbers."""
    words: tuple[str, ...]
    """For a finding that is no number: what 1, 2, 3 … say."""
    gate: str
    """The word by which the catalogue's medicines ask for it (``laboratory_gate``)."""
    first: First | None
    """Empty where only the limits of its value count, and no result is asked for."""

    @property
    def decimals(self) -> int:
        """Return how many decimals the sheet's number may have."""
        return len(str(self.per_unit)) - 1

    def number(self, value: int) -> str:
        """Return a kept number as the sheet has it, without zeros that say nothing: ``3.5``."""
        whole, rest = divmod(value, self.per_unit)
        part = str(rest).rjust(self.decimals, "0").rstrip("0") if rest else ""
        return f"{whole}.{part}" if part else str(whole)

    def in_words(self, value: int) -> Phrase | str:
        """Return a result with its unit, or the word behind its number."""
        if self.words:
            return self.words[value - 1]
        return said("{number} {unit}", number=self.number(value), unit=self.unit)

    def is_likely(self, value: int) -> bool:
        """Say whether a sheet can say so at all; anything else is a slip of the hand."""
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTerms:
    """The policy's numbers for a kind on a day; empty where none is set."""

    warn_days: int | None = None
    interval_days: int | None = None
    first_days: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A result that stands: not corrected, not taken back."""

    value: int
    taken_on: date


class Severity(IntEnum):
    """How a result stands; each is stricter than the one before."""

    FINE = 0
    WARN = 1
    STOP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A medicine that is to be prescribed, and the result of a kind that it asks for."""

    drug: str
    kind: LabKind
    terms: LabTerms
    sample: Sample | None
    taken_since: date | None
    """Since when the person takes it without a break; empty where it is begun now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is found at a gate, in words where it is not fine."""

    severity: Severity
    condition: Condition


CLAUSE = "working-rules:lab-gates"
LAB_IS_KNOWN = condition(
    "lab-is-known",
    CLAUSE,
    met="{drug}：已有{kind}结果",
    unmet="{drug}：没有{kind}结果，不能开具；请先化验并登记结果，再开方",
)
LAB_PRECEDES_FIRST = condition(
    "lab-precedes-first",
    CLAUSE,
    met="{drug}：首次开具前已有{kind}",
    unmet="{drug}：首次开具须有 {limit} 天内的{kind}，最近一次是 {day}；请先化验并登记结果，再开方",
)
LAB_IS_RECENT = condition(
    "lab-is-recent",
    CLAUSE,
    met="{drug}：{kind}在规定间隔内",
    unmet="{drug}：最近一次{kind}是 {day}，已有 {age} 天，超过 {limit} 天，不能开具；请复查并登记新结果，再开方",
)
LAB_ALLOWS = condition(
    "lab-allows",
    CLAUSE,
    met="{drug}：{kind}在停用界限内",
    unmet="{drug}：{day} 的{kind}为 {value}，{limit}，不能开具；请停用并复查，改用其他药或请专家组会诊",
)
LAB_IS_FRESH = condition(
    "lab-is-fresh",
    CLAUSE,
    met="{drug}：{kind}还不用复查，或已写明理由",
    unmet="{drug}：最近一次{kind}是 {day}，已有 {age} 天，满 {limit} 天就该复查；今天确需开具的，请在这一行写明理由",
)
LAB_FOLLOWS_START = condition(
    "lab-follows-start",
    CLAUSE,
    met="{drug}：已有{kind}结果，或已写明理由",
    unmet="{drug}：{since} 起服用，还没有{kind}结果；今天确需开具的，请在这一行写明理由，并尽快化验",
)


@cites("5.2.2", "working-rules:lab-gates")
def beyond(kind: LabKind, sample: Sample, *, terms: LabTerms) -> Phrase | None:
    """Say which limit a result is beyond; None where it is within."""
    if terms.least is not None and sample.value < terms.least:
        return said("低于停用界限 {limit}", limit=kind.in_words(terms.least))
    if terms.most is not None and sample.value > terms.most:
        return said("高于停用界限 {limit}", limit=kind.in_words(terms.most))
    return None


@cites("5.2.2", "working-rules:lab-gates")
def standing(kind: LabKind, sample: Sample, *, terms: LabTerms, on: date) -> Severity:
    """Say how a result stands by itself, whatever is prescribed: by its value, then by its age."""
    if beyond(kind, sample, terms=terms):
        return Severity.STOP
    age = (on - sample.taken_on).days
    if terms.interval_days is not None and age > terms.interval_days:
        return Severity.STOP
    if terms.warn_days is not None and age >= terms.warn_days:
        return Severity.WARN
    return Severity.FINE


@cites("5.2.2", "working-rules:lab-gates")
def assess(gate: Gate, *, on: date) -> Finding:
    """Answer for one medicine and one kind of result.

    The first count of what asks for one beforehand is held against its own days. Of what asks for
    one afterwards none is needed to begin, and until its days have passed its age only warns.
    """
    kind, sample, begins = gate.kind, gate.sample, gate.taken_since is None
    if kind.first is First.AFTER and begins:
        return _found(Severity.FINE, LAB_IS_KNOWN, gate)
    if sample is None:
        return _without(gate, on=on)
    if limit := beyond(kind, sample, terms=gate.terms):
        value = kind.in_words(sample.value)
        return _found(
            Severity.STOP, LAB_ALLOWS, gate, day=sample.taken_on, value=value, limit=limit
        )
    if kind.first is First.BEFORE and begins:
        return _before_the_first(gate, sample, on=on)
    severity = standing(kind, sample, terms=gate.terms, on=on)
    if severity is Severity.STOP and _may_be_late(gate, on=on):
        severity = Severity.WARN
    late = severity is Severity.STOP
    return _found(
        severity,
        LAB_IS_RECENT if late else LAB_IS_FRESH,
        gate,
        day=sample.taken_on,
        age=(on - sample.taken_on).days,
        limit=gate.terms.interval_days if late else gate.terms.warn_days,
    )


def _without(gate: Gate, *, on: date) -> Finding:
    if gate.kind.first is None:
        return _found(Severity.FINE, LAB_IS_KNOWN, gate)
    if _may_be_late(gate, on=on):
        return _found(Severity.WARN, LAB_FOLLOWS_START, gate, since=gate.taken_since)
    return _found(Severity.STOP, LAB_IS_KNOWN, gate)


def _before_the_first(gate: Gate, sample: Sample, *, on: date) -> Finding:
    limit = gate.terms.first_days
    in_time = limit is None or (on - sample.taken_on).days <= limit
    severity = Severity.FINE if in_time else Severity.STOP
    return _found(severity, LAB_PRECEDES_FIRST, gate, limit=limit, day=sample.taken_on)


def _may_be_late(gate: Gate, *, on: date) -> bool:
    """Say whether the first result is not due yet, of what is begun without one."""
    if gate.kind.first is not First.AFTER or gate.taken_since is None:
        return False
    return (on - gate.taken_since).days <= (gate.terms.first_days or 0)


def _found(severity: Severity, asked: Requirement, gate: Gate, **facts: object) -> Finding:
    named = {"drug": gate.drug, "kind": gate.kind.name, **facts}
    return Finding(severity=severity, condition=asked.met_if(severity is Severity.FINE, **named))


@cites("5.2.2", "working-rules:lab-gates")
def examine_gates(gates: Iterable[tuple[Gate, str]], *, on: date) -> tuple[Condition, ...]:
    """Return what forbids a prescription: what stops, and what warns and has no reason written."""
    found = [(assess(gate, on=on), reason) for gate, reason in gates]
    return tuple(
        one.condition
        for one, reason in found
        if one.severity is Severity.STOP or (one.severity is Severity.WARN and not reason.strip())
    )


@cites("working-rules:lab-gates")
def taken_since(spans: Iterable[tuple[date, date]], *, break_days: int, on: date) -> date | None:
    """Return since when a medicine is taken without a break of more than so many days.

    Each span is the days that a supply covers, until exclusive. None where there is none, or the
    last ended too long ago: what is prescribed now begins anew.
    """
    since: date | None = None
    ends = on
    for starts, until in sorted(spans, reverse=True):
        if (ends - until).days > break_days:
            break
        since, ends = starts, min(starts, ends)
    return since
