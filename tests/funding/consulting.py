"""Steps of an expert's opinion: the doctor asks, the office writes down, another confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.files.cleaning import clean
from anxin.funding import services
from anxin.organisations.models import GroupMember
from anxin.rules.files import Purpose
from anxin.rules.money import Fen
from tests.dispensing import steps
from tests.dispensing.steps import AT
from tests.files.sent import paper
from tests.world import become

EXPERT = "罗平"


def expert_id(name: str = EXPERT) -> UUID:
    """Return the id of a member of a published group."""
    return GroupMember.objects.values_list("id", flat=True).get(name=name, group="expert")


def asked(
    attendance_id: UUID,
    months: Mapping[str, int],
    *,
    case: str = "换药后复发两次，需足量使用",
    by: str = "psychiatrist",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Let a doctor ask about four weeks of risperidone."""
    actor = become(by)
    line = steps.asked()
    return services.ask_expert(
        request_id=request_id or uuid4(),
        attendance_id=attendance_id,
        case=case,
        medicines=[
            services.AskedMedicine(
                product_id=line.product_id, directions="早1片、晚1片", days=28, quantity=56
            )
        ],
        months={month: Fen(fen) for month, fen in months.items()},
        actor=actor,
        at=at,
    )


def advised(
    consultation_id: UUID,
    *,
    expert: str = EXPERT,
    agrees: bool = True,
    by: str = "reviewer",
    at: datetime = AT,
) -> UUID:
    """Let the office write an expert's word down."""
    actor = become(by)
    return services.record_word(
        request_id=uuid4(),
        consultation_id=consultation_id,
        expert_id=expert_id(expert),
        agrees=agrees,
        text="同意" if agrees else "先试用其他药",
        signed_on=localdate(at),
        paper=clean(paper(), purpose=Purpose.OTHER),
        actor=actor,
        at=at,
    )


def concluded(
    consultation_id: UUID,
    *,
    confirms: bool = True,
    because: str = "",
    by: str = "second_reviewer",
    at: datetime = AT,
) -> UUID:
    """Let another of the office confirm, or not."""
    actor = become(by)
    return services.conclude(
        request_id=uuid4(),
        consultation_id=consultation_id,
        confirms=confirms,
        because=because,
        actor=actor,
        at=at,
    )


def confirmed(attendance_id: UUID, months: Mapping[str, int], *, at: datetime = AT) -> UUID:
    """Let a question be asked, answered and confirmed."""
    return concluded(advised(asked(attendance_id, months, at=at), at=at), at=at)
