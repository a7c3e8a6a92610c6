"""The next action for a person, decided in one place for every duty (lessons 1).

Search results, the command palette and the person's page all ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.database.statements import run
from anxin.enrolment.queries.outlook import Outlook
from anxin.rules.access import Actor, Duty
from anxin.rules.application_stages import ApplicationStage
from anxin.rules.cards import CardStage

_CLINIC_TODAY = """
SELECT p.id, d.id, d.day, b.id, w.id, w.stage FROM people_person p
LEFT JOIN LATERAL (SELECT y.id, y.day FROM clinics_clinicday y
    WHERE y.organisation_id = p.clinic_id AND y.stage = 'published' AND y.day >= %(on)s::date ORDER BY y.day LIMIT 1) d ON true
LEFT JOIN LATERAL (SELECT y.id FROM clinics_attendance y
    WHERE y.person_id = p.id AND y.day = %(on)s::date AND y.clinic_day_id IS NOT NULL
    ORDER BY y.recorded_at DESC LIMIT 1) b ON true
LEFT JOIN LATERAL (SELECT y.id, y.stage FROM clinics_prescription y
    WHERE y.person_id = p.id ORDER BY y.recorded_at DESC LIMIT 1) w ON true
WHERE p.id = ANY (%(people)s::uuid[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do next, in words, and where."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicToday:
    """What the clinic has of a person today, as far as the duty may read."""

    day_id: UUID | None = None
    day: date | None = None
    attendance_id: UUID | None = None
    prescription_id: UUID | None = None
    prescription_stage: str | None = None


Choice = Callable[[Outlook, ClinicToday, date], Step | None]


def next_steps(outlooks: Iterable[Outlook], *, actor: Actor, on: date) -> dict[UUID, Step]:
    """Return each person's next action for who looks; a person without one is left out."""
    rows = list(outlooks)
    choose = _CHOICES.get(actor.duty, _see_person)
    today = _clinic_today(rows, actor=actor, on=on)
    found = {
        row.person_id: choose(row, today.get(row.person_id, ClinicToday()), on) for row in rows
    }
    return {person_id: step for person_id, step in found.items() if step}


def _clinic_today(rows: list[Outlook], *, actor: Actor, on: date) -> dict[UUID, ClinicToday]:
    if actor.duty not in {Duty.PSYCHIATRIST, Duty.PHARMACIST}:
        return {}
    people = [row.person_id for row in rows]
    return {
        row[0]: ClinicToday(**dict(zip(ClinicToday.__slots__, row[1:], strict=True)))
        for row in run(_CLINIC_TODAY, {"people": people, "on": on})
    }


def person_url(person_id: UUID) -> str:
    """Return the address of a person's page."""
    return reverse("enrolment:person", args=[person_id])


def _see_person(outlook: Outlook, _today: ClinicToday, _on: date) -> Step:
    return Step(title=_("查看人员"), url=person_url(outlook.person_id))


def _dispense(outlook: Outlook, _today: ClinicToday, _on: date) -> Step:
    return Step(title=_("去发药"), url=reverse("dispensing:person", args=[outlook.person_id]))


def _see_patient(outlook: Outlook, today: ClinicToday, on: date) -> Step:
    if today.attendance_id:
        return Step(title=_("看诊"), url=reverse("clinics:visit", args=[today.attendance_id]))
    if outlook.live and today.day_id:
        place = [today.day_id, outlook.person_id]
        if today.day == on:
            return Step(title=_("登记到诊"), url=reverse("clinics:arrive", args=place))
        return Step(title=_("预约门诊"), url=reverse("clinics:book", args=place))
    return _see_person(outlook, today, on)


def _check_prescription(outlook: Outlook, today: ClinicToday, on: date) -> Step:
    if today.prescription_id and today.prescription_stage == "signed":
        return Step(title=_("审方"), url=reverse("clinics:review", args=[today.prescription_id]))
    return _see_person(outlook, today, on)


def _go_on_with_application(outlook: Outlook, today: ClinicToday, on: date) -> Step:
    if outlook.application_id and outlook.open_application:
        title, name = _OFFICER_STEPS.get(
            outlook.open_application, (gettext_lazy("查看申请"), "enrolment:application")
        )
        return Step(title=str(title), url=reverse(name, args=[outlook.application_id]))
    if outlook.live and outlook.card_id and outlook.card_stage == CardStage.LOST:
        return Step(
            title=_("换发新卡"), url=reverse("enrolment:replace_card", args=[outlook.card_id])
        )
    if outlook.live and outlook.card_stage == CardStage.CANCELLED:
        return Step(
            title=_("核发新卡"), url=reverse("enrolment:new_card", args=[outlook.person_id])
        )
    return _see_person(outlook, today, on)


_OFFICER_STEPS: Mapping[str, tuple[str | Promise, str]] = {
    ApplicationStage.RETURNED: (gettext_lazy("补正申请"), "enrolment:correct"),
    ApplicationStage.VILLAGE_CONFIRMED: (gettext_lazy("初审"), "enrolment:review"),
    ApplicationStage.APPROVED: (gettext_lazy("签订协议"), "enrolment:sign"),
}


def _decide(outlook: Outlook, today: ClinicToday, on: date) -> Step:
    if outlook.application_id and outlook.open_application:
        to_decide = outlook.open_application == ApplicationStage.TOWNSHIP_PASSED
        name = "enrolment:decide" if to_decide else "enrolment:application"
        title = _("复审") if to_decide else _("查看申请")
        return Step(title=title, url=reverse(name, args=[outlook.application_id]))
    return _see_person(outlook, today, on)


def _note_stay(outlook: Outlook, _today: ClinicToday, _on: date) -> Step:
    title = _("登记出院") if outlook.in_hospital_since else _("登记住院")
    return Step(title=title, url=reverse("enrolment:stay", args=[outlook.person_id]))


def _confirm(outlook: Outlook, _today: ClinicToday, _on: date) -> Step | None:
    if outlook.application_id is None:
        return None
    return Step(title=_("核实"), url=reverse("enrolment:confirm", args=[outlook.application_id]))


_CHOICES: Mapping[Duty, Choice] = {
    Duty.DISPENSER: _dispense,
    Duty.PSYCHIATRIST: _see_patient,
    Duty.PHARMACIST: _check_prescription,
    Duty.TOWNSHIP_OFFICER: _go_on_with_application,
    Duty.OFFICE_REVIEWER: _decide,
    Duty.POLICE: _note_stay,
    Duty.VILLAGE_CLERK: _confirm,
}
