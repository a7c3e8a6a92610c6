"""What rows that came back turn on, read in a few statements for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from anxin.clinics.models import Supply
from anxin.clinics.services.attendance import UNINSURED
from anxin.database.statements import run
from anxin.dispensing.models import Signature
from anxin.packs.models import Pack
from anxin.pharmacy.models import Product
from anxin.pharmacy.queries import StockLot, stock_of
from anxin.policy import Policy
from anxin.rules.money import Fen

_PEOPLE = """
SELECT p.id, e.stage, c.stage, c.number, k.organisation_id, w.insurance_kind, w.special_disease,
    w.disability_level,
    EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = p.id
        AND h.since <= %(on)s::date AND (h.until IS NULL OR h.until > %(on)s::date)),
    EXISTS (SELECT 1 FROM clinics_booking b JOIN clinics_clinicday d ON d.id = b.clinic_day_id
        WHERE b.person_id = p.id AND b.organisation_id = %(point)s::uuid AND d.day = %(on)s::date
            AND d.stage = 'published'),
    (SELECT max(u.prepared_on) FROM dispensing_pickup u WHERE u.person_id = p.id
        AND u.stage = 'completed' AND u.prepared_on >= %(on)s::date),
    NOT EXISTS (SELECT 1 FROM clinics_prescription r WHERE r.person_id = p.id
        AND r.stage = 'dispensed' AND r.days > %(long)s),
    ARRAY(SELECT g.identity_index FROM people_guardian g WHERE g.person_id = p.id
        AND (g.until IS NULL OR g.until > %(on)s::date))
FROM people_person p
LEFT JOIN people_welfare w ON w.person_id = p.id
LEFT JOIN LATERAL (SELECT x.id, x.stage FROM enrolment_enrolment x WHERE x.person_id = p.id
    ORDER BY x.recorded_at DESC LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT x.number, x.stage FROM enrolment_card x WHERE x.enrolment_id = e.id
    ORDER BY x.recorded_at DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT x.organisation_id FROM enrolment_clinicchoice x WHERE x.person_id = p.id
    AND x.since <= %(on)s::date AND (x.until IS NULL OR x.until > %(on)s::date) LIMIT 1) k ON true
WHERE p.id = ANY (%(people)s::uuid[])
"""
_USES = """
SELECT coalesce(p.merged_into_id, p.id), u.payer, u.period, sum(u.used)::bigint
FROM funding_use u JOIN people_person p ON p.id = u.person_id
WHERE coalesce(p.merged_into_id, p.id) = ANY (%s::uuid[]) GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Where a person stands with the programme and the clinic on the clinic day."""

    enrolment: str | None
    card: str | None
    card_number: str
    clinic_id: UUID | None
    has_insurance: bool
    special_disease: bool
    disability_certified: bool
    in_hospital: bool
    booked: bool
    given_on: date | None
    """The day from the clinic day on, on which a pick-up was completed; None: there is none."""
    first_long: bool
    guardians: frozenset[bytes | None]
    """The keyed numbers of the guardians; None for one without a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known for the rows of a pack."""

    products: Mapping[str, Product]
    people: Mapping[UUID, PersonFacts]
    on_hand: Mapping[tuple[UUID, str], int]
    uses: Mapping[UUID, Mapping[tuple[str, str], Fen]]
    lots: Mapping[tuple[UUID, str], Sequence[StockLot]]
    """By product and lot number in upper case."""
    slips: frozenset[str]
    left: dict[UUID, int] = field(default_factory=dict)
    """Units of each lot that rows looked at so far have not taken."""


def read_facts(
    pack: Pack, people: Iterable[UUID], *, slips: Iterable[str], policy: Policy
) -> Facts:
    """Read what rows of these people turn on; the number of statements does not grow with them."""
    wanted, day = list(dict.fromkeys(people)), pack.clinic_day.day
    products = {
        str(one): one
        for one in Product.objects.order_by("code")
        if policy.catalogue.find(one.drug, one.form)
    }
    stock = stock_of(pack.organisation_id, on=day)
    lots: dict[tuple[UUID, str], list[StockLot]] = defaultdict(list)
    for lot in stock:
        lots[lot.product_id, lot.number.upper()].append(lot)
    return Facts(
        products=products,
        people=_people(pack, wanted, policy=policy),
        on_hand=_on_hand(wanted, on=day),
        uses=_uses(wanted),
        lots=lots,
        slips=frozenset(
            Signature.objects.filter(slip_number__in=[s for s in slips if s]).values_list(
                "slip_number", flat=True
            )
        ),
        left={lot.lot_id: lot.available for lot in stock},
    )


def _people(pack: Pack, wanted: Sequence[UUID], *, policy: Policy) -> dict[UUID, PersonFacts]:
    day = pack.clinic_day.day
    rows = run(
        _PEOPLE,
        {
            "people": wanted,
            "on": day,
            "point": pack.organisation_id,
            "long": policy.supply_terms(day).long_after_days,
        },
    )
    return {
        row[0]: PersonFacts(
            enrolment=row[1],
            card=row[2],
            card_number=row[3] or "",
            clinic_id=row[4],
            has_insurance=row[5] is not None and row[5] not in UNINSURED,
            special_disease=bool(row[6]),
            disability_certified=row[7] is not None,
            in_hospital=row[8],
            booked=row[9],
            given_on=row[10],
            first_long=row[11],
            guardians=frozenset(None if one is None else bytes(one) for one in row[12]),
        )
        for row in rows
    }


def _on_hand(wanted: Sequence[UUID], *, on: date) -> dict[tuple[UUID, str], int]:
    """Return the days of each substance still to be taken, under a record merged into theirs too."""
    rows = Supply.objects.filter(
        Q(person_id__in=wanted) | Q(person__merged_into_id__in=wanted),
        ended_by_id__isnull=True,
        until__gt=on,
    ).values_list("person_id", "person__merged_into_id", "substance", "since", "until")
    left: dict[tuple[UUID, str], int] = defaultdict(int)
    for person_id, merged_into, substance, since, until in rows:
        left[merged_into or person_id, substance] += (until - max(since, on)).days
    return left


def _uses(wanted: Sequence[UUID]) -> dict[UUID, dict[tuple[str, str], Fen]]:
    found: dict[UUID, dict[tuple[str, str], Fen]] = defaultdict(dict)
    for person_id, payer, period, used in run(_USES, wanted):
        found[person_id][payer, period] = Fen(used)
    return found
