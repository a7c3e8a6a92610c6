"""Handing in, confirming and reviewing an application."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, ApplicationEvent, MaterialCheck, Opinion
from anxin.enrolment.services import MaterialSeen
from anxin.people.models import Guardian, Identity, Person
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT, filled, guardian, person, submitted
from tests.world import become, beijing, village_id

pytestmark = pytest.mark.django_db


def stage(application_id):
    return Application.objects.get(id=application_id).stage


class TestHandingIn:
    def test_an_application_joins_the_batch_of_the_next_intake_day(self):
        found = Application.objects.get(id=submitted(at=beijing(2026, 11, 9)))

        assert found.stage == "submitted"
        assert found.intake_on == date(2026, 11, 10)
        assert found.first_review_due_on == date(2026, 11, 17)
        assert found.forward_by == date(2026, 11, 20)

    def test_after_the_intake_day_it_joins_the_batch_of_the_next_month(self):
        found = Application.objects.get(id=submitted(at=beijing(2026, 11, 11)))

        assert found.intake_on == date(2026, 12, 10)

    def test_the_local_day_counts_not_the_one_in_greenwich(self):
        found = Application.objects.get(id=submitted(at=beijing(2026, 11, 11, hour=1)))

        assert found.handed_in_on == date(2026, 11, 11)

    def test_what_is_sealed_never_stands_in_clear(self):
        form = filled(person=person(name="测试密文"))
        row = Identity.objects.get(person=Application.objects.get(id=submitted(form)).person_id)

        assert "测试密文".encode() not in bytes(row.name)
        assert form.person.identity_number.encode() not in bytes(row.identity_number)

    def test_sending_it_twice_is_one_application(self):
        request_id, form, actor = uuid4(), filled(), become("officer")
        sent = {"request_id": request_id, "filled": form, "actor": actor, "at": AT}

        first = services.submit_application(**sent)
        second = services.submit_application(**sent)

        assert first == second
        assert ApplicationEvent.objects.filter(application_id=first).count() == 1

    def test_the_same_request_with_other_content_is_refused(self):
        request_id, form, actor = uuid4(), filled(), become("officer")
        services.submit_application(request_id=request_id, filled=form, actor=actor, at=AT)

        with pytest.raises(Refused, match="request-is-new"):
            services.submit_application(
                request_id=request_id,
                filled=replace(form, applied_by="patient"),
                actor=actor,
                at=AT,
            )

    def test_the_same_number_is_the_same_person(self):
        form = filled()
        first = Application.objects.get(id=submitted(form))
        withdraw(first.id)

        second = Application.objects.get(
            id=submitted(replace(form, guardians=(guardian(name="测试父亲"),)))
        )

        assert second.person_id == first.person_id
        assert Guardian.objects.filter(person_id=first.person_id, until=None).count() == 1

    def test_a_person_without_a_number_can_apply(self):
        found = Application.objects.get(id=submitted(filled(person=person(identity_number=""))))

        assert Identity.objects.get(person=found.person_id).identity_index is None

    def test_a_person_without_guardian_can_apply_alone(self):
        form = filled(guardians=(), applied_by="patient")

        assert Guardian.objects.filter(person__applications=submitted(form)).count() == 0

    def test_an_organisation_can_be_guardian(self):
        committee = guardian(
            kind="organisation", name="测试村委会", relation="committee", born=None
        )

        row = Guardian.objects.get(person__applications=submitted(filled(guardians=(committee,))))

        assert row.kind == "organisation"


def withdraw(application_id):
    return services.withdraw_application(
        request_id=uuid4(),
        application_id=application_id,
        because="本人撤回",
        actor=become("officer"),
        at=AT,
    )


class TestRefusingAnApplication:
    @pytest.mark.parametrize(
        ("form", "code", "clause"),
        [
            (
                lambda: filled(person=person(identity_number="000000198005170010")),
                "identity-checksum",
                "codes:identity",
            ),
            (
                lambda: filled(person=person(identity_number="12345")),
                "identity-form",
                "codes:identity",
            ),
            (lambda: filled(person=person(sex="2")), "identity-agrees", "5.1.3.b"),
            (lambda: filled(person=person(born=date(1980, 5, 18))), "identity-agrees", "5.1.3.b"),
            (lambda: filled(person=person(phone="12345")), "phone-form", "A4"),
            (lambda: filled(person=person(name=" ")), "has-name", "A4"),
            (
                lambda: filled(person=person(resident_since=date(2026, 11, 10))),
                "days-have-come",
                "A4",
            ),
            (
                lambda: filled(person=person(disability_number="123")),
                "disability-form",
                "codes:disability",
            ),
            (lambda: filled(person=person(insurance_kind="none")), "insurance-agrees", "A4"),
            (lambda: filled(person=person(poverty=("rich",))), "codes-are-known", "A4"),
            (lambda: filled(guardians=(guardian(born=None),)), "guardian-born", "3.1.c"),
            (lambda: filled(guardians=(guardian(phone="1"),)), "phone-form", "A4"),
            (lambda: filled(guardians=()), "applicant-exists", "5.1.2.a"),
            (lambda: filled(signed_on=date(2026, 11, 10)), "application-is-signed", "5.1.2.a"),
            (
                lambda: filled(village_id=village_id("test-other-village")),
                "applies-where-living",
                "5.1.2.a",
            ),
            (lambda: filled(village_id=uuid4()), "applies-where-living", "5.1.2.a"),
        ],
    )
    def test_wrong_input_is_refused_with_its_clause_and_stores_nothing(self, form, code, clause):
        before = Person.objects.count()

        with pytest.raises(Refused) as refusal, transaction.atomic():
            submitted(form())

        assert {(one.code, one.clause) for one in refusal.value.unmet} == {(code, clause)}
        assert Person.objects.count() == before

    def test_a_second_open_application_is_refused_by_the_database(self):
        form = filled()
        submitted(form)

        with (
            pytest.raises(IntegrityError, match="one_open_application_a_person"),
            transaction.atomic(),
        ):
            submitted(form)

    def test_an_approved_unsigned_application_stands_in_the_way(self):
        form = filled()
        admitting.approved(form)

        with pytest.raises(Refused, match="等待签订协议"):
            submitted(form)

    def test_who_is_served_needs_no_other_application(self):
        form = filled()
        admitting.signed(admitting.approved(form))

        with pytest.raises(Refused, match="已在免费服药名单内"):
            submitted(form)

    def test_a_number_under_another_name_is_refused(self):
        form = filled()
        withdraw(submitted(form))

        with pytest.raises(Refused, match="same-name"):
            submitted(replace(form, person=replace(form.person, name="测试乙")))

    def test_a_number_kept_by_another_township_is_refused_without_saying_where(self):
        form = filled()
        submitted(form)
        elsewhere = replace(form, village_id=village_id("test-other-village"))

        with pytest.raises(IntegrityError, match="identity_index"), transaction.atomic():
            services.submit_application(
                request_id=uuid4(), filled=elsewhere, actor=become("other_officer"), at=AT
            )


class TestTheVillage:
    def test_its_confirmation_moves_the_application_on(self):
        found = admitting.confirmed()
        become("officer")

        assert stage(found) == "village_confirmed"
        assert Opinion.objects.get(application_id=found).resident_confirmed

    def test_the_village_sees_nothing_once_its_task_is_done(self):
        found = submitted()
        become("village")
        assert queries.find_application(found)

        admitting.confirmed(found)

        assert queries.find_application(found) is None
        assert not Person.objects.exists()

    def test_another_village_sees_nothing(self):
        found = submitted()
        become("other_village")

        assert queries.find_application(found) is None

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (
                {"resident": False, "poor": True, "agrees": True, "text": ""},
                "residence-is-verified",
            ),
            ({"resident": True, "poor": False, "agrees": True, "text": ""}, "poverty-is-verified"),
            ({"resident": True, "poor": None, "agrees": True, "text": ""}, "poverty-is-verified"),
            ({"resident": True, "poor": True, "agrees": False, "text": " "}, "reason-is-given"),
        ],
    )
    def test_it_agrees_only_to_what_it_verified(self, answer, code):
        found = submitted()

        with pytest.raises(Refused, match=code):
            services.confirm_by_village(
                request_id=uuid4(), application_id=found, actor=become("village"), at=AT, **answer
            )

    def test_what_it_does_not_confirm_goes_back_with_the_reason(self):
        found = submitted()
        services.confirm_by_village(
            request_id=uuid4(),
            application_id=found,
            resident=False,
            poor=True,
            agrees=False,
            text="常年在外居住",
            actor=become("village"),
            at=AT,
        )
        become("officer")

        assert stage(found) == "returned"
        assert queries.returned_because([found])[found] == "常年在外居住"

    def test_it_confirms_once(self):
        found = admitting.confirmed()

        with pytest.raises(Application.DoesNotExist):
            admitting.confirmed(found)


class TestTheFirstReview:
    def test_it_keeps_what_was_found_of_each_of_the_six_items(self):
        found = admitting.passed()
        become("officer")

        assert stage(found) == "township_passed"
        assert [row.item for row in MaterialCheck.objects.filter(application_id=found)] == [
            1,
            2,
            3,
            4,
            5,
            6,
        ]

    def test_before_the_village_there_is_nothing_to_review(self):
        found = submitted()
        actor = become("officer")

        with pytest.raises(Refused, match="move-is-open"):
            services.review_by_township(
                request_id=uuid4(),
                application_id=found,
                materials=admitting.complete(found),
                agrees=True,
                text="",
                actor=actor,
                at=AT,
            )

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            (MaterialSeen(item=4, state="missing"), "④精神疾病诊断证明书原件及复印件：缺少"),
            (MaterialSeen(item=4, state="present", original_seen=False, copies=2), "未核对原件"),
            (
                MaterialSeen(item=4, state="present", original_seen=True, copies=1),
                "应一式 2 份，现有 1 份",
            ),
            (
                MaterialSeen(item=6, state="not_needed"),
                "⑥贫困证明（民政救助证件原件及复印件）：缺少",
            ),
        ],
    )
    def test_an_incomplete_file_does_not_pass(self, wrong, said):
        found = admitting.confirmed()
        actor = become("officer")
        seen = [one for one in admitting.complete(found) if one.item != wrong.item] + [wrong]

        with pytest.raises(Refused, match=said) as refusal:
            services.review_by_township(
                request_id=uuid4(),
                application_id=found,
                materials=seen,
                agrees=True,
                text="",
                actor=actor,
                at=AT,
            )

        assert {one.clause for one in refusal.value.unmet} == {"5.1.3.b"}

    def test_a_return_needs_its_reason_and_can_be_put_right(self):
        form = filled()
        found = admitting.confirmed(submitted(form))
        actor = become("officer")
        asked = {
            "application_id": found,
            "materials": [],
            "agrees": False,
            "actor": actor,
            "at": AT,
        }
        with pytest.raises(Refused, match="reason-is-given"), transaction.atomic():
            services.review_by_township(request_id=uuid4(), text="", **asked)
        services.review_by_township(request_id=uuid4(), text="缺诊断证明", **asked)

        services.correct_application(
            request_id=uuid4(),
            application_id=found,
            filled=form,
            actor=actor,
            at=AT + timedelta(days=1),
        )

        assert stage(found) == "submitted"
        assert admitting.passed(found) == found

    def test_another_township_sees_and_reviews_nothing(self):
        found = admitting.confirmed()
        actor = become("other_officer")

        assert queries.find_application(found) is None
        assert not queries.applications().exists()
        assert not any(queries.open_counts().values())
        with pytest.raises(Application.DoesNotExist):
            services.review_by_township(
                request_id=uuid4(),
                application_id=found,
                materials=[],
                agrees=True,
                text="",
                actor=actor,
                at=AT,
            )

    def test_another_township_cannot_slip_in_an_event(self):
        found = admitting.confirmed()
        become("other_officer")

        with (
            pytest.raises(ProgrammingError, match=r"row-level security|not this duty"),
            transaction.atomic(),
        ):
            ApplicationEvent.objects.create(
                id=uuid4(),
                application_id=found,
                move="pass",
                occurred_on=date(2026, 11, 9),
                act_id=uuid4(),
            )


class TestWithdrawing:
    def test_an_open_application_can_be_withdrawn(self):
        found = submitted()

        assert stage(withdraw(found)) == "withdrawn"

    def test_who_has_signed_ends_the_enrolment_instead(self):
        found = admitting.approved()
        admitting.signed(found)

        with pytest.raises(Refused, match="应办理终止而不是撤回"):
            withdraw(found)
