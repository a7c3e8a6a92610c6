"""Balances, budgets and advances, each read from the journal or the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from anxin.funding.models import Advance, Budget, Source
from anxin.ledger.models import Account, Posting
from anxin.ledger.services import account_id
from anxin.organisations.models import Organisation
from anxin.rules.access import Actor, Duty
from anxin.rules.advance_stages import ADVANCE, AdvanceMove, AdvanceStage
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer

QUARTERS_LOOKED_BACK = 4
MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalBalance:
    """How a hospital stands with the fund. Fen."""

    hospital_id: UUID
    hospital: str
    advanced: int
    accepted: int
    disallowed: int
    unsettled: int
    """What its pick-ups cost the programme and no claim has settled yet."""

    @property
    def left(self) -> int:
        """Return what is left of the advances; below zero it is owed to the hospital (7.1.b)."""
        return self.advanced - self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTotal:
    """What a source has paid into the fund: in a year, and ever. Fen."""

    source: Source
    in_year: int
    ever: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the accepted claims say of a hospital's need. Fen."""

    quarters: int
    monthly: int

    @property
    def quarterly(self) -> int:
        """Return the need of a quarter at that pace."""
        return self.monthly * MONTHS_A_QUARTER


@cites("5.4")
def fund_balance() -> int:
    """Return what is in the programme fund, in fen."""
    return sum_of(account_id(Account.Kind.FUND))


def sum_of(account: UUID) -> int:
    """Return the balance of a money account."""
    found = Posting.objects.filter(account_id=account, lot__isnull=True).aggregate(
        sum=Sum("amount")
    )
    return found["sum"] or 0


def hospitals() -> list[Organisation]:
    """Return the specialist hospitals, in a fixed order."""
    return list(
        Organisation.objects.filter(kind=Organisation.Kind.SPECIALIST_HOSPITAL).order_by("code")
    )


def hospitals_in_reach(actor: Actor) -> list[Organisation]:
    """Return the hospitals whose money the actor sees: an accountant their own."""
    if actor.duty is Duty.ACCOUNTANT:
        return [hospital for hospital in hospitals() if hospital.id == actor.organisation_id]
    return hospitals()


@cites("7.1.b", "5.5.c")
def balances(of: Iterable[Organisation]) -> list[HospitalBalance]:
    """Return how hospitals stand with the fund; one question to the journal for all."""
    listed = list(of)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.organisation_id, coalesce(sum(p.amount) FILTER (WHERE e.kind = 'advance'), 0)::bigint, "
            "-coalesce(sum(p.amount) FILTER (WHERE a.kind = 'advance' AND e.kind <> 'advance'), 0)::bigint, "
            "-coalesce(sum(p.amount) FILTER (WHERE a.kind = 'disallowed'), 0)::bigint, "
            "-coalesce(sum(p.amount) FILTER (WHERE a.kind = 'payable'), 0)::bigint "
            "FROM ledger_account a JOIN ledger_posting p ON p.account_id = a.id "
            "JOIN ledger_entry e ON e.id = p.entry_id "
            "WHERE a.id = ANY (%s) GROUP BY a.organisation_id",
            [[account for hospital in listed for account in _accounts(hospital.id)]],
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_balance(hospital, *found.get(hospital.id, (0, 0, 0, 0))) for hospital in listed]


def _accounts(hospital: UUID) -> tuple[UUID, UUID, UUID]:
    return (
        account_id(Account.Kind.ADVANCE, hospital),
        account_id(Account.Kind.DISALLOWED, hospital),
        account_id(Account.Kind.PAYABLE, hospital, Payer.PROGRAMME),
    )


def _balance(
    hospital: Organisation, advanced: int, accepted: int, disallowed: int, unsettled: int
) -> HospitalBalance:
    return HospitalBalance(
        hospital_id=hospital.id,
        hospital=hospital.name,
        advanced=advanced,
        accepted=accepted,
        disallowed=disallowed,
        unsettled=unsettled,
    )


@cites("7.1.a", "5.4")
def source_totals(*, year: int) -> list[SourceTotal]:
    """Return every source with what it paid in."""
    ever = _paid_in(Budget.objects.all())
    this_year = _paid_in(Budget.objects.filter(year=year))
    return [
        SourceTotal(source=source, in_year=this_year.get(source.id, 0), ever=ever.get(source.id, 0))
        for source in Source.objects.all()
    ]


def _paid_in(budgets: QuerySet[Budget]) -> dict[UUID, int]:
    rows = budgets.order_by().values("source_id").annotate(sum=Sum("amount"))
    return {row["source_id"]: row["sum"] for row in rows}


def sources() -> QuerySet[Source]:
    """Return every source."""
    return Source.objects.all()


def budgets() -> QuerySet[Budget]:
    """Return every budget in reach, newest first."""
    return Budget.objects.select_related("source", "recorded_by").order_by(
        "-paid_on", "-recorded_at"
    )


def has_budget(year: int) -> bool:
    """Say whether any money was paid in for a year."""
    return Budget.objects.filter(year=year).exists()


def advances(*, stage: str = "") -> QuerySet[Advance]:
    """Return the advances in reach, newest first."""
    rows = Advance.objects.select_related("hospital", "recorded_by").order_by("-recorded_at")
    return rows.filter(stage=stage) if stage else rows


def find_advance(advance_id: UUID) -> Advance | None:
    """Return an advance in reach."""
    return advances().filter(id=advance_id).first()


def advances_waiting() -> int:
    """Count the advances that the health commission has not answered."""
    return Advance.objects.filter(stage=AdvanceStage.REQUESTED).count()


def history_of(advance: Advance) -> list[dict[str, Any]]:
    """Return what happened to an advance, oldest first, for a timeline."""
    asked = {
        "on": advance.recorded_at,
        "title": _("申请"),
        "by": advance.recorded_by.name,
        "because": advance.estimate,
    }
    return [asked, *_answers(advance)]


def _answers(advance: Advance) -> list[dict[str, Any]]:
    return [
        {
            "on": event.occurred_on,
            "title": ADVANCE.acts[AdvanceMove(event.move)],
            "by": event.recorded_by.name,
            "because": event.because,
            "clause": event.clause,
        }
        for event in advance.events.select_related("recorded_by")
    ]


@cites("5.5.a")
def estimate_for(hospital_id: UUID) -> Estimate | None:
    """Return the average accepted a month over the last claims; None where no claim was accepted."""
    account = account_id(Account.Kind.ADVANCE, hospital_id)
    newest = (
        Posting.objects.filter(account_id=account, entry__kind="claim")
        .order_by("-entry__business_on", "-id")
        .values("id")[:QUARTERS_LOOKED_BACK]
    )
    found = Posting.objects.filter(id__in=newest).aggregate(sum=Sum("amount"), quarters=Count("id"))
    if not found["quarters"]:
        return None
    months = MONTHS_A_QUARTER * found["quarters"]
    return Estimate(quarters=found["quarters"], monthly=-found["sum"] // months)
