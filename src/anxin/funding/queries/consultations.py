"""What the expert group was asked, what came of it, and which months it raises the cap of (4.2, A2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from anxin.clinics.models import Prescription
from anxin.database.statements import run
from anxin.funding.models import Consultation, ConsultationEvent, ConsultationMonth, ExpertWord
from anxin.organisations.models import GroupMember
from anxin.privacy.door import Look, Sealed, reveal_file
from anxin.rules.clauses import cites
from anxin.rules.consultation_stages import CONSULTATION, ConsultationMove, ConsultationStage
from anxin.rules.days import month_of
from anxin.rules.money import Fen

PAPER_TABLE = "funding_expertword"
OPEN = (ConsultationStage.ASKED, ConsultationStage.ADVISED)
SAID_NO = (ConsultationStage.OPPOSED, ConsultationStage.DECLINED)
KINDS = {
    ConsultationStage.ASKED: "wait",
    ConsultationStage.ADVISED: "wait",
    ConsultationStage.OPPOSED: "bad",
    ConsultationStage.CONFIRMED: "good",
    ConsultationStage.DECLINED: "bad",
    ConsultationStage.WITHDRAWN: "plain",
}
_RAISES = """
SELECT DISTINCT ON (m.month) m.month, m.consultation_id, m.amount
FROM funding_consultationmonth m JOIN funding_consultation c ON c.id = m.consultation_id
WHERE c.stage = 'confirmed' AND m.month = ANY (%s::text[]) AND c.person_id IN
    (SELECT p.id FROM people_person p WHERE %s::uuid IN (p.id, p.merged_into_id))
ORDER BY m.month, m.amount DESC, c.recorded_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """Up to how much a confirmed consultation lets the fund bear in a month, in all. Fen."""

    consultation_id: UUID
    limit: Fen


@cites("5.1.5.e", "working-rules:over-cap-opinion")
def raises_of(person_id: UUID, *, months: Collection[str]) -> dict[str, Raise]:
    """Return the months for which a person's cap is raised; of several confirmed the highest counts."""
    rows = run(_RAISES, sorted(months), person_id)
    return {month: Raise(consultation_id=found, limit=Fen(amount)) for month, found, amount in rows}


def experts() -> list[GroupMember]:
    """Return the expert group as published."""
    return list(GroupMember.objects.filter(group=GroupMember.Group.EXPERT))


def expert_choices(*, but: str) -> list[tuple[str, str]]:
    """Return the experts to choose from, without the doctor whose plan it is."""
    return [(str(one.id), f"{one.name} {one.post}") for one in experts() if one.name != but]


def consultations(*, stage: str = "") -> QuerySet[Consultation]:
    """Return the consultations in reach, newest first."""
    rows = Consultation.objects.select_related("organisation", "recorded_by").prefetch_related(
        "months"
    )
    return rows.filter(stage=stage) if stage else rows


def find_consultation(consultation_id: UUID) -> Consultation | None:
    """Return a consultation in reach with its word; None for any other."""
    return (
        consultations()
        .select_related("word__expert", "word__recorded_by")
        .defer("word__content")
        .filter(id=consultation_id)
        .first()
    )


def consultation_tag(found: Consultation) -> tuple[str, str]:
    """Return the stage in words, and its kind."""
    stage = ConsultationStage(found.stage)
    return CONSULTATION.stages[stage], KINDS[stage]


def _of(person_id: UUID) -> QuerySet[Consultation]:
    return Consultation.objects.filter(Q(person_id=person_id) | Q(person__merged_into_id=person_id))


def open_consultation(person_id: UUID) -> Consultation | None:
    """Return a person's consultation that is not concluded."""
    return _of(person_id).filter(stage__in=OPEN).first()


def recent_of(person_id: UUID, *, on: date) -> list[Consultation]:
    """Return a person's consultations about this month or a later one, newest first."""
    ahead = ConsultationMonth.objects.filter(consultation=OuterRef("pk"), month__gte=month_of(on))
    return list(_of(person_id).filter(Exists(ahead)).prefetch_related("months"))


def waiting_for_another(staff_id: UUID) -> QuerySet[Consultation]:
    """Return what a colleague of the office may confirm: another wrote the word down."""
    return Consultation.objects.filter(stage=ConsultationStage.ADVISED).exclude(
        Q(recorded_by_id=staff_id) | Q(word__recorded_by_id=staff_id)
    )


def answered(staff_id: UUID, *, on: date) -> list[Consultation]:
    """Return what a doctor asked and was answered, until the person is prescribed for anew."""
    since = Prescription.objects.filter(
        person_id=OuterRef("person_id"), recorded_at__gt=OuterRef("recorded_at")
    )
    ahead = ConsultationMonth.objects.filter(consultation=OuterRef("pk"), month__gte=month_of(on))
    return list(
        Consultation.objects.filter(
            ~Exists(since),
            Exists(ahead),
            recorded_by_id=staff_id,
            stage__in=(ConsultationStage.CONFIRMED, *SAID_NO),
        )
    )


def history_of(consultation: Consultation) -> list[dict[str, Any]]:
    """Return what happened to a consultation, oldest first, for a timeline."""
    asked = {
        "on": consultation.recorded_at,
        "title": _("提出"),
        "by": consultation.recorded_by.name,
    }
    return [asked, *(_row(event) for event in consultation.events.select_related("recorded_by"))]


def _row(event: ConsultationEvent) -> dict[str, Any]:
    return {
        "on": event.recorded_at,
        "title": CONSULTATION.acts[ConsultationMove(event.move)],
        "by": event.recorded_by.name,
        "because": event.because,
        "clause": event.clause,
    }


def open_paper(consultation: Consultation, *, look: Look) -> tuple[str, bytes] | None:
    """Return the kind and the content of the signed paper, recorded; None before there is one."""
    word = ExpertWord.objects.filter(consultation=consultation).first()
    if word is None:
        return None
    sealed = Sealed(
        consultation.person_id, "consultation", PAPER_TABLE, "content", word.id, word.content
    )
    return word.kind, reveal_file(sealed, look=look)
