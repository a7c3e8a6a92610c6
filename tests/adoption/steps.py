"""Steps of a policy value, through the services: drafted by the office, answered by the commission."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.adoption import services
from anxin.adoption.services import Sourced
from tests import world

AT = world.beijing(2026, 11, 20)
NOTICE = Sourced(
    number="江津卫健发〔2026〕9号",
    title="关于明确免费服药兜底限额的通知",
    issued_on=date(2026, 11, 16),
    words="每人每月兜底限额为300元。",
)


def draft(
    name: str = "monthly_cap_fen",
    value: int | None = 30_000,
    *,
    since: date | None = None,
    late_reason: str = "",
    at: datetime = AT,
    colleague: str = "reviewer",
    request_id: UUID | None = None,
) -> UUID:
    """Draft a value, inside the test's transaction."""
    actor = world.become(colleague)
    return services.draft_value(
        request_id=request_id or uuid4(),
        name=name,
        since=since or localdate(at),
        value=value,
        source=NOTICE,
        late_reason=late_reason,
        actor=actor,
        at=at,
    )


def answer(
    proposal_id: UUID,
    *,
    adopts: bool = True,
    because: str = "",
    at: datetime = AT,
    colleague: str = "commission",
) -> UUID:
    """Answer a proposal, inside the test's transaction."""
    actor = world.become(colleague)
    return services.answer(
        request_id=uuid4(),
        proposal_id=proposal_id,
        adopts=adopts,
        because=because,
        actor=actor,
        at=at,
    )


def adopt(
    name: str = "monthly_cap_fen", value: int | None = 30_000, *, since: date | None = None
) -> UUID:
    """Draft and adopt a value."""
    return answer(draft(name, value, since=since))
