"""Who reads and writes what of a mover: before the announcement, while it waits, afterwards (7.2.d, T21)."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from anxin.enrolment import queries, services
from anxin.enrolment.models import Card, Enrolment, Move
from anxin.people.models import Clinical, Guardian, Identity, Person, Welfare
from anxin.people.queries import named
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.enrolment.leaving import announced, declined, taken_over, withdrawn
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
TABLES = (Person, Identity, Clinical, Welfare, Guardian, Enrolment, Card)
OUTSIDERS = ("dispenser", "village", "other_dispenser", "other_village", "police", "finance")


def rows(colleague, person_id):
    """Return how many rows of a person each table shows a colleague."""
    become(colleague)
    key = {"Person": "id"}
    return [
        model.objects.filter(**{key.get(model.__name__, "person_id"): person_id}).count()
        for model in TABLES
    ]


def awaited(colleague):
    """Return the names that a colleague is to expect."""
    actor = become(colleague)
    look = Look(actor=actor, page="测试")
    return [one.named.name for one in queries.coming(queries.moves(), look=look).values()]


def told_by_the_database():
    """Return how many sealed fields the database itself gives who acts, past every query of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security.announced_to_us()")
        return cursor.fetchone()[0]


def listed(colleague):
    become(colleague)
    return queries.moves().count()


@pytest.fixture
def patient():
    return steps.enrolled(name="测试迁居")


class TestBefore:
    def test_the_other_town_sees_nothing(self, patient):
        assert rows("other_officer", patient.person_id) == [0] * len(TABLES)
        assert awaited("other_officer") == []
        assert listed("other_officer") == 0


class TestWhileItWaits:
    def test_who_is_to_take_over_reads_the_name_and_no_table(self, patient):
        announced(patient.person_id)
        assert awaited("other_officer") == ["测试迁居"]
        assert told_by_the_database() == 5
        assert rows("other_officer", patient.person_id) == [0] * len(TABLES)

    def test_the_reading_is_recorded_with_its_fields(self, patient):
        announced(patient.person_id)
        actor = become("other_officer")
        awaited("other_officer")
        found = AccessRecord.objects.filter(recorded_by_id=actor.staff_id).latest("recorded_at")
        assert found.person_ids == [patient.person_id]
        assert {"name", "identity_number", "phone", "guardian.name"} <= set(found.fields)
        assert "address" not in found.fields

    @pytest.mark.parametrize("colleague", OUTSIDERS)
    def test_nobody_else_expects_them(self, patient, colleague):
        announced(patient.person_id)
        assert awaited(colleague) == []

    @pytest.mark.parametrize("colleague", ["other_dispenser", "other_village", "police", "finance"])
    def test_the_move_itself_is_seen_by_the_two_and_who_sees_the_person(self, patient, colleague):
        announced(patient.person_id)
        assert listed(colleague) == 0
        assert [listed(one) for one in ("officer", "other_officer", "reviewer")] == [1, 1, 1]

    def test_nothing_of_the_person_can_be_written_yet(self, patient):
        announced(patient.person_id)
        actor = become("other_officer")
        with pytest.raises(Enrolment.DoesNotExist):
            services.change_clinic(
                request_id=uuid4(),
                person_id=patient.person_id,
                clinic_id=organisation("hc-103").id,
                because="就近",
                actor=actor,
                at=AT,
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Card.objects.create(
                id=uuid4(),
                person_id=patient.person_id,
                enrolment_id=patient.enrolment_id,
                number="103260001X",
                code=b"x",
                code_index=b"x",
                issued_on=TODAY,
                stage="issued",
                act_id=uuid4(),
            )

    def test_the_registry_row_is_nobodys_to_change(self, patient):
        announced(patient.person_id)
        become("other_officer")
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(id=patient.person_id).update(keeper_id=organisation("hc-103").id)

    def test_what_a_move_turns_on_is_told_to_the_two_alone(self, patient):
        announced(patient.person_id)
        told = {}
        for colleague in ("officer", "other_officer", *OUTSIDERS, "reviewer"):
            become(colleague)
            told[colleague] = queries.mover_standing(patient.person_id) is not None
        assert {name for name, found in told.items() if found} == {"officer", "other_officer"}


class TestAfterIt:
    @pytest.mark.parametrize("answer", [declined, withdrawn])
    def test_declined_or_withdrawn_the_other_town_sees_nothing_any_more(self, patient, answer):
        answer(announced(patient.person_id))
        assert awaited("other_officer") == []
        assert told_by_the_database() == 0
        assert listed("other_officer") == 0
        assert rows("other_officer", patient.person_id) == [0] * len(TABLES)
        assert listed("officer") == 1
        assert rows("officer", patient.person_id) == [1] * len(TABLES)

    def test_taken_over_the_old_town_has_lost_them_and_keeps_its_word(self, patient):
        taken_over(announced(patient.person_id))
        assert rows("officer", patient.person_id) == [0] * len(TABLES)
        assert rows("dispenser", patient.person_id) == [0] * len(TABLES)
        assert rows("other_officer", patient.person_id) == [1] * (len(TABLES) - 1) + [2]
        actor = become("officer")
        (seen,) = queries.moves_seen(queries.moves(), on=TODAY, look=Look(actor=actor, page="测试"))
        assert (seen.named, seen.stage_label) == (None, "已接收")
        look = Look(actor=actor, page="测试")
        assert named([patient.person_id], look=look) == {}

    def test_lists_counts_and_choices_follow(self, browse, patient):
        taken_over(announced(patient.person_id))
        old, new = browse("officer"), browse("other_officer")
        for address in ("enrolment:register", "enrolment:applications", "enrolment:changes"):
            become("officer")
            assert "测试迁居" not in old.get(reverse(address)).content.decode()
            assert "测试迁居" in new.get(reverse(address)).content.decode()
        assert old.get(reverse("enrolment:person", args=[patient.person_id])).status_code == 404
        assert new.get(reverse("enrolment:person", args=[patient.person_id])).status_code == 200
        become("other_officer")
        assert [one.code for one in queries.register_units()] == ["hc-103"]
        become("officer")
        assert queries.register_units() == []

    def test_the_old_town_writes_nothing_any_more(self, patient):
        taken_over(announced(patient.person_id))
        become("reviewer")
        card = Card.objects.get(person_id=patient.person_id, stage="issued")
        actor = become("officer")
        with pytest.raises(Card.DoesNotExist):
            services.report_loss(request_id=uuid4(), card_id=card.id, actor=actor, at=AT)

    def test_a_third_keeper_reads_the_whole_way(self, patient):
        first = announced(patient.person_id)
        declined(first)
        taken_over(announced(patient.person_id))
        become("other_officer")
        assert Move.objects.filter(person_id=patient.person_id).count() == 2
        assert told_by_the_database() == 0
