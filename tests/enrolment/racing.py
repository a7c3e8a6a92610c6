"""What two colleagues do at once to one right: its end, and the pick-up that is being completed."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.dispensing import services as counter
from anxin.enrolment import services
from tests.dispensing.racing import Act
from tests.dispensing.steps import AT, PAD, Patient


def end(patient: Patient) -> Act:
    """Return the end of a patient's right by death."""
    return lambda actor: services.end_enrolment(
        request_id=uuid4(),
        enrolment_id=patient.enrolment_id,
        kind="died",
        because="死亡证明",
        clause="A5.n3",
        actor=actor,
        at=AT,
    )


def complete(pickup_id: UUID) -> Act:
    """Return the completion of a prepared pick-up, signed on the pad."""
    return lambda actor: counter.complete(
        request_id=uuid4(),
        pickup_id=pickup_id,
        guardian=PAD,
        dispenser_confirmed=True,
        explained=True,
        actor=actor,
        at=AT,
    )
