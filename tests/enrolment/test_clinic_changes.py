"""Another designated hospital, with a new card and no way back to the old counter (5.1.5.b, A5)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from anxin.clinics import services as clinics
from anxin.clinics.queries.expected import booked_on
from anxin.dispensing.models import Pickup
from anxin.enrolment import queries, services
from anxin.enrolment.models import Card, Change, ClinicChoice, Enrolment
from anxin.people.models import Person
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.racing import meet
from tests.dispensing.steps import AT, TODAY
from tests.enrolment.racing import complete
from tests.world import as_, become, organisation

NEXT_WEEK = TODAY + timedelta(days=7)


def changed(patient, *, to="hc-103", because="搬家后就近领药", by="officer", request_id=None):
    actor = become(by)
    return services.change_clinic(
        request_id=request_id or uuid4(),
        person_id=patient.person_id,
        clinic_id=organisation(to).id,
        because=because,
        actor=actor,
        at=AT,
    )


def codes(refused):
    return {one.code for one in refused.value.unmet}


@pytest.mark.django_db
class TestChangingTheHospital:
    def test_the_person_belongs_to_the_new_one_with_a_new_card(self):
        patient = steps.enrolled()

        card_id = changed(patient)

        become("officer")
        now = queries.standing(patient.person_id, on=TODAY)
        assert (now.clinic_id, now.card_id) == (organisation("hc-103").id, card_id)
        assert Card.objects.get(id=patient.card_id).stage == "replaced"
        assert Card.objects.get(id=card_id).stage == "issued"
        assert Person.objects.get(id=patient.person_id).clinic_id == organisation("hc-103").id
        assert ClinicChoice.objects.get(person_id=patient.person_id, until=None).since == TODAY
        made = Change.objects.get(person_id=patient.person_id)
        assert (made.kind, made.because, made.clause) == ("clinic", "搬家后就近领药", "5.1.5.b")
        assert made.details == {
            "from": str(organisation("hc-101").id),
            "to": str(organisation("hc-103").id),
        }

    def test_the_counters_reach_follows(self):
        patient = steps.enrolled()
        become("other_dispenser")
        assert not Person.objects.filter(id=patient.person_id).exists()
        changed(patient)
        become("other_dispenser")
        assert Person.objects.filter(id=patient.person_id).exists()

    def test_a_booking_at_the_old_one_stands_no_longer(self):
        patient = steps.enrolled()
        day_id = steps.clinic_day(day=NEXT_WEEK)
        actor = become("officer")
        clinics.book(
            request_id=uuid4(),
            clinic_day_id=day_id,
            person_id=patient.person_id,
            actor=actor,
            at=AT,
        )
        become("officer")
        assert booked_on(organisation("hc-101").id, NEXT_WEEK) == {patient.person_id}

        changed(patient)

        become("officer")
        assert booked_on(organisation("hc-101").id, NEXT_WEEK) == set()

    def test_medicine_set_aside_at_the_old_one_is_not_handed_over(self):
        patient, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        changed(patient)
        become("dispenser")
        assert Pickup.objects.get(id=pickup_id).stage == "lapsed"
        with pytest.raises(Refused):
            steps.completed(pickup_id)

    def test_a_lost_card_is_replaced_by_it(self):
        patient = steps.enrolled()
        actor = become("officer")
        services.report_loss(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=AT)
        card_id = changed(patient)
        assert Card.objects.get(id=patient.card_id).stage == "replaced"
        assert Card.objects.get(id=card_id).stage == "issued"

    def test_twice_on_one_day_leaves_one_choice(self):
        patient = steps.enrolled()
        changed(patient)
        changed(patient, to="hc-101", because="写错了")
        assert ClinicChoice.objects.filter(person_id=patient.person_id, until=None).count() == 1
        assert Card.objects.filter(person_id=patient.person_id, stage="issued").count() == 1

    def test_the_same_request_does_it_once(self):
        patient, request_id = steps.enrolled(), uuid4()
        first = changed(patient, request_id=request_id)
        assert changed(patient, request_id=request_id) == first
        assert Card.objects.filter(person_id=patient.person_id).count() == 2

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"to": "hc-101"}, {"hospital-is-another"}),
            ({"to": "office"}, {"hospital-is-designated"}),
            ({"because": " "}, {"hospital-change-has-reason"}),
            (
                {"to": "hc-101", "because": ""},
                {"hospital-is-another", "hospital-change-has-reason"},
            ),
        ],
    )
    def test_it_is_refused_with_every_ground(self, more, told):
        patient = steps.enrolled()
        with pytest.raises(Refused) as refused:
            changed(patient, **more)
        assert codes(refused) == told
        assert Card.objects.get(id=patient.card_id).stage == "issued"

    def test_not_after_the_end_of_the_right(self):
        patient = steps.enrolled()
        actor = become("reviewer")
        services.end_enrolment(
            request_id=uuid4(),
            enrolment_id=patient.enrolment_id,
            kind="died",
            because="死亡证明",
            clause="A5.n3",
            actor=actor,
            at=AT,
        )
        with pytest.raises(Refused) as refused:
            changed(patient)
        assert codes(refused) == {"right-lasts-to-change-hospital"}

    def test_another_towns_officer_has_nobody_to_change(self):
        patient = steps.enrolled()
        with pytest.raises(Enrolment.DoesNotExist):
            changed(patient, by="other_officer")


@pytest.mark.django_db
class TestThePage:
    def test_it_asks_for_hospital_and_reason_and_leads_to_the_new_card(self, browse):
        patient = steps.enrolled()
        url = reverse("enrolment:change_clinic", args=[patient.person_id])
        person = reverse("enrolment:person", args=[patient.person_id])
        client = browse("officer")
        assert url in client.get(person).content.decode()

        empty = client.post(url, {"request_id": uuid4()})
        assert empty.status_code == 422
        assert "请选择新的就诊定点医院" in empty.content.decode()

        typed = {
            "request_id": uuid4(),
            "clinic": str(organisation("hc-103").id),
            "because": "就近",
        }
        answer = client.post(url, typed)
        become("officer")
        card = Card.objects.get(person_id=patient.person_id, stage="issued")
        assert answer["Location"] == reverse("enrolment:card", args=[card.id])

    @pytest.mark.parametrize("colleague", ["reviewer", "dispenser", "other_officer", "finance"])
    def test_to_others_it_is_not_there(self, browse, colleague):
        patient = steps.enrolled()
        url = reverse("enrolment:change_clinic", args=[patient.person_id])
        assert browse(colleague).get(url).status_code == 404
        become("officer")
        assert (
            url
            not in browse("reviewer")
            .get(reverse("enrolment:person", args=[patient.person_id]))
            .content.decode()
        )


@pytest.mark.django_db
class TestTheListOfChanges:
    def test_it_tells_who_what_why_and_filters_with_what_they_hide(self, browse):
        patient = steps.enrolled()
        changed(patient)
        url = reverse("enrolment:changes")
        page = browse("officer").get(url).content.decode()
        assert "搬家后就近领药" in page
        assert reverse("enrolment:person", args=[patient.person_id]) in page
        hidden = browse("officer").get(f"{url}?kind=died").content.decode()
        assert "筛选隐藏了全部 1 条" in hidden
        kept = browse("officer").get(f"{url}?kind=clinic").content.decode()
        assert "搬家后就近领药" in kept

    def test_another_town_sees_none_of_it(self, browse):
        changed(steps.enrolled(), to="hc-117")
        url = reverse("enrolment:changes")
        page = browse("other_officer").get(url).content.decode()
        assert "搬家后就近领药" not in page
        assert "还没有变更" in page

    @pytest.mark.parametrize("colleague", ["dispenser", "finance", "village", "police"])
    def test_to_others_it_is_not_there(self, browse, colleague):
        assert browse(colleague).get(reverse("enrolment:changes")).status_code == 404


class TestAtTheSameMoment:
    def test_two_changes_leave_one_card_and_one_choice(self, own_database):
        with transaction.atomic():
            patient = steps.enrolled()
        meet(
            ("officer", change_to(patient, "hc-103")),
            ("second_officer", change_to(patient, "hc-117")),
        )
        with as_("officer"):
            assert Card.objects.filter(person_id=patient.person_id, stage="issued").count() == 1
            chosen = ClinicChoice.objects.get(person_id=patient.person_id, until=None)
            assert chosen.organisation_id == Person.objects.get(id=patient.person_id).clinic_id

    def test_medicine_is_handed_over_before_it_or_not_at_all(self, own_database):
        with transaction.atomic():
            patient, prescription_id = steps.ready()
            pickup_id = steps.prepared(prescription_id)
        meet(
            ("dispenser", complete(pickup_id)),
            ("officer", change_to(patient, "hc-103")),
        )
        with as_("officer"):
            pickup = Pickup.objects.get(id=pickup_id)
            card = Card.objects.get(id=patient.card_id)
        assert pickup.stage in {"completed", "lapsed"}
        assert card.stage == "replaced"


def change_to(patient, code):
    return lambda actor: services.change_clinic(
        request_id=uuid4(),
        person_id=patient.person_id,
        clinic_id=organisation(code).id,
        because="就近",
        actor=actor,
        at=AT,
    )
