"""How somebody has been doing, for the doctor before typing: cover by medicine, risk, stability, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min, Q

from anxin.clinics.models import Supply, Visit
from anxin.clinics.queries.proxies import proxies_in_a_row
from anxin.clinics.queries.supply import regular_products
from anxin.enrolment.models import HospitalStay
from anxin.exchange.queries import AlertSeen, recent_alerts
from anxin.policy import load
from anxin.privacy.door import Look, record_reading
from anxin.rules.covering import Covered, days_covered
from anxin.rules.days import ONE_DAY
from anxin.rules.stability import Stability, least_stability

RECENT_VISITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSeen:
    """The risk level of an earlier visit, and how stable the person was said to be."""

    on: date
    risk_level: int
    stability: str
    """In words; empty where nobody said and the level tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellbeing:
    """How somebody has been doing."""

    covered: Covered | None
    """None: never had any medicine."""
    since: date | None
    visits: tuple[VisitSeen, ...]
    alerts: tuple[AlertSeen, ...]
    in_a_row: int


def wellbeing_of(person_id: UUID, *, look: Look, on: date) -> Wellbeing:
    """Return how a person in reach has been doing up to a day, recorded (7.2.d)."""
    record_reading(look, person_ids=[person_id], fields=["wellbeing"])
    since, covered = _covered(person_id, on=on)
    return Wellbeing(
        covered=covered,
        since=since,
        visits=tuple(_visits(person_id)),
        alerts=tuple(recent_alerts(person_id, look=look)),
        in_a_row=proxies_in_a_row([person_id], before=on + ONE_DAY).get(person_id, 0),
    )


def _covered(person_id: UUID, *, on: date) -> tuple[date | None, Covered | None]:
    supplies = Supply.objects.filter(
        Q(person_id=person_id) | Q(person__merged_into_id=person_id),
        ended_by_id__isnull=True,
        product_id__in=regular_products(load()),
    )
    first = supplies.aggregate(first=Min("since"))["first"]
    if first is None or first >= on:
        return None, None
    since = max(first, on - timedelta(days=load().value("days_covered_window", on)))
    spans = list(supplies.filter(until__gt=since).values_list("since", "until"))
    stays = HospitalStay.objects.filter(person_id=person_id).values_list("since", "until")
    spans += [(start, end or on) for start, end in stays]
    return since, days_covered(spans, since=since, until=on)


def _visits(person_id: UUID) -> list[VisitSeen]:
    rows = Visit.objects.filter(person_id=person_id).select_related("attendance")
    return [
        VisitSeen(on=row.attendance.day, risk_level=row.risk_level, stability=_in_words(row))
        for row in rows.order_by("-attendance__day", "-recorded_at")[:RECENT_VISITS]
    ]


def _in_words(visit: Visit) -> str:
    said = Stability(visit.stability) if visit.stability else least_stability(visit.risk_level)
    return said.label if said else ""
