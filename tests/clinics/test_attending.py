"""Rota, booking and arrival: each refusal with its clause beside its success."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from anxin.clinics.models import Attendance, Booking, ClinicDay
from anxin.clinics.services import ProxySeen
from anxin.enrolment import services as admission
from anxin.enrolment.models import Card
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from anxin.vault.ciphertext import open_sealed
from tests import world
from tests.clinics import steps
from tests.world import beijing

pytestmark = pytest.mark.django_db
PROXY_BORN = date(1980, 3, 4)


def refused(**expected: str) -> pytest.RaisesExc[Refused]:
    """Expect a refusal with exactly these codes and clauses."""
    return pytest.raises(
        Refused,
        check=lambda refusal: (
            {c.code: c.clause for c in refusal.unmet}
            == {code.replace("_", "-"): clause for code, clause in expected.items()}
        ),
    )


def proxy(**changes: str) -> ProxySeen:
    facts = {
        "name": "代领人",
        "relation": "邻居",
        "identity_number": steps.identity_number(born=PROXY_BORN),
    }
    return ProxySeen(**{**facts, **changes})


class TestPublishingADay:
    def test_a_psychiatrist_of_the_guiding_hospital_sits_at_a_point(self):
        day = ClinicDay.objects.get(id=steps.clinic_day())

        assert (day.organisation.code, day.day) == (world.POINT, steps.TODAY)

    def test_a_specialist_hospital_publishes_its_own_site(self):
        assert (
            ClinicDay.objects.get(id=steps.clinic_day(point="rehab")).organisation.code == "rehab"
        )

    def test_a_centre_without_a_clinic_is_no_point(self):
        with refused(point_is_designated="5.2.1"):
            steps.clinic_day(point="hc-001")

    def test_another_hospitals_point_is_out_of_reach(self):
        with refused(point_is_in_reach="5.2.1", doctor_guides_point="5.2.1"):
            steps.clinic_day(point=world.CENTRE_POINT)

    def test_a_day_gone_by_is_not_published(self):
        with refused(day_is_ahead="5.2.1"):
            steps.clinic_day(day=steps.TODAY - timedelta(days=1))

    def test_one_doctor_sits_once_a_day_at_a_point(self):
        steps.clinic_day()

        with refused(clinic_day_is_new="5.2.1"):
            steps.clinic_day()

    def test_two_doctors_may_sit_on_one_day(self):
        assert steps.clinic_day() != steps.clinic_day(doctor="junior_psychiatrist")


class TestBooking:
    def test_a_person_is_booked_at_the_designated_hospital(self):
        person = steps.enrolled()

        booking = Booking.objects.get(id=steps.booked(steps.clinic_day(), person))

        assert (booking.person_id, booking.organisation.code) == (person, world.POINT)

    def test_another_hospital_is_refused(self):
        person = steps.enrolled()
        day = steps.clinic_day(point=world.OTHER_POINT)

        with refused(hospital_is_designated="A5.n2"):
            steps.booked(day, person, by="psychiatrist")

    def test_twice_on_a_day_is_refused(self):
        person, day = steps.enrolled(), steps.clinic_day()
        steps.booked(day, person)

        with refused(is_booked_once="5.2.1"):
            steps.booked(day, person)

    def test_a_day_gone_by_is_refused(self):
        person, day = steps.enrolled(), steps.clinic_day()

        with refused(day_is_ahead="5.2.1"):
            steps.booked(day, person, at=beijing(2026, 11, 24))

    def test_the_local_day_counts_until_midnight_in_beijing(self):
        person, day = steps.enrolled(), steps.clinic_day()

        assert steps.booked(day, person, at=beijing(2026, 11, 23, 23, 59))

    def test_an_inpatient_is_not_booked(self):
        person, day = steps.enrolled(), steps.clinic_day()
        admit(person)

        with refused(enrolment_is_active="5.3.2.a", is_out_of_hospital="5.1.6.1"):
            steps.booked(day, person)

    def test_a_person_of_another_point_does_not_exist_for_its_officer(self):
        person = steps.enrolled()
        day = steps.clinic_day(point=world.OTHER_POINT)

        with refused(person_is_found="7.2.d"):
            steps.booked(day, person, by="other_officer")


def admit(person) -> None:
    admission.admit(
        request_id=uuid4(),
        person_id=person,
        hospital="区精神康复院",
        since=steps.TODAY,
        actor=world.become("psychiatrist"),
        at=steps.AT,
    )


class TestArriving:
    def test_who_was_booked_arrives_without_a_reason(self):
        person, day = steps.enrolled(), steps.clinic_day()
        steps.booked(day, person)

        arrival = Attendance.objects.get(id=steps.arrived(day, person, walk_in_reason=""))

        assert (arrival.came, arrival.day, arrival.shown) == (
            "patient",
            steps.TODAY,
            ["identity", "programme"],
        )

    def test_a_walk_in_needs_a_reason(self):
        person, day = steps.enrolled(), steps.clinic_day()

        with refused(walk_in_has_reason="5.2.1"):
            steps.arrived(day, person, walk_in_reason="  ")

        assert steps.arrived(day, person, walk_in_reason="提前来取药")

    def test_every_card_that_is_held_must_be_shown(self):
        person = steps.enrolled(insurance_kind="resident", special_disease=True)
        day = steps.clinic_day()

        with pytest.raises(Refused) as refusal:
            steps.arrived(day, person, shown=["identity"])
        assert refusal.value.reasons == ("还没有出示：服药卡、特病卡、医保卡（5.2.3）",)

        assert steps.arrived(
            day, person, shown=["identity", "programme", "special_disease", "insurance"]
        )

    def test_a_card_not_held_is_not_asked_for(self):
        person, day = steps.enrolled(), steps.clinic_day()

        assert steps.arrived(day, person, shown=["programme", "identity"])

    def test_a_lost_card_is_no_card(self):
        person, day = steps.enrolled(), steps.clinic_day()
        card = Card.objects.get(person_id=person)
        admission.report_loss(
            request_id=uuid4(), card_id=card.id, actor=world.become("officer"), at=steps.AT
        )

        with refused(card_is_valid="A5.n4"):
            steps.arrived(day, person)

    def test_another_than_the_designated_hospital_is_refused(self):
        person = steps.enrolled()
        day = steps.clinic_day(point=world.OTHER_POINT)

        with refused(hospital_is_designated="A5.n2"):
            steps.arrived(day, person, by="psychiatrist")

    def test_only_on_the_clinic_day_itself(self):
        person, day = steps.enrolled(), steps.clinic_day()

        with refused(clinic_day_is_today="5.2.1"):
            steps.arrived(day, person, at=beijing(2026, 11, 24, 0, 1))

        assert steps.arrived(day, person, at=beijing(2026, 11, 23, 23, 59))

    def test_once_a_day_even_where_two_doctors_sit(self):
        person, day = steps.enrolled(), steps.clinic_day()
        second = steps.clinic_day(doctor="junior_psychiatrist")
        steps.arrived(day, person)

        with refused(arrived_once="5.2.3"):
            steps.arrived(second, person)

    def test_another_who_came_is_named_with_a_number_that_was_seen(self):
        person, day = steps.enrolled(), steps.clinic_day()
        for wrong in (None, proxy(name=""), proxy(relation=" "), proxy(identity_number="123")):
            with refused(proxy_is_named="5.2.3"):
                steps.arrived(day, person, came="other", proxy=wrong)
        seen = proxy()

        arrival = Attendance.objects.get(id=steps.arrived(day, person, came="other", proxy=seen))

        sealed = {"table": "clinics_attendance", "row_id": arrival.id}
        assert arrival.proxy_relation == "邻居"
        assert open_sealed(arrival.proxy_name, column="proxy_name", **sealed) == "代领人"
        assert (
            open_sealed(arrival.proxy_identity_number, column="proxy_identity_number", **sealed)
            == seen.number
        )

    def test_a_guardian_must_be_registered(self):
        stranger, day = steps.enrolled(), steps.clinic_day()
        with refused(guardian_is_registered="5.2.3"):
            steps.arrived(day, stranger, came="guardian")

        registered = steps.guardian()
        person = steps.enrolled(guardians=[registered])
        with refused(guardian_is_registered="5.2.3"):
            steps.arrived(day, person, came="guardian", proxy=proxy())
        shown = proxy(name="试监护", identity_number=registered.identity_number.lower())
        assert steps.arrived(day, person, came="guardian", proxy=shown)

    def test_the_same_form_twice_is_one_arrival(self):
        person, day, request = steps.enrolled(), steps.clinic_day(), uuid4()

        first = steps.arrived(day, person, request_id=request)

        assert steps.arrived(day, person, request_id=request) == first
        assert Attendance.objects.count() == 1
        with refused(request_is_new="5.3.2.e"):
            steps.arrived(day, person, request_id=request, walk_in_reason="别的原因")

    def test_the_look_at_the_welfare_part_is_recorded(self):
        person, day = steps.enrolled(), steps.clinic_day()

        steps.arrived(day, person)

        reading = AccessRecord.objects.get(page="到诊登记")
        assert (reading.person_ids, reading.fields) == ([person], ["welfare"])

    def test_every_failing_ground_is_named_at_once(self):
        person = steps.enrolled()
        day = steps.clinic_day(point=world.OTHER_POINT)

        with refused(
            hospital_is_designated="A5.n2",
            cards_are_shown="5.2.3",
            clinic_day_is_today="5.2.1",
            walk_in_has_reason="5.2.1",
            proxy_is_named="5.2.3",
        ):
            steps.arrived(
                day,
                person,
                by="psychiatrist",
                came="other",
                shown=[],
                walk_in_reason="",
                at=beijing(2026, 11, 25),
            )
