"""Injections that a pick-up gives at the clinic: each with its site, its hand and its time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.clinics.models import Injection, PrescriptionLine
from anxin.clinics.queries import Course, course_of, given_to
from anxin.database.statements import run
from anxin.dispensing import grounds
from anxin.dispensing.facts import Case, Line
from anxin.dispensing.models import PickupLine
from anxin.dispensing.prepared import Prepared
from anxin.policy import Policy, load
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Listed
from anxin.rules.injections import (
    INJECTION_IS_RECORDED,
    SITE_SUITS_DOSE,
    Due,
    Given,
    Site,
    Step,
    sites_for,
)

_INJECTIONS = """
INSERT INTO clinics_injection (id, person_id, organisation_id, pickup_id, given_on, prescription_line_id,
    product_id, units, micrograms, step, site, injected_by, injected_at, ended_by_id)
SELECT gen_random_uuid(), %s::uuid, %s::uuid, %s::uuid, %s::date, x.line, x.product, x.units, x.micrograms,
    x.step, x.site, x.hand, x.moment, NULL
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
    %s::timestamptz[]) x (line, product, units, micrograms, step, site, hand, moment)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionGiven:
    """One injection as the counter tells it: the line of the prescription, and how it was given."""

    line_id: UUID
    site: str
    injected_by: str
    injected_at: datetime

    @property
    def is_told(self) -> bool:
        """Say whether nothing is left out."""
        return self.site in set(Site) and bool(self.injected_by.strip())

    @property
    def signed(self) -> list[str]:
        """Return it as guardian and dispenser sign it."""
        return [
            str(self.line_id),
            self.site,
            self.injected_by.strip(),
            self.injected_at.isoformat(timespec="minutes"),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToInject:
    """A line to be injected, with the step it is and the sites that suit it."""

    line_id: UUID
    product_id: UUID
    drug: str
    specification: str
    units: int
    micrograms: int
    step: Step
    sites: tuple[Site, ...]
    following: Due | None
    """The injection after this one; None where it stands alone."""


def to_inject(pickup_id: UUID, *, person_id: UUID, on: date) -> tuple[ToInject, ...]:
    """Return the lines of a pick-up that are injected at the clinic, in their order."""
    rows = (
        PickupLine.objects.filter(pickup_id=pickup_id, prescription_line__injected__gt=0)
        .select_related("prescription_line__product")
        .order_by("prescription_line__position")
    )
    return _all([(row.prescription_line, row.quantity) for row in rows], person_id=person_id, on=on)


def would_inject(
    prescription_id: UUID, *, lines: Collection[UUID], person_id: UUID, on: date
) -> tuple[ToInject, ...]:
    """Return those of some lines of a prescription that would be injected on a day."""
    rows = PrescriptionLine.objects.filter(
        prescription_id=prescription_id, id__in=lines, injected__gt=0
    )
    return _all(
        [(row, row.quantity) for row in rows.select_related("product")],
        person_id=person_id,
        on=on,
    )


@cites("5.3.2.c", "working-rules:injections")
def last_injection_day(
    case: Case, lines: Sequence[Line], *, policy: Policy, on: date
) -> date | None:
    """Return the last day for the next injection where nothing is taken home; None where some is.

    Who is only injected comes back when the next one is due, not before its days are paid up.
    """
    items = [policy.catalogue.find(line.drug, line.form) for line in lines]
    if any(item is None or item.take_home for item in items):
        return None
    injected = would_inject(
        case.prescription_id,
        lines=[line.line_id for line in lines],
        person_id=case.person_id,
        on=on,
    )
    return min((one.following.closes_on for one in injected if one.following), default=None)


def _all(
    lines: Sequence[tuple[PrescriptionLine, int]], *, person_id: UUID, on: date
) -> tuple[ToInject, ...]:
    if not lines:
        return ()
    policy, given = load(), given_to([person_id]).get(person_id, {})
    return tuple(
        _to_inject(line, units, rows=given.get(line.product.drug, []), policy=policy, on=on)
        for line, units in lines
    )


def _to_inject(
    line: PrescriptionLine,
    units: int,
    *,
    rows: Sequence[Injection],
    policy: Policy,
    on: date,
) -> ToInject:
    product = line.product
    course: Course = course_of(product.drug, product.form, rows, policy=policy, on=on)
    step = course.step_on(on, continues=line.continues)
    micrograms = units * product.strength_ug
    return ToInject(
        line_id=line.id,
        product_id=product.id,
        drug=product.drug,
        specification=product.specification,
        units=units,
        micrograms=micrograms,
        step=step,
        sites=sites_for(course.scheme, step),
        following=course.due_after(Given(on=on, step=step, micrograms=micrograms)),
    )


@cites("working-rules:injections", "5.3.2.e")
def about_injections(
    wanted: Sequence[ToInject], given: Sequence[InjectionGiven], *, at: datetime
) -> tuple[Condition, ...]:
    """Examine that every injected line is told whole, today, at a site that suits it, and no other."""
    told = {one.line_id: one for one in given}
    unknown = set(told) - {line.line_id for line in wanted}
    return (
        grounds.ONLY_INJECTIONS_ARE_RECORDED.met_if(not unknown),
        *(
            condition
            for line in wanted
            for condition in _about_one(line, told.get(line.line_id), at=at)
        ),
    )


def _about_one(
    line: ToInject, told: InjectionGiven | None, *, at: datetime
) -> tuple[Condition, ...]:
    recorded = told is not None and told.is_told
    found = [INJECTION_IS_RECORDED.met_if(recorded, drug=line.drug)]
    if told is not None and recorded:
        today = localdate(told.injected_at) == localdate(at) and told.injected_at <= at
        found += [
            grounds.INJECTED_TODAY.met_if(today, drug=line.drug),
            SITE_SUITS_DOSE.met_if(
                told.site in line.sites,
                drug=line.drug,
                step=line.step.label,
                sites=Listed(site.label for site in line.sites),
            ),
        ]
    return tuple(found)


def write_injections(
    pickup: Prepared,
    injected: Sequence[ToInject],
    told: Sequence[InjectionGiven],
    *,
    on: date,
) -> None:
    """Write how each injected line was given, in one statement; nothing where there is none."""
    if not injected:
        return
    by_line = {one.line_id: one for one in told}
    given = [by_line[line.line_id] for line in injected]
    run(
        _INJECTIONS,
        *(pickup.person_id, pickup.organisation_id, pickup.id, on),
        [line.line_id for line in injected],
        [line.product_id for line in injected],
        [line.units for line in injected],
        [line.micrograms for line in injected],
        [line.step.value for line in injected],
        [one.site for one in given],
        [one.injected_by.strip() for one in given],
        [one.injected_at for one in given],
    )
