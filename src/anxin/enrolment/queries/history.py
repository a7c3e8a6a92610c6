"""What happened to a person from application to the end of the right, in one list (5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.enrolment.models import (
    Agreement,
    AnnualReviewEvent,
    ApplicationEvent,
    Card,
    CardEvent,
    Change,
    EndReport,
    EndReportEvent,
    EnrolmentEvent,
    GuardianSignature,
    HospitalStay,
    Move,
    MoveEvent,
)
from anxin.rules.annual_review_stages import ANNUAL_REVIEW, AnnualReviewMove
from anxin.rules.application_stages import APPLICATION, ApplicationMove
from anxin.rules.cards import CARD, CardMove
from anxin.rules.decisions import Phrase, said
from anxin.rules.end_report_stages import END_REPORT, EndReportMove
from anxin.rules.end_reports import CAUSES
from anxin.rules.enrolment_stages import EnrolmentMove
from anxin.rules.move_stages import MOVE, MoveMove

LATER = ("anxin.settlement.happened",)
"""Contexts above this one that tell what happened to a person; asked by name, as 待办 asks for tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened: the day, what, and who wrote it down when."""

    on: date
    at: datetime
    title: str | Phrase
    by: str
    because: str = ""
    clause: str = ""


def history(person_id: UUID) -> list[Happened]:
    """Return what happened to a person, newest first, as far as the reader's reach goes.

    The end and the rest of a right, and the arrival after a move, are told by the change and the stay
    that brought them.
    """
    rows = [
        *_moves(
            ApplicationEvent.objects.filter(application__person_id=person_id),
            gettext_noop("申请"),
            {move: APPLICATION.acts[move] for move in ApplicationMove},
        ),
        *_moves(
            CardEvent.objects.filter(card__person_id=person_id),
            gettext_noop("救助卡"),
            {move: CARD.acts[move] for move in CardMove},
        ),
        *_moves(
            AnnualReviewEvent.objects.filter(review__person_id=person_id),
            gettext_noop("年度审核"),
            {move: ANNUAL_REVIEW.acts[move] for move in AnnualReviewMove},
        ),
        *_moves(
            MoveEvent.objects.filter(moving__person_id=person_id).exclude(move=MoveMove.TAKE_OVER),
            MOVE.noun,
            {move: MOVE.acts[move] for move in MoveMove},
        ),
        *_moves(
            EndReportEvent.objects.filter(report__person_id=person_id).exclude(
                move=EndReportMove.END
            ),
            END_REPORT.noun,
            {move: END_REPORT.acts[move] for move in EndReportMove},
        ),
        *_announced(person_id),
        *_reported(person_id),
        *_issued(person_id),
        *_signed(person_id),
        *_guardians_signed(person_id),
        *_stays(person_id),
        *_changes(person_id),
        *(one for name in LATER for one in import_module(name).happened(person_id)),
    ]
    return sorted(rows, key=lambda one: (one.on, one.at), reverse=True)


def _moves(events: QuerySet[Any], noun: str, acts: dict[Any, str]) -> Iterator[Happened]:
    for one in events.select_related("recorded_by"):
        yield Happened(
            on=one.occurred_on,
            at=one.recorded_at,
            title=said("{noun} · {act}", noun=noun, act=acts[one.move]),
            by=one.recorded_by.name,
            because=one.because,
            clause=one.clause,
        )


def _announced(person_id: UUID) -> Iterator[Happened]:
    rows = Move.objects.filter(person_id=person_id).select_related("recorded_by", "to_keeper")
    for one in rows:
        yield Happened(
            on=one.announced_on,
            at=one.recorded_at,
            title=gettext_noop("登记迁移，等对方接收"),
            by=one.recorded_by.name,
            because=one.to_keeper.name,
            clause="5.1.2.a",
        )


def _reported(person_id: UUID) -> Iterator[Happened]:
    rows = EndReport.objects.filter(person_id=person_id).select_related("recorded_by")
    for one in rows:
        yield Happened(
            on=localdate(one.recorded_at),
            at=one.recorded_at,
            title=said("上报终止：{cause}", cause=str(dict(EndReport.Cause.choices)[one.cause])),
            by=one.recorded_by.name,
            because=one.evidence,
            clause=CAUSES[one.cause],
        )


def _issued(person_id: UUID) -> Iterator[Happened]:
    for card in Card.objects.filter(person_id=person_id).select_related("recorded_by"):
        yield Happened(
            on=card.issued_on,
            at=card.recorded_at,
            title=gettext_noop("核发救助卡"),
            by=card.recorded_by.name,
            because=card.number,
            clause="5.1.5.c",
        )


def _signed(person_id: UUID) -> Iterator[Happened]:
    rows = Agreement.objects.filter(person_id=person_id)
    for one in rows.select_related("recorded_by", "hospital"):
        yield Happened(
            on=one.signed_on,
            at=one.recorded_at,
            title=gettext_noop("续签服务协议") if one.review_id else gettext_noop("签订服务协议"),
            by=one.recorded_by.name,
            because=one.hospital.name,
            clause="5.1.5.a",
        )


def _guardians_signed(person_id: UUID) -> Iterator[Happened]:
    rows = GuardianSignature.objects.filter(person_id=person_id)
    for one in rows.select_related("recorded_by"):
        yield Happened(
            on=one.signed_on,
            at=one.recorded_at,
            title=gettext_noop("新监护人在服务协议上签字"),
            by=one.recorded_by.name,
            clause="5.1.5.a",
        )


def _stays(person_id: UUID) -> Iterator[Happened]:
    rows = HospitalStay.objects.filter(person_id=person_id)
    for stay in rows.select_related("recorded_by"):
        yield Happened(
            on=stay.since,
            at=stay.recorded_at,
            title=gettext_noop("住院，暂停领药"),
            by=stay.recorded_by.name,
            because=stay.hospital,
            clause="5.1.6.1",
        )
    back = EnrolmentEvent.objects.filter(enrolment__person_id=person_id, move=EnrolmentMove.RESTORE)
    for one in back.select_related("recorded_by"):
        yield Happened(
            on=one.occurred_on,
            at=one.recorded_at,
            title=gettext_noop("出院，恢复领药"),
            by=one.recorded_by.name,
            clause="5.1.6.1",
        )


def _changes(person_id: UUID) -> Iterator[Happened]:
    for one in Change.objects.filter(person_id=person_id).select_related("recorded_by"):
        yield Happened(
            on=one.occurred_on,
            at=one.recorded_at,
            title=str(dict(Change.Kind.choices)[one.kind]),
            by=one.recorded_by.name,
            because=one.because,
            clause=one.clause,
        )
