"""Claims and their sums, and what a hospital has still to claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anxin.rules.access import Actor
from anxin.rules.claim_stages import CLAIM, ClaimMove, ClaimStage
from anxin.rules.clauses import cites
from anxin.rules.quarters import Quarter
from anxin.settlement.models import Claim
from anxin.settlement.queries.asking import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A claim in numbers. Amounts in fen."""

    lines: int = 0
    late: int = 0
    claimed: int = 0
    accepted_lines: int = 0
    accepted: int = 0
    rejected_lines: int = 0
    rejected: int = 0
    queried: int = 0
    undecided: int = 0
    taken_back_lines: int = 0
    taken_back: int = 0


def claims(*, stage: str = "") -> QuerySet[Claim]:
    """Return the claims in reach, newest quarter first."""
    rows = Claim.objects.select_related("hospital", "recorded_by").order_by(
        "-quarter", "hospital__code"
    )
    return rows.filter(stage=stage) if stage else rows


def find_claim(claim_id: UUID) -> Claim | None:
    """Return a claim in reach."""
    return claims().filter(id=claim_id).first()


def claims_at(stage: ClaimStage) -> QuerySet[Claim]:
    """Return the claims in reach that stand at a stage."""
    return claims(stage=stage)


@cites("5.5.c")
def totals(claim_ids: Iterable[UUID]) -> dict[UUID, Totals]:
    """Return claims in numbers: the same numbers for page, check, posting and task."""
    rows = rows_of("SELECT * FROM security.claim_totals(%s)", [list(claim_ids)])
    return {
        row[0]: Totals(
            lines=row[1],
            late=row[2],
            claimed=row[3],
            accepted_lines=row[4],
            accepted=row[5],
            rejected_lines=row[6],
            rejected=row[7],
            queried=row[8],
            undecided=row[9],
            taken_back_lines=row[10],
            taken_back=row[11],
        )
        for row in rows
    }


def clean_and_open(claim: Claim) -> tuple[int, int]:
    """Return how many lines nothing speaks against and nobody has judged, and their fen."""
    row = rows_of(
        "SELECT count(*), coalesce(sum(amount), 0)::bigint FROM security.claim_lines(%s) "
        "WHERE verdict IS NULL AND signed AND prescribed AND left_the_store AND stands "
        "AND card_valid AND at_home",
        [claim.id],
    )[0]
    return row[0], row[1]


def totals_of(claim: Claim) -> Totals:
    """Return one claim in numbers."""
    return totals([claim.id]).get(claim.id, Totals())


def history_of(claim: Claim) -> list[dict[str, Any]]:
    """Return what happened to a claim, oldest first, for a timeline."""
    return [
        {
            "on": event.occurred_on,
            "title": CLAIM.acts[ClaimMove(event.move)],
            "by": event.recorded_by.name,
            "because": event.because,
            "clause": event.clause,
        }
        for event in claim.events.select_related("recorded_by")
    ]


_CLAIMED = "signed AND NOT slip_owed AND NOT lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a claim would hold, and what it would leave out and why. Fen."""

    lines: int
    late: int
    amount: int
    slips_owed: int
    slips_amount: int
    unsigned: int
    lost: int
    lost_amount: int
    taken_back_lines: int
    taken_back: int


@cites("5.5.c", "5.3.2.e")
def preview(quarter: Quarter, *, actor: Actor) -> Preview:
    """Return what the actor's hospital would claim for a quarter."""
    row = rows_of(
        f"SELECT count(*) FILTER (WHERE {_CLAIMED}), "  # noqa: S608 - text of ours
        f"count(*) FILTER (WHERE {_CLAIMED} AND completed_on < %s), "
        f"coalesce(sum(amount) FILTER (WHERE {_CLAIMED}), 0)::bigint, "
        "count(*) FILTER (WHERE slip_owed), coalesce(sum(amount) FILTER (WHERE slip_owed), 0)::bigint, "
        "count(*) FILTER (WHERE NOT signed), count(*) FILTER (WHERE lost), "
        "coalesce(sum(amount) FILTER (WHERE lost), 0)::bigint, count(takes_back), "
        "coalesce(sum(amount) FILTER (WHERE takes_back IS NOT NULL), 0)::bigint FROM security.claimable(%s, %s)",
        [quarter.first_day, actor.organisation_id, quarter.last_day],
    )[0]
    return Preview(
        lines=row[0],
        late=row[1],
        amount=row[2],
        slips_owed=row[3],
        slips_amount=row[4],
        unsigned=row[5],
        lost=row[6],
        lost_amount=row[7],
        taken_back_lines=row[8],
        taken_back=row[9],
    )


def unclaimed_quarters(*, actor: Actor, on: date, back: int = 4) -> list[Quarter]:
    """Return the ended quarters, newest first, that the actor's hospital has not claimed."""
    quarters = [Quarter.of(on).previous]
    while len(quarters) < back:
        quarters.append(quarters[-1].previous)
    texts = [str(quarter) for quarter in quarters]
    claimed = set(
        Claim.objects.filter(hospital_id=actor.organisation_id, quarter__in=texts).values_list(
            "quarter", flat=True
        )
    )
    return [quarter for quarter in quarters if str(quarter) not in claimed]
