"""Steps of a quarter's claim: each a service called by the colleague whose duty it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from anxin.dispensing import services as dispensing
from anxin.rules.quarters import Quarter
from anxin.settlement import services
from anxin.settlement.models import ClaimLine
from tests.dispensing import steps as counter
from tests.world import become, beijing

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
SUMMER = beijing(2026, 8, 20)
AT = beijing(2027, 1, 5)
SHARE = 56 * counter.PRICE
PAPER = dispensing.GuardianSigned(way="paper", slip_number="QM-000777")


def given(
    *,
    guardian: dispensing.GuardianSigned = counter.PAD,
    at: datetime = counter.AT,
    **details: object,
) -> tuple[counter.Patient, UUID]:
    """Enrol somebody and hand their medicine over; risperidone of SHARE fen, the fund's alone."""
    patient = counter.enrolled(at=beijing(2026, at.month, 9), **details)
    pickup_id = counter.completed(
        counter.prepared(counter.reviewed(patient, at=at), at=at), guardian=guardian, at=at
    )
    return patient, pickup_id


def filed(
    *,
    quarter: Quarter = Q4,
    by: str = "accountant",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """File a hospital's claim."""
    actor = become(by)
    return services.file_claim(
        request_id=request_id or uuid4(),
        quarter=quarter,
        invoice_number="FP-2026-Q4-001",
        actor=actor,
        at=at,
    )


def line_of(pickup_id: UUID) -> UUID:
    """Return the line of a pick-up, to those who see lines."""
    return ClaimLine.objects.get(pickup_id=pickup_id, takes_back=None).id


def checked(
    pickup_id: UUID,
    verdict: str = "accepted",
    *,
    reason: str = "",
    by: str = "checker",
    request_id: UUID | None = None,
) -> UUID:
    """Give a verdict on a pick-up's line."""
    actor = become(by)
    return services.check_line(
        request_id=request_id or uuid4(),
        line_id=line_of(pickup_id),
        verdict=verdict,
        reason=reason,
        actor=actor,
        at=AT,
    )


def answered(pickup_id: UUID, text: str = "处方原件已补", *, by: str = "accountant") -> UUID:
    """Answer a query for the hospital."""
    actor = become(by)
    return services.answer_query(
        request_id=uuid4(), line_id=line_of(pickup_id), text=text, actor=actor, at=AT
    )


def rest_accepted(claim_id: UUID, *, by: str = "checker", request_id: UUID | None = None) -> UUID:
    """Accept what nothing speaks against."""
    actor = become(by)
    return services.accept_rest(
        request_id=request_id or uuid4(), claim_id=claim_id, actor=actor, at=AT
    )


def finished(claim_id: UUID, *, by: str = "checker", request_id: UUID | None = None) -> UUID:
    """End the check."""
    actor = become(by)
    return services.finish_check(
        request_id=request_id or uuid4(), claim_id=claim_id, actor=actor, at=AT
    )


def accepted(claim_id: UUID, *, by: str = "checker", request_id: UUID | None = None) -> UUID:
    """Accept the claim against the advance."""
    actor = become(by)
    return services.accept(request_id=request_id or uuid4(), claim_id=claim_id, actor=actor, at=AT)
