"""Claims, their lines with what the records say of each, and what is still to be claimed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from anxin.dispensing.models import Allocation, Pickup, Signature
from anxin.organisations.models import Organisation
from anxin.rules.access import Actor
from anxin.rules.claim_stages import (
    CLAIM,
    ClaimLineStage,
    ClaimMove,
    ClaimStage,
)
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Decision
from anxin.rules.quarters import Quarter
from anxin.rules.settlement import LineFacts, examine
from anxin.settlement.models import Claim, ClaimLine, LineCheck


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as the check page shows it: the card's number stands for the person (7.1.c)."""

    line_id: UUID
    pickup_id: UUID
    person_id: UUID
    completed_on: date
    late: bool
    organisation_id: UUID
    card_number: str
    amount: int
    policy_version: str
    facts: LineFacts
    verdict: str
    reason: str
    organisation: str = ""

    @property
    def stage(self) -> ClaimLineStage:
        """Return where the line stands: the newest word on it, an answer puts it back."""
        if self.verdict in {"", LineCheck.Verdict.ANSWERED}:
            return ClaimLineStage.CLAIMED
        return ClaimLineStage(self.verdict)

    @property
    def examined(self) -> Decision:
        """Return what speaks for and against the line, each with its clause."""
        return examine(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """One visible filter of the check page."""

    code: str
    label: str
    where: str


_FOUND = "NOT (signed AND prescribed AND left_the_store AND stands AND card_valid AND at_home)"
FILTERS: tuple[LineFilter, ...] = (
    LineFilter(code="all", label="全部", where="true"),
    LineFilter(code="open", label="待核对", where="verdict IS NULL OR verdict = 'answered'"),
    LineFilter(code="found", label="有问题", where=_FOUND),
    LineFilter(code="queried", label="存疑", where="verdict = 'queried'"),
    LineFilter(code="answered", label="已答复", where="verdict = 'answered'"),
    LineFilter(code="rejected", label="剔除", where="verdict = 'rejected'"),
    LineFilter(code="accepted", label="认可", where="verdict = 'accepted'"),
    LineFilter(code="late", label="补报", where="late"),
)
BY_CODE = {found.code: found for found in FILTERS}

_COLUMNS = (
    "line_id, pickup_id, person_id, completed_on, late, organisation_id, card_number, amount, policy_version, "
    "signed, prescribed, left_the_store, stands, card_valid, at_home, coalesce(verdict, ''), coalesce(reason, '')"
)


@cites("7.1.c", "5.5.c")
class Lines(Sequence[Line]):
    """The lines of a claim under a filter, read a slice at a time; a sequence that a pager can cut."""

    def __init__(self, claim: Claim, chosen: LineFilter) -> None:
        self.claim = claim
        self.chosen = chosen
        self._counts: dict[str, int] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many lines each filter shows, from one question."""
        if self._counts is None:
            asked = ", ".join(f"count(*) FILTER (WHERE {found.where})" for found in FILTERS)
            row = _rows(f"SELECT {asked} FROM security.claim_lines(%s)", [self.claim.id])[0]  # noqa: S608 - our own
            self._counts = {found.code: row[i] for i, found in enumerate(FILTERS)}
        return self._counts

    @property
    def hidden(self) -> int:
        """Return how many lines the filter hides."""
        return self.counts["all"] - len(self)

    def __len__(self) -> int:
        return self.counts[self.chosen.code]

    def __getitem__(self, index: Any) -> Any:
        assert isinstance(index, slice)
        first = index.start or 0
        rows = _rows(
            f"SELECT {_COLUMNS} FROM security.claim_lines(%s) WHERE {self.chosen.where} "  # noqa: S608 - our own
            "ORDER BY completed_on, line_id OFFSET %s LIMIT %s",
            [self.claim.id, first, max(0, (index.stop or len(self)) - first)],
        )
        return _named_places([_line(row) for row in rows])


def _rows(query: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return list(cursor.fetchall())


def _line(row: tuple[Any, ...], organisation: str = "") -> Line:
    return Line(
        line_id=row[0],
        pickup_id=row[1],
        person_id=row[2],
        completed_on=row[3],
        late=row[4],
        organisation_id=row[5],
        card_number=row[6],
        amount=row[7],
        policy_version=row[8],
        facts=LineFacts(
            signed=row[9],
            prescribed=row[10],
            left_the_store=row[11],
            stands=row[12],
            card_valid=row[13],
            at_home=row[14],
        ),
        verdict=row[15],
        reason=row[16],
        organisation=organisation,
    )


def _named_places(lines: list[Line]) -> list[Line]:
    names = dict(
        Organisation.objects.filter(id__in={line.organisation_id for line in lines}).values_list(
            "id", "name"
        )
    )
    return [replace(line, organisation=names.get(line.organisation_id, "")) for line in lines]


def line_of(claim: Claim, line_id: UUID) -> Line | None:
    """Return one line of a claim with what the records say of it; None out of reach."""
    rows = _rows(f"SELECT {_COLUMNS} FROM security.claim_lines(%s, %s)", [claim.id, [line_id]])  # noqa: S608 - our own
    return _named_places([_line(row) for row in rows])[0] if rows else None


def claims(*, stage: str = "") -> QuerySet[Claim]:
    """Return the claims in reach, newest quarter first."""
    rows = Claim.objects.select_related("hospital", "recorded_by").order_by(
        "-quarter", "hospital__code"
    )
    return rows.filter(stage=stage) if stage else rows


def find_claim(claim_id: UUID) -> Claim | None:
    """Return a claim in reach."""
    return claims().filter(id=claim_id).first()


def find_line(line_id: UUID) -> ClaimLine | None:
    """Return a line in reach with its claim."""
    return ClaimLine.objects.select_related("claim", "claim__hospital").filter(id=line_id).first()


@cites("5.5.c")
def totals(claim_ids: Iterable[UUID]) -> dict[UUID, Totals]:
    """Return claims in numbers: the same numbers for page, check, posting and task."""
    rows = _rows("SELECT * FROM security.claim_totals(%s)", [list(claim_ids)])
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
        )
        for row in rows
    }


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


def words_on(line: ClaimLine) -> list[dict[str, Any]]:
    """Return what was said of a line, oldest first, for a timeline."""
    return [
        {
            "on": check.recorded_at,
            "title": check.get_verdict_display(),
            "by": check.recorded_by.name,
            "because": check.reason,
        }
        for check in line.checks.select_related("recorded_by")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a claim would hold, and what it would leave out and why. Fen."""

    lines: int
    late: int
    amount: int
    slips_owed: int
    slips_amount: int
    unsigned: int


@cites("5.5.c", "5.3.2.e")
def preview(quarter: Quarter, *, actor: Actor) -> Preview:
    """Return what the actor's hospital would claim for a quarter."""
    row = _rows(
        "SELECT count(*) FILTER (WHERE signed AND NOT slip_owed), "
        "count(*) FILTER (WHERE signed AND NOT slip_owed AND completed_on < %s), "
        "coalesce(sum(amount) FILTER (WHERE signed AND NOT slip_owed), 0)::bigint, "
        "count(*) FILTER (WHERE slip_owed), coalesce(sum(amount) FILTER (WHERE slip_owed), 0)::bigint, "
        "count(*) FILTER (WHERE NOT signed) FROM security.claimable(%s, %s)",
        [quarter.first_day, actor.organisation_id, quarter.last_day],
    )[0]
    return Preview(
        lines=row[0],
        late=row[1],
        amount=row[2],
        slips_owed=row[3],
        slips_amount=row[4],
        unsigned=row[5],
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One lot of a pick-up, at the price it was bought for (5.3.1.b)."""

    product: str
    unit_name: str
    lot_number: str
    quantity: int
    unit_price: int

    @property
    def amount(self) -> int:
        """Return what it cost, in fen."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSeen:
    """What is behind a line: medicine, payers and signatures. No name."""

    given: list[Given]
    shares: list[tuple[str, int]]
    total: int
    signatures: list[Signature]
    starts_on: date
    until: date


def pickup_behind(line: Line) -> PickupSeen | None:
    """Return the pick-up of a line; None where the person has left the reader's reach."""
    pickup = Pickup.objects.filter(id=line.pickup_id).first()
    if pickup is None:
        return None
    lots = Allocation.objects.filter(pickup=pickup).select_related("lot__product")
    return PickupSeen(
        given=[
            Given(
                product=str(a.lot.product),
                unit_name=a.lot.product.unit_name,
                lot_number=a.lot.number,
                quantity=a.quantity,
                unit_price=a.unit_price,
            )
            for a in lots
        ],
        shares=[
            (payer.label, getattr(pickup, payer)) for payer in Payer if payer is not Payer.PERSON
        ],
        total=pickup.total,
        signatures=list(pickup.signatures.select_related("staff").order_by("signed_at")),
        starts_on=pickup.starts_on,
        until=pickup.until,
    )


def claims_at(stage: ClaimStage) -> QuerySet[Claim]:
    """Return the claims in reach that stand at a stage."""
    return claims(stage=stage)


def queried_lines() -> list[tuple[Claim, int, str]]:
    """Return each claim in reach with queried lines: how many, and the first query's words."""
    found: list[tuple[Claim, int, str]] = []
    for claim in claims_at(ClaimStage.FILED):
        rows = _rows(
            "SELECT count(*), min(reason) FROM security.claim_lines(%s) WHERE verdict = 'queried'",
            [claim.id],
        )
        if rows[0][0]:
            found.append((claim, rows[0][0], rows[0][1]))
    return found
