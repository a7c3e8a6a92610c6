"""Write down laboratory results, and correct them by a later row (5.2.2, working-rules:lab-gates)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import LabResult
from anxin.clinics.queries.laboratory import find_result
from anxin.people.models import Person
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.decisions import Condition, Decision, Refused


def record_results(
    *,
    request_id: UUID,
    person_id: UUID,
    taken_on: date,
    laboratory: str,
    values: Mapping[str, int],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down the values of one sheet, by kind in its small unit; return the first one's id.

    A kind that already has a result of that day is refused: what is wrong is corrected.
    """
    new = uuid4()
    content = {
        "person": person_id,
        "taken_on": taken_on,
        "laboratory": laboratory.strip(),
        "values": dict(values),
    }
    if earlier := begin(
        request_id=request_id, kind="lab.record", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    if not Person.objects.filter(id=person_id).exists():
        raise asks.PERSON_IS_FOUND.refused()
    Refused.unless(
        Decision.of(
            asks.LAB_HAS_VALUES.met_if(bool(values)),
            *_about_sheet(taken_on, laboratory=laboratory, on=localdate(at)),
            *(_is_likely(code, value) for code, value in values.items()),
            *_about_day(person_id, taken_on=taken_on, codes=list(values)),
        )
    )
    LabResult.objects.bulk_create(
        LabResult(
            id=new if number == 0 else uuid4(),
            person_id=person_id,
            kind=code,
            value=value,
            taken_on=taken_on,
            laboratory=laboratory.strip(),
            act_id=request_id,
        )
        for number, (code, value) in enumerate(values.items())
    )
    return new


def correct_result(
    *,
    request_id: UUID,
    result_id: UUID,
    value: int | None,
    taken_on: date,
    laboratory: str,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Correct a result that stands, by a later row that names it; without a value it is taken back."""
    new = uuid4()
    content = {
        "result": result_id,
        "value": value,
        "taken_on": taken_on,
        "laboratory": laboratory.strip(),
        "because": because.strip(),
    }
    if earlier := begin(
        request_id=request_id, kind="lab.correct", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    found = find_result(result_id)
    if found is None:
        raise asks.LAB_STANDS.refused()
    Refused.unless(
        Decision.of(
            asks.LAB_CORRECTION_SAYS_WHY.met_if(bool(because.strip())),
            *_about_sheet(taken_on, laboratory=laboratory, on=localdate(at)),
            *(() if value is None else (_is_likely(found.kind, value),)),
        )
    )
    LabResult.objects.create(
        id=new,
        person_id=found.person_id,
        kind=found.kind,
        value=value,
        taken_on=taken_on,
        laboratory=laboratory.strip(),
        corrects=found,
        because=because.strip(),
        act_id=request_id,
    )
    return new


def _about_sheet(taken_on: date, *, laboratory: str, on: date) -> tuple[Condition, ...]:
    return (
        asks.LAB_DAY_HAS_COME.met_if(taken_on <= on, day=taken_on),
        asks.LAB_NAMES_ITS_PLACE.met_if(bool(laboratory.strip())),
    )


def _is_likely(code: str, value: int) -> Condition:
    kind = load().laboratory[code]
    return asks.LAB_VALUE_IS_LIKELY.met_if(
        kind.is_likely(value),
        kind=kind.name,
        least=kind.number(kind.least),
        most=kind.number(kind.most),
        unit=kind.unit,
    )


def _about_day(person_id: UUID, *, taken_on: date, codes: list[str]) -> tuple[Condition, ...]:
    kinds = load().laboratory
    rows = LabResult.objects.filter(
        person_id=person_id,
        taken_on=taken_on,
        kind__in=codes,
        corrected_by=None,
        value__isnull=False,
    )
    known = set(rows.values_list("kind", flat=True))
    return tuple(
        asks.LAB_IS_WRITTEN_ONCE.met_if(code not in known, kind=kinds[code].name, day=taken_on)
        for code in codes
    )
