"""A story of one person in the register twice: found, told, merged, and one supply at home."""

from dataclasses import replace
from uuid import uuid4

import pytest

from anxin.clinics.models import Supply
from anxin.clinics.queries import days_on_hand
from anxin.enrolment.models import Change, Enrolment
from anxin.enrolment.services import end_enrolment
from anxin.people.likeness import suspected
from anxin.people.merging import ids_of
from anxin.people.tasks import tasks_for
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.enrolment import admitting
from tests.people.linking import merged, split
from tests.world import become

pytestmark = pytest.mark.django_db


class TestADuplicate:
    def test_is_found_and_merged(self):
        self.given_somebody_served_under_one_record_and_enrolled_anew_under_another()
        self.then_the_office_has_the_pair_to_look_at()
        self.when_the_office_merges_while_both_have_a_right_it_is_told_why_not()
        self.when_the_first_right_is_ended_they_are_merged()
        self.then_the_pair_is_gone_and_the_medicine_at_home_is_the_kept_ones()
        self.when_the_merge_was_a_mistake_and_is_taken_back()
        self.then_each_record_has_its_own()

    def given_somebody_served_under_one_record_and_enrolled_anew_under_another(self):
        self.details = admitting.person(disability_number="")
        steps.stocked()
        self.gone = self.enrolled(self.details)
        steps.completed(steps.prepared(steps.reviewed(self.gone)))
        self.kept = self.enrolled(replace(self.details, identity_number="", phone=""))

    def then_the_office_has_the_pair_to_look_at(self):
        actor = become("reviewer")
        assert self.pair() in [set(one[:2]) for one in suspected()]
        assert [task.count for task in tasks_for(actor, on=TODAY)] == [len(suspected())]
        assert tasks_for(become("officer"), on=TODAY) == []

    def when_the_office_merges_while_both_have_a_right_it_is_told_why_not(self):
        with pytest.raises(Refused, match="no-right-left-behind"):
            merged(self.kept.person_id, self.gone.person_id)

    def when_the_first_right_is_ended_they_are_merged(self):
        end_enrolment(
            request_id=uuid4(),
            enrolment_id=self.gone.enrolment_id,
            kind=Change.Kind.NOT_ELIGIBLE,
            because="重复登记",
            clause="A5.n3",
            actor=become("reviewer"),
            at=AT,
        )
        self.merge = merged(self.kept.person_id, self.gone.person_id)

    def then_the_pair_is_gone_and_the_medicine_at_home_is_the_kept_ones(self):
        assert self.pair() not in [set(one[:2]) for one in suspected()]
        assert set(ids_of(self.kept.person_id)) == self.pair()
        assert self.days_at_home() == 28

    def when_the_merge_was_a_mistake_and_is_taken_back(self):
        split(self.merge)

    def then_each_record_has_its_own(self):
        assert self.days_at_home() == 0
        become("reviewer")
        assert self.pair() in [set(one[:2]) for one in suspected()]

    def enrolled(self, details):
        form = admitting.filled(person=details, signed_on=steps.ADMITTED.date())
        right = admitting.signed(
            admitting.approved(form, at=steps.ADMITTED), clinic="hc-101", at=steps.ADMITTED
        )
        person_id = Enrolment.objects.values_list("person_id", flat=True).get(id=right)
        return steps.Patient(person_id=person_id, enrolment_id=right, card_id=right)

    def days_at_home(self):
        become("psychiatrist")
        given = Supply.objects.get(person_id=self.gone.person_id)
        substances = [given.substance]
        return days_on_hand(self.kept.person_id, substances, on=TODAY)[given.substance]

    def pair(self):
        return {self.kept.person_id, self.gone.person_id}
