"""The office writes an expert's signed word down; another of the office confirms it or not (4.2, A2)."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.files.cleaning import Cleaned
from anxin.funding.models import Consultation, ConsultationEvent, ExpertWord
from anxin.funding.queries.consultations import PAPER_TABLE, experts
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.consultation_stages import CONSULTATION, ConsultationMove, ConsultationStage
from anxin.rules.consultations import may_conclude, may_record
from anxin.rules.decisions import Refused
from anxin.vault.ciphertext import seal_bytes

CLAUSE = "4.2"


@cites("4.2", "A2")
def record_word(
    *,
    request_id: UUID,
    consultation_id: UUID,
    expert_id: UUID,
    agrees: bool,
    text: str,
    signed_on: date,
    paper: Cleaned,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down what a member of the expert group signed, with the paper itself, sealed."""
    new, on = uuid4(), localdate(at)
    content = {
        "consultation": consultation_id,
        "expert": expert_id,
        "agrees": agrees,
        "text": text.strip(),
        "signed_on": signed_on,
        "paper": paper.sent_hash,
    }
    if earlier := begin(
        request_id=request_id,
        kind="consultation.record",
        content=content,
        result_id=consultation_id,
        at=at,
    ):
        return earlier.result_id
    found = _locked(consultation_id)
    move = ConsultationMove.AGREE if agrees else ConsultationMove.OPPOSE
    CONSULTATION.after(ConsultationStage(found.stage), move)
    group = {member.id: member.name for member in experts()}
    Refused.unless(
        may_record(
            expert=group.get(expert_id, ""),
            group=group.values(),
            prescriber=found.recorded_by.name,
            recorded_by_asker=found.recorded_by_id == actor.staff_id,
            word=text,
            signed_on=signed_on,
            asked_on=found.asked_on,
            on=on,
        )
    )
    ExpertWord.objects.create(
        id=new,
        consultation=found,
        expert_id=expert_id,
        agrees=agrees,
        text=text.strip(),
        signed_on=signed_on,
        kind=paper.kind,
        content=seal_bytes(paper.content, table=PAPER_TABLE, column="content", row_id=new),
        content_hash=sha256(paper.content).digest(),
        act_id=request_id,
    )
    _move(found, move, because=text.strip(), act_id=request_id, on=on)
    return consultation_id


@cites("4.2", "working-rules:over-cap-opinion")
def conclude(
    *,
    request_id: UUID,
    consultation_id: UUID,
    confirms: bool,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Confirm an expert's word, which raises the person's cap in its months, or decline it."""
    content = {"consultation": consultation_id, "confirms": confirms, "because": because.strip()}
    if earlier := begin(
        request_id=request_id,
        kind="consultation.conclude",
        content=content,
        result_id=consultation_id,
        at=at,
    ):
        return earlier.result_id
    found = _locked(consultation_id)
    move = ConsultationMove.CONFIRM if confirms else ConsultationMove.DECLINE
    CONSULTATION.after(ConsultationStage(found.stage), move)
    word = ExpertWord.objects.get(consultation=found)
    another = actor.staff_id not in {found.recorded_by_id, word.recorded_by_id}
    Refused.unless(may_conclude(confirms=confirms, another=another, because=because))
    _move(found, move, because=because.strip(), act_id=request_id, on=localdate(at))
    return consultation_id


def _locked(consultation_id: UUID) -> Consultation:
    lock(Consultation, consultation_id)
    return Consultation.objects.select_related("recorded_by").get(id=consultation_id)


def _move(
    found: Consultation, move: ConsultationMove, *, because: str, act_id: UUID, on: date
) -> None:
    ConsultationEvent.objects.create(
        consultation=found,
        move=move,
        because=because,
        clause=CLAUSE,
        occurred_on=on,
        act_id=act_id,
    )
