"""Stories of the second year: renewed on time, forgotten and caught, no longer entitled."""

from datetime import date, timedelta

import pytest

from anxin.enrolment import queries
from anxin.enrolment.entitlement_tasks import tasks_for
from anxin.enrolment.models import Agreement, Card, Change, Enrolment, PlaceCount
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.test_annual_reviews import (
    BEFORE,
    DUE,
    LATE,
    decide,
    enrolled,
    no_longer_poor,
    propose,
    renew,
)
from tests.world import become

pytestmark = pytest.mark.django_db


def titles(colleague, on):
    return [one.title for one in tasks_for(become(colleague), on=on)]


def in_force(enrolment, on):
    become("officer")
    until = queries.standing(enrolment.person_id, on=on).agreement_until
    return until is not None and until > on


class TestRenewedOnTime:
    def test_the_year_goes_on_without_a_day_between(self):
        self.enrolment = enrolled()
        assert titles("officer", DUE - timedelta(days=61)) == []
        assert titles("officer", DUE - timedelta(days=60)) == ["年度审核 1 人"]
        review = propose(self.enrolment)
        assert titles("reviewer", BEFORE.date()) == ["审定 1 人的年度审核"]
        decide(review, "keep")
        assert titles("officer", BEFORE.date()) == ["续签 1 份协议，双方签字，各执一份"]
        renew(review)
        assert titles("officer", BEFORE.date()) == []
        for day in (DUE - timedelta(days=1), DUE, DUE + timedelta(days=1)):
            assert in_force(self.enrolment, day)


class TestForgottenAndCaught:
    def test_each_level_hears_of_it_and_the_gap_is_seen(self):
        self.enrolment = enrolled()
        assert not in_force(self.enrolment, DUE)
        assert titles("officer", DUE + timedelta(days=1)) == ["年度审核 1 人"]
        assert titles("reviewer", DUE + timedelta(days=11)) == [
            "1 人年度审核或续签逾期，请督促镇（街）"
        ]
        assert titles("commission", DUE + timedelta(days=31)) == ["1 人年度审核或续签长期逾期"]
        become("officer")
        assert Enrolment.objects.get(id=self.enrolment.id).stage == "active"
        review = propose(self.enrolment, at=LATE)
        decide(review, "keep", at=LATE)
        renew(review, at=LATE)
        become("officer")
        spans = Agreement.objects.filter(enrolment=self.enrolment).order_by("signed_on")
        assert [(one.signed_on, one.until) for one in spans] == [
            (date(2026, 11, 9), DUE),
            (date(2027, 12, 20), date(2028, 12, 20)),
        ]
        assert titles("commission", LATE.date()) == []


class TestNoLongerEntitled:
    def test_the_right_ends_with_its_grounds_and_the_place_goes_to_who_waits(self):
        self.enrolment = enrolled()
        become("reviewer")
        PlaceCount.objects.update(places=PlaceCount.objects.get().used)
        waiting = admitting.decided(at=BEFORE)
        no_longer_poor(self.enrolment)
        review = propose(self.enrolment, keeps=False, evidence="民政所证明：低保已取消")
        with pytest.raises(Refused, match="不能继续享受"):
            decide(review, "keep")
        decide(review, "end")
        become("reviewer")
        change = Change.objects.get(enrolment=self.enrolment)
        assert "不属于三（一）规定的实施对象（3.1.c）" in change.because
        assert Card.objects.get(enrolment=self.enrolment).stage == "cancelled"
        assert "有空余名额：1 名候补可以通知" in titles("reviewer", BEFORE.date())
        admitting.decided(waiting, at=BEFORE)
