"""The lines of a claim with what the records say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from anxin.organisations.models import Organisation
from anxin.rules.claim_stages import ClaimLineStage, ClaimStage
from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision
from anxin.rules.settlement import LineFacts, examine
from anxin.settlement.models import Claim, ClaimLine, LineCheck
from anxin.settlement.queries.asking import rows_of
from anxin.settlement.queries.claims import claims_at


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
    takes_back: bool = False
    """It takes an earlier line back: its pick-up was reversed after its claim was accepted."""
    reversed: bool = False
    """Its pick-up was reversed; a later claim takes it back, or this line does."""
    first_verdict: str = ""
    """The verdict of the line that it takes back."""
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
    label: str | Promise
    where: str
    on_findings: bool = False


_FOUND = "NOT (signed AND prescribed AND left_the_store AND stands AND card_valid AND at_home)"
FILTERS: tuple[LineFilter, ...] = (
    LineFilter(code="all", label=gettext_lazy("全部"), where="true"),
    LineFilter(
        code="open", label=gettext_lazy("待核对"), where="verdict IS NULL OR verdict = 'answered'"
    ),
    LineFilter(code="found", label=gettext_lazy("有问题"), where=_FOUND, on_findings=True),
    LineFilter(code="queried", label=gettext_lazy("存疑"), where="verdict = 'queried'"),
    LineFilter(code="answered", label=gettext_lazy("已答复"), where="verdict = 'answered'"),
    LineFilter(code="rejected", label=gettext_lazy("剔除"), where="verdict = 'rejected'"),
    LineFilter(code="accepted", label=gettext_lazy("认可"), where="verdict = 'accepted'"),
    LineFilter(code="late", label=gettext_lazy("补报"), where="late"),
    LineFilter(code="taken_back", label=gettext_lazy("冲减"), where="takes_back"),
)
_WITH_THEIR_WORD = (
    "(SELECT l.id AS line_id, l.completed_on, l.amount, l.completed_on < security.quarter_start(c.quarter) AS late, "
    "l.takes_back_id IS NOT NULL AS takes_back, k.verdict "
    "FROM settlement_claimline l JOIN settlement_claim c ON c.id = l.claim_id LEFT JOIN LATERAL "
    "(SELECT y.verdict FROM settlement_linecheck y WHERE y.line_id = l.id ORDER BY y.recorded_at DESC LIMIT 1) k "
    "ON true WHERE l.claim_id = %s) line"
)
ORDERS = {"completed_on", "-completed_on", "amount", "-amount"}
BY_CODE = {found.code: found for found in FILTERS}

_COLUMNS = (
    "line_id, pickup_id, person_id, completed_on, late, organisation_id, card_number, amount, policy_version, "
    "signed, prescribed, left_the_store, stands, card_valid, at_home, coalesce(verdict, ''), coalesce(reason, ''), "
    "takes_back, reversed, coalesce(first_verdict, '')"
)


@cites("7.1.c", "5.5.c")
class Lines(Sequence[Line]):
    """The lines of a claim under a filter, read a slice at a time; a sequence that a pager can cut."""

    def __init__(self, claim: Claim, chosen: LineFilter, order: Sequence[str] = ("completed_on",)):
        assert set(order) <= ORDERS, order
        self.order = ", ".join(
            f"{one.removeprefix('-')} {'DESC' if one.startswith('-') else 'ASC'}"
            for one in (*order, "line_id")
        )
        self.claim = claim
        self.chosen = chosen
        self._counts: dict[str, int] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many lines each filter shows, from one question."""
        if self._counts is None:
            asked = ", ".join(f"count(*) FILTER (WHERE {found.where})" for found in FILTERS)
            row = rows_of(f"SELECT {asked} FROM security.claim_lines(%s)", [self.claim.id])[0]  # noqa: S608 - our own
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
        wanted = max(0, (index.stop or len(self)) - first)
        rows = rows_of(
            f"SELECT {_COLUMNS} FROM security.claim_lines(%s, %s) ORDER BY {self.order}",  # noqa: S608 - our own
            [self.claim.id, self._ids(first, wanted)],
        )
        return _named_places([_line(row) for row in rows])

    def _ids(self, first: int, wanted: int) -> list[UUID]:
        """Return the ids of a slice; only a filter on findings needs the records of every line."""
        source = "security.claim_lines(%s)" if self.chosen.on_findings else _WITH_THEIR_WORD
        rows = rows_of(
            f"SELECT line_id FROM {source} WHERE {self.chosen.where} "  # noqa: S608 - our own
            f"ORDER BY {self.order} OFFSET %s LIMIT %s",
            [self.claim.id, first, wanted],
        )
        return [row[0] for row in rows]


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
        takes_back=row[17],
        reversed=row[18],
        first_verdict=row[19],
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
    rows = rows_of(f"SELECT {_COLUMNS} FROM security.claim_lines(%s, %s)", [claim.id, [line_id]])  # noqa: S608 - our own
    return _named_places([_line(row) for row in rows])[0] if rows else None


def find_line(line_id: UUID) -> ClaimLine | None:
    """Return a line in reach with its claim."""
    return ClaimLine.objects.select_related("claim", "claim__hospital").filter(id=line_id).first()


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


def queried_lines() -> list[tuple[Claim, int, str]]:
    """Return each claim in reach with queried lines: how many, and the first query's words."""
    found: list[tuple[Claim, int, str]] = []
    for claim in claims_at(ClaimStage.FILED):
        rows = rows_of(
            "SELECT count(*), min(reason) FROM security.claim_lines(%s) WHERE verdict = 'queried'",
            [claim.id],
        )
        if rows[0][0]:
            found.append((claim, rows[0][0], rows[0][1]))
    return found
