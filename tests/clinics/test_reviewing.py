"""The pharmacist's review, and what no path around the services may do."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import queries, services
from anxin.clinics.models import (
    PharmacistReview,
    Prescription,
    PrescriptionEvent,
    PrescriptionLine,
)
from tests import world
from tests.clinics import steps
from tests.clinics.test_attending import refused
from tests.world import beijing

pytestmark = pytest.mark.django_db


@pytest.fixture
def prescription() -> UUID:
    person = steps.enrolled()
    return steps.prescribed(steps.arrived(steps.clinic_day(), person))


class TestReviewing:
    def test_a_pharmacist_passes_it(self, prescription):
        made = PharmacistReview.objects.get(id=steps.reviewed(prescription))

        assert (made.passed, made.recorded_by_id) == (True, world.staff_id("pharmacist"))
        assert Prescription.objects.get(id=prescription).stage == "reviewed"

    def test_it_is_returned_with_a_reason(self, prescription):
        with refused(return_has_reason="rx-2007:review"):
            steps.reviewed(prescription, passed=False, reason=" ")

        steps.reviewed(prescription, passed=False, reason="剂量请核对")

        assert Prescription.objects.get(id=prescription).stage == "returned"
        assert PrescriptionEvent.objects.get().because == "剂量请核对"
        returned = queries.returned_to(world.staff_id("psychiatrist"), on=steps.TODAY)
        assert [one.id for one in returned] == [prescription]

    def test_a_returned_one_is_written_anew_and_passes(self, prescription):
        steps.reviewed(prescription, passed=False, reason="剂量请核对")
        attendance = Prescription.objects.get(id=prescription).visit.attendance_id

        again = steps.prescribed(attendance, steps.line(days=14))
        steps.reviewed(again)

        assert Prescription.objects.get(id=prescription).stage == "replaced"
        assert Prescription.objects.get(id=again).stage == "reviewed"

    def test_twice_is_refused(self, prescription):
        steps.reviewed(prescription)

        with refused(move_is_open="working-rules:stages"):
            steps.reviewed(prescription)

    def test_the_prescriber_may_not(self, prescription):
        with refused(reviewed_by_another="rx-2007:review"):
            steps.reviewed(prescription, by="psychiatrist")

    def test_one_whose_days_are_over_does_not_pass(self, prescription):
        late = beijing(2026, 11, 26, 0, 1)
        with refused(prescription_is_current="rx-2007:validity"):
            steps.reviewed(prescription, at=late)
        assert queries.is_expired(Prescription.objects.get(id=prescription), on=localdate(late))

        assert steps.reviewed(prescription, at=beijing(2026, 11, 25, 23, 59))

    def test_the_same_form_twice_is_one_review(self, prescription):
        form = {
            "request_id": uuid4(),
            "prescription_id": prescription,
            "passed": True,
            "reason": "",
        }
        actor = world.become("pharmacist")

        first = services.review(**form, actor=actor, at=steps.AT)

        assert services.review(**form, actor=actor, at=steps.AT) == first
        with refused(request_is_new="5.3.2.e"):
            services.review(**{**form, "passed": False, "reason": "x"}, actor=actor, at=steps.AT)

    def test_the_queue_holds_what_can_still_be_used(self, prescription):
        world.become("pharmacist")

        def queue(days: int) -> list[UUID]:
            on = steps.TODAY + timedelta(days=days)
            return [one.id for one in queries.prescriptions_to_review(on=on)]

        assert (queue(0), queue(2), queue(3)) == ([prescription], [prescription], [])


class TestAroundTheServices:
    """The database is the last reviewer."""

    def act(self) -> UUID:
        request = uuid4()
        begin(request_id=request, kind="test", content={}, result_id=request, at=steps.AT)
        return request

    def test_a_prescriber_cannot_insert_a_review(self, prescription):
        world.become("psychiatrist")

        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            PharmacistReview.objects.create(
                prescription_id=prescription, passed=True, act_id=self.act()
            )

    def test_a_move_without_its_review_is_refused(self, prescription):
        world.become("pharmacist")
        for move in ("pass_review", "return"):
            with pytest.raises(IntegrityError, match="not the duty"), transaction.atomic():
                PrescriptionEvent.objects.create(
                    prescription_id=prescription,
                    move=move,
                    occurred_on=steps.TODAY,
                    act_id=self.act(),
                )

    def test_a_psychiatrist_does_not_dispense(self, prescription):
        steps.reviewed(prescription)
        world.become("psychiatrist")

        with pytest.raises(IntegrityError, match="not the duty"), transaction.atomic():
            PrescriptionEvent.objects.create(
                prescription_id=prescription,
                move="dispense",
                occurred_on=steps.TODAY,
                act_id=self.act(),
            )

    def test_a_prescription_is_not_signed_in_anothers_name(self, prescription):
        steps.clinic_day(doctor="junior_psychiatrist")
        copy = Prescription.objects.get(id=prescription)
        copy.id = uuid4()
        world.become("junior_psychiatrist")

        with pytest.raises(IntegrityError, match="signed by the doctor"), transaction.atomic():
            copy.save(force_insert=True)

    def test_nothing_of_a_prescription_is_changed(self, prescription):
        world.become("psychiatrist")
        line = PrescriptionLine.objects.get(prescription_id=prescription)

        for model, id_, change in (
            (PrescriptionLine, line.id, {"quantity": 1}),
            (Prescription, prescription, {"stage": "reviewed"}),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                model.objects.filter(id=id_).update(**change)
