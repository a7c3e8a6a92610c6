"""Steps of moves between towns and of reported ends: each a service called by the colleague whose duty it is."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from anxin.enrolment import services
from tests.dispensing.steps import AT, TODAY
from tests.world import OTHER_VILLAGE, become, village_id

LISTED = "患者个人档案、救助卡；家中尚存药量：利培酮片 1mg 还有 20 片"
ADDRESS = "江津区石门镇测试村2组8号"


def announced(
    person_id: UUID,
    *,
    village: str = OTHER_VILLAGE,
    handed_over: str = LISTED,
    by: str = "officer",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Announce a move."""
    actor = become(by)
    return services.announce_move(
        request_id=request_id or uuid4(),
        person_id=person_id,
        village_id=village_id(village),
        handed_over=handed_over,
        actor=actor,
        at=at,
    )


def taken_over(
    move_id: UUID,
    *,
    keeps: bool = False,
    because: str = "",
    address: str = ADDRESS,
    by: str = "other_officer",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Take somebody over."""
    actor = become(by)
    return services.take_over_mover(
        request_id=request_id or uuid4(),
        move_id=move_id,
        address=address,
        keeps_hospital=keeps,
        because=because,
        actor=actor,
        at=at,
    )


def declined(
    move_id: UUID, *, because: str = "没有搬来", by: str = "other_officer", at: datetime = AT
) -> UUID:
    """Decline a move."""
    actor = become(by)
    return services.decline_move(
        request_id=uuid4(), move_id=move_id, because=because, actor=actor, at=at
    )


def withdrawn(
    move_id: UUID, *, because: str = "不搬了", by: str = "officer", at: datetime = AT
) -> UUID:
    """Withdraw a move."""
    actor = become(by)
    return services.withdraw_move(
        request_id=uuid4(), move_id=move_id, because=because, actor=actor, at=at
    )


def reported(
    person_id: UUID,
    *,
    cause: str = "left_district",
    day: date = TODAY,
    evidence: str = "户籍迁移证明，迁往泸州市",
    by: str = "officer",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Report that a right should end."""
    actor = become(by)
    return services.report_end(
        request_id=request_id or uuid4(),
        person_id=person_id,
        cause=cause,
        occurred_on=day,
        evidence=evidence,
        actor=actor,
        at=at,
    )


def ended(
    report_id: UUID, *, by: str = "reviewer", at: datetime = AT, request_id: UUID | None = None
) -> UUID:
    """End a right as reported."""
    actor = become(by)
    return services.end_as_reported(
        request_id=request_id or uuid4(), report_id=report_id, actor=actor, at=at
    )


def returned(
    report_id: UUID, *, because: str = "证明看不清", by: str = "reviewer", at: datetime = AT
) -> UUID:
    """Send a report back."""
    actor = become(by)
    return services.return_end_report(
        request_id=uuid4(), report_id=report_id, because=because, actor=actor, at=at
    )


def report_withdrawn(
    report_id: UUID, *, because: str = "报错了人", by: str = "officer", at: datetime = AT
) -> UUID:
    """Take a report back."""
    actor = become(by)
    return services.withdraw_end_report(
        request_id=uuid4(), report_id=report_id, because=because, actor=actor, at=at
    )
