"""Reads of laboratory results: the last of each kind, all of them, and what a prescription asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from anxin.clinics.models import LabResult, Supply
from anxin.policy import load
from anxin.policy.medicine_checks import medicine_checks
from anxin.privacy.door import Look, record_reading
from anxin.rules.decisions import Phrase
from anxin.rules.laboratory import (
    Gate,
    LabKind,
    LabTerms,
    Sample,
    Severity,
    standing,
    taken_since,
)
from anxin.rules.regimen import Taken

FIELD = "laboratory"
STANDINGS: Mapping[Severity, tuple[str, str]] = {
    Severity.FINE: (gettext_noop("在期限和界限内"), "good"),
    Severity.WARN: (gettext_noop("该复查了"), "wait"),
    Severity.STOP: (gettext_noop("已超期或超出停用界限"), "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSeen:
    """A result as a page shows it. ``standing`` is empty for a kind that no medicine asks for."""

    result: LabResult
    kind: LabKind
    said: Phrase | str
    age_days: int
    standing: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRow:
    """A row of a person's history of results; ``said`` is empty where a result was taken back."""

    result: LabResult
    name: str
    said: Phrase | str
    stands: bool


def _of(person_id: UUID) -> QuerySet[LabResult]:
    """Return a person's results, under a record merged into theirs too (security T52)."""
    mine = Q(person_id=person_id) | Q(person__merged_into_id=person_id)
    return LabResult.objects.filter(mine)


def last_results(person_id: UUID, *, look: Look, on: date) -> dict[str, LabResult]:
    """Return the last result of each kind that stands on a day, recorded; of one day the last written."""
    record_reading(look, person_ids=[person_id], fields=[FIELD])
    rows = _of(person_id).filter(corrected_by=None, value__isnull=False, taken_on__lte=on)
    return {row.kind: row for row in rows.order_by("taken_on", "recorded_at")}


def seen_results(person_id: UUID, *, look: Look, on: date) -> list[LabSeen]:
    """Return the last result of each kind as it stands on a day, in the order of the policy's table."""
    policy = load()
    checks, last = medicine_checks(policy, on=on), last_results(person_id, look=look, on=on)
    terms = checks.laboratory if checks else {}
    return [
        _seen(last[code], kind, terms=terms.get(code), on=on)
        for code, kind in policy.laboratory.items()
        if code in last
    ]


def _seen(row: LabResult, kind: LabKind, *, terms: LabTerms | None, on: date) -> LabSeen:
    sample = _sample(row)
    severity = standing(kind, sample, terms=terms, on=on) if terms and kind.gate else None
    return LabSeen(
        result=row,
        kind=kind,
        said=kind.in_words(sample.value),
        age_days=(on - row.taken_on).days,
        standing=None if severity is None else STANDINGS[severity],
    )


def _sample(row: LabResult) -> Sample:
    assert row.value is not None
    return Sample(value=row.value, taken_on=row.taken_on)


def history_of_results(person_id: UUID, *, look: Look) -> list[LabRow]:
    """Return every result ever written of a person, corrected ones too, the newest day first."""
    record_reading(look, person_ids=[person_id], fields=[FIELD])
    kinds = load().laboratory
    rows = _of(person_id).select_related("recorded_by", "corrected_by")
    return [
        LabRow(
            result=row,
            name=kinds[row.kind].name,
            said="" if row.value is None else kinds[row.kind].in_words(row.value),
            stands=row.value is not None and not hasattr(row, "corrected_by"),
        )
        for row in rows.order_by("-taken_on", "kind", "-recorded_at")
    ]


def find_result(result_id: UUID) -> LabResult | None:
    """Return a result in reach that stands; None for any other."""
    rows = LabResult.objects.filter(id=result_id, corrected_by=None, value__isnull=False)
    return rows.select_related("person").first()


def gates_of(
    taken: Sequence[Taken], *, person_id: UUID, look: Look, on: date
) -> list[tuple[Gate, str]]:
    """Return what the medicines of a prescription ask of the laboratory, each with its line's reason.

    Nothing is read of who is prescribed nothing that asks.
    """
    policy = load()
    checks = medicine_checks(policy, on=on)
    asking = [one for one in taken if one.item.laboratory_gate]
    if checks is None or not asking:
        return []
    last = last_results(person_id, look=look, on=on)
    spans = _spans(person_id, {one.item.atc for one in asking})
    gates = []
    for one in asking:
        kinds = [k for k in policy.laboratory.values() if k.gate == one.item.laboratory_gate]
        pause = max(checks.laboratory[kind.code].interval_days or 0 for kind in kinds)
        since = taken_since(spans[one.item.atc], break_days=pause, on=on)
        for kind in kinds:
            row = last.get(kind.code)
            gate = Gate(
                drug=one.drug,
                kind=kind,
                terms=checks.laboratory[kind.code],
                sample=_sample(row) if row else None,
                taken_since=since,
            )
            gates.append((gate, one.reason))
    return gates


def _spans(person_id: UUID, substances: Iterable[str]) -> dict[str, list[tuple[date, date]]]:
    """Return the days of each substance that a person was given, wherever it was."""
    found: dict[str, list[tuple[date, date]]] = {substance: [] for substance in substances}
    rows = Supply.objects.filter(
        Q(person_id=person_id) | Q(person__merged_into_id=person_id),
        substance__in=list(found),
        ended_by_id__isnull=True,
    )
    for substance, since, until in rows.values_list("substance", "since", "until"):
        found[substance].append((since, until))
    return found
