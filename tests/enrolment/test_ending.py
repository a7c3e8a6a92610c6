"""The end of a right, its effects by trigger, and its undoing (A5.n3, 5.1.6)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.timezone import localdate

from anxin.clinics import services as clinics
from anxin.clinics.models import Booking, Prescription, PrescriptionEvent
from anxin.clinics.queries.expected import booked_on
from anxin.dispensing.models import Pickup
from anxin.enrolment import queries, services
from anxin.enrolment.models import Card, Change, Enrolment, EnrolmentEvent, PlaceCount
from anxin.pharmacy.models import Product
from anxin.pharmacy.queries import stock_of
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, RISPERIDONE, TODAY
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)
CAUSES = ["died", "left_district", "not_eligible", "refused"]


def end(patient, *, kind="died", by="reviewer", because="死亡证明", day=TODAY, at=AT):
    actor = become(by)
    return services.end_enrolment(
        request_id=uuid4(),
        enrolment_id=patient.enrolment_id,
        kind=kind,
        because=because,
        clause="A5.n3",
        occurred_on=day,
        actor=actor,
        at=at,
    )


def undo(patient, *, by="reviewer", because="认错了人", at=AT):
    actor = become(by)
    return services.undo_end(
        request_id=uuid4(), person_id=patient.person_id, because=because, actor=actor, at=at
    )


def new_card(patient, *, at=AT):
    actor = become("officer")
    return services.issue_card(request_id=uuid4(), person_id=patient.person_id, actor=actor, at=at)


def used():
    return PlaceCount.objects.get(name="district").used


def book(patient):
    day_id = steps.clinic_day(day=NEXT_WEEK)
    actor = become("officer")
    return clinics.book(
        request_id=uuid4(), clinic_day_id=day_id, person_id=patient.person_id, actor=actor, at=AT
    )


def expected_next_week():
    become("dispenser")
    return booked_on(organisation("hc-101").id, NEXT_WEEK)


def available():
    product = Product.objects.get(code=RISPERIDONE)
    lots = stock_of(organisation("hc-101").id, [product.id], on=TODAY)
    return sum(lot.available for lot in lots)


@pytest.fixture
def waiting_at_the_counter():
    """Return somebody whose medicine is set aside, and who is booked for next week."""
    patient, prescription_id = steps.ready()
    book(patient)
    return patient, prescription_id, steps.prepared(prescription_id, next_in=7)


class TestWhatAnEndTakesWithIt:
    @pytest.mark.parametrize("kind", CAUSES)
    def test_place_card_booking_prescription_and_what_was_set_aside(
        self, waiting_at_the_counter, kind
    ):
        patient, prescription_id, pickup_id = waiting_at_the_counter
        before, set_aside = used(), available()
        assert expected_next_week() == {patient.person_id}

        end(patient, kind=kind)

        become("dispenser")
        assert used() == before - 1
        assert Enrolment.objects.get(id=patient.enrolment_id).stage == "ended"
        assert Card.objects.get(id=patient.card_id).stage == "cancelled"
        assert Prescription.objects.get(id=prescription_id).stage == "expired"
        assert PrescriptionEvent.objects.get(move="expire").because == "免费服药资格已终止"
        assert Pickup.objects.get(id=pickup_id).stage == "lapsed"
        assert available() == set_aside + 56
        assert expected_next_week() == set()
        assert Change.objects.get(kind=kind).because == "死亡证明"

    def test_medicine_set_aside_is_not_handed_over_after_a_death(self, waiting_at_the_counter):
        patient, _, pickup_id = waiting_at_the_counter
        end(patient, by="officer")

        with pytest.raises(Refused):
            steps.completed(pickup_id)

    def test_what_was_handed_over_stays_so(self):
        patient, pickup = steps.handed_over()

        end(patient)

        become("dispenser")
        assert Pickup.objects.get(id=pickup.id).stage == "completed"
        assert Prescription.objects.get(id=pickup.prescription_id).stage == "dispensed"

    def test_whoever_is_in_hospital_ends_too(self):
        patient = steps.enrolled()
        before = used()
        services.admit(
            request_id=uuid4(),
            person_id=patient.person_id,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=become("psychiatrist"),
            at=AT,
        )

        end(patient)

        assert used() == before - 1
        assert queries.standing(patient.person_id, on=TODAY).card_stage == "cancelled"


class TestWhoEndsAndWhen:
    @pytest.mark.parametrize("kind", CAUSES[1:])
    def test_the_township_writes_down_a_death_alone(self, kind):
        patient = steps.enrolled()
        with pytest.raises(Refused, match="ended-by-office"):
            end(patient, kind=kind, by="officer")

    def test_the_township_writes_down_a_death_and_all_follows(self):
        patient = steps.enrolled()
        end(patient, by="officer")
        assert Card.objects.get(id=patient.card_id).stage == "cancelled"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"because": "  "},
            {"day": TODAY + timedelta(days=1)},
            {"day": localdate(steps.ADMITTED) - timedelta(days=1)},
        ],
    )
    def test_without_a_cause_or_outside_the_right_it_is_refused(self, wrong):
        patient = steps.enrolled()
        with pytest.raises(Refused):
            end(patient, **wrong)
        assert Enrolment.objects.get(id=patient.enrolment_id).stage == "active"

    def test_the_first_and_the_last_day_are_days_it_can_happen_on(self):
        first, last = steps.enrolled(), steps.enrolled()
        end(first, day=localdate(steps.ADMITTED))
        end(last, day=TODAY)
        assert EnrolmentEvent.objects.filter(move="end").count() == 2

    def test_it_ends_once(self):
        patient = steps.enrolled()
        end(patient)
        with pytest.raises(Refused, match="move-is-open"):
            end(patient)

    def test_the_database_takes_no_end_without_its_cause(self):
        patient = steps.enrolled()
        become("reviewer")
        act = Enrolment.objects.get(id=patient.enrolment_id).act_id
        with pytest.raises(IntegrityError, match="no cause"), transaction.atomic():
            EnrolmentEvent.objects.create(
                id=uuid4(),
                enrolment_id=patient.enrolment_id,
                move="end",
                occurred_on=TODAY,
                act_id=act,
            )

    @pytest.mark.parametrize("move", ["end", "reinstate"])
    def test_the_database_takes_neither_from_the_township(self, move):
        patient = steps.enrolled()
        if move == "reinstate":
            end(patient)
        become("officer")
        act = Enrolment.objects.get(id=patient.enrolment_id).act_id
        with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
            EnrolmentEvent.objects.create(
                id=uuid4(),
                enrolment_id=patient.enrolment_id,
                move=move,
                occurred_on=TODAY,
                act_id=act,
            )

    def test_no_card_is_issued_to_a_right_that_ended(self):
        patient = steps.enrolled()
        end(patient)
        with pytest.raises(Refused, match="lacks-a-card"):
            new_card(patient)


class TestUndoing:
    def test_it_is_as_before_but_for_card_and_prescription(self, waiting_at_the_counter):
        patient, prescription_id, _ = waiting_at_the_counter
        before = used()
        end(patient)

        undo(patient)
        card_id = new_card(patient)

        become("dispenser")
        standing = queries.standing(patient.person_id, on=TODAY)
        assert (standing.enrolment_stage, standing.card_id) == ("active", card_id)
        assert standing.card_stage == "issued"
        assert used() == before
        assert expected_next_week() == {patient.person_id}
        assert Card.objects.get(id=patient.card_id).stage == "cancelled"
        assert Prescription.objects.get(id=prescription_id).stage == "expired"
        assert Change.objects.get(kind="undone").undoes.kind == "died"
        assert Booking.objects.count() == 1

    def test_who_came_back_is_served_again(self, waiting_at_the_counter):
        patient, _, _ = waiting_at_the_counter
        end(patient)
        undo(patient)
        card_id = new_card(patient)
        tomorrow = AT + timedelta(days=1)

        prescription_id = steps.reviewed(patient, at=tomorrow)
        pickup_id = steps.completed(
            steps.prepared(prescription_id, card_id=card_id, at=tomorrow, next_in=6), at=tomorrow
        )

        assert Pickup.objects.get(id=pickup_id).stage == "completed"

    def test_not_without_a_free_place(self):
        patient = steps.enrolled()
        end(patient)
        become("reviewer")
        PlaceCount.objects.filter(name="district").update(places=used())

        with pytest.raises(Refused, match="place-is-free"):
            undo(patient)

        PlaceCount.objects.filter(name="district").update(places=used() + 1)
        undo(patient)
        assert Enrolment.objects.get(id=patient.enrolment_id).stage == "active"

    def test_not_twice_and_not_what_never_ended(self):
        patient = steps.enrolled()
        with pytest.raises(Refused, match="right-has-ended"):
            undo(patient)
        end(patient)
        undo(patient)
        with pytest.raises(Refused, match="right-has-ended"):
            undo(patient)

    def test_it_can_end_again_and_be_undone_again(self):
        patient = steps.enrolled()
        before = used()
        for _ in range(2):
            end(patient, kind="refused")
            undo(patient)
        assert used() == before
        assert Change.objects.filter(undone_by__isnull=False).count() == 2

    def test_nobody_in_hospital_comes_back(self):
        patient = steps.enrolled()
        services.admit(
            request_id=uuid4(),
            person_id=patient.person_id,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=become("psychiatrist"),
            at=AT,
        )
        end(patient)
        with pytest.raises(Refused, match="at-home-to-return"):
            undo(patient)

    def test_one_live_card_is_enough(self):
        patient = steps.enrolled()
        with pytest.raises(Refused, match="lacks-a-card"):
            new_card(patient)


class TestItsPages:
    def test_from_the_persons_page_to_the_end_and_back_to_a_card(self, browse):
        patient = steps.enrolled()
        page = f"/admission/people/{patient.person_id}/"

        officer = browse("officer")
        assert "登记死亡" in officer.get(page).content.decode()
        told = officer.get(f"{page}end/").content.decode()
        assert 'value="died"' in told
        assert 'value="not_eligible"' not in told
        empty = officer.post(f"{page}end/", {"request_id": str(uuid4()), "kind": "died"})
        assert empty.status_code == 422

        reviewer = browse("reviewer")
        sent = {
            "request_id": str(uuid4()),
            "kind": "left_district",
            "occurred_on": localdate().isoformat(),
            "because": "户籍迁移证明",
        }
        assert reviewer.post(f"{page}end/", sent).status_code == 302
        assert "户籍迁移证明" in reviewer.get(page).content.decode()
        assert reviewer.get(f"{page}end/").status_code == 404
        undo = {"request_id": str(uuid4()), "because": "全家又迁回"}
        assert reviewer.post(f"{page}end/undo/", undo).status_code == 302
        assert reviewer.get(f"{page}end/undo/").status_code == 404

        officer = browse("officer")
        assert "核发新卡" in officer.get(page).content.decode()
        made = officer.post(f"{page}card/", {"request_id": str(uuid4())})
        assert made.status_code == 302
        assert officer.get(f"{page}card/").status_code == 404

    @pytest.mark.parametrize("colleague", ["other_officer", "dispenser", "police"])
    def test_nobody_else_opens_them(self, browse, colleague):
        patient = steps.enrolled()
        stranger = browse(colleague)
        for name in ("end/", "end/undo/", "card/"):
            answer = stranger.get(f"/admission/people/{patient.person_id}/{name}")
            assert answer.status_code in (403, 404)
