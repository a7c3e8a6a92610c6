"""What people have at home, across all clinics (5.3.2.d, T2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from anxin.clinics.models import Supply
from anxin.pharmacy.models import Product
from anxin.policy import Policy, load
from anxin.privacy.door import Look, record_reading
from anxin.rules.catalogue import CatalogueItem

RECENT_PICKUPS = 6


def _of(person_id: UUID) -> Q:
    """Match what was given to a person, under a record merged into theirs too (security T52)."""
    return Q(person_id=person_id) | Q(person__merged_into_id=person_id)


def supply_ends(person_id: UUID, substances: Iterable[str], *, on: date) -> dict[str, date]:
    """Return for each substance the first day it no longer covers; ``on`` where none is at home."""
    wanted = set(substances)
    ends = dict(
        Supply.objects.filter(
            _of(person_id), substance__in=wanted, ended_by_id__isnull=True, until__gt=on
        )
        .values_list("substance")
        .annotate(Max("until"))
    )
    return {substance: ends.get(substance, on) for substance in wanted}


def days_on_hand(person_id: UUID, substances: Iterable[str], *, on: date) -> dict[str, int]:
    """Return for each substance the days of it that are still to be taken, wherever they came from."""
    left = dict.fromkeys(substances, 0)
    rows = Supply.objects.filter(
        _of(person_id), substance__in=list(left), ended_by_id__isnull=True, until__gt=on
    ).values_list("substance", "since", "until")
    for substance, since, until in rows:
        left[substance] += (until - max(since, on)).days
    return left


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplySeen:
    """One medicine of an earlier pick-up, as the doctor sees it before typing."""

    given_on: date
    organisation_name: str
    product: Product
    quantity: int
    until: date
    days_left: int
    reversed: bool


def recent_supply(person_id: UUID, *, look: Look, on: date) -> list[SupplySeen]:
    """Return the last pick-ups across all clinics with the days left of each, recorded (7.2.d)."""
    record_reading(look, person_ids=[person_id], fields=["supply"])
    all_rows = Supply.objects.filter(_of(person_id))
    days = all_rows.order_by("-given_on").values_list("given_on", flat=True).distinct()
    rows = (
        all_rows.filter(given_on__in=list(days[:RECENT_PICKUPS]))
        .select_related("organisation", "product")
        .order_by("-given_on", "product__code")
    )
    return [
        SupplySeen(
            given_on=row.given_on,
            organisation_name=row.organisation.name,
            product=row.product,
            quantity=row.quantity,
            until=row.until,
            days_left=0 if row.ended_by_id else max(0, (row.until - max(row.since, on)).days),
            reversed=row.ended_by_id is not None,
        )
        for row in rows
    ]


def last_ends(
    person_ids: Iterable[UUID], *, products: Iterable[UUID] | None = None
) -> dict[UUID, date]:
    """Return the day on which each person's regular medicine runs out; who never had any is absent.

    Of the substances that ran on at the last pick-up the first to end tells. A week of a
    second-class psychotropic or an acute injection does not call anybody back (7.3.c).
    ``products`` are others than the regular ones to be asked about.
    """
    rows = list(
        Supply.objects.filter(
            person_id__in=list(person_ids),
            ended_by_id__isnull=True,
            product_id__in=regular_products(load()) if products is None else products,
        )
        .values_list("person_id", "substance")
        .annotate(ends=Max("until"), given=Max("given_on"))
        .order_by("person_id")
    )
    last_given: dict[UUID, date] = {}
    for person_id, _, _, given in rows:
        last_given[person_id] = max(given, last_given.get(person_id, given))
    found: dict[UUID, date] = {}
    for person_id, _, ends, _ in rows:
        if ends > last_given[person_id]:
            found[person_id] = min(ends, found.get(person_id, ends))
    return found


def regular_products(policy: Policy) -> list[UUID]:
    """Return the products that are taken day by day, or injected at an interval of weeks."""
    return _products(policy, lambda item: item.clinic_days != 1)


def home_products(policy: Policy) -> list[UUID]:
    """Return the products that are taken day by day at home, as long as the doctor goes on."""
    return _products(policy, lambda item: item.take_home)


def _products(policy: Policy, wanted: Callable[[CatalogueItem], bool]) -> list[UUID]:
    """Return the products that a choice names; a second-class psychotropic is never regular."""
    found = []
    for product in Product.objects.all():
        item = policy.catalogue.find(product.drug, product.form)
        if item and item.psychotropic_class is None and wanted(item):
            found.append(product.id)
    return found
