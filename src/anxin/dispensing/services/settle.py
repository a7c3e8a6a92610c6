"""Record the special-disease bill that precedes a pick-up (5.3.2.b)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.dispensing import grounds
from anxin.dispensing.facts import Case, read_case
from anxin.dispensing.models import Settlement
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.money import Fen


@cites("5.3.2.b", "5.2.3")
def settle_special_disease(
    *,
    request_id: UUID,
    prescription_id: UUID,
    exhausted: bool,
    hospital: str,
    invoice_number: str,
    total: Fen,
    reimbursed: Fen,
    settled_on: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record the bill brought along from the special-disease hospital, or that its quota is used up.

    The bill is settled there, it is not a pick-up there; its invoice counts once in the district.
    """
    new = uuid4()
    bill = {
        "hospital": hospital.strip(),
        "invoice_number": invoice_number.strip(),
        "total": total,
        "reimbursed": reimbursed,
    }
    content = {"prescription": prescription_id, "exhausted": exhausted, "on": settled_on, **bill}
    if earlier := begin(
        request_id=request_id, kind="pickup.settle", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    case = read_case(prescription_id, store_id=actor.organisation_id, on=localdate(at))
    if case is None:
        raise grounds.PRESCRIPTION_IS_FOUND.refused()
    complete = exhausted or _is_complete(hospital, invoice_number, total, reimbursed)
    Refused.unless(
        Decision.of(
            *_about(case, actor=actor),
            grounds.BILL_IS_COMPLETE.met_if(complete and settled_on <= localdate(at)),
        )
    )
    Settlement.objects.create(
        id=new,
        person_id=case.person_id,
        prescription_id=prescription_id,
        exhausted=exhausted,
        settled_on=settled_on,
        act_id=request_id,
        **({"invoice_number": None} if exhausted else bill),
    )
    return new


def _about(case: Case, *, actor: Actor) -> tuple[Condition, ...]:
    return (
        grounds.HOLDS_SPECIAL_DISEASE_CARD.met_if(case.special_disease.held),
        grounds.WRITTEN_HERE.met_if(case.written_at == actor.organisation_id),
        grounds.BILL_IS_NEW.met_if(case.special_disease.settled is None),
    )


def _is_complete(hospital: str, invoice_number: str, total: Fen, reimbursed: Fen) -> bool:
    return bool(hospital.strip() and invoice_number.strip()) and 0 <= reimbursed <= total
