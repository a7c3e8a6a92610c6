"""A refusal appealed: reopened with the old decision kept, decided anew by somebody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.database.work import acting_as
from anxin.documents.filling.notice import notice
from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, ApplicationEvent, Decision
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.enrolment.admitting import AT, decided, now, passed
from tests.enrolment.test_races import at_once, committed
from tests.web.conftest import browse
from tests.world import as_, become, staff_id

__all__ = ("browse",)


def refused(*, at=AT):
    return decided(passed(at=at), verdict="refuse", reason="材料系伪造", at=at)


def appealed(application_id=None, *, at=AT, colleague="officer"):
    return services.appeal(
        request_id=uuid4(),
        application_id=application_id or refused(at=at),
        reason="派出所已出具证明",
        actor=become(colleague),
        at=at,
    )


def stage(application_id):
    become("reviewer")
    return Application.objects.get(id=application_id).stage


@pytest.mark.django_db
class TestAppealing:
    def test_it_is_reopened_and_approved_by_another_with_the_refusal_kept(self):
        found = appealed()
        assert stage(found) == "township_passed"

        decided(found, colleague="second_reviewer")

        assert stage(found) == "approved"
        outcomes = [one.outcome for one in queries.decisions_of(found)]
        assert outcomes == ["approved", "refused"]

    def test_who_refused_does_not_decide_again(self):
        found = appealed()

        for verdict in ("approve", "refuse"):
            with pytest.raises(Refused, match="另一名复审人"):
                decided(found, verdict=verdict, reason="不变")

    def test_it_is_appealed_once(self):
        found = appealed()
        decided(found, verdict="refuse", reason="不变", colleague="second_reviewer")

        with pytest.raises(Refused, match="已经申诉过一次"):
            appealed(found)

    @pytest.mark.parametrize(("days", "open_still"), [(30, True), (31, False)])
    def test_the_thirtieth_day_is_the_last(self, days, open_still):
        found, late = refused(), AT + timedelta(days=days)
        if open_still:
            assert appealed(found, at=late) == found
            return
        with pytest.raises(Refused, match="申诉期限"):
            appealed(found, at=late)

    def test_what_is_not_refused_is_not_appealed(self):
        with pytest.raises(Refused, match="申诉"):
            appealed(passed())

    def test_another_township_can_not_appeal(self):
        found = refused()

        with pytest.raises(Application.DoesNotExist):
            appealed(found, colleague="other_officer")

    def test_the_same_request_appeals_once(self):
        asked = {"request_id": uuid4(), "application_id": refused(), "reason": "不服", "at": AT}

        assert services.appeal(**asked, actor=become("officer")) == services.appeal(
            **asked, actor=become("officer")
        )

    def test_the_notice_shows_both_decisions(self):
        found = appealed()
        decided(found, verdict="refuse", reason="不变", colleague="second_reviewer")
        actor = become("reviewer")
        application = queries.find_application(found)

        told = notice(
            application, queries.decisions_of(found)[0], look=Look(actor=actor, page="测试")
        )

        assert "原决定保留备查" in told["申诉"]
        assert "申诉一次" not in told["下一步"]

    def test_a_first_refusal_tells_until_when_it_can_be_appealed(self):
        found, actor = refused(), become("reviewer")
        told = notice(
            queries.find_application(found),
            queries.decisions_of(found)[0],
            look=Look(actor=actor, page="测试"),
        )

        assert told["申诉"] == ""
        assert "2026年12月9日以前（含当日）" in told["下一步"]


@pytest.mark.django_db
class TestThroughThePages:
    def test_the_township_hands_it_in_and_the_office_has_a_task(self, browse):
        found = refused(at=now())
        officer, office = browse("officer"), browse("second_reviewer")
        page = f"/admission/{found}/"
        assert "登记申诉" in officer.get(page).content.decode()
        assert "材料系伪造" in officer.get(f"{page}appeal/").content.decode()

        empty = officer.post(f"{page}appeal/", {"request_id": str(uuid4())})
        assert empty.status_code == 422
        sent = {"request_id": str(uuid4()), "reason": "有新证明"}
        assert officer.post(f"{page}appeal/", sent)["Location"] == page

        assert "重新审核 1 份申诉" in office.get("/").content.decode()
        assert "材料系伪造" in office.get(f"{page}decide/").content.decode()
        refusal = {"request_id": str(uuid4()), "verdict": "approve"}
        assert browse("reviewer").post(f"{page}decide/", refusal).status_code == 422
        approval = {"request_id": str(uuid4()), "verdict": "approve"}
        assert office.post(f"{page}decide/", approval).status_code == 302
        assert "以前的决定（保留）" in officer.get(page).content.decode()

    def test_the_office_does_not_hand_it_in(self, browse):
        found = refused(at=now())

        assert browse("reviewer").get(f"/admission/{found}/appeal/").status_code == 404


@pytest.mark.django_db
class TestTheDatabase:
    def test_it_refuses_the_same_person_whatever_the_service_says(self):
        found = appealed()
        become("reviewer")
        rows = Decision(
            id=uuid4(),
            application_id=found,
            outcome="approved",
            criteria=[],
            policy_version="x",
            decided_on=AT.date(),
            act_id=queries.decisions_of(found)[0].act_id,
        )

        with pytest.raises(IntegrityError, match="decided by another person"), transaction.atomic():
            rows.save(force_insert=True)

    def test_it_refuses_a_second_appeal(self):
        found = appealed()
        decided(found, verdict="refuse", reason="不变", colleague="second_reviewer")
        act_id = queries.decisions_of(found)[0].act_id
        become("officer")

        with pytest.raises(IntegrityError, match="appealed once"), transaction.atomic():
            ApplicationEvent.objects.create(
                id=uuid4(),
                application_id=found,
                move="appeal",
                occurred_on=AT.date(),
                act_id=act_id,
            )


@pytest.mark.slow
def test_two_officers_appeal_at_once_and_one_is_told(own_database):
    found = committed(refused)

    def job(colleague):
        def run():
            with acting_as(staff_id(colleague)) as actor:
                return services.appeal(
                    request_id=uuid4(), application_id=found, reason="不服", actor=actor, at=AT
                )

        return run

    answers = at_once(job("officer"), job("second_officer"))

    assert len([one for one in answers if isinstance(one, Refused)]) == 1
    with as_("reviewer"):
        assert queries.appealed().count() == 1
