"""A doctor asks the expert group about a plan over the cap, or takes the question back (4.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics.queries import find_attendance
from anxin.clinics.requirements import PERSON_IS_FOUND, PRODUCT_IS_KNOWN
from anxin.database.locks import lock
from anxin.funding import queries
from anxin.funding.models import (
    Consultation,
    ConsultationEvent,
    ConsultationLine,
    ConsultationMonth,
)
from anxin.pharmacy.models import Product
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.consultation_stages import CONSULTATION, ConsultationMove, ConsultationStage
from anxin.rules.consultations import WITHDRAWN_BY_ASKER, Asked, may_ask
from anxin.rules.decisions import Refused
from anxin.rules.money import Fen

CLAUSE = "4.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedMedicine:
    """A medicine of the plan that is asked about."""

    product_id: UUID
    directions: str
    days: int
    quantity: int


@cites("4.2", "5.1.5.e")
def ask_expert(
    *,
    request_id: UUID,
    attendance_id: UUID,
    case: str,
    medicines: Sequence[AskedMedicine],
    months: Mapping[str, Fen],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Ask the expert group about a person's plan; return the consultation's id.

    ``months`` names up to how much the fund may bear for the person in a month, in all. Nothing
    is prescribed: that is done on the day of a visit, once the office has confirmed.
    """
    new, on = uuid4(), localdate(at)
    content = {
        "attendance": attendance_id,
        "case": case.strip(),
        "medicines": [asdict(one) for one in medicines],
        "months": dict(months),
    }
    if earlier := begin(
        request_id=request_id, kind="consultation.ask", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    attendance = find_attendance(attendance_id)
    if attendance is None:
        raise PERSON_IS_FOUND.refused()
    policy = load()
    cap = policy.monthly_cap(on)
    asked = Asked(
        case=case,
        medicines=len(medicines),
        months=months,
        open_already=queries.open_consultation(attendance.person_id) is not None,
    )
    supply_months = policy.value("supply_months", on)
    Refused.unless(may_ask(asked, cap=cap, supply_months=supply_months, on=on))
    assert cap is not None, "no question is asked while the cap is not set"
    consultation = Consultation.objects.create(
        id=new,
        person_id=attendance.person_id,
        attendance=attendance,
        organisation_id=attendance.organisation_id,
        asked_on=on,
        case=case.strip(),
        act_id=request_id,
    )
    _add_lines(consultation, medicines)
    ConsultationMonth.objects.bulk_create(
        ConsultationMonth(consultation=consultation, month=month, cap=cap, amount=fen)
        for month, fen in sorted(months.items())
    )
    return new


def _add_lines(consultation: Consultation, medicines: Sequence[AskedMedicine]) -> None:
    known = set(
        Product.objects.filter(id__in=[one.product_id for one in medicines]).values_list(
            "id", flat=True
        )
    )
    if any(one.product_id not in known for one in medicines):
        raise PRODUCT_IS_KNOWN.refused()
    ConsultationLine.objects.bulk_create(
        ConsultationLine(consultation=consultation, position=position, **asdict(one))
        for position, one in enumerate(medicines, start=1)
    )


@cites("4.2")
def withdraw_question(
    *, request_id: UUID, consultation_id: UUID, actor: Actor, at: datetime
) -> UUID:
    """Take back a question that is not concluded; only the doctor who asked may."""
    if earlier := begin(
        request_id=request_id,
        kind="consultation.withdraw",
        content={"consultation": consultation_id},
        result_id=consultation_id,
        at=at,
    ):
        return earlier.result_id
    lock(Consultation, consultation_id)
    found = Consultation.objects.get(id=consultation_id)
    CONSULTATION.after(ConsultationStage(found.stage), ConsultationMove.WITHDRAW)
    if found.recorded_by_id != actor.staff_id:
        raise WITHDRAWN_BY_ASKER.refused()
    ConsultationEvent.objects.create(
        consultation=found,
        move=ConsultationMove.WITHDRAW,
        because="",
        clause=CLAUSE,
        occurred_on=localdate(at),
        act_id=request_id,
    )
    return consultation_id
