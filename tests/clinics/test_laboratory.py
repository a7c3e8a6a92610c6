"""Laboratory results: written, corrected by a later row, asked for at signing and at the review (5.2.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.acts.services import begin
from anxin.clinics import queries
from anxin.clinics.models import LabResult, Prescription, PrescriptionLine, Supply
from anxin.pages.guards import refusal_of
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.access import Duty
from anxin.rules.decisions import Refused
from tests import world
from tests.clinics import steps
from tests.clinics.steps import corrected, examined, line, prescribed
from tests.clinics.test_attending import refused
from tests.world import beijing

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
AT = beijing(2026, 12, 1, 9, 30)
FOUR_WEEKS_AGO = TODAY - timedelta(days=28)


@pytest.fixture
def person() -> UUID:
    return steps.enrolled(sex="2", born=date(1990, 5, 5), identity_number="")


@pytest.fixture
def attendance(person: UUID) -> UUID:
    return steps.arrived(steps.clinic_day(day=TODAY, at=AT), person, at=AT)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def written(person: UUID, *, age: int = 0, **values: int) -> UUID:
    return examined(person, taken_on=days_ago(age), at=AT, **values)


def clozapine(**changes: object):
    return line(steps.CLOZAPINE, **changes)


def signed(attendance: UUID, *lines, at: datetime = AT) -> UUID:
    return prescribed(attendance, *lines, at=at)


def takes(person: UUID, code: str, *, since: date = FOUR_WEEKS_AGO) -> UUID:
    """Let the person have had four weeks of it."""
    return steps.supplied(person, code=code, on=since)


def last(person: UUID) -> list[tuple[str, int | None, int]]:
    """Return what the pages show as standing: kind, value and age."""
    look = Look(actor=world.become("officer"), page="test")
    seen = queries.seen_results(person, look=look, on=TODAY)
    return [(one.kind.code, one.result.value, one.age_days) for one in seen]


class TestWriting:
    def test_a_sheet_is_kept_in_small_units(self, person):
        written(person, age=2, lithium=800, white_cells=4250)

        assert last(person) == [("white_cells", 4250, 2), ("lithium", 800, 2)]
        row = LabResult.objects.get(kind="lithium")
        assert (row.laboratory, row.recorded_by_id) == ("测试检验科", world.staff_id("officer"))

    def test_the_doctor_may_write_one_too(self, person):
        assert examined(person, by="psychiatrist", at=AT)

    def test_a_sheet_must_be_of_the_past_and_say_something_likely(self, person):
        with refused(lab_day_has_come="working-rules:lab-gates"):
            examined(person, taken_on=TODAY + timedelta(days=1), at=AT)
        with refused(lab_value_is_likely="working-rules:lab-gates"):
            written(person, white_cells=99)
        assert written(person, white_cells=100)

    def test_a_kind_is_written_once_a_day(self, person):
        first = written(person)

        with refused(lab_is_written_once="working-rules:lab-gates"):
            written(person, white_cells=6000)
        corrected(first, None, taken_on=TODAY, at=AT)
        assert written(person, white_cells=6000)

    def test_of_two_days_the_later_counts_however_they_were_written(self, person):
        written(person, age=1, white_cells=4000)
        written(person, age=9, white_cells=7000)

        assert last(person) == [("white_cells", 4000, 1)]

    @pytest.mark.parametrize("colleague", ["pharmacist", "dispenser", "reviewer"])
    def test_who_neither_holds_the_sheet_nor_prescribes_writes_none(self, person, colleague):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            examined(person, by=colleague, at=AT)

    @pytest.mark.parametrize("colleague", ["other_officer", "centre_psychiatrist"])
    def test_a_colleague_elsewhere_does_not_know_the_person(self, person, colleague):
        with refused(person_is_found="7.2.d"):
            examined(person, by=colleague, at=AT)

    def test_the_counter_and_the_office_read_none(self, person):
        written(person)

        for colleague, count in (("pharmacist", 1), ("dispenser", 0), ("reviewer", 0)):
            world.become(colleague)
            assert LabResult.objects.count() == count, colleague

    def test_a_look_is_recorded(self, person):
        written(person)
        look = Look(actor=world.become("pharmacist"), page="审方")
        queries.seen_results(person, look=look, on=TODAY)

        reading = AccessRecord.objects.get(page="审方")
        assert (reading.duty, reading.person_ids, reading.fields) == (
            Duty.PHARMACIST,
            [person],
            ["laboratory"],
        )


class TestCorrecting:
    def test_the_later_row_counts_and_the_first_stays(self, person):
        first = written(person, white_cells=2500)
        corrected(first, 5200, taken_on=TODAY, because="看错一行", at=AT)

        assert last(person) == [("white_cells", 5200, 0)]
        assert LabResult.objects.filter(person_id=person).count() == 2

    def test_taken_back_the_one_before_counts_again(self, person):
        written(person, age=40)
        wrong = written(person)
        corrected(wrong, None, because="登错了人", at=AT)

        assert last(person) == [("white_cells", 5500, 40)]

    def test_why_must_be_said_and_once_is_enough(self, person):
        first = written(person)
        with refused(lab_correction_says_why="working-rules:lab-gates"):
            corrected(first, 6000, because=" ", at=AT)
        again = corrected(first, 6000, at=AT)

        with refused(lab_stands="working-rules:lab-gates"):
            corrected(first, 7000, at=AT)
        assert corrected(again, 7000, at=AT)

    def test_of_two_corrections_at_once_the_second_is_told(self, person):
        first = written(person)
        made = LabResult.objects.get(id=corrected(first, 6000, at=AT))
        made.id = uuid4()

        with pytest.raises(IntegrityError) as error, transaction.atomic():
            made.save(force_insert=True)
        assert [c.code for c in refusal_of(error.value).unmet] == ["corrected-once"]

    def test_the_database_keeps_rows_and_their_corrections_together(self, person):
        first, other = written(person), steps.enrolled()
        act = LabResult.objects.get(id=first).act_id
        row = {"value": 1, "taken_on": TODAY, "laboratory": "x", "because": "x", "act_id": act}
        for wrong in (
            {"person_id": other, "kind": "white_cells"},
            {"person_id": person, "kind": "lithium"},
        ):
            with pytest.raises(IntegrityError, match="of its own result"), transaction.atomic():
                LabResult.objects.create(corrects_id=first, **wrong, **row)
        with pytest.raises(IntegrityError, match="taken_back_by_a_corr"), transaction.atomic():
            LabResult.objects.create(person_id=person, kind="ecg", **{**row, "value": None})
        with pytest.raises(ProgrammingError), transaction.atomic():
            LabResult.objects.filter(id=first).update(value=1)


class TestPrescribing:
    def test_clozapine_is_begun_with_a_count_of_fourteen_days(self, person, attendance):
        with refused(lab_is_known="working-rules:lab-gates"):
            signed(attendance, clozapine())
        written(person, age=15)
        with refused(lab_precedes_first="working-rules:lab-gates"):
            signed(attendance, clozapine())

        written(person, age=14)
        assert signed(attendance, clozapine())

    def test_an_older_count_asks_why_and_the_reason_is_signed(self, person, attendance):
        takes(person, steps.CLOZAPINE)
        written(person, age=30)
        with refused(lab_is_fresh="working-rules:lab-gates"):
            signed(attendance, clozapine())

        made = signed(attendance, clozapine(reason="镇上停电，下周复查"))

        row = PrescriptionLine.objects.get(prescription_id=made)
        content = queries.signed_content(Prescription.objects.get(id=made), [row])
        assert content["lines"][0]["reason"] == "镇上停电，下周复查"

    def test_too_old_or_too_low_stops_whatever_the_reason(self, person, attendance):
        takes(person, steps.CLOZAPINE)
        written(person, age=91)
        with refused(lab_is_recent="working-rules:lab-gates"):
            signed(attendance, clozapine(reason="来不及"))
        written(person, white_cells=5500, neutrophils=1499)
        with refused(lab_allows="working-rules:lab-gates"):
            signed(attendance, clozapine(reason="来不及"))

    def test_two_counts_beyond_the_limit_are_both_named(self, person, attendance):
        written(person, white_cells=2999, neutrophils=1499)

        with pytest.raises(Refused) as refusal:
            signed(attendance, clozapine())
        assert [c.code for c in refusal.value.unmet] == ["lab-allows", "lab-allows"]

    def test_lithium_needs_no_level_to_begin_and_one_after_five_weeks(self, person, attendance):
        assert signed(attendance, line(steps.LITHIUM))
        takes(person, steps.LITHIUM, since=days_ago(28))
        with refused(lab_follows_start="working-rules:lab-gates"):
            signed(attendance, line(steps.LITHIUM))
        assert signed(attendance, line(steps.LITHIUM, reason="化验单未回"))

        written(person, lithium=1201)
        with refused(lab_allows="working-rules:lab-gates"):
            signed(attendance, line(steps.LITHIUM))

    def test_lithium_for_longer_without_a_level_stops(self, person, attendance):
        takes(person, steps.LITHIUM, since=days_ago(36))

        with refused(lab_is_known="working-rules:lab-gates"):
            signed(attendance, line(steps.LITHIUM, reason="化验单未回"))

    def test_a_reversed_supply_begins_nothing(self, person, attendance):
        pickup = takes(person, steps.CLOZAPINE)
        written(person, age=20)
        assert signed(attendance, clozapine())

        world.become("dispenser")
        act = uuid4()
        begin(request_id=act, kind="pickup.reverse", content={}, result_id=pickup, at=AT)
        Supply.objects.filter(pickup_id=pickup).update(ended_by_id=act)

        with refused(lab_precedes_first="working-rules:lab-gates"):
            signed(attendance, clozapine())

    def test_what_asks_for_nothing_reads_nothing(self, attendance):
        signed(attendance, line())

        assert not AccessRecord.objects.filter(fields__contains=["laboratory"]).exists()
        assert not AccessRecord.objects.filter(page="开具处方", fields__contains=["sex"]).exists()

    def test_nothing_was_asked_before_the_day(self, person):
        at = beijing(2026, 11, 27, 9)
        here = steps.arrived(steps.clinic_day(day=date(2026, 11, 27), at=at), person, at=at)

        assert signed(here, clozapine(), line(steps.VALPROATE), at=at)

    def test_valproate_for_a_woman_of_36_asks_why(self, person, attendance):
        with refused(childbearing_is_considered="working-rules:valproate"):
            signed(attendance, line(steps.VALPROATE))

        assert signed(attendance, line(steps.VALPROATE, reason="已落实避孕，其他药无效"))
        reading = AccessRecord.objects.filter(page="开具处方", fields__contains=["sex"]).first()
        assert reading is not None
        assert (reading.person_ids, reading.fields) == ([person], ["born", "sex"])


class TestReviewing:
    def test_a_bad_count_that_came_since_stops_the_pass_and_not_the_return(
        self, person, attendance
    ):
        written(person)
        made = signed(attendance, clozapine())
        written(person, neutrophils=900)

        with refused(lab_allows="working-rules:lab-gates"):
            steps.reviewed(made, at=AT)
        assert steps.reviewed(made, passed=False, reason="中性粒细胞过低", at=AT)

    def test_a_reason_that_was_signed_is_enough(self, person, attendance):
        takes(person, steps.CLOZAPINE)
        written(person, age=60)

        assert steps.reviewed(signed(attendance, clozapine(reason="下周复查")), at=AT)
