"""A story of a new guardian: the right stays to its day, then 弱监护 is looked at again (3.1.c, A5.n3)."""

from datetime import date
from uuid import uuid4

import pytest

from anxin.enrolment import queries, services
from anxin.enrolment.models import Change, Enrolment
from anxin.people.models import Guardian
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.enrolment.test_annual_reviews import decide, propose
from tests.journeys.spine import everything_holds
from tests.world import become

pytestmark = pytest.mark.django_db
THEN = AT.date()


class TestANewGuardian:
    def test_takes_over_at_once_and_the_ground_is_looked_at_after_the_year(self):
        self.given_somebody_admitted_because_the_mother_is_old()
        self.when_the_brother_takes_over_from_her()
        self.then_the_right_and_the_card_stay()
        self.then_the_mother_is_kept_in_the_record()
        self.when_the_year_is_over_and_the_township_proposes_to_go_on()
        self.then_the_office_can_no_longer_keep_the_right()
        self.then_it_ends_with_its_ground()

    def given_somebody_admitted_because_the_mother_is_old(self):
        form = admitting.filled(
            person=admitting.person(poverty=()),
            guardians=(admitting.guardian(born=date(1950, 1, 2)),),
        )
        right = admitting.signed(admitting.approved(form))
        become("officer")
        self.enrolment = Enrolment.objects.get(id=right)
        self.person_id = self.enrolment.person_id
        assert self.is_weak(THEN)

    def when_the_brother_takes_over_from_her(self):
        self.before = queries.standing(self.person_id, on=THEN)
        services.change_guardian(
            request_id=uuid4(),
            person_id=self.person_id,
            ends_id=Guardian.objects.get(person_id=self.person_id).id,
            guardian=admitting.guardian(
                name="测试兄长",
                relation="sibling",
                basis="near_relative",
                born=date(1980, 1, 2),
            ),
            because="母亲年迈",
            actor=become("officer"),
            at=AT,
        )

    def then_the_right_and_the_card_stay(self):
        assert queries.standing(self.person_id, on=THEN) == self.before
        assert not self.is_weak(THEN)

    def then_the_mother_is_kept_in_the_record(self):
        kept = Guardian.objects.filter(person_id=self.person_id)
        assert sorted((one.until is None) for one in kept) == [False, True]

    def when_the_year_is_over_and_the_township_proposes_to_go_on(self):
        self.review = propose(self.enrolment, keeps=True, evidence="入户核实")

    def then_the_office_can_no_longer_keep_the_right(self):
        with pytest.raises(Refused, match="不能继续享受"):
            decide(self.review, "keep")

    def then_it_ends_with_its_ground(self):
        decide(self.review, "end")
        become("reviewer")
        ended = Change.objects.get(enrolment=self.enrolment, kind=Change.Kind.NOT_ELIGIBLE)
        assert "3.1.c" in ended.because
        assert Enrolment.objects.get(id=self.enrolment.id).stage == "ended"
        everything_holds()

    def is_weak(self, day):
        look = Look(actor=become("officer"), page="测试")
        return queries.is_weak_by_age(self.person_id, on=day, look=look)
