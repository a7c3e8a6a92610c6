"""Keep the days of a substance a person has been given: written by ``dispensing`` (5.3.2.d)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from anxin.clinics.models import Supply
from anxin.clinics.queries.supply import supply_ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One medicine handed over: so many units, for so many days."""

    product_id: UUID
    substance: str
    quantity: int
    days: int


def give_supply(
    *,
    person_id: UUID,
    organisation_id: UUID,
    pickup_id: UUID,
    given: Sequence[Given],
    on: date,
) -> list[UUID]:
    """Write the days that a pick-up covers; a refill starts when what is at home ends.

    Inner: inside the act and the transaction of the pick-up. A second clinic that gives the
    same substance at the same moment meets the exclusion constraint (security T2).
    """
    ends = supply_ends(person_id, [one.substance for one in given], on=on)
    rows = [
        Supply(
            person_id=person_id,
            organisation_id=organisation_id,
            pickup_id=pickup_id,
            product_id=one.product_id,
            substance=one.substance,
            quantity=one.quantity,
            given_on=on,
            since=ends.get(one.substance, on),
            until=ends.get(one.substance, on) + timedelta(days=one.days),
        )
        for one in given
    ]
    Supply.objects.bulk_create(rows)
    return [row.id for row in rows]


def end_supply(*, pickup_id: UUID, ended_by_id: UUID) -> int:
    """Let a reversed pick-up's supply count no longer; return how many rows that were."""
    return Supply.objects.filter(pickup_id=pickup_id, ended_by_id__isnull=True).update(
        ended_by_id=ended_by_id
    )
