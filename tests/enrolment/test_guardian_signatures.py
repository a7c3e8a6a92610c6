"""A new guardian signs the agreement that lasts, on both copies; the right lasts meanwhile (5.1.5.a, A7)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from anxin.documents.filling.agreement import agreement
from anxin.enrolment import queries, services
from anxin.enrolment.models import Agreement, Application, Change, Enrolment, GuardianSignature
from anxin.enrolment.tasks import tasks_for
from anxin.people.models import Guardian
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.enrolment.test_annual_reviews import decide, propose
from tests.enrolment.test_guardian_changes import change, first_of, new_guardian
from tests.world import become, beijing

pytestmark = pytest.mark.django_db
TITLE = "请新监护人在两份服务协议上签字"


@pytest.fixture
def changed() -> tuple[steps.Patient, UUID]:
    """Return somebody whose guardian changed, and the change."""
    patient = steps.enrolled()
    old = first_of(patient.person_id)
    return patient, change(patient, old, actor=become("officer"))


def sign(change_id: UUID, *, on: date = TODAY, both: bool = True, by: str = "officer", **more):
    actor = become(by)
    return services.sign_as_guardian(
        request_id=more.get("request_id") or uuid4(),
        change_id=change_id,
        signed_on=on,
        both_copies=both,
        actor=actor,
        at=AT,
    )


def waiting() -> list[str]:
    found = tasks_for(become("officer"), on=TODAY)
    return [task.title for task in found if task.title == TITLE]


def printed(patient: steps.Patient) -> list[str]:
    look = Look(actor=become("officer"), page="测试")
    application = Application.objects.get(person_id=patient.person_id)
    return agreement(application, look=look)["补签"]


def codes(refusal) -> list[str]:
    return [ground.code for ground in refusal.value.unmet]


class TestWaiting:
    def test_the_township_is_asked_and_the_right_lasts_meanwhile(self, changed):
        patient, _ = changed

        assert waiting() == [TITLE]
        assert queries.standing(patient.person_id, on=TODAY).enrolment_stage == "active"
        assert printed(patient)[0].startswith("测试兄长自2026年11月20日起为监护人，签字：")
        become("other_officer")
        assert not queries.unsigned_changes().exists()

    def test_a_signature_on_both_copies_ends_it(self, changed):
        patient, change_id = changed
        same = uuid4()

        assert sign(change_id, request_id=same) == sign(change_id, request_id=same)
        assert waiting() == []
        kept = GuardianSignature.objects.get()
        assert (kept.signed_on, kept.copies) == (TODAY, 2)
        assert kept.agreement.enrolment_id == patient.enrolment_id
        assert printed(patient) == [
            "测试兄长自2026年11月20日起为监护人，已于2026年11月20日在两份协议上签字。"
        ]
        titles = [str(one.title) for one in queries.history(patient.person_id)]
        assert "新监护人在服务协议上签字" in titles

    def test_a_guardian_who_was_followed_by_another_has_nothing_to_sign(self, changed):
        patient, first = changed
        brother = Guardian.objects.get(person_id=patient.person_id, until=None)
        second = change(patient, brother.id, new_guardian(name="测试姐姐"), actor=become("officer"))

        assert [one.id for one in queries.unsigned_changes()] == [second]
        with pytest.raises(Refused) as refusal:
            sign(first)
        assert codes(refusal) == ["guardian-signature-waits"]

    def test_a_renewal_signed_since_holds_for_who_is_guardian_then(self, changed):
        patient, _ = changed
        enrolment = Enrolment.objects.get(id=patient.enrolment_id)
        review = propose(enrolment, keeps=True, evidence="入户核实")
        decide(review, "keep")
        services.renew_agreement(
            request_id=uuid4(),
            review_id=review,
            signed_for_hospital="测试院长",
            signed_for_person="guardian",
            actor=become("officer"),
            at=beijing(2027, 10, 20),
        )

        assert waiting() == []

    def test_nobody_signs_once_the_right_has_ended(self, changed):
        patient, change_id = changed
        services.end_enrolment(
            request_id=uuid4(),
            enrolment_id=patient.enrolment_id,
            kind="refused",
            because="本人放弃",
            clause="A5.n3",
            actor=become("reviewer"),
            at=AT,
        )

        assert waiting() == []
        with pytest.raises(Refused, match="guardian-signature-waits"):
            sign(change_id)


class TestRefusing:
    def test_all_grounds_at_once(self, changed):
        _, change_id = changed
        sign(change_id)

        with pytest.raises(Refused) as refusal:
            sign(change_id, on=date(2026, 11, 19), both=False)
        assert codes(refusal) == [
            "guardian-signature-waits",
            "guardian-signed-since-the-change",
            "both-copies-signed",
        ]

    @pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 21)])
    def test_a_day_before_the_change_or_of_tomorrow(self, changed, day):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            sign(changed[1], on=day)
        assert codes(refusal) == ["guardian-signed-since-the-change"]
        sign(changed[1])

    def test_the_database_takes_no_signature_of_somebody_else(self, changed):
        patient, change_id = changed
        become("officer")
        mother = Guardian.objects.filter(person_id=patient.person_id).exclude(until=None).get()
        act = Change.objects.get(id=change_id).act_id

        with pytest.raises(IntegrityError) as told, transaction.atomic():
            GuardianSignature.objects.create(
                person_id=patient.person_id,
                agreement=Agreement.objects.get(),
                change_id=change_id,
                guardian=mother,
                signed_on=TODAY,
                copies=2,
                act_id=act,
            )
        assert told.value.__cause__.diag.constraint_name == "a_guardian_signs_for_their_change"


class TestThePage:
    def test_the_person_page_leads_to_it_and_shows_when_it_is_done(self, browse):
        patient = steps.enrolled(at=now())
        old = first_of(patient.person_id)
        made = services.change_guardian(
            request_id=uuid4(),
            person_id=patient.person_id,
            ends_id=old,
            guardian=new_guardian(),
            because="母亲年迈",
            actor=become("officer"),
            at=now(),
        )
        officer, person = browse("officer"), f"/admission/people/{patient.person_id}/"
        url = f"{person}guardian/{made}/sign/"
        assert url in officer.get(person).content.decode()
        assert "还没有在服务协议上签字" in browse("dispenser").get(person).content.decode()
        assert url not in browse("dispenser").get(person).content.decode()

        today = localdate(now()).isoformat()
        half = officer.post(url, {"request_id": uuid4(), "signed_on": today})
        assert half.status_code == 422
        done = officer.post(
            url, {"request_id": uuid4(), "signed_on": today, "both_copies": "on"}, follow=True
        )
        assert "已在服务协议上签字" in done.content.decode()
        assert officer.get(url).status_code == 404
