"""The two copies: filed and sent at the review, received by the office, given back at a withdrawal."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.database.work import acting_as
from anxin.enrolment import queries, services
from anxin.enrolment.models import MaterialCopy
from anxin.rules.decisions import Refused
from tests.enrolment.admitting import AT, decided, now, passed, submitted
from tests.enrolment.test_races import at_once, committed
from tests.web.conftest import browse
from tests.world import as_, become, staff_id

__all__ = ("browse",)
FILED = ["初审单位患者个人档案", "报送途中"]
RECEIVED = ["初审单位患者个人档案", "区精神卫生中心"]


def received(*application_ids, at=AT):
    return services.receive_materials(
        request_id=uuid4(), application_ids=application_ids, actor=become("reviewer"), at=at
    )


def return_from_office(application_id):
    return decided(application_id, verdict="return", reason="补一张证明")


def withdrawn(application_id):
    return services.withdraw_application(
        request_id=uuid4(),
        application_id=application_id,
        because="不再申请",
        actor=become("officer"),
        at=AT,
    )


@pytest.mark.django_db
class TestTheWay:
    def test_a_passed_review_files_one_copy_and_sends_the_other(self):
        assert queries.copies_of(passed()) == dict.fromkeys((1, 2, 3, 4, 6), FILED)

    def test_the_office_receives_many_at_once(self):
        both = [passed(), passed()]
        received(*both)

        assert [queries.copies_of(one)[1] for one in both] == [RECEIVED, RECEIVED]
        assert queries.on_the_way().count() == 0

    def test_what_is_not_on_the_way_is_not_received_and_nothing_of_the_batch_is(self):
        one, other = passed(), submitted()

        with pytest.raises(Refused, match="有 1 份材料不在报送途中"):
            received(one, other)
        assert queries.copies_of(one)[1] == FILED

    def test_a_withdrawal_gives_everything_back(self):
        found = withdrawn(passed())

        assert queries.copies_of(found)[1] == ["已退还申请人", "已退还申请人"]

    def test_a_second_pass_after_a_return_leaves_what_the_office_has(self):
        found = passed()
        received(found)
        return_from_office(found)

        services.correct_application(
            request_id=uuid4(),
            application_id=found,
            filled=corrected(found),
            actor=become("officer"),
            at=AT,
        )
        passed(found)

        assert queries.copies_of(found)[1] == RECEIVED

    def test_the_same_request_receives_once(self):
        asked = {"request_id": uuid4(), "application_ids": [passed()], "at": AT}

        services.receive_materials(**asked, actor=become("reviewer"))
        services.receive_materials(**asked, actor=become("reviewer"))

        assert MaterialCopy.objects.filter(place="office").count() == 5


def corrected(application_id):
    from anxin.people.queries import details_of
    from anxin.privacy.door import Look
    from tests.enrolment.admitting import filled

    application = queries.find_application(application_id)
    person, guardians = details_of(
        application.person_id, look=Look(actor=become("officer"), page="测试")
    )
    return filled(person=person, guardians=tuple(guardians))


@pytest.mark.django_db
class TestThroughThePages:
    def test_the_office_ticks_what_arrived_and_the_list_tells(self, browse):
        found = passed(at=now())
        office, officer = browse("reviewer"), browse("officer")
        application = queries.find_application(found)
        page = f"/admission/forwarding/?month={application.intake_on.isoformat()[:7]}"
        assert "报送途中" in officer.get(page).content.decode()
        assert "登记收到 1 份报送材料" in office.get("/").content.decode()

        nothing = office.post("/admission/forwarding/receive/", {"request_id": str(uuid4())})
        assert nothing.status_code == 422
        sent = {"request_id": str(uuid4()), "applications": [str(found)]}
        assert office.post("/admission/forwarding/receive/", sent).status_code == 302

        assert "报送途中" not in officer.get(page).content.decode()
        assert "区精神卫生中心" in officer.get(f"/admission/{found}/").content.decode()

    def test_another_township_s_batch_is_not_seen(self, browse):
        found = passed(at=now())
        month = queries.find_application(found).intake_on.isoformat()[:7]

        shown = browse("other_officer").get(f"/admission/forwarding/?month={month}")

        assert str(found) not in shown.content.decode()

    def test_a_township_receives_nothing_and_a_wrong_month_is_this_month(self, browse):
        assert browse("officer").get("/admission/forwarding/receive/").status_code == 404
        assert browse("officer").get("/admission/forwarding/?month=2026-13").status_code == 200


@pytest.mark.django_db
class TestTheDatabase:
    @pytest.mark.parametrize("place", ["on_the_way", "centre_file", "office"])
    def test_a_copy_does_not_go_backwards(self, place):
        found = passed()
        received(found)
        become("reviewer" if place == "office" else "officer")

        with pytest.raises(IntegrityError, match="does not go"), transaction.atomic():
            write(found, place)

    def test_each_writes_only_their_own(self):
        found = passed()
        for colleague, place in (("officer", "office"), ("reviewer", "given_back")):
            become(colleague)
            with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
                write(found, place)


def write(application_id, place):
    act_id = MaterialCopy.objects.filter(application_id=application_id)[0].act_id
    MaterialCopy.objects.create(
        id=uuid4(),
        application_id=application_id,
        item=1,
        copy=2,
        place=place,
        moved_on=AT.date(),
        act_id=act_id,
    )


@pytest.mark.slow
def test_two_colleagues_receive_at_once_and_it_is_written_once(own_database):
    found = committed(passed)

    def job(colleague):
        def run():
            with acting_as(staff_id(colleague)) as actor:
                return services.receive_materials(
                    request_id=uuid4(), application_ids=[found], actor=actor, at=AT
                )

        return run

    answers = at_once(job("reviewer"), job("second_reviewer"))

    assert len([one for one in answers if isinstance(one, Refused)]) == 1
    with as_("reviewer"):
        assert MaterialCopy.objects.filter(place="office").count() == 5
