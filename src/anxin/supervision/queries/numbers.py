"""The numbers of the overview: one question each, the same for page, chart and rows behind it.

A number that a duty is only told of comes with small counts hidden: None (7.2.d).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from anxin.clinics.queries.supply import regular_products
from anxin.organisations.models import Organisation, Town
from anxin.pharmacy.models import Product
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.cost_sharing import Payer
from anxin.rules.days import add_months
from anxin.rules.disclosure import SMALLEST_TOLD, hide_small, hide_small_rows
from anxin.rules.indicators import Cover, Rate, cover, months_until, person_month_cost, refill_rate
from anxin.settlement.queries.asking import rows_of
from anxin.supervision.sections import Section, Sight, sight

COST_MONTHS = 3
HOLDS = ("out", "soon", "covered", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks on which day, and the policy's values of that day that the questions need."""

    actor: Actor
    on: date
    grace: int
    soon: int
    regular: list[UUID] = field(repr=False)

    @classmethod
    def of(cls, actor: Actor, *, on: date) -> Asked:
        """Ask as an actor on a day."""
        policy = load()
        return cls(
            actor=actor,
            on=on,
            grace=policy.value("refill_grace_days", on),
            soon=policy.value("running_out_days", on),
            regular=regular_products(policy),
        )

    @property
    def months(self) -> list[date]:
        """Return the first days of the months shown."""
        return months_until(self.on)

    @property
    def span(self) -> tuple[date, date]:
        """Return the first day of the months shown and the first day after them."""
        months = self.months
        return months[0], add_months(months[-1], 1)

    @property
    def lately(self) -> tuple[date, date]:
        """Return the span that costs are taken over: this month and the two before it."""
        return self.months[-COST_MONTHS], self.span[1]

    @property
    def known(self) -> tuple[date, date]:
        """Return the span of days whose refills are judged: the grace has passed."""
        return self.months[0], self.on - timedelta(days=self.grace)


@dataclass(frozen=True, slots=True, kw_only=True)
class TownServed:
    """A town's people; None where the count is too small to be told."""

    town_id: UUID
    town: str
    active: int | None
    suspended: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRefills:
    """The refills that fell due in a month; ``rate`` is None where they are too few to be told."""

    month: date
    rate: Rate | None

    @property
    def late(self) -> int | None:
        """Return how many did not come in time."""
        return self.rate.denominator - self.rate.numerator if self.rate else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What medicine cost for somebody or something, and what that makes a person-month."""

    key: str
    name: str
    amount: int | None
    days: int | None
    pickups: int | None

    @property
    def person_month(self) -> int | None:
        """Return the fen of a person-month; None where hidden, or where nothing was given."""
        if self.amount is None or self.days is None:
            return None
        return person_month_cost(amount=self.amount, days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCover:
    """A product: on hand, who takes it, a day's use in millionths of a unit, how long it lasts."""

    product_id: UUID
    product: str
    unit_name: str
    on_hand: int
    people: int
    a_day: int

    @property
    def cover(self) -> Cover:
        """Return how long it lasts."""
        return cover(on_hand=self.on_hand, people=self.people, a_day=self.a_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCover(ProductCover):
    """A product in one store, for who takes it there."""

    organisation_id: UUID
    organisation: str


class Numbers:
    """What one actor is shown on one day. Each property asks the database once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def sees(self, section: Section) -> Sight | None:
        """Say how the actor sees a section."""
        return sight(self.asked.actor, section)

    @cached_property
    def served(self) -> list[TownServed]:
        """Return the people served by town, in the order of annex 6."""
        rows = {row[0]: row[1:] for row in self._rows(Section.SERVED, "()")}
        names = list(Town.objects.values_list("id", "name"))
        if self.sees(Section.SERVED) is Sight.COUNTED:
            found = [(id_, name, rows[id_]) for id_, name in names if id_ in rows]
            return [TownServed(town_id=i, town=n, active=a, suspended=s) for i, n, (a, s) in found]
        active = hide_small([rows.get(id_, (0, 0))[0] for id_, _ in names])
        suspended = hide_small([rows.get(id_, (0, 0))[1] for id_, _ in names])
        return [
            TownServed(town_id=id_, town=name, active=a, suspended=s)
            for (id_, name), a, s in zip(names, active, suspended, strict=True)
        ]

    @cached_property
    def served_in_all(self) -> tuple[int | None, int | None]:
        """Return how many are active and suspended; a sum that points at somebody is not told."""
        if self.sees(Section.SERVED) is Sight.COUNTED:
            rows = self.served
            return sum(r.active or 0 for r in rows), sum(r.suspended or 0 for r in rows)
        rows_told = self._rows(Section.SERVED, "()")
        sums = [sum(row[1] for row in rows_told), sum(row[2] for row in rows_told)]
        active, suspended = (None if 0 < n < SMALLEST_TOLD else n for n in sums)
        return active, suspended

    @cached_property
    def admitted(self) -> list[tuple[date, int | None]]:
        """Return how many were admitted in each month."""
        found = dict(self._rows(Section.ADMITTED, "(%s::date, %s::date)", *self.asked.span))
        counts = [found.get(month, 0) for month in self.asked.months]
        told = counts if self._exact(Section.ADMITTED) else hide_small(counts)
        return list(zip(self.asked.months, told, strict=True))

    @cached_property
    def refills(self) -> list[MonthRefills]:
        """Return the refills that fell due in each month, and how many came in time."""
        counts = self._refill_counts
        told: Sequence[Sequence[int] | None] = (
            counts if self._exact(Section.REFILLS) else hide_small_rows(counts)
        )
        return [
            MonthRefills(
                month=month, rate=refill_rate(in_time=row[0], late=row[1]) if row else None
            )
            for month, row in zip(self.asked.months, told, strict=True)
        ]

    @property
    def refills_in_all(self) -> Rate:
        """Return the rate of all months; the hidden ones left out where they add up to few."""
        pairs = list(zip(self._refill_counts, self.refills, strict=True))
        hidden = [counts for counts, row in pairs if row.rate is None]
        few = any(0 < sum(part) < SMALLEST_TOLD for part in zip(*hidden, strict=True))
        parts = [counts for counts, row in pairs if row.rate or not few]
        return refill_rate(in_time=sum(p[0] for p in parts), late=sum(p[1] for p in parts))

    @cached_property
    def _refill_counts(self) -> list[tuple[int, int]]:
        asked = self.asked
        rows = self._rows(
            Section.REFILLS,
            "(%s::date, %s::date, %s::int, %s::uuid[])",
            *(*asked.known, asked.grace, asked.regular),
        )
        found = {month: (in_time, late) for month, in_time, late in rows}
        return [found.get(month, (0, 0)) for month in asked.months]

    @cached_property
    def holding(self) -> dict[str, int | None]:
        """Return how many people served have medicine for how long (7.3.c)."""
        asked = self.asked
        found = dict(
            self._rows(
                Section.HOLDING,
                "(%s::date, %s::int, %s::uuid[])",
                *(asked.on, asked.soon, asked.regular),
            )
        )
        counts = [found.get(holds, 0) for holds in HOLDS]
        told = counts if self._exact(Section.HOLDING) else hide_small(counts)
        return dict(zip(HOLDS, told, strict=True))

    @cached_property
    def money(self) -> dict[date, dict[Payer, int | None]]:
        """Return what each payer bears by month, from the journal."""
        first, before = self.asked.span
        if self._exact(Section.MONEY):
            rows = rows_of(
                "SELECT * FROM security.count_money(%s::date, %s::date, security.within('ledger.read'))",
                [first, before],
            )
        else:
            rows = self._rows(Section.MONEY, "(%s::date, %s::date)", first, before)
        return _by_month(rows, self.asked.months)

    @cached_property
    def by_clinic(self) -> list[Cost]:
        """Return what medicine cost at each clinic point."""
        names = dict(Organisation.objects.values_list("id", "name"))
        rows = self._rows(Section.COSTS, "(%s::date, %s::date)", *self.asked.lately)
        return _costs(
            [(str(row[0]), names[row[0]], *row[1:]) for row in rows],
            exact=self._exact(Section.COSTS),
        )

    @cached_property
    def by_drug(self) -> list[Cost]:
        """Return what each medicine cost."""
        rows = self._rows(Section.DRUG_COSTS, "(%s::date, %s::date)", *self.asked.lately)
        return _costs([(row[0], *row) for row in rows], exact=self._exact(Section.DRUG_COSTS))

    @cached_property
    def by_payer(self) -> list[Cost]:
        """Return what each payer bears of the same pick-ups; nothing to who is only told."""
        whole = self.in_all
        if whole is None or not self._exact(Section.COSTS):
            return []
        rows = rows_of("SELECT * FROM security.count_shares(%s::date, %s::date)", self.asked.lately)
        shares = dict(rows)
        return [
            Cost(
                key=payer.value,
                name=payer.label,
                amount=shares.get(payer.value, 0),
                days=whole.days,
                pickups=None,
            )
            for payer in Payer
        ]

    @cached_property
    def in_all(self) -> Cost | None:
        """Return what all medicine cost; None where any part of it is too small to be told."""
        parts = self.by_clinic
        if any(part.amount is None for part in parts):
            return None
        return Cost(
            key="",
            name="",
            amount=sum(part.amount or 0 for part in parts),
            days=sum(part.days or 0 for part in parts),
            pickups=sum(part.pickups or 0 for part in parts),
        )

    @cached_property
    def cover(self) -> list[StoreCover]:
        """Return how long each store's medicine lasts, the shortest first."""
        asked = self.asked
        rows = self._rows(
            Section.COVER,
            "(%s::date, %s::int, %s::uuid[])",
            *(asked.on, asked.grace, asked.regular),
        )
        places = dict(Organisation.objects.values_list("id", "name"))
        products = {product.id: product for product in Product.objects.all()}
        found = [
            StoreCover(
                organisation_id=store,
                organisation=places[store],
                product_id=product,
                product=str(products[product]),
                unit_name=products[product].unit_name,
                on_hand=on_hand,
                people=people,
                a_day=a_day,
            )
            for store, product, on_hand, people, a_day in rows
        ]
        return sorted(found, key=_shortest)

    @property
    def cover_by_product(self) -> list[ProductCover]:
        """Return how long each product lasts in all stores together, the shortest first."""
        parts: dict[UUID, list[StoreCover]] = defaultdict(list)
        for row in self.cover:
            parts[row.product_id].append(row)
        found = [
            ProductCover(
                product_id=product_id,
                product=rows[0].product,
                unit_name=rows[0].unit_name,
                on_hand=sum(row.on_hand for row in rows),
                people=sum(row.people for row in rows),
                a_day=sum(row.a_day for row in rows),
            )
            for product_id, rows in parts.items()
        ]
        return sorted(found, key=_shortest)

    def _exact(self, section: Section) -> bool:
        return self.sees(section) is Sight.COUNTED

    def _rows(self, section: Section, call: str, *arguments: object) -> list[tuple[Any, ...]]:
        seen = self.sees(section)
        if seen is None:
            return []
        return rows_of(f"SELECT * FROM security.{seen}_{section}{call}", arguments)  # noqa: S608 - our own words


def _by_month(
    rows: Sequence[tuple[Any, ...]], months: Sequence[date]
) -> dict[date, dict[Payer, int | None]]:
    """Spread rows over months and payers; what fewer than five people stand behind is hidden."""
    people: Mapping[Payer, dict[date, int]] = defaultdict(dict)
    amounts: dict[date, dict[Payer, int | None]] = {
        month: dict.fromkeys(Payer, 0) for month in months
    }
    for month, code, amount, behind in rows:
        payer = Payer(code)
        amounts[month][payer] = amount
        if behind is not None:
            people[payer][month] = behind
    for payer, counted in people.items():
        told = hide_small([counted.get(month, 0) for month in months])
        for month, shown in zip(months, told, strict=True):
            if shown is None:
                amounts[month][payer] = None
    return amounts


def _costs(rows: Sequence[tuple[Any, ...]], *, exact: bool) -> list[Cost]:
    """Return what each row cost, the dearest first; what few people stand behind comes hidden."""
    people = [row[4] for row in rows]
    told = people if exact else hide_small(people)
    found = [
        Cost(key=key, name=name, amount=amount, days=days, pickups=pickups)
        if shown is not None
        else Cost(key=key, name=name, amount=None, days=None, pickups=None)
        for (key, name, amount, days, _, pickups), shown in zip(rows, told, strict=True)
    ]
    return sorted(found, key=lambda cost: (cost.amount is None, -(cost.amount or 0), cost.name))


def _shortest(row: ProductCover) -> tuple[bool, int, str]:
    days = row.cover.days
    return (days is None, days or 0, row.product)
