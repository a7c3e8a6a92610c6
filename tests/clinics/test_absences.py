"""Who was booked and did not come: on the list until they came, by cause and by the day agreed (7.3.c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.clinics.models import Absence, Booking
from anxin.clinics.queries.absences import absent
from anxin.clinics.tasks import tasks_for
from anxin.enrolment import services as admission
from anxin.enrolment.models import Enrolment
from tests import world
from tests.clinics import steps
from tests.clinics.test_attending import refused
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
DAY = steps.TODAY
NEXT_DAY, NEXT_AT = DAY + timedelta(days=1), steps.AT + timedelta(days=1)
PROMISED, LATER = DAY + timedelta(days=10), DAY + timedelta(days=14)


def missed(**details: object) -> tuple[UUID, UUID]:
    """Return somebody who was booked and did not come, and the booking."""
    person, day = steps.enrolled(**details), steps.clinic_day()
    return person, steps.booked(day, person)


def listed(*, on: date = NEXT_DAY, by: str = "officer") -> list[tuple[UUID, str]]:
    world.become(by)
    return [(one.person_id, one.state) for one in absent(on=on)]


class TestTheList:
    def test_who_did_not_come_stands_on_it_from_the_next_day_on(self):
        person, _booking = missed()

        assert listed(on=DAY) == []
        assert listed() == [(person, "open")]

    def test_nobody_disappears_by_age(self):
        person, _booking = missed()

        assert listed(on=DAY + timedelta(days=800)) == [(person, "open")]

    def test_who_came_is_not_listed(self):
        person, day = steps.enrolled(), steps.clinic_day()
        steps.booked(day, person)
        steps.arrived(day, person)

        assert listed() == []

    def test_who_came_on_a_later_day_leaves(self):
        person, _booking = missed()
        later = steps.clinic_day(day=NEXT_DAY)

        steps.arrived(later, person, at=NEXT_AT)

        assert listed(on=LATER) == []

    def test_a_promise_hides_until_its_day(self):
        person, booking = missed()
        steps.asked_why(booking, promised_on=PROMISED, at=NEXT_AT)

        assert listed() == [(person, "waits")]
        assert listed(on=PROMISED - timedelta(days=1)) == [(person, "waits")]
        assert listed(on=PROMISED) == [(person, "returned")]

    def test_a_booking_hides_until_it_is_missed_in_its_turn(self):
        person, booking = missed()
        later = steps.clinic_day(day=LATER)
        steps.asked_why(booking, day=later, at=NEXT_AT)

        assert listed(on=LATER) == [(person, "waits")]
        assert listed(on=LATER + timedelta(days=1)) == [(person, "open")]

    def test_a_booking_without_a_cause_hides_nothing(self):
        person, _booking = missed()
        steps.booked(steps.clinic_day(day=LATER), person, at=NEXT_AT)

        assert listed() == [(person, "open")]

    def test_who_is_in_hospital_or_no_longer_in_the_programme_is_left_out(self):
        away, _booking = missed()
        gone = steps.enrolled()
        steps.booked(Booking.objects.get(person_id=away).clinic_day_id, gone)
        reviewer = world.become("reviewer")
        admission.admit(
            request_id=uuid4(),
            person_id=away,
            hospital="江津区精神卫生中心",
            since=NEXT_DAY,
            actor=reviewer,
            at=NEXT_AT,
        )
        admission.end_enrolment(
            request_id=uuid4(),
            enrolment_id=Enrolment.objects.get(person_id=gone).id,
            kind="died",
            because="死亡证明",
            clause="A5.n3",
            actor=reviewer,
            at=NEXT_AT,
        )

        assert listed() == []

    def test_a_moved_day_leaves_nobody_behind(self):
        person, day = steps.enrolled(), steps.clinic_day()
        steps.booked(day, person)
        steps.called_off(day, new_day=LATER)

        assert listed() == []
        assert listed(on=LATER + timedelta(days=1)) == [(person, "open")]

    @pytest.mark.parametrize("colleague", ["other_officer", "centre_psychiatrist"])
    def test_another_unit_sees_nobody(self, colleague):
        missed()

        assert listed(by=colleague) == []


class TestWritingDown:
    def test_a_cause_needs_one_next_day(self):
        _person, booking = missed()

        with refused(next_is_agreed="5.3.2.c"):
            steps.asked_why(booking, at=NEXT_AT)
        with refused(other_cause_is_explained="working-rules:absence"):
            steps.asked_why(booking, "other", promised_on=PROMISED, at=NEXT_AT)
        assert steps.asked_why(booking, promised_on=PROMISED, at=NEXT_AT)

    def test_a_promise_lies_within_the_days_of_the_policy(self):
        _person, booking = missed()
        last = NEXT_DAY + timedelta(days=31)

        with refused(promise_is_near="working-rules:absence"):
            steps.asked_why(booking, promised_on=last + timedelta(days=1), at=NEXT_AT)
        assert steps.asked_why(booking, promised_on=last, at=NEXT_AT)

    def test_the_day_itself_is_too_early(self):
        _person, booking = missed()

        with refused(did_not_come="working-rules:absence"):
            steps.asked_why(booking, promised_on=PROMISED)

    def test_the_next_day_is_booked_in_the_same_act(self):
        person, booking = missed()
        later = steps.clinic_day(day=LATER)

        made = Absence.objects.get(id=steps.asked_why(booking, day=later, at=NEXT_AT))

        assert made.next_booking.clinic_day_id == later
        assert made.next_booking.person_id == person
        assert made.next_booking.act_id == made.act_id

    @pytest.mark.parametrize("colleague", ["other_officer", "dispenser", "psychiatrist"])
    def test_only_who_looks_after_the_person_writes(self, colleague):
        _person, booking = missed()

        with refused(absence_is_in_reach="working-rules:absence"):
            steps.asked_why(booking, promised_on=PROMISED, by=colleague, at=NEXT_AT)

    def test_the_database_knows_who_arrived(self):
        person, booking = missed()
        made = Absence.objects.get(id=steps.asked_why(booking, promised_on=PROMISED, at=NEXT_AT))
        other = steps.clinic_day(day=NEXT_DAY)
        kept = steps.booked(other, person, at=NEXT_AT)
        steps.arrived(other, person, at=NEXT_AT)
        world.become("officer")
        made.id, made.booking_id = uuid4(), kept

        with pytest.raises(IntegrityError) as error, transaction.atomic():
            made.save(force_insert=True)
        assert error.value.__cause__.diag.constraint_name == "absent_from_its_booking"


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody who did not come two days ago."""

    person: UUID
    booking: UUID
    day: UUID
    at: datetime


@pytest.fixture
def scene() -> Scene:
    at = now()
    before = at - timedelta(days=2)
    person = steps.enrolled(name="试安宁", phone="13900001234")
    day = steps.clinic_day(day=localdate(before), at=before)
    return Scene(person, steps.booked(day, person, at=before), day, at)


class TestThePages:
    def words(self, answer: HttpResponse) -> str:
        return answer.content.decode()

    def url(self, scene: Scene) -> str:
        return reverse("clinics:follow_up", args=[scene.booking])

    def test_task_board_and_list_lead_to_the_person(self, browse: Browse, scene: Scene):
        board = browse("officer").get(reverse("clinics:day", args=[scene.day]))
        shown = browse("officer").get(reverse("clinics:missing"))

        assert self.url(scene) in self.words(board)
        assert "请卫生院联系，登记原因并约好下次" in self.words(board)
        assert self.url(scene) in self.words(shown)
        actor = world.become("officer")
        url = reverse("clinics:missing")
        [task] = [one for one in tasks_for(actor, on=localdate(scene.at)) if one.url == url]
        assert (task.count, task.due_on) == (1, localdate(scene.at) - timedelta(days=2))

    def test_what_was_said_is_kept_and_the_person_waits(self, browse: Browse, scene: Scene):
        promised = localdate(scene.at) + timedelta(days=5)
        typed = {
            "request_id": str(uuid4()),
            "cause": "road",
            "clinic_day_id": "",
            "promised_on": promised.isoformat(),
        }
        client = browse("officer")

        answer = client.post(self.url(scene), typed)

        assert answer["Location"] == reverse("clinics:missing")
        waiting = client.get(reverse("clinics:missing"), {"show": "waiting"})
        assert waiting.context["counts"] == {"asked": 0, "waits": 1}
        assert "路途困难" in self.words(waiting)
        board = client.get(reverse("clinics:day", args=[scene.day]))
        assert "路途困难" in self.words(board)

    def test_nothing_agreed_is_told_with_its_clause(self, browse: Browse, scene: Scene):
        typed = {"request_id": str(uuid4()), "cause": "forgot"}

        answer = browse("officer").post(self.url(scene), typed)

        assert answer.status_code == 422
        assert "请选下次坐诊日，或填写约定日期，两者选一" in self.words(answer)

    def test_the_telephone_is_covered(self, browse: Browse, scene: Scene):
        answer = browse("officer").get(self.url(scene))

        assert "139******34" in self.words(answer)
        assert "13900001234" not in self.words(answer)

    @pytest.mark.parametrize(
        "colleague", ["other_officer", "dispenser", "psychiatrist", "reviewer", "commission"]
    )
    def test_nobody_else_finds_the_form(self, browse: Browse, scene: Scene, colleague: str):
        assert browse(colleague).get(self.url(scene)).status_code == 404
