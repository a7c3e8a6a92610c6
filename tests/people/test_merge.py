"""One person registered twice: merged without destroying either record, and un-merged (T52)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.acts.services import begin
from anxin.enrolment import services
from anxin.enrolment.models import Application
from anxin.people import find, queries
from anxin.people.likeness import likely_same, suspected
from anxin.people.merging import ids_of, kept_of, tell_apart
from anxin.people.models import Identity, Person, PersonMerge
from anxin.rules.decisions import Refused
from anxin.rules.duplicates import Ground
from tests.enrolment.admitting import AT, filled, person
from tests.enrolment.test_races import at_once, committed
from tests.people.linking import elsewhere, idle, linked, merged, registered, split
from tests.world import as_, become


@pytest.fixture
def twice(db):
    """One person registered with a number, and once more without."""
    details = person(disability_number="")
    return registered(person=details), idle(person=_without_number(details)), details


def _without_number(details):
    return replace(details, identity_number="", address="另一个地址", phone="")


class TestMerging:
    def test_the_gone_record_stays_as_it_was_and_leads_to_the_kept(self, twice):
        kept, gone, _ = twice
        become("reviewer")
        before = Identity.objects.values().get(person_id=gone)
        merged(kept, gone)

        assert Identity.objects.values().get(person_id=gone) == before
        assert (kept_of(gone), kept_of(kept)) == (kept, kept)
        assert ids_of(kept) == [kept, gone]

    def test_only_the_kept_is_found(self, twice):
        kept, gone, details = twice
        words = [f"name|{details.name}"]
        become("reviewer")
        assert set(find.people_by_words(words)) == {kept, gone}
        merged(kept, gone)

        assert set(find.people_by_words(words)) == {kept}

    def test_a_number_of_the_gone_finds_the_kept(self, twice):
        gone, kept, details = twice
        services.withdraw_application(
            request_id=uuid4(),
            application_id=Application.objects.get(person_id=gone).id,
            because="重复",
            actor=become("officer"),
            at=AT,
        )
        merged(kept, gone)
        become("officer")

        assert queries.find_by_identity_number(details.identity_number).id == kept
        again = registered(person=details)
        assert again == kept

    def test_un_merging_gives_both_back(self, twice):
        kept, gone, details = twice
        merge = merged(kept, gone)
        split(merge)

        assert (kept_of(gone), ids_of(kept)) == (gone, [kept])
        assert set(find.people_by_words([f"name|{details.name}"])) == {kept, gone}
        with pytest.raises(Refused, match="is-merged"):
            split(merge)
        merged(kept, gone)

    def test_who_has_something_under_way_is_not_merged_away(self, twice):
        kept, gone, _ = twice
        with pytest.raises(Refused, match="no-right-left-behind"):
            merged(gone, kept)

    def test_the_database_refuses_it_too(self, twice):
        busy, idle_one, _ = twice
        become("reviewer")
        request = uuid4()
        begin(request_id=request, kind="person.merge", content={}, result_id=uuid4(), at=AT)
        with pytest.raises(IntegrityError, match="still lives"), transaction.atomic():
            PersonMerge.objects.create(kept_id=idle_one, gone_id=busy, because="x", act_id=request)

    def test_neither_twice_nor_in_a_chain_nor_without_a_reason(self, twice):
        kept, gone, _ = twice
        third = idle()
        with pytest.raises(Refused, match="merge-has-reason"):
            merged(kept, gone, because=" ")
        merged(kept, gone)
        for pair in ((kept, gone), (gone, third), (third, kept), (third, gone)):
            with pytest.raises(Refused, match="both-records-stand"):
                merged(*pair)

    def test_only_the_office_merges(self, twice):
        kept, gone, _ = twice
        for colleague in ("officer", "commission", "psychiatrist"):
            with pytest.raises((ProgrammingError, Refused)), transaction.atomic():
                merged(kept, gone, colleague=colleague)

    def test_the_application_role_cannot_merge_by_hand(self, twice):
        become("reviewer")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Person.objects.filter(id=twice[1]).update(merged_into_id=twice[0])

    def test_nothing_new_is_begun_for_the_gone(self, twice):
        kept, gone, _ = twice
        merged(kept, gone)
        third = registered()
        with pytest.raises(IntegrityError, match="merged"), transaction.atomic():
            linked(gone, third)


class TestTheLikeOnes:
    def test_are_seen_at_registering_in_the_town_and_in_reach(self, twice):
        kept, gone, details = twice
        become("officer")
        town = Person.objects.get(id=kept).town_id

        found = likely_same(details, (), town_id=town)
        assert set(found) == {kept, gone}
        assert Ground.NAME in found[gone]
        become("other_officer")
        assert likely_same(details, (), town_id=town) == {}

    def test_are_listed_for_the_office_until_told_apart(self, twice):
        kept, gone, _ = twice
        become("reviewer")
        assert {frozenset(pair[:2]) for pair in suspected()} >= {frozenset((kept, gone))}
        tell_apart(
            request_id=uuid4(),
            one_id=kept,
            other_id=gone,
            because="双胞胎",
            actor=become("reviewer"),
            at=AT,
        )

        assert frozenset((kept, gone)) not in {frozenset(pair[:2]) for pair in suspected()}

    def test_of_two_towns_are_not_listed(self, db):
        details = person(disability_number="")
        here, there = registered(person=details), elsewhere(person=_without_number(details))
        become("reviewer")

        assert frozenset((here, there)) not in {frozenset(pair[:2]) for pair in suspected()}


@pytest.mark.slow
def test_a_merge_and_an_application_at_once_leave_no_application_behind(own_database):
    details = person(disability_number="")
    kept, gone = committed(lambda: (idle(), idle(person=details)))

    def merging():
        with as_("reviewer"):
            return merged(kept, gone)

    def applying():
        with as_("officer") as actor:
            return services.submit_application(
                request_id=uuid4(), filled=filled(person=details), actor=actor, at=AT
            )

    at_once(merging, applying)
    with as_("reviewer"):
        open_of_gone = Application.objects.filter(person_id=gone).exclude(stage="withdrawn")
        assert not (kept_of(gone) == kept and open_of_gone.exists())
