"""The yearly review: proposed by the township, decided by another; the renewal joins on (A5.n3)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.enrolment import queries, services
from anxin.enrolment.entitlement_tasks import tasks_for
from anxin.enrolment.models import (
    Agreement,
    AnnualReview,
    Card,
    Change,
    Enrolment,
    PlaceCount,
    ReviewAssessment,
)
from anxin.people.facts import applicants
from anxin.people.models import Guardian, Welfare
from anxin.people.queries import applicant
from anxin.people.services import list_by_police
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from anxin.rules.eligibility import Living
from tests.enrolment import admitting
from tests.enrolment.admitting import filled, person, signed
from tests.world import become, beijing

pytestmark = pytest.mark.django_db

DUE = date(2027, 11, 9)
OPENS = beijing(2027, 9, 10)
BEFORE = beijing(2027, 11, 1)
LATE = beijing(2027, 12, 20)


def enrolled(**facts):
    form = filled(person=person(**facts)) if facts else None
    application = admitting.approved(form)
    return Enrolment.objects.get(id=signed(application))


def propose(enrolment, *, keeps=True, evidence="", at=BEFORE):
    return services.propose_review(
        request_id=uuid4(),
        enrolment_id=enrolment.id,
        keeps=keeps,
        evidence=evidence,
        actor=become("officer"),
        at=at,
    )


def decide(review, verdict, *, reason="", colleague="reviewer", at=BEFORE):
    return services.decide_review(
        request_id=uuid4(),
        review_id=review,
        verdict=verdict,
        reason=reason,
        actor=become(colleague),
        at=at,
    )


def renew(review, *, at=BEFORE):
    return services.renew_agreement(
        request_id=uuid4(),
        review_id=review,
        signed_for_hospital="测试院长",
        signed_for_person="guardian",
        actor=become("officer"),
        at=at,
    )


def no_longer_poor(enrolment):
    become("officer")
    Welfare.objects.filter(person_id=enrolment.person_id).update(poverty=[])


def state(enrolment, *, on=None, colleague="officer"):
    become(colleague)
    return queries.due_of(enrolment.id, on=on or BEFORE.date())


class TestWhenItIsDue:
    def test_a_year_after_signing_and_on_the_list_sixty_days_before(self):
        enrolment = enrolled()
        become("officer")

        assert queries.due_of(enrolment.id, on=OPENS.date()).due_on == DUE
        assert queries.worklist(on=DUE - timedelta(days=61)) == []
        assert [one.enrolment_id for one in queries.worklist(on=DUE - timedelta(days=60))] == [
            enrolment.id
        ]

    def test_before_its_time_it_is_refused(self):
        with pytest.raises(Refused, match="还没有到审核时间"):
            propose(enrolled(), at=OPENS - timedelta(days=1))

    def test_it_does_not_lapse_in_silence(self):
        enrolment = enrolled()
        day = DUE + timedelta(days=31)
        become("officer")
        assert queries.worklist(on=day)[0].is_late

        for colleague, words in (
            ("officer", "年度审核 1 人"),
            ("reviewer", "1 人年度审核或续签逾期，请督促镇（街）"),
            ("commission", "1 人年度审核或续签长期逾期"),
        ):
            titles = {one.title for one in tasks_for(become(colleague), on=day)}
            assert words in titles, colleague
        assert state(enrolment, on=day).stage == "active"

    @pytest.mark.parametrize(
        ("days", "colleague", "heard"),
        [
            (10, "reviewer", False),
            (11, "reviewer", True),
            (30, "commission", False),
            (31, "commission", True),
        ],
    )
    def test_the_next_level_hears_of_it_after_its_days(self, days, colleague, heard):
        enrolled()

        titles = [one.title for one in tasks_for(become(colleague), on=DUE + timedelta(days=days))]
        assert any("逾期" in title for title in titles) is heard

    def test_who_is_in_hospital_is_listed_but_nobodys_task(self):
        enrolment = enrolled()
        services.admit(
            request_id=uuid4(),
            person_id=enrolment.person_id,
            hospital="江津区精神康复院",
            since=date(2026, 11, 9),
            actor=become("reviewer"),
            at=admitting.AT,
        )
        on = BEFORE.date()

        assert tasks_for(become("officer"), on=on) == []
        assert state(enrolment).in_hospital


class TestKept:
    def test_renewed_on_time_it_goes_on_without_a_gap_for_another_year(self):
        enrolment = enrolled()
        review = propose(enrolment)
        assert state(enrolment).state == "proposed"
        decide(review, "keep")
        assert state(enrolment).state == "renew"

        renew(review)

        first, second = Agreement.objects.filter(enrolment=enrolment).order_by("signed_on")
        assert (first.until, second.signed_on, second.until) == (DUE, DUE, date(2028, 11, 9))
        assert second.review_id == review
        assert state(enrolment).due_on == date(2028, 11, 9)
        assert queries.worklist(on=BEFORE.date()) == []

    def test_renewed_late_it_begins_today_and_the_gap_shows(self):
        enrolment = enrolled()
        review = propose(enrolment, at=LATE)
        decide(review, "keep", at=LATE)
        renew(review, at=LATE)

        actor = become("officer")
        due = queries.due_of(enrolment.id, on=LATE.date())
        shown = queries.review_shown(due, on=LATE.date(), look=Look(actor=actor, page="年度审核"))
        assert shown.gaps == [(DUE, date(2027, 12, 20))]
        assert due.due_on == date(2028, 12, 20)

    def test_it_is_renewed_once_and_only_after_it_was_kept(self):
        review = propose(enrolled())
        with pytest.raises(Refused, match="待办公室审定"), transaction.atomic():
            renew(review)
        decide(review, "keep")
        renew(review)
        with pytest.raises(Refused, match="已经续签"), transaction.atomic():
            renew(review)

    def test_the_database_takes_no_second_agreement_without_a_review(self):
        enrolment = enrolled()
        become("officer")
        first = Agreement.objects.get(enrolment=enrolment)

        with (
            pytest.raises(IntegrityError, match="a renewal follows a review"),
            transaction.atomic(),
        ):
            Agreement.objects.create(
                person_id=enrolment.person_id,
                enrolment=enrolment,
                hospital_id=first.hospital_id,
                signed_on=DUE,
                until=date(2028, 11, 9),
                signed_for_hospital="测试院长",
                signed_for_person="guardian",
                act_id=first.act_id,
            )


class TestEnded:
    def test_who_no_longer_qualifies_loses_right_place_and_card_with_every_ground_told(self):
        enrolment = enrolled()
        no_longer_poor(enrolment)
        become("reviewer")
        used = PlaceCount.objects.get().used
        with pytest.raises(Refused, match="写明核实的情况"), transaction.atomic():
            propose(enrolment, keeps=False)
        review = propose(enrolment, keeps=False, evidence="低保已于2027年6月取消，民政所证明")

        decide(review, "end")

        become("reviewer")
        assert Enrolment.objects.get(id=enrolment.id).stage == "ended"
        assert Card.objects.get(enrolment=enrolment).stage == "cancelled"
        assert PlaceCount.objects.get().used == used - 1
        change = Change.objects.get(enrolment=enrolment)
        assert (change.kind, change.clause) == ("not_eligible", "A5.n3")
        assert "不属于三（一）规定的实施对象（3.1.c）" in change.because
        assert "公安" not in change.because
        assert state(enrolment, colleague="reviewer") is None

    def test_who_qualifies_is_not_ended_and_who_does_not_is_not_kept(self):
        fits, fails = enrolled(), enrolled()
        no_longer_poor(fails)
        first = propose(fits, keeps=False, evidence="邻居反映")
        second = propose(fails, evidence="家中确有困难")

        with (
            pytest.raises(Refused, match="各项条件都符合，不能因年度审核取消资格"),
            transaction.atomic(),
        ):
            decide(first, "end")
        with pytest.raises(Refused, match="有不符合的条件，不能继续享受"), transaction.atomic():
            decide(second, "keep")

    def test_returned_with_a_reason_and_proposed_again(self):
        enrolment = enrolled()
        review = propose(enrolment)
        with pytest.raises(Refused, match="退回补充须写明"), transaction.atomic():
            decide(review, "return")
        decide(review, "return", reason="请补民政证明")

        task = next(one for one in tasks_for(become("officer"), on=BEFORE.date()) if one.returned)
        assert task.detail == "请补民政证明"
        assert propose(enrolment, evidence="证明已补") == review
        decide(review, "keep")
        assert ReviewAssessment.objects.filter(review=review).count() == 3

    def test_an_end_that_was_undone_is_reviewed_again(self):
        enrolment = enrolled()
        no_longer_poor(enrolment)
        decide(propose(enrolment, keeps=False, evidence="低保取消"), "end")
        services.undo_end(
            request_id=uuid4(),
            person_id=enrolment.person_id,
            because="民政更正",
            actor=become("reviewer"),
            at=BEFORE,
        )
        become("officer")
        Welfare.objects.filter(person_id=enrolment.person_id).update(poverty=["minimum_living"])

        review = propose(enrolment)

        assert AnnualReview.objects.get(id=review).due_on > DUE - timedelta(days=1)
        decide(review, "keep")


class TestManyAtOnce:
    def test_those_whose_criteria_are_met_are_proposed_in_one_act_each_recorded(self):
        rights = [enrolled() for _ in range(3)]
        officer = become("officer")
        services.propose_all(
            request_id=uuid4(),
            enrolment_ids=[one.id for one in rights],
            actor=officer,
            at=BEFORE,
        )
        reviews = list(AnnualReview.objects.filter(enrolment__in=rights))
        assert {one.stage for one in reviews} == {"proposed"}
        assert ReviewAssessment.objects.filter(review__in=reviews).count() == 3

        services.keep_all(
            request_id=uuid4(),
            review_ids=[one.id for one in reviews],
            actor=become("reviewer"),
            at=BEFORE,
        )
        assert {one.stage for one in AnnualReview.objects.all()} == {"kept"}

    def test_one_who_is_unclear_stops_the_batch(self):
        clear, unclear = enrolled(), enrolled()
        no_longer_poor(unclear)

        with pytest.raises(Refused, match="1 人不能一并办理"):
            services.propose_all(
                request_id=uuid4(),
                enrolment_ids=[clear.id, unclear.id],
                actor=become("officer"),
                at=BEFORE,
            )

    def test_the_facts_of_many_are_those_of_one(self):
        rights = [enrolled(), enrolled(poverty=("extreme_poverty",))]
        look = Look(actor=become("reviewer"), page="测试")
        ids = [one.person_id for one in rights]

        many = applicants(ids, with_listing=True, look=look)

        assert many == {pk: applicant(pk, living=Living.HOME, look=look) for pk in ids}
        assert Guardian.objects.filter(person_id__in=ids).exists()


class TestTheListingStaysHidden:
    def sees(self, enrolment):
        actor = become("officer")
        due = queries.due_of(enrolment.id, on=BEFORE.date())
        shown = queries.review_shown(due, on=BEFORE.date(), look=Look(actor=actor, page="年度审核"))
        return shown.found.seen, shown.found.all_met, shown.changed

    def test_the_township_sees_the_same_with_and_without_it_and_proposes_with_evidence(self):
        details = person()
        application = admitting.approved(filled(person=details))
        enrolment = Enrolment.objects.get(id=signed(application))
        no_longer_poor(enrolment)
        before = self.sees(enrolment)
        list_by_police(
            request_id=uuid4(),
            identity_number=details.identity_number,
            listed=True,
            since=date(2026, 11, 9),
            actor=become("police"),
            at=admitting.AT,
        )

        assert self.sees(enrolment) == before
        assert any(one.open for one in before[0])
        review = propose(enrolment, evidence="请办公室核定")
        decide(review, "keep")
        told = ReviewAssessment.objects.filter(review=review)
        assert not any("公安" in str(one.criteria) + one.evidence for one in told)

    def test_the_township_reads_nothing_of_the_police(self):
        self.sees(enrolled())

        assert not AccessRecord.objects.filter(fields__contains=["police"], duty="township_officer")


class TestAnotherDecides:
    def test_who_proposed_is_told_so_in_words(self):
        review = propose(enrolled())

        with pytest.raises(Refused, match="不能审定自己提出的意见"):
            decide(review, "keep", colleague="officer")

    def test_the_township_cannot_decide_nor_the_office_propose(self):
        enrolment = enrolled()
        review = propose(enrolment)
        with pytest.raises(ProgrammingError), transaction.atomic():
            decide(review, "keep", colleague="second_officer")
        other = enrolled()
        with pytest.raises(ProgrammingError), transaction.atomic():
            services.propose_review(
                request_id=uuid4(),
                enrolment_id=other.id,
                keeps=True,
                evidence="",
                actor=become("reviewer"),
                at=BEFORE,
            )
