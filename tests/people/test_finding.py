"""Tokens stand beside names: written with them, moved with them, found within reach alone."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from anxin.enrolment.models import Application
from anxin.people import find, find_tokens, index
from anxin.people.likeness import suspected
from anxin.people.models import FindToken, Guardian
from anxin.people.services import correct_person
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.access import GRANTS
from anxin.rules.duplicates import Ground
from anxin.rules.finding import understand, words_asked
from anxin.upkeep.finding import index_people, wrong_tokens
from tests.enrolment.admitting import AT, NUMBERS, filled, guardian, person, submitted
from tests.world import as_, become

ALL_OF_THE_POINT = ["officer", "psychiatrist", "pharmacist", "dispenser"]
ALL_OF_THE_DISTRICT = ["reviewer", "commission", "auditor", "checker"]


@pytest.fixture
def form():
    name = person(name="夏启斌", disability_number="")
    return filled(person=name, guardians=(guardian(phone=NUMBERS.phone()),))


@pytest.fixture
def person_id(db, form):
    return Application.objects.get(id=submitted(form)).person_id


def found(typed):
    return find.people_by_words(words_asked(understand(typed)))


def correct(person_id, form, **changes):
    guardians = changes.pop("guardians", form.guardians)
    details = replace(form.person, **changes)
    actor = become("officer")
    correct_person(person_id=person_id, details=details, guardians=guardians, actor=actor, at=AT)
    return details


@pytest.mark.parametrize("typed", ["夏启斌", "启斌", "xiaqibin", "XiaQB", "xqb"])
@pytest.mark.parametrize(
    "colleague", [*ALL_OF_THE_POINT, *ALL_OF_THE_DISTRICT, "police", "village"]
)
def test_whoever_reaches_a_person_finds_them_by_every_word(person_id, form, typed, colleague):
    from anxin.people.models import Person

    if colleague in ("psychiatrist", "pharmacist", "dispenser"):
        become("officer")
        assert Person.objects.get(id=person_id).keeper.code == "hc-101"
    become(colleague)

    assert found(typed) == {person_id: False}


@pytest.mark.parametrize(
    "colleague",
    [
        *("other_officer", "other_dispenser", "centre_dispenser", "centre_psychiatrist"),
        *("other_police", "other_village", "finance", "politics", "civil", "disabled"),
        *("storekeeper", "accountant", "system_admin", "security_admin", "audit_admin"),
    ],
)
def test_nobody_else_finds_or_even_counts_them(person_id, form, colleague):
    become(colleague)

    assert found("夏启斌") == {}
    assert find.people_by_identity_number(form.person.identity_number) == {}
    assert FindToken.objects.count() == 0


def test_a_telephone_finds_the_person_and_the_guardians_finds_through_the_guardian(person_id, form):
    become("dispenser")

    assert found(form.person.phone) == {person_id: False}
    assert found(form.guardians[0].phone) == {person_id: True}


def test_a_guardians_identity_number_finds_through_the_guardian(person_id, form):
    number = NUMBERS.identity_number(born=guardian().born, sex="2")
    correct(person_id, form, guardians=(guardian(identity_number=number),))

    become("dispenser")
    assert find.people_by_identity_number(number) == {person_id: True}
    become("police")
    assert find.people_by_identity_number(number) == {}


@pytest.mark.parametrize("colleague", ["police", "village", "checker"])
def test_who_may_not_read_guardians_finds_nobody_through_one(person_id, form, colleague):
    become(colleague)

    assert found(form.guardians[0].phone) == {}
    assert not FindToken.objects.filter(through_guardian=True).exists()


def test_correcting_a_name_moves_the_tokens(person_id, form):
    correct(person_id, form, name="夏启武")

    assert found("夏启斌") == found("xqb") == found("xiaqibin") == {}
    assert found("夏启武") == found("xqw") == found("夏启") == {person_id: False}


def test_correcting_a_telephone_or_a_guardian_moves_theirs(person_id, form):
    new, theirs = NUMBERS.phone(), NUMBERS.phone()
    correct(person_id, form, phone=new, guardians=(guardian(phone=theirs),))

    assert found(form.person.phone) == found(form.guardians[0].phone) == {}
    assert found(new) == {person_id: False}
    assert found(theirs) == {person_id: True}
    assert Guardian.objects.filter(person_id=person_id).count() == 2


def test_writing_the_same_again_changes_no_row(person_id, form):
    become("officer")
    before = set(FindToken.objects.values_list("token", "person_id", "through_guardian"))
    correct(person_id, form)

    assert set(FindToken.objects.values_list("token", "person_id", "through_guardian")) == before
    assert before


def test_a_person_whose_phone_is_the_guardians_is_found_as_themselves(person_id, form):
    correct(person_id, form, guardians=(guardian(phone=form.person.phone),))

    assert found(form.person.phone) == {person_id: False}


def test_no_token_is_a_bare_hash_of_its_word(person_id):
    import hashlib

    become("officer")
    stored = {bytes(token) for token in FindToken.objects.values_list("token", flat=True)}
    guesses = [f"{kind}{word}" for word in ("夏启斌", "xqb") for kind in ("", "name|", "pinyin|")]

    assert all(len(token) == 32 for token in stored)
    assert not {hashlib.sha256(guess.encode()).digest() for guess in guesses} & stored


def test_a_token_that_is_no_whole_hash_is_refused_by_the_database(person_id):
    become("officer")
    with pytest.raises(IntegrityError, match="whole_hash"), transaction.atomic():
        FindToken.objects.create(person_id=person_id, token=b"short", through_guardian=False)


@pytest.mark.parametrize("colleague", ["dispenser", "reviewer", "police", "village", "auditor"])
def test_who_may_not_write_a_name_may_neither_add_nor_take_its_tokens(person_id, colleague):
    become(colleague)
    with pytest.raises(ProgrammingError), transaction.atomic():
        FindToken.objects.create(person_id=person_id, token=bytes(32), through_guardian=False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_findtoken WHERE person_id = %s", [person_id])

    assert found("夏启斌") == {person_id: False}


def test_whoever_writes_names_keeps_their_tokens():
    assert GRANTS["person.write"].keys() <= GRANTS["person.index"].keys()
    assert GRANTS["person.find"].keys() <= GRANTS["identity.read"].keys()


@pytest.mark.parametrize("colleague", ["officer", "reviewer", "police"])
def test_the_index_serves_under_row_security(person_id, colleague):
    become(colleague)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT person_id FROM people_findtoken WHERE token = ANY (%s::bytea[])",
            [[bytes(32)]],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Cond: (token = ANY" in plan


class TestEverybodyAtOnce:
    @pytest.fixture
    def people(self, own_database):
        """Return three people, registered before there were tokens."""
        forms = [filled(person=person(name=name)) for name in ("夏启斌", "曾乐", "欧阳小明")]
        for form in forms:
            with transaction.atomic():
                submitted(form)
        self._forget()
        return forms

    def _forget(self):
        with as_("officer"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_findtoken")

    def test_an_older_installation_gets_its_tokens_batch_by_batch(self, people, monkeypatch):
        monkeypatch.setattr(index, "BATCH", 2)
        assert wrong_tokens()[0] == 3
        assert len(wrong_tokens()[1]) == 3

        assert index_people(everybody=False) == (3, [])

        assert wrong_tokens() == (3, [])
        assert index_people(everybody=False) == (0, [])
        with as_("officer"):
            assert len(found("cengyue")) == len(found("oyxm")) == len(found("启斌")) == 1

    def test_what_was_done_before_a_stop_stays_done(self, people, monkeypatch):
        monkeypatch.setattr(index, "BATCH", 1)
        real, calls = index.keep, []

        def stopped(wanted):
            calls.append(wanted)
            if len(calls) == 3:
                raise KeyboardInterrupt
            real(wanted)

        monkeypatch.setattr("anxin.upkeep.finding.keep", stopped)
        with pytest.raises(KeyboardInterrupt):
            index_people(everybody=False)
        monkeypatch.setattr("anxin.upkeep.finding.keep", real)

        assert index_people(everybody=False) == (1, [])
        assert wrong_tokens() == (3, [])

    def test_the_command_tells_of_how_many_and_records_its_reading(self, people):
        told = StringIO()
        call_command("index_people", stdout=told)

        assert "3 人" in told.getvalue()
        with as_("audit_admin"):
            row = AccessRecord.objects.get(page="查找词")
            assert len(row.person_ids) == 3
            assert row.fields == [
                "address",
                "guardian.identity_number",
                "guardian.phone",
                "name",
                "phone",
            ]

    def test_readings_that_changed_are_made_anew_for_everybody(self, people):
        index_people(everybody=False)
        with as_("officer"), connection.cursor() as cursor:
            cursor.execute("UPDATE people_identity SET sex = sex")
        self._forget()
        with as_("officer") as actor:
            person_id = Application.objects.first().person_id
            find_tokens.keep_own(person_id, name="从前的读法", phone="")
            assert index.wanted_of([person_id], look=Look(actor=actor, page="测试")).own

        assert index_people(everybody=True)[0] == 3
        assert wrong_tokens() == (3, [])

    def test_people_from_before_the_marks_of_likeness_are_found_alike_too(
        self, people, monkeypatch
    ):
        """Words were made by an earlier program, marks were not (5.1.3.b)."""
        monkeypatch.setattr(index, "BATCH", 2)
        index_people(everybody=False)
        with transaction.atomic():
            twin = people[0].person
            again = Application.objects.get(id=submitted(filled(person=self._twin(twin)))).person_id
        with as_("officer"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_likeness")
            assert suspected() == []
        assert len(wrong_tokens()[1]) == 4

        assert index_people(everybody=False) == (4, [])

        assert wrong_tokens() == (4, [])
        assert index_people(everybody=False) == (0, [])
        with as_("officer"):
            ((first, second, grounds),) = suspected()
            assert again in {first, second}
            assert {Ground.NAME, Ground.SOUND} <= grounds

    def _twin(self, twin):
        return replace(twin, identity_number="", phone="", disability_number="", address="另一处")
