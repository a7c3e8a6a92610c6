"""Steps of the fund's money, through the services: paid in, asked for, answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from anxin.funding import services
from anxin.funding.models import Source
from anxin.rules.quarters import Quarter
from tests import world

AT = world.beijing(2026, 11, 20)
QUARTER = Quarter(2026, 4)


def pay_in(
    amount: int = 10_000_000,
    *,
    source: str = "district",
    year: int = 2026,
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Let finance pay money of a source into the fund, inside the test's transaction."""
    actor = world.become("finance")
    return services.add_budget(
        request_id=request_id or uuid4(),
        source_id=Source.objects.get(code=source).id,
        year=year,
        amount=amount,
        document="江津财社〔2026〕1号",
        paid_on=date(2026, 1, 15),
        actor=actor,
        at=at,
    )


def ask(
    amount: int = 4_000_000,
    *,
    hospital: str = "rehab",
    quarter: Quarter = QUARTER,
    by: str = "checker",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Let the office's checker ask for an advance."""
    actor = world.become(by)
    return services.request_advance(
        request_id=request_id or uuid4(),
        hospital_id=world.organisation(hospital).id,
        quarter=quarter,
        amount=amount,
        estimate="按上季度核定数测算",
        actor=actor,
        at=at,
    )


def answer(
    advance_id: UUID,
    *,
    approve: bool = True,
    because: str = "",
    by: str = "commission",
    **other: Any,
) -> UUID:
    """Let the health commission answer an advance."""
    actor = world.become(by)
    return services.answer_advance(
        request_id=other.get("request_id") or uuid4(),
        advance_id=advance_id,
        approve=approve,
        because=because,
        actor=actor,
        at=other.get("at", AT),
    )
