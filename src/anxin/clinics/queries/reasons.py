"""Why somebody is to come: medicine at home ends, or an injection is due (5.2.1, 7.3.c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from anxin.clinics.models import Supply
from anxin.clinics.queries.injections import courses
from anxin.clinics.queries.supply import home_products, last_ends
from anxin.policy import load
from anxin.rules.injections import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The first day that calls somebody back; ``due`` is there where that is an injection's."""

    day: date
    due: Due | None = None


def reasons_of(person_ids: Iterable[UUID]) -> dict[UUID, Reason]:
    """Return the first reason of each person to come; who never had any medicine is absent.

    For what is injected the day due counts, not the end of the days it was paid for. A course is
    over where medicine was given after its window had closed and the doctor left it out.
    """
    people, policy = list(person_ids), load()
    home = home_products(policy)
    ends = last_ends(people, products=home)
    found = {person_id: Reason(day=end) for person_id, end in ends.items()}
    last_given = _last_given(people, home)
    for person_id, mine in courses(people, policy=policy).items():
        for due in (course.due for course in mine):
            assert due is not None
            if due.closes_on < last_given.get(person_id, date.min):
                continue
            known = found.get(person_id)
            if known is None or due.due_on < known.day:
                found[person_id] = Reason(day=due.due_on, due=due)
    for person_id, end in last_ends(set(people) - set(found)).items():
        found[person_id] = Reason(day=end)  # injected before injections were written down
    return found


def _last_given(people: list[UUID], products: list[UUID]) -> dict[UUID, date]:
    given = Supply.objects.filter(
        person_id__in=people, product_id__in=products, ended_by_id__isnull=True
    )
    return dict(given.values_list("person_id").annotate(Max("given_on")).order_by())
