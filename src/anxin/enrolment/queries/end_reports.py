"""Reports of townships that a right should end: what waits for the office, what came back (A5.n3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from anxin.enrolment.models import EndReport, EndReportEvent
from anxin.people.queries import Named, named
from anxin.privacy.door import Look
from anxin.rules.end_report_stages import END_REPORT, EndReportStage
from anxin.rules.end_reports import CAUSES

KINDS = {
    EndReportStage.REPORTED: "wait",
    EndReportStage.ENDED: "good",
    EndReportStage.RETURNED: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndReportSeen:
    """One report of a list, with whose it is and the last word on it."""

    report: EndReport
    named: Named
    clause: str
    stage_label: str
    kind: str
    answer: EndReportEvent | None


def end_reports(*, stage: str = "") -> QuerySet[EndReport]:
    """Return the reports in reach at a stage, or all; the newest first."""
    rows = EndReport.objects.select_related("person__keeper", "recorded_by")
    rows = rows.order_by("-recorded_at", "id")
    return rows.filter(stage=stage) if stage else rows


def find_end_report(report_id: UUID) -> EndReport | None:
    """Return a report in reach; None where there is none to see."""
    return end_reports().filter(id=report_id).first()


def open_end_report(person_id: UUID) -> EndReport | None:
    """Return a person's report that waits for the office; None where there is none."""
    return end_reports(stage=EndReportStage.REPORTED).filter(person_id=person_id).first()


def returned_end_reports() -> list[EndReport]:
    """Return what came back and is neither closed nor reported anew, in reach."""
    newest = EndReport.objects.order_by("enrolment_id", "-recorded_at").distinct("enrolment_id")
    return [one for one in newest if one.stage == EndReportStage.RETURNED]


def answers_to(report_ids: Iterable[UUID]) -> dict[UUID, EndReportEvent]:
    """Return the newest event of each report."""
    rows = EndReportEvent.objects.filter(report_id__in=list(report_ids))
    return {
        one.report_id: one for one in rows.select_related("recorded_by").order_by("recorded_at")
    }


def end_reports_seen(found: Iterable[EndReport], *, look: Look) -> list[EndReportSeen]:
    """Return reports as lines of a list; the names are read and recorded."""
    rows = list(found)
    people = named({one.person_id for one in rows}, look=look)
    answers = answers_to(one.id for one in rows)
    return [
        EndReportSeen(
            report=one,
            named=people[one.person_id],
            clause=CAUSES[one.cause],
            stage_label=END_REPORT.stages[EndReportStage(one.stage)],
            kind=KINDS.get(EndReportStage(one.stage), "plain"),
            answer=answers.get(one.id),
        )
        for one in rows
    ]
