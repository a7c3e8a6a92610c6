"""The day board: where everybody of a clinic day is, and the next thing to do (5.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import Attendance, ClinicDay, Prescription, Visit
from anxin.clinics.queries.absences import absences_on
from anxin.clinics.queries.days import set_aside
from anxin.clinics.queries.expected import booked_on, expected_ids, given_on
from anxin.clinics.queries.proxies import proxies_in_a_row
from anxin.clinics.queries.reasons import reasons_of
from anxin.rules.access import Actor
from anxin.rules.days import ONE_DAY
from anxin.rules.prescription_stages import PrescriptionStage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Step(StrEnum):
    """How far a person is on a clinic day."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    SEEN = "seen"
    PRESCRIBED = "prescribed"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    DISPENSED = "dispensed"
    ABSENT = "absent"
    IN_HOSPITAL = "in_hospital"


STEP_LABELS: Mapping[Step, StrOrPromise] = {
    Step.EXPECTED: _("应到"),
    Step.ARRIVED: _("已到"),
    Step.SEEN: _("已看"),
    Step.PRESCRIBED: _("待审方"),
    Step.RETURNED: _("审方退回"),
    Step.REVIEWED: _("待发药"),
    Step.DISPENSED: _("已发药"),
    Step.ABSENT: _("未到"),
    Step.IN_HOSPITAL: _("住院中"),
}
STEP_ADVICE: Mapping[Step, StrOrPromise] = {
    Step.EXPECTED: _("到了的登记到诊；没有预约的先预约"),
    Step.ARRIVED: _("请医师看诊开方"),
    Step.SEEN: _("看过还没有开方的，请医师开方"),
    Step.PRESCRIBED: _("请药师审方"),
    Step.RETURNED: _("请医师按退回原因改开"),
    Step.REVIEWED: _("请发药人备药，三方签字后发药"),
    Step.DISPENSED: _("已办完；提醒下次取药日"),
    Step.ABSENT: _("请卫生院联系，登记原因并约好下次"),
    Step.IN_HOSPITAL: _("住院期间暂停领药，出院后另约门诊日"),
}
_BY_STAGE = {
    PrescriptionStage.SIGNED: Step.PRESCRIBED,
    PrescriptionStage.RETURNED: Step.RETURNED,
    PrescriptionStage.REVIEWED: Step.REVIEWED,
    PrescriptionStage.PARTLY_DISPENSED: Step.DISPENSED,
    PrescriptionStage.DISPENSED: Step.DISPENSED,
}


_OWN = {
    "prescription.write": (Step.ARRIVED, Step.RETURNED),
    "prescription.review": (Step.PRESCRIBED,),
    "pickup.write": (Step.REVIEWED,),
}
"""Where the work of a duty waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One person of a clinic day."""

    person_id: UUID
    step: Step
    booked: bool
    ends: date | None
    """The day the medicine runs out or an injection is due; None: never had any, or not asked."""
    injected: bool = False
    """Whether an injection is due then."""
    came: str = ""
    in_a_row: int = 0
    """How many times in a row another came in the patient's place, this time included."""
    booking_id: UUID | None = None
    """The booking that was missed, on a day gone by."""
    cause: str = ""
    """Why they did not come, where it is known."""
    attendance_id: UUID | None = None
    prescription_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everybody of a clinic day at a point."""

    clinic_day: ClinicDay
    rows: tuple[BoardRow, ...]
    steps: tuple[Step, ...]

    @property
    def counts(self) -> dict[Step, int]:
        """Return how many are at each step."""
        found = Counter(row.step for row in self.rows)
        return {step: found[step] for step in self.steps}

    def opens_on(self, actor: Actor) -> Step:
        """Return the step at which the actor's own work waits, else the first where anybody is."""
        here = {row.step for row in self.rows}
        own = [step for action, steps in _OWN.items() if actor.may(action) for step in steps]
        wanted = (*(step for step in own if step in self.steps), *self.steps)
        return next((step for step in wanted if step in here), self.steps[0])

    def at(self, step: Step) -> list[BoardRow]:
        """Return who is at a step."""
        return [row for row in self.rows if row.step is step]


def read_board(clinic_day: ClinicDay, *, actor: Actor, on: date) -> Board:
    """Return the board of a point's day, all its doctors together, as far as the duty may know.

    A duty that reads no prescriptions sees arrived, seen and dispensed; of a day gone by who
    was booked and did not come. Whose booking a stay in hospital took stands apart (5.1.6.1).
    """
    point, day = clinic_day.organisation_id, clinic_day.day
    booked = booked_on(point, day)
    arrived = list(
        Attendance.objects.filter(organisation_id=point, day=day).order_by("recorded_at")
    )
    here = {attendance.person_id for attendance in arrived}
    away = set_aside(point, day) - here
    awaited = (booked if day < on else expected_ids(clinic_day)) - here - away
    reasons = reasons_of(awaited | away)
    step = Step.ABSENT if day < on else Step.EXPECTED
    missed = absences_on(point, day) if step is Step.ABSENT else {}
    waiting = [
        BoardRow(
            person_id=one,
            step=Step.IN_HOSPITAL if one in away else step,
            booked=one in booked | away,
            ends=reasons[one].day if one in reasons else None,
            injected=one in reasons and reasons[one].due is not None,
            booking_id=missed[one][0] if one in missed else None,
            cause=missed[one][1] if one in missed else "",
        )
        for one in awaited | away
    ]
    waiting.sort(key=lambda row: (not row.booked, row.ends or date.min, row.person_id))
    came = _came(arrived, booked=booked, point=point, day=day)
    steps = (*_steps(actor, past=day < on), *([Step.IN_HOSPITAL] if away else []))
    return Board(clinic_day=clinic_day, rows=(*waiting, *came), steps=steps)


def _steps(actor: Actor, *, past: bool) -> tuple[Step, ...]:
    first = Step.ABSENT if past else Step.EXPECTED
    if not actor.may("prescription.read"):
        return (first, Step.ARRIVED, Step.SEEN, Step.DISPENSED)
    middle = (Step.ARRIVED, Step.SEEN, Step.PRESCRIBED, Step.RETURNED, Step.REVIEWED)
    return (first, *middle, Step.DISPENSED)


def _came(
    arrived: list[Attendance], *, booked: set[UUID], point: UUID, day: date
) -> list[BoardRow]:
    seen = set(Visit.objects.filter(attendance__in=arrived).values_list("attendance_id", flat=True))
    written = Prescription.objects.filter(organisation_id=point, written_on=day)
    latest = {row.person_id: row for row in written.order_by("recorded_at")}
    given = given_on(point, day)
    in_a_row = proxies_in_a_row([one.person_id for one in arrived], before=day + ONE_DAY)
    rows = []
    for attendance in arrived:
        prescription = latest.get(attendance.person_id)
        rows.append(
            BoardRow(
                person_id=attendance.person_id,
                step=_step(
                    prescription,
                    seen=attendance.id in seen,
                    given=attendance.person_id in given,
                ),
                booked=attendance.person_id in booked,
                ends=None,
                came=attendance.get_came_display(),
                in_a_row=in_a_row.get(attendance.person_id, 0),
                attendance_id=attendance.id,
                prescription_id=prescription.id if prescription else None,
            )
        )
    return rows


def _step(prescription: Prescription | None, *, seen: bool, given: bool) -> Step:
    if prescription is not None:
        return _BY_STAGE.get(PrescriptionStage(prescription.stage), Step.SEEN)
    if given:
        return Step.DISPENSED
    return Step.SEEN if seen else Step.ARRIVED
