"""Writes what the policy pack names: towns, organisations, points, products and accounts.

Runs inside the unit of work of the system account, may be repeated, adds what is missing and
changes nothing that is there: the application holds no right to rewrite these rows. Ids are made
from codes, so that two installations agree on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID, uuid5

from django.db import models

from anxin.database.prepare import NAMESPACE
from anxin.enrolment.models import PlaceCount
from anxin.funding.models import Source
from anxin.ledger.models import Account
from anxin.ledger.services import AccountOf, open_accounts
from anxin.organisations.models import (
    ClinicPoint,
    Coverage,
    GroupMember,
    Organisation,
    OrganisationTown,
    Town,
    Village,
)
from anxin.pharmacy.models import Product
from anxin.policy import Policy
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer
from anxin.upkeep.tables import read_products, read_villages

_KINDS = {
    "hospital": Organisation.Kind.SPECIALIST_HOSPITAL,
    "office": Organisation.Kind.PROGRAMME_OFFICE,
    "township_centre": Organisation.Kind.TOWNSHIP_CENTRE,
    "police_station": Organisation.Kind.POLICE_STATION,
}
"""Every other kind of the pack is a department of the district."""

SOURCES = (
    ("district", "区级财政免费服药专项", Source.Kind.DISTRICT),
    ("higher", "上级财政补助", Source.Kind.HIGHER),
    ("federation", "区残联免费服药经费", Source.Kind.FEDERATION),
)
SHARING = tuple(payer for payer in Payer if payer is not Payer.PERSON)


def identify(kind: str, code: str) -> UUID:
    """Return the id of a row that every installation of a pack has."""
    return uuid5(NAMESPACE, f"{kind}:{code}")


def seed(policy: Policy, folder: Path, *, say: Callable[[str, int], None]) -> None:
    """Add whatever of the pack is missing; tell each kind and how many of it there are."""
    for title, rows in _rows(policy, folder):
        type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)
        say(title, len(rows))
    accounts = tuple(_accounts(policy))
    open_accounts(accounts)
    say("账户", len(accounts))


def _rows(policy: Policy, folder: Path) -> Iterator[tuple[str, Sequence[models.Model]]]:
    yield "镇街", _towns(policy)
    villages = read_villages(folder)
    yield (
        "村居",
        [
            Village(
                id=identify("village", v.code), town_id=identify("town", v.town_code), name=v.name
            )
            for v in villages
        ],
    )
    yield "机构", [*_organisations(policy)]
    yield (
        "村（居）委会",
        [
            Organisation(
                id=identify("organisation", v.code),
                code=v.code,
                name=v.committee,
                kind=Organisation.Kind.VILLAGE_COMMITTEE,
                village_id=identify("village", v.code),
            )
            for v in villages
        ],
    )
    yield "机构服务镇街", _organisation_towns(policy)
    yield "领药点", _points(policy)
    yield "领药点覆盖镇街", _coverage(policy)
    yield "领导小组和专家组成员", _members(policy)
    yield "药品", _products(policy, folder)
    yield "服药名额", [_places(policy)]
    yield (
        "资金来源",
        [Source(id=identify("source", c), code=c, name=name, kind=k) for c, name, k in SOURCES],
    )


def _towns(policy: Policy) -> list[Town]:
    return [
        Town(id=identify("town", town.code), code=town.code, name=town.name, position=position)
        for position, town in enumerate(policy.towns.values(), start=1)
    ]


def _organisations(policy: Policy) -> Iterator[Organisation]:
    for row in policy.organisations.values():
        yield Organisation(
            id=identify("organisation", row.code),
            code=row.code,
            name=row.name,
            kind=_KINDS.get(row.kind, Organisation.Kind.DEPARTMENT),
        )


def _organisation_towns(policy: Policy) -> list[OrganisationTown]:
    return [
        OrganisationTown(
            id=identify("organisation-town", row.code),
            organisation_id=identify("organisation", row.code),
            town_id=identify("town", row.town_code),
        )
        for row in policy.organisations.values()
        if row.town_code
    ]


@cites("A6", "3.2")
def _points(policy: Policy) -> list[ClinicPoint]:
    """Make the points of annex 6, and each specialist hospital's own where annex 6 leaves it out.

    A person may choose a specialist hospital (5.1.5.b), and annex 6 lists one of the two only.
    """
    guides = {clinic.organisation: clinic.guiding_hospital for clinic in policy.clinics.values()}
    hospitals = {
        row.code: row.code for row in policy.organisations.values() if row.kind == "hospital"
    }
    return [
        ClinicPoint(
            id=identify("point", code),
            organisation_id=identify("organisation", code),
            guided_by_id=identify("organisation", guide),
            in_annex_6=code in guides,
        )
        for code, guide in (hospitals | guides).items()
    ]


def _coverage(policy: Policy) -> list[Coverage]:
    return [
        Coverage(
            id=identify("coverage", town_code),
            point_id=identify("point", clinic.organisation),
            town_id=identify("town", town_code),
        )
        for clinic in policy.clinics.values()
        for town_code in clinic.town_codes
    ]


@cites("A1", "A2")
def _members(policy: Policy) -> list[GroupMember]:
    leading = [(f"{m.organisation}{m.post}（{m.role}）", m.name) for m in policy.leading_group]
    expert = [(f"{m.organisation}{m.title}", m.name) for m in policy.expert_group]
    groups = ((GroupMember.Group.LEADING, leading), (GroupMember.Group.EXPERT, expert))
    return [
        GroupMember(
            id=identify("member", f"{group}:{name}"),
            group=group,
            name=name,
            post=post,
            position=position,
        )
        for group, members in groups
        for position, (post, name) in enumerate(members, start=1)
    ]


def _products(policy: Policy, folder: Path) -> list[Product]:
    return [
        Product(
            id=identify("product", row.code),
            code=row.code,
            drug=row.item.display_name,
            form=row.item.form,
            specification=row.specification,
            strength_ug=row.strength_ug,
            pack_units=row.pack_units,
            unit_name=row.unit_name,
            substance=row.substance,
            insurance_class=row.insurance_class,
        )
        for row in read_products(folder, policy)
    ]


def _places(policy: Policy) -> PlaceCount:
    newest = policy.parameters["places"].values[-1]
    return PlaceCount(id=identify("places", "district"), name="district", places=newest.value)


def _accounts(policy: Policy) -> Iterator[AccountOf]:
    kind = Account.Kind
    yield AccountOf(kind=kind.FUND)
    yield from (AccountOf(kind=kind.SOURCE, payer=code) for code, _, _ in SOURCES)
    for point in _points(policy):
        stock = (kind.STORE, kind.PATIENT, kind.WASTE)
        yield from (AccountOf(kind=k, organisation_id=point.organisation_id) for k in stock)
    for hospital in {point.guided_by_id for point in _points(policy)}:
        own = (kind.SUPPLIER, kind.ADVANCE, kind.DISALLOWED)
        yield from (AccountOf(kind=k, organisation_id=hospital) for k in own)
        yield from (
            AccountOf(kind=k, organisation_id=hospital, payer=payer)
            for k in (kind.COST, kind.PAYABLE)
            for payer in SHARING
        )
        yield from (
            AccountOf(kind=k, organisation_id=hospital, payer=Payer.PERSON)
            for k in (kind.RECEIVABLE, kind.PAYABLE)
        )
