"""Applications as lists and pages show them: one query for each number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_noop

from anxin.enrolment.models import (
    Application,
    ApplicationEvent,
    Decision,
    Enrolment,
    MaterialCheck,
    Opinion,
)
from anxin.enrolment.queries.clocks import decisions_due
from anxin.enrolment.queries.copies import copies_of
from anxin.enrolment.queries.materials import material_facts
from anxin.people.queries import Named, named
from anxin.privacy.door import Look
from anxin.rules.application_stages import APPLICATION, ApplicationMove, ApplicationStage
from anxin.rules.materials import Material, MaterialState, name_of

SIGNED = "signed"
"""An approved application whose agreement is signed; not a stage of its own."""
STAGES: dict[str, str] = {
    **{
        stage.value: APPLICATION.stages[stage]
        for stage in (
            ApplicationStage.RETURNED,
            ApplicationStage.SUBMITTED,
            ApplicationStage.VILLAGE_CONFIRMED,
            ApplicationStage.TOWNSHIP_PASSED,
            ApplicationStage.WAITING,
        )
    },
    ApplicationStage.APPROVED.value: gettext_noop("复审通过，待签协议"),
    SIGNED: gettext_noop("已签协议"),
    ApplicationStage.REFUSED.value: APPLICATION.stages[ApplicationStage.REFUSED],
    ApplicationStage.WITHDRAWN.value: APPLICATION.stages[ApplicationStage.WITHDRAWN],
}
_KINDS = {
    ApplicationStage.RETURNED.value: "bad",
    ApplicationStage.APPROVED.value: "good",
    SIGNED: "good",
    ApplicationStage.REFUSED.value: "bad",
    ApplicationStage.WITHDRAWN.value: "plain",
}
_UNDER_REVIEW = ("submitted", "village_confirmed", "returned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One application in a list."""

    id: UUID
    named: Named | None
    stage: str
    stage_label: str
    kind: str
    handed_in_on: date
    intake_on: date
    due_on: date | None
    due_clause: str
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event of an application, as the timeline shows it."""

    on: date
    title: str
    by: str
    because: str
    clause: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFound:
    """One of the six items as last seen at a review."""

    item: Material
    name: str
    state: str
    original_seen: bool
    copies: int
    places: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationShown:
    """What the page of an application shows beside the person."""

    outline: Outline
    events: list[Happened]
    opinions: list[Opinion]
    decision: Decision | None
    earlier: list[Decision]
    appealed: bool
    materials: list[MaterialFound]
    enrolment_id: UUID | None


def applications(stage: str = "") -> QuerySet[Application]:
    """Return the applications in reach at a stage, or all; nearest intake first."""
    found = Application.objects.exclude(stage=ApplicationStage.DRAFT)
    if stage == SIGNED:
        return found.filter(stage=ApplicationStage.APPROVED, enrolment__isnull=False)
    if stage == ApplicationStage.APPROVED:
        return found.filter(stage=ApplicationStage.APPROVED, enrolment__isnull=True)
    return found.filter(stage=stage) if stage else found


def open_counts() -> dict[str, int]:
    """Count the applications in reach at each stage that a list can show."""
    rows = (
        Application.objects.exclude(stage=ApplicationStage.DRAFT)
        .order_by()
        .annotate(
            unsigned=ExpressionWrapper(Q(enrolment__isnull=True), output_field=BooleanField())
        )
        .values_list("stage", "unsigned")
        .annotate(n=Count("id"))
    )
    counts = dict.fromkeys(STAGES, 0)
    for stage, unsigned, n in rows:
        counts[stage if stage != ApplicationStage.APPROVED or unsigned else SIGNED] += n
    return counts


def find_application(application_id: UUID) -> Application | None:
    """Return an application in reach; None where there is none to see."""
    return (
        Application.objects.select_related("person__town", "person__village", "person__keeper")
        .filter(id=application_id)
        .first()
    )


def outlines(rows: Iterable[Application], *, look: Look) -> list[Outline]:
    """Return applications as list rows; the names are read and recorded in one go."""
    found = list(rows)
    names = named((row.person_id for row in found), look=look)
    signed = set(
        Enrolment.objects.filter(application__in=found).values_list("application_id", flat=True)
    )
    due = decisions_due(found)
    return [
        _outline(row, names.get(row.person_id), signed=row.id in signed, decide_by=due.get(row.id))
        for row in found
    ]


def _outline(
    row: Application, name: Named | None, *, signed: bool, decide_by: date | None
) -> Outline:
    stage = SIGNED if signed else row.stage
    due_on, due_clause = _due(row, decide_by)
    return Outline(
        id=row.id,
        named=name,
        stage=stage,
        stage_label=STAGES[stage],
        kind=_KINDS.get(stage, "wait"),
        handed_in_on=row.handed_in_on,
        intake_on=row.intake_on,
        due_on=due_on,
        due_clause=due_clause,
        provisional=row.dates_provisional,
    )


def _due(row: Application, decide_by: date | None) -> tuple[date | None, str]:
    """Return which clock runs: the review's, the forwarding's, then the office's."""
    if row.stage in _UNDER_REVIEW:
        return row.first_review_due_on, "5.1.3.a"
    if row.stage != ApplicationStage.TOWNSHIP_PASSED:
        return None, ""
    if decide_by:
        return decide_by, "working-rules:decide-on-time"
    return row.forward_by, "5.1.3.c"


def application_page(application: Application, *, look: Look) -> ApplicationShown:
    """Return what the page of an application shows; the name's reading is recorded."""
    enrolment = Enrolment.objects.filter(application=application).first()
    decisions = decisions_of(application.id)
    return ApplicationShown(
        outline=outlines([application], look=look)[0],
        events=events_of(application.id),
        opinions=list(
            Opinion.objects.filter(application=application).select_related(
                "recorded_by", "organisation"
            )
        ),
        decision=decisions[0] if decisions else None,
        earlier=decisions[1:],
        appealed=appealed().filter(id=application.id).exists(),
        materials=_materials(application),
        enrolment_id=enrolment.id if enrolment else None,
    )


def decisions_of(application_id: UUID) -> list[Decision]:
    """Return every decision on an application, the one that stands first."""
    return list(
        Decision.objects.filter(application_id=application_id)
        .select_related("recorded_by")
        .order_by("-recorded_at")
    )


def appealed() -> QuerySet[Application]:
    """Return the applications in reach whose refusal was appealed."""
    return Application.objects.filter(
        id__in=ApplicationEvent.objects.filter(move=ApplicationMove.APPEAL).values("application_id")
    )


def events_of(application_id: UUID) -> list[Happened]:
    """Return what happened to an application, oldest first."""
    rows = ApplicationEvent.objects.filter(application_id=application_id).select_related(
        "recorded_by"
    )
    kinds = {"return": "bad", "refuse": "bad", "approve": "good", "pass": "good"}
    return [
        Happened(
            on=row.occurred_on,
            title=APPLICATION.acts[ApplicationMove(row.move)],
            by=row.recorded_by.name,
            because=row.because,
            clause=row.clause,
            kind=kinds.get(row.move, "plain"),
        )
        for row in rows
    ]


def returned_because(application_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return why applications came back, the newest reason of each."""
    rows = ApplicationEvent.objects.filter(
        application_id__in=list(application_ids), move=ApplicationMove.RETURN
    ).order_by("recorded_at")
    return dict(rows.values_list("application_id", "because"))


def _materials(application: Application) -> list[MaterialFound]:
    facts = material_facts(application.person_id)
    places = copies_of(application.id)
    newest = {row.item: row for row in MaterialCheck.objects.filter(application=application)}
    return [
        MaterialFound(
            item=Material(item),
            name=name_of(Material(item), facts),
            state=MaterialState(row.state).label,
            original_seen=row.original_seen,
            copies=row.copies,
            places=places.get(item, []),
        )
        for item, row in sorted(newest.items())
    ]
