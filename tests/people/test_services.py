"""Registering people, and the police's own word on them."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.acts.models import Act
from anxin.enrolment.models import Application
from anxin.people import queries
from anxin.people.checks import check_guardian, check_person
from anxin.people.models import Guardian, PoliceListing, Welfare
from anxin.people.services import list_by_police
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from anxin.rules.eligibility import Living
from tests.enrolment.admitting import AT, filled, guardian, person, submitted
from tests.world import become

ON = date(2026, 11, 9)


def listing(number, *, colleague="police", listed=True, request_id=None, since=ON):
    return list_by_police(
        request_id=request_id or uuid4(),
        identity_number=number,
        listed=listed,
        since=since,
        actor=become(colleague),
        at=AT,
    )


@pytest.fixture
def form():
    return filled(person=person(disability_number=""))


@pytest.fixture
def person_id(db, form):
    return Application.objects.get(id=submitted(form)).person_id


class TestThePoliceListing:
    def test_the_police_list_who_is_registered_in_their_town(self, form, person_id):
        row = listing(form.person.identity_number)

        found = PoliceListing.objects.get(id=row)
        assert (found.person_id, found.listed, found.since) == (person_id, True, ON)

    @pytest.mark.parametrize("number", ["", "000000198005170999", "110101199003070000"])
    def test_nothing_found_is_one_sentence(self, person_id, number):
        with pytest.raises(Refused, match="person-is-found"):
            listing(number)

    def test_somebody_of_another_town_is_not_found_in_the_same_words(self, form, person_id):
        with pytest.raises(Refused) as elsewhere:
            listing(form.person.identity_number, colleague="other_police")
        with pytest.raises(Refused) as nowhere:
            listing("000000198005170999", colleague="other_police")

        assert elsewhere.value.reasons == nowhere.value.reasons

    def test_a_number_typed_with_blanks_and_a_small_x_is_found(self, form, person_id):
        number = form.person.identity_number

        assert PoliceListing.objects.get(
            id=listing(f" {number[:6]} {number[6:14]} {number[14:].lower()}")
        )

    def test_it_is_written_down_once(self, form, person_id):
        request_id = uuid4()

        first = listing(form.person.identity_number, request_id=request_id)
        assert listing(form.person.identity_number, request_id=request_id) == first
        with pytest.raises(Refused, match="request-is-new"):
            listing(form.person.identity_number, request_id=request_id, listed=False)

    def test_the_newest_word_holds(self, form, person_id):
        look = Look(actor=become("police"), page="测试")
        assert not queries.is_police_listed(person_id, look=look)
        listing(form.person.identity_number)
        assert queries.is_police_listed(person_id, look=look)
        listing(form.person.identity_number, listed=False)

        assert not queries.is_police_listed(person_id, look=look)

    @pytest.mark.parametrize(
        "colleague",
        [
            "officer",
            "village",
            "psychiatrist",
            "pharmacist",
            "dispenser",
            "accountant",
            "checker",
            "auditor",
        ],
    )
    def test_other_duties_neither_read_nor_write_it(self, form, person_id, colleague):
        listing(form.person.identity_number)
        become(colleague)

        assert not PoliceListing.objects.exists()
        with pytest.raises((ProgrammingError, Refused)), transaction.atomic():
            listing(form.person.identity_number, colleague=colleague)

    def test_the_act_keeps_no_hash_that_tells_the_number(self, form, person_id):
        request_id = uuid4()
        listing(form.person.identity_number, request_id=request_id)
        from anxin.acts.services import content_hash

        guess = {"person": form.person.identity_number, "listed": True, "since": ON}
        assert bytes(Act.objects.get(id=request_id).content_hash) != content_hash(guess)


class TestReadingPeople:
    def test_every_reading_is_recorded_with_its_fields(self, person_id):
        actor = become("reviewer")
        look = Look(actor=actor, page="测试页", address="127.0.0.1")

        queries.named([person_id], look=look)
        queries.guardians_of(person_id, look=look)
        queries.addressed([person_id], look=look)
        queries.applicant(person_id, living=Living.HOME, look=look)

        rows = AccessRecord.objects.filter(recorded_by_id=actor.staff_id, page="测试页")
        fields = {field for row in rows for field in row.fields}
        assert fields == {
            *("name", "identity_number", "address", "poverty", "clinical", "welfare", "police"),
            *("guardian.name", "guardian.identity_number", "guardian.phone", "guardian.born"),
        }
        assert all(row.person_ids == [person_id] for row in rows)

    def test_the_village_gets_name_address_and_poverty_and_no_more(self, form, person_id):
        look = Look(actor=become("village"), page="村（居）确认")

        found = queries.addressed([person_id], look=look)[person_id]

        assert found.name == form.person.name
        assert found.poverty == ("低保户",)
        assert {
            field
            for row in AccessRecord.objects.filter(page="村（居）确认")
            for field in row.fields
        } == {*("name", "address", "poverty")}
        assert not Guardian.objects.exists()

    def test_the_village_cannot_read_the_diagnosis(self, person_id):
        look = Look(actor=become("village"), page="测试")

        assert queries.clinical_of(person_id, look=look) is None

    def test_a_certificate_of_another_number_is_a_warning(self, db):
        other = person().identity_number + "62"
        found = Application.objects.get(
            id=submitted(filled(person=person(disability_number=other)))
        ).person_id
        look = Look(actor=become("officer"), page="测试")

        assert queries.certificate_warnings(found, look=look) == (
            "残疾人证号与居民身份证号不一致，请核对",
        )
        assert Welfare.objects.get(person_id=found).disability_level == 2


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))


ANYBODY, SOMEBODY = person(), guardian()


@given(born=days, since=days, certified=st.none() | days, on=days)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_day_of_a_person_lies_after_the_day_of_writing(born, since, certified, on):
    details = replace(
        ANYBODY, identity_number="", born=born, resident_since=since, certified_on=certified
    )

    late = [day for day in (born, since, certified) if day is not None and day > on]
    assert len(check_person(details, on=on).unmet) == len(late)


@given(born=st.none() | days, on=days)
def test_a_guardian_who_is_a_person_was_born_by_then(born, on):
    details = replace(SOMEBODY, born=born)

    assert check_guardian(details, on=on).granted is (born is not None and born <= on)


@given(text=st.text(max_size=20))
def test_no_text_breaks_the_checks(text):
    details = replace(
        ANYBODY, identity_number=text, phone=text, name=text, address=text, disability_number=text
    )

    found = check_person(details, on=ON)
    assert all(one.clause and one.reason for one in found.conditions)
