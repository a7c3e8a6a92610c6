"""Who pays what of a person's medicine: the one split, for the counter and for a plan not yet signed.

What each payer with a limit may still bear is read before; a payer whose sum is 待定 bears nothing,
but for the programme, which is then not limited (2.1, 5.1.5.e, 7.1.a).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.funding.queries import Raise
from anxin.policy import Policy
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Bill, FundRoom, Payer, SpecialDisease, Split, split
from anxin.rules.money import Fen

FEDERATION_YEARLY = "federation_yearly_fen"
PROJECT_YEARLY = "disorder_project_yearly_fen"
YEARLY = (Payer.FEDERATION, Payer.DISORDER_PROJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """What a payer with a limit bears in a period; ``limit`` None is 待定 (5.1.5.e)."""

    payer: Payer
    period: str
    amount: Fen
    limit: Fen | None
    consultation_id: UUID | None = None
    """The expert's confirmed opinion without which the cap would be exceeded (4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What stands behind a person's medicine on a day: each limit, and what is used of it."""

    limits: Mapping[Payer, Fen | None]
    uses: Mapping[tuple[str, str], Fen]
    raised: Mapping[str, Raise]
    on: date

    def left(self, payer: Payer) -> Fen:
        """Return what is left of a yearly sum; nothing while the sum is 待定."""
        limit = self.limits[payer]
        if limit is None:
            return Fen(0)
        return Fen(max(0, limit - self.uses.get((payer, str(self.on.year)), 0)))

    @property
    def room(self) -> FundRoom:
        """Return the programme fund's cap, its months used, and the months it is raised for."""
        return FundRoom(
            cap=self.limits[Payer.PROGRAMME],
            used={m: fen for (payer, m), fen in self.uses.items() if payer == Payer.PROGRAMME},
            raised={month: found.limit for month, found in self.raised.items()},
        )

    @cites("2.1", "5.1.5.e", "7.1.a")
    def split(
        self, total: Fen, special_disease: SpecialDisease, *, starts_on: date, days: int
    ) -> Split:
        """Find a payer for every fen of what covers these days; settled is at most the total."""
        bill = Bill(
            total=total,
            basic_insurance=Fen(0),
            special_disease=special_disease,
            civil_assistance=Fen(0),
            federation_balance=self.left(Payer.FEDERATION),
            disorder_project=self.left(Payer.DISORDER_PROJECT),
        )
        return split(bill, fund=self.room, starts_on=starts_on, days=days)

    def limited(self, found: Split) -> tuple[Limited, ...]:
        """Return what a split takes of each limit, and under which opinion where it needs one."""
        months = tuple(
            self._of_month(month, fen) for month, fen in found.programme_by_month.items() if fen
        )
        years = tuple(
            Limited(
                payer=payer,
                period=str(self.on.year),
                amount=found.shares[payer],
                limit=self.limits[payer],
            )
            for payer in YEARLY
            if found.shares[payer]
        )
        return months + years

    def _of_month(self, month: str, fen: Fen) -> Limited:
        room, cap = self.room, self.limits[Payer.PROGRAMME]
        above = cap is not None and room.used.get(month, 0) + fen > cap
        raised = self.raised.get(month) if above else None
        return Limited(
            payer=Payer.PROGRAMME,
            period=month,
            amount=fen,
            limit=room.limit(month) if raised else cap,
            consultation_id=raised.consultation_id if raised else None,
        )


def purse(
    *,
    disability_certified: bool,
    uses: Mapping[tuple[str, str], Fen],
    raised: Mapping[str, Raise],
    policy: Policy,
    on: date,
) -> Purse:
    """Return each payer's limit on a day; the federation's is for holders of its certificate."""
    federation = policy.value_or_pending(FEDERATION_YEARLY, on)
    project = policy.value_or_pending(PROJECT_YEARLY, on)
    return Purse(
        limits={
            Payer.PROGRAMME: policy.monthly_cap(on),
            Payer.FEDERATION: Fen(federation) if federation and disability_certified else None,
            Payer.DISORDER_PROJECT: None if project is None else Fen(project),
        },
        uses=uses,
        raised=raised,
        on=on,
    )
