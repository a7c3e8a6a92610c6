"""A story of a clinic day in a room without internet: the sheet goes out, comes back, and nothing is typed twice."""

from datetime import timedelta

import pytest

from anxin.dispensing.models import Pickup
from anxin.enrolment.models import Card
from anxin.packs import sheets
from anxin.packs.models import Pack, PackEvent
from anxin.pharmacy.models import Lot
from anxin.rules.pack_columns import Part
from tests.dispensing import steps as counter
from tests.dispensing.steps import AT, TODAY
from tests.journeys.spine import everything_holds, fen_on
from tests.packs import steps
from tests.world import become

pytestmark = pytest.mark.django_db
MONTH_BEFORE, DAY_BEFORE = AT - timedelta(days=28), AT - timedelta(days=1)
NEXT_MORNING = AT + timedelta(days=1)


class TestTheDayWithoutALine:
    def test_and_the_next_morning_everything_is_in_the_books(self):
        self.given_three_people_who_were_given_medicine_four_weeks_ago()
        self.when_the_dispenser_asks_for_the_sheet_and_the_doctor_approves_it()
        self.then_the_file_opens_with_the_password_and_lists_the_three_with_their_plans()
        self.when_two_come_and_one_of_them_gets_less_and_somebody_comes_unexpected()
        self.when_the_sheet_comes_back_the_next_morning()
        self.then_the_one_who_did_not_come_is_told_of_and_the_others_wait()
        self.when_each_does_their_step()
        self.then_three_pickups_of_the_clinic_day_are_complete_with_paper_slips()
        everything_holds()

    def given_three_people_who_were_given_medicine_four_weeks_ago(self):
        self.lot = Lot.objects.get(id=counter.stocked(at=MONTH_BEFORE))
        self.people = {}
        for name in ("欧阳甲", "欧阳乙", "欧阳丙"):
            patient = counter.enrolled(at=MONTH_BEFORE - timedelta(days=9), name=name)
            rx = counter.reviewed(patient, at=MONTH_BEFORE)
            counter.completed(counter.prepared(rx, at=MONTH_BEFORE), at=MONTH_BEFORE)
            self.people[name] = patient
        self.before = fen_on("payable", "rehab", "programme")
        self.day = counter.clinic_day(at=DAY_BEFORE)

    def when_the_dispenser_asks_for_the_sheet_and_the_doctor_approves_it(self):
        pack = steps.answered(steps.asked(self.day, at=DAY_BEFORE), at=DAY_BEFORE)
        self.download = steps.taken(pack, at=DAY_BEFORE)
        self.pack = Pack.objects.select_related("clinic_day__doctor", "organisation").get(id=pack)
        assert PackEvent.objects.filter(pack=pack, move="download").count() == 1

    def then_the_file_opens_with_the_password_and_lists_the_three_with_their_plans(self):
        password = steps.password(self.download)
        sealed = sheets.sealed(
            steps.written(self.pack, steps.sheet_of(self.pack)), password=password
        )
        rows = steps.rows_in(steps.opened(sealed, password))
        self.rows = {row[Part.NAME]: row for row in rows if row[Part.NAME]}
        self.blank = next(row for row in rows if not row[Part.NAME])
        assert set(self.rows) == set(self.people)
        assert {row["days1"] for row in self.rows.values()} == {"28"}
        self.keys = set(steps.KEYS.values())

    def when_two_come_and_one_of_them_gets_less_and_somebody_comes_unexpected(self):
        self.fourth = counter.enrolled(at=DAY_BEFORE, name="欧阳丁")
        become("dispenser")
        number = Card.objects.get(id=self.fourth.card_id).number
        lot = {"lot1": self.lot.number}
        same = steps.filled_in(self.rows["欧阳甲"], **lot)
        less = steps.filled_in(self.rows["欧阳乙"], **lot, evening1="0.5", quantity1="42")
        plan = {key: same[key] for key in ("product1", "morning1", "evening1", "days1")}
        new = steps.filled_in(self.blank, **lot, **plan, card=number, walk_in="初次就诊")
        self.sheet = [
            {key: text for key, text in row.items() if key in self.keys}
            for row in (same, less, self.rows["欧阳丙"], new)
        ]

    def when_the_sheet_comes_back_the_next_morning(self):
        self.upload = steps.uploaded(self.pack, self.sheet, at=NEXT_MORNING, password="AAAAA-22222")

    def then_the_one_who_did_not_come_is_told_of_and_the_others_wait(self):
        assert steps.told(self.pack, at=NEXT_MORNING) == [("待到诊登记", [])] * 3
        assert steps.left_out(self.upload) == [(8, "没有填写，视为没有来")]

    def when_each_does_their_step(self):
        found = steps.entries(self.pack)
        for step in (steps.arrived, steps.signed, steps.reviewed, steps.handed):
            for entry in found:
                step(entry.id, at=NEXT_MORNING)

    def then_three_pickups_of_the_clinic_day_are_complete_with_paper_slips(self):
        become("dispenser")
        found = Pickup.objects.filter(prepared_on=TODAY, stage="completed")
        given = {one.person_id: one.total for one in found}
        price = counter.PRICE
        assert given == {
            self.people["欧阳甲"].person_id: 56 * price,
            self.people["欧阳乙"].person_id: 42 * price,
            self.fourth.person_id: 56 * price,
        }
        assert {one.recorded_by_id != one.prescriber_id for one in found} == {True}
        assert self.before - fen_on("payable", "rehab", "programme") == 154 * price
