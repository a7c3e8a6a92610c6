"""Moving to another town: announced, taken over with everything that goes along, or not (5.1.2.a, 5.1.5.b)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from anxin.acts.services import begin
from anxin.clinics import services as clinics
from anxin.clinics.queries.expected import booked_on
from anxin.dispensing.models import Pickup
from anxin.enrolment import queries, services
from anxin.enrolment.models import (
    Card,
    Change,
    ClinicChoice,
    Enrolment,
    MaterialCopy,
    Move,
    MoveEvent,
    PlaceCount,
)
from anxin.enrolment.services.moving import write_event
from anxin.organisations.models import Town
from anxin.people.models import Person
from anxin.people.queries import identity_texts
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from anxin.rules.move_stages import MoveMove
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.enrolment import admitting
from tests.enrolment.leaving import ADDRESS, LISTED, announced, declined, taken_over, withdrawn
from tests.enrolment.test_annual_reviews import propose
from tests.enrolment.test_ending import end, undo
from tests.world import OTHER_TOWN, OTHER_VILLAGE, VILLAGE, become, organisation, village_id

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)


def codes(refused):
    return {one.code for one in refused.value.unmet}


def card_of(person_id):
    become("reviewer")
    return Card.objects.get(person_id=person_id, stage="issued")


class TestTakingOver:
    def test_the_person_belongs_to_the_new_town_with_its_card_and_its_hospital(self):
        patient = steps.enrolled()
        old = card_of(patient.person_id).number

        taken_over(announced(patient.person_id))

        become("other_officer")
        person = Person.objects.get(id=patient.person_id)
        there = organisation("hc-103").id
        assert (person.keeper_id, person.clinic_id) == (there, there)
        assert (person.town.code, person.village_id) == (OTHER_TOWN, village_id(OTHER_VILLAGE))
        new = Card.objects.get(person_id=patient.person_id, stage="issued")
        assert (old[:3], new.number[:3]) == ("101", "103")
        assert Card.objects.get(id=patient.card_id).stage == "replaced"
        now = queries.standing(patient.person_id, on=TODAY)
        assert (now.enrolment_stage, now.card_id, now.clinic_id) == ("active", new.id, there)

    def test_one_change_tells_it_and_the_history_too(self):
        patient = steps.enrolled()
        move_id = announced(patient.person_id)
        taken_over(move_id)

        become("other_officer")
        made = Change.objects.get(person_id=patient.person_id)
        here, there = organisation("hc-101"), organisation("hc-103")
        assert (made.kind, made.clause, made.occurred_on) == ("moved", "5.1.2.a", TODAY)
        assert LISTED in made.because
        assert made.details == {
            "move": str(move_id),
            "from": str(here.id),
            "to": str(there.id),
            "clinic_from": str(here.id),
            "clinic_to": str(there.id),
        }
        told = [str(one.title) for one in queries.history(patient.person_id)]
        assert told.count("迁往其他镇街") == 1
        assert "登记迁移，等对方接收" in told
        assert "签订服务协议" in told

    def test_the_new_home_is_written_down(self):
        patient = steps.enrolled()
        taken_over(announced(patient.person_id))
        look = Look(actor=become("other_officer"), page="测试")
        texts = identity_texts(patient.person_id, fields=["address"], look=look)
        assert texts == {"address": ADDRESS}

    def test_the_family_keeps_its_hospital_with_a_reason(self):
        patient = steps.enrolled()
        taken_over(announced(patient.person_id), keeps=True, because="仍由同一医师看诊")
        become("other_officer")
        chosen = ClinicChoice.objects.get(person_id=patient.person_id, until=None)
        assert (chosen.organisation_id, chosen.reason) == (
            organisation("hc-101").id,
            "仍由同一医师看诊",
        )
        assert Card.objects.get(person_id=patient.person_id, stage="issued").number[:3] == "103"
        become("dispenser")
        assert Person.objects.filter(id=patient.person_id).exists()

    def test_who_already_goes_there_keeps_the_choice_as_it_is(self):
        patient = steps.enrolled(clinic="hc-103")
        taken_over(announced(patient.person_id))
        become("other_officer")
        assert ClinicChoice.objects.filter(person_id=patient.person_id).count() == 1

    def test_bookings_and_medicine_set_aside_at_the_old_hospital_no_longer_stand(self):
        patient, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        day_id = steps.clinic_day(day=NEXT_WEEK)
        clinics.book(
            request_id=uuid4(),
            clinic_day_id=day_id,
            person_id=patient.person_id,
            actor=become("officer"),
            at=AT,
        )
        move_id = announced(patient.person_id)
        become("reviewer")
        assert booked_on(organisation("hc-101").id, NEXT_WEEK) == {patient.person_id}
        taken_over(move_id)
        become("reviewer")
        assert booked_on(organisation("hc-101").id, NEXT_WEEK) == set()
        assert Pickup.objects.get(id=pickup_id).stage == "lapsed"
        with pytest.raises(Refused):
            steps.completed(pickup_id)

    def test_places_of_town_and_hospital_go_along_though_they_are_full(self):
        patient = steps.enrolled()
        become("reviewer")
        towns = {one.code: one.id for one in Town.objects.all()}
        for code, number in (("500116101", 5), (OTHER_TOWN, 0)):
            services.set_places(
                request_id=uuid4(),
                places=number,
                because="文件",
                town_id=towns[code],
                actor=become("reviewer"),
                at=AT,
            )
        become("reviewer")
        district = PlaceCount.objects.get(name="district").used
        taken_over(announced(patient.person_id))
        become("reviewer")
        assert PlaceCount.objects.get(name="district").used == district
        assert PlaceCount.objects.get(town__code="500116101").used == 0
        rows = {one.room.name: one.room for one in queries.rooms_shown()}
        assert (rows["石门镇"].used, rows["石门镇"].over) == (0, 1)

    def test_the_copy_of_the_file_goes_along(self):
        patient = steps.enrolled()
        taken_over(announced(patient.person_id))
        become("other_officer")
        application = queries.applications().get(person_id=patient.person_id)
        places = {place for found in queries.copies_of(application.id).values() for place in found}
        assert places == {"随迁移移交，现档案所在单位患者个人档案", "报送途中"}
        assert MaterialCopy.objects.filter(place="handed_over").exists()

    def test_the_yearly_review_follows_the_file(self):
        patient = steps.enrolled(at=AT - timedelta(days=340))
        move_id = announced(patient.person_id)
        become("officer")
        assert [one.enrolment_id for one in queries.worklist(on=TODAY)] == [patient.enrolment_id]
        taken_over(move_id)
        become("officer")
        assert queries.worklist(on=TODAY) == []
        become("other_officer")
        assert [one.enrolment_id for one in queries.worklist(on=TODAY)] == [patient.enrolment_id]

    def test_a_lost_card_is_replaced_and_a_stay_goes_on(self):
        patient = steps.enrolled()
        services.report_loss(
            request_id=uuid4(), card_id=patient.card_id, actor=become("officer"), at=AT
        )
        services.admit(
            request_id=uuid4(),
            person_id=patient.person_id,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=become("reviewer"),
            at=AT,
        )
        taken_over(announced(patient.person_id))
        become("other_officer")
        now = queries.standing(patient.person_id, on=TODAY)
        assert (now.enrolment_stage, now.in_hospital, now.card_stage) == (
            "suspended",
            True,
            "issued",
        )

    def test_an_approval_without_a_right_goes_along_and_is_signed_there(self):
        application_id = admitting.approved(at=AT)
        become("officer")
        person_id = queries.find_application(application_id).person_id
        taken_over(announced(person_id))
        actor = become("other_officer")
        services.sign_agreement(
            request_id=uuid4(),
            application_id=application_id,
            clinic_id=organisation("hc-103").id,
            clinic_reason="",
            signed_for_hospital="测试院长",
            signed_for_person="guardian",
            actor=actor,
            at=AT,
        )
        assert Card.objects.get(person_id=person_id).number[:3] == "103"

    def test_and_back_again(self):
        patient = steps.enrolled()
        taken_over(announced(patient.person_id))
        back = announced(patient.person_id, village=VILLAGE, by="other_officer")
        taken_over(back, by="officer")
        become("officer")
        assert Person.objects.get(id=patient.person_id).keeper_id == organisation("hc-101").id
        assert Change.objects.filter(person_id=patient.person_id, kind="moved").count() == 2
        assert Card.objects.filter(person_id=patient.person_id, stage="issued").count() == 1

    def test_the_same_request_does_it_once(self):
        patient, request_id = steps.enrolled(), uuid4()
        move_id = announced(patient.person_id)
        taken_over(move_id, request_id=request_id)
        taken_over(move_id, request_id=request_id)
        assert Change.objects.filter(person_id=patient.person_id).count() == 1

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"address": " "}, {"mover-has-address"}),
            ({"keeps": True}, {"kept-hospital-has-reason"}),
            ({"address": "", "keeps": True}, {"mover-has-address", "kept-hospital-has-reason"}),
        ],
    )
    def test_it_is_refused_with_every_ground(self, more, told):
        move_id = announced(steps.enrolled().person_id)
        with pytest.raises(Refused) as refused:
            taken_over(move_id, **more)
        assert codes(refused) == told
        assert Move.objects.get(id=move_id).stage == "announced"


class TestAnnouncing:
    def test_nothing_changes_by_it(self):
        patient = steps.enrolled()
        become("officer")
        before = queries.standing(patient.person_id, on=TODAY)
        announced(patient.person_id)
        become("officer")
        assert queries.standing(patient.person_id, on=TODAY) == before
        assert Person.objects.get(id=patient.person_id).keeper_id == organisation("hc-101").id
        assert not Change.objects.filter(person_id=patient.person_id).exists()

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"village": VILLAGE}, {"move-leads-elsewhere"}),
            ({"handed_over": " "}, {"hand-over-is-listed"}),
            (
                {"village": VILLAGE, "handed_over": ""},
                {"move-leads-elsewhere", "hand-over-is-listed"},
            ),
        ],
    )
    def test_it_is_refused_with_every_ground(self, more, told):
        patient = steps.enrolled()
        with pytest.raises(Refused) as refused:
            announced(patient.person_id, **more)
        assert codes(refused) == told
        assert not Move.objects.exists()

    def test_one_open_move_a_person(self):
        patient = steps.enrolled()
        announced(patient.person_id)
        with pytest.raises(Refused) as refused:
            announced(patient.person_id)
        assert codes(refused) == {"mover-is-not-moving"}

    def test_not_while_the_application_is_looked_at(self):
        application_id = admitting.passed(at=AT)
        become("officer")
        person_id = queries.find_application(application_id).person_id
        with pytest.raises(Refused) as refused:
            announced(person_id)
        assert codes(refused) == {"mover-is-decided"}

    def test_not_while_the_township_has_proposed_to_end_the_right(self):
        patient = steps.enrolled(at=AT - timedelta(days=340))
        become("officer")
        right = Enrolment.objects.get(id=patient.enrolment_id)
        propose(right, keeps=False, evidence="入户核实，不再符合", at=AT)
        with pytest.raises(Refused) as refused:
            announced(patient.person_id)
        assert codes(refused) == {"mover-is-not-ending"}

    def test_not_after_the_end_of_the_right(self):
        patient = steps.enrolled()
        end(patient)
        with pytest.raises(Refused) as refused:
            announced(patient.person_id)
        assert codes(refused) == {"mover-is-in-the-programme"}

    def test_another_town_can_not_announce_whom_it_does_not_keep(self):
        patient = steps.enrolled()
        with pytest.raises(Refused) as refused:
            announced(patient.person_id, village=VILLAGE, by="other_officer")
        assert codes(refused) == {"mover-is-in-the-programme"}


class TestDecliningAndWithdrawing:
    def test_what_is_declined_comes_back_and_may_be_announced_anew(self):
        patient = steps.enrolled()
        first = announced(patient.person_id)
        declined(first)
        become("officer")
        assert Move.objects.get(id=first).stage == "declined"
        assert MoveEvent.objects.get().because == "没有搬来"
        taken_over(announced(patient.person_id))
        become("officer")
        assert not Person.objects.filter(id=patient.person_id).exists()

    def test_what_is_declined_or_open_is_closed_by_who_announced(self):
        patient = steps.enrolled()
        first = announced(patient.person_id)
        declined(first)
        withdrawn(first)
        second = announced(patient.person_id)
        withdrawn(second)
        become("officer")
        assert {one.stage for one in Move.objects.all()} == {"withdrawn"}

    @pytest.mark.parametrize("answer", [declined, withdrawn])
    def test_an_answer_has_its_reason(self, answer):
        move_id = announced(steps.enrolled().person_id)
        with pytest.raises(Refused) as refused:
            answer(move_id, because=" ")
        assert codes(refused) == {"move-answer-has-reason"}

    def test_each_answers_for_itself(self):
        move_id = announced(steps.enrolled().person_id)
        with pytest.raises(Refused) as refused:
            declined(move_id, by="officer")
        assert codes(refused) == {"move-is-answered-by-receiver"}
        with pytest.raises(Refused) as refused:
            withdrawn(move_id, by="other_officer")
        assert codes(refused) == {"move-is-withdrawn-by-sender"}

    def test_what_was_answered_is_not_answered_again(self):
        move_id = announced(steps.enrolled().person_id)
        withdrawn(move_id)
        with pytest.raises(Refused) as refused:
            taken_over(move_id)
        assert codes(refused) == {"move-still-waits"}

    def test_the_end_of_the_right_closes_the_move(self):
        patient = steps.enrolled()
        move_id = announced(patient.person_id)
        end(patient, by="officer")
        become("officer")
        assert Move.objects.get(id=move_id).stage == "withdrawn"
        become("other_officer")
        assert not Move.objects.exists()

    def test_a_withdrawn_application_closes_the_move(self):
        application_id = admitting.approved(at=AT)
        become("officer")
        move_id = announced(queries.find_application(application_id).person_id)
        services.withdraw_application(
            request_id=uuid4(),
            application_id=application_id,
            because="本人不愿参加",
            actor=become("officer"),
            at=AT,
        )
        assert Move.objects.get(id=move_id).stage == "withdrawn"


class TestTheDatabase:
    """What no path around the services may break."""

    def move(self, patient, **changes):
        row = {
            "id": uuid4(),
            "person_id": patient.person_id,
            "from_keeper_id": organisation("hc-101").id,
            "to_keeper_id": organisation("hc-103").id,
            "to_town_id": Town.objects.get(code=OTHER_TOWN).id,
            "to_village_id": village_id(OTHER_VILLAGE),
            "announced_on": TODAY,
            "handed_over": LISTED,
            "stage": "taken_over",
            "act_id": act(),
        }
        return Move.objects.create(**row | changes)

    def test_a_move_begins_announced(self):
        patient = steps.enrolled()
        become("officer")
        made = self.move(patient)
        assert Move.objects.get(id=made.id).stage == "announced"

    def test_to_who_does_not_keep_the_town_it_does_not_lead(self):
        patient = steps.enrolled()
        become("officer")
        with pytest.raises(IntegrityError, match="keeper to the keeper"), transaction.atomic():
            self.move(patient, to_keeper_id=organisation("hc-117").id)

    def test_nobody_is_fetched(self):
        patient = steps.enrolled()
        become("other_officer")
        with pytest.raises(DatabaseError), transaction.atomic():
            self.move(
                patient,
                from_keeper_id=organisation("hc-103").id,
                to_keeper_id=organisation("hc-101").id,
            )

    @pytest.mark.parametrize(
        ("colleague", "made"),
        [("officer", "take_over"), ("officer", "decline"), ("other_officer", "withdraw")],
    )
    def test_the_other_side_moves_nothing(self, colleague, made):
        move_id = announced(steps.enrolled().person_id)
        become(colleague)
        with pytest.raises(ProgrammingError, match="not this organisation"), transaction.atomic():
            write_event(Move.objects.get(id=move_id), MoveMove(made), "x", act_id=act(), on=TODAY)

    def test_nobody_arrives_by_half(self):
        move_id = announced(steps.enrolled().person_id)
        become("other_officer")
        move = Move.objects.get(id=move_id)
        with transaction.atomic():
            write_event(move, MoveMove.TAKE_OVER, "", act_id=act(), on=TODAY)
            with pytest.raises(IntegrityError, match="its change and a new card"):
                connection.check_constraints()
            transaction.set_rollback(True)

    def test_that_somebody_moved_is_not_written_without_the_taking_over(self):
        patient = steps.enrolled()
        become("officer")
        with pytest.raises(IntegrityError, match="nobody moved"), transaction.atomic():
            change(patient, "moved")

    def test_a_move_is_not_undone_but_by_a_move(self):
        patient = steps.enrolled()
        taken_over(announced(patient.person_id))
        become("other_officer")
        moved = Change.objects.get(person_id=patient.person_id)
        with pytest.raises(IntegrityError, match="only an end"), transaction.atomic():
            change(patient, "undone", undoes=moved)

    def test_an_end_after_it_is_undone_as_ever(self):
        patient = steps.enrolled()
        taken_over(announced(patient.person_id))
        end(patient)
        undo(patient)
        become("other_officer")
        assert queries.standing(patient.person_id, on=TODAY).enrolment_stage == "active"


def act():
    request_id = uuid4()
    begin(request_id=request_id, kind="attack", content={}, result_id=request_id, at=AT)
    return request_id


def change(patient, kind, **more):
    return Change.objects.create(
        id=uuid4(),
        person_id=patient.person_id,
        enrolment_id=patient.enrolment_id,
        kind=kind,
        occurred_on=TODAY,
        because="x",
        clause="5.1.2.a",
        act_id=act(),
        **more,
    )
