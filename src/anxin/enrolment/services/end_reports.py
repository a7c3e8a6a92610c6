"""A township reports that a right should end; the office ends it by the report, or sends it back (A5.n3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import EndReport, EndReportEvent, Enrolment, Move
from anxin.enrolment.services.ending import end_right, locked_to_end
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.end_report_stages import END_REPORT, EndReportMove, EndReportStage
from anxin.rules.end_reports import CAUSES, RETURN_HAS_REASON, RIGHT_LASTS, may_report
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.move_stages import MoveStage


@cites("A5.n3", "working-rules:end-report")
def report_end(
    *,
    request_id: UUID,
    person_id: UUID,
    cause: str,
    occurred_on: date,
    evidence: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Report that a right should end, with the cause and the evidence; return the report's id.

    Nothing ends by it: medicine goes on until the office has looked.
    """
    del actor
    new, on = uuid4(), localdate(at)
    content = {"person": person_id, "cause": cause, "on": occurred_on, "evidence": evidence}
    if earlier := begin(
        request_id=request_id, kind="end.report", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    found = Enrolment.objects.filter(person_id=person_id).order_by("recorded_at").last()
    if found is None:
        raise RIGHT_LASTS.refused()
    lock(Enrolment, found.id)
    enrolment = Enrolment.objects.get(id=found.id)
    waits = EndReport.objects.filter(enrolment=enrolment, stage=EndReportStage.REPORTED)
    moving = Move.objects.filter(person_id=person_id, stage=MoveStage.ANNOUNCED)
    Refused.unless(
        may_report(
            since=enrolment.since,
            lasts=enrolment.stage != EnrolmentStage.ENDED,
            cause=cause,
            day=occurred_on,
            evidence=evidence,
            reported=waits.exists(),
            moving=moving.exists(),
            on=on,
        )
    )
    EndReport.objects.create(
        id=new,
        person_id=person_id,
        enrolment=enrolment,
        cause=cause,
        occurred_on=occurred_on,
        evidence=evidence.strip(),
        stage=EndReportStage.REPORTED,
        act_id=request_id,
    )
    return new


@cites("A5.n3", "working-rules:end-report")
def end_as_reported(*, request_id: UUID, report_id: UUID, actor: Actor, at: datetime) -> UUID:
    """End a right by the township's cause, day and evidence; return the report's id."""
    del actor
    on = localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="end.confirm",
        content={"report": report_id},
        result_id=report_id,
        at=at,
    ):
        return earlier.result_id
    report = EndReport.objects.get(id=report_id)
    enrolment = locked_to_end(report.enrolment_id)
    report.refresh_from_db(fields=["stage"])
    END_REPORT.after(EndReportStage(report.stage), EndReportMove.END)
    if enrolment.stage == EnrolmentStage.ENDED:
        raise RIGHT_LASTS.refused()
    end_right(
        enrolment,
        report.cause,
        report.evidence,
        CAUSES[report.cause],
        act_id=request_id,
        on=report.occurred_on,
        details={"report": str(report.id)},
    )
    _write_event(report, EndReportMove.END, report.evidence, act_id=request_id, on=on)
    return report_id


@cites("A5.n3", "working-rules:end-report")
def return_end_report(
    *, request_id: UUID, report_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Send a report back to the township with the reason; the right goes on. Return the report's id."""
    del actor
    return _answer(EndReportMove.RETURN, request_id, report_id, because, at=at)


def withdraw_end_report(
    *, request_id: UUID, report_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Take a report back, or close one that came back; return the report's id."""
    del actor
    return _answer(EndReportMove.WITHDRAW, request_id, report_id, because, at=at)


def _answer(
    made: EndReportMove, request_id: UUID, report_id: UUID, because: str, *, at: datetime
) -> UUID:
    if earlier := begin(
        request_id=request_id,
        kind=f"end.{made}",
        content={"report": report_id, "because": because},
        result_id=report_id,
        at=at,
    ):
        return earlier.result_id
    lock(EndReport, report_id)
    report = EndReport.objects.get(id=report_id)
    END_REPORT.after(EndReportStage(report.stage), made)
    if not because.strip():
        raise RETURN_HAS_REASON.refused()
    _write_event(report, made, because, act_id=request_id, on=localdate(at))
    return report_id


def _write_event(
    report: EndReport, made: EndReportMove, because: str, *, act_id: UUID, on: date
) -> None:
    EndReportEvent.objects.create(
        id=uuid4(),
        report=report,
        move=made,
        because=because.strip(),
        clause=CAUSES[report.cause],
        occurred_on=on,
        act_id=act_id,
    )
