"""A story of a sheet that is uploaded twice, by two colleagues, once changed: nobody is given medicine twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.dispensing.models import Pickup
from anxin.enrolment import services as admission
from anxin.packs.models import PackUpload
from anxin.pharmacy.models import Lot
from anxin.rules.decisions import Refused
from tests.dispensing import steps as counter
from tests.dispensing.steps import AT, TODAY
from tests.journeys.spine import everything_holds
from tests.packs import steps
from tests.world import become

pytestmark = pytest.mark.django_db
BEFORE, EVENING = AT - timedelta(days=28), AT + timedelta(hours=8)


class TestThePackUploadedTwice:
    def test_and_each_is_given_medicine_once(self):
        self.given_a_filled_in_sheet_of_two()
        self.when_the_dispenser_uploads_it_and_the_doctor_uploads_the_same_file()
        self.then_there_is_one_upload_with_two_rows()
        self.when_the_first_is_taken_in_and_the_sheet_comes_a_third_time_with_a_change()
        self.then_the_changed_row_is_a_double_and_cannot_be_taken_in()
        self.when_the_second_loses_the_card_before_the_row_is_taken_in()
        self.then_only_that_row_is_stopped_and_is_set_aside()
        self.when_the_same_is_uploaded_after_three_days()
        self.then_nothing_changed_and_everything_holds()

    def given_a_filled_in_sheet_of_two(self):
        lot = Lot.objects.get(id=counter.stocked(at=BEFORE))
        self.patients = {}
        for name in ("欧阳甲", "欧阳乙"):
            patient = counter.enrolled(at=BEFORE - timedelta(days=9), name=name)
            rx = counter.reviewed(patient, at=BEFORE)
            counter.completed(counter.prepared(rx, at=BEFORE), at=BEFORE)
            self.patients[name] = patient
        self.pack = steps.given(counter.clinic_day(), at=AT)
        rows = [row for row in steps.sheet_of(self.pack) if row.get("name")]
        self.rows = [steps.filled_in(row, lot1=lot.number) for row in rows]
        self.rows.sort(key=lambda row: row["name"] != "欧阳甲")

    def when_the_dispenser_uploads_it_and_the_doctor_uploads_the_same_file(self):
        self.first = steps.uploaded(self.pack, self.rows, at=EVENING, password="AAAAA")
        self.again = steps.uploaded(self.pack, self.rows, by="psychiatrist", at=EVENING)

    def then_there_is_one_upload_with_two_rows(self):
        assert self.first == self.again
        assert PackUpload.objects.count() == 1
        assert len(steps.entries(self.pack)) == 2

    def when_the_first_is_taken_in_and_the_sheet_comes_a_third_time_with_a_change(self):
        steps.taken_in(steps.entries(self.pack)[0].id, at=EVENING)
        changed = [{**self.rows[0], "findings": "改了一个字"}, self.rows[1]]
        self.third = steps.uploaded(self.pack, changed, at=EVENING)

    def then_the_changed_row_is_a_double_and_cannot_be_taken_in(self):
        states = [state for state, _ in steps.told(self.pack, at=EVENING)]
        assert states == ["已办完", "待到诊登记", "重复"]
        assert [why for _, why in steps.left_out(self.third)] == [
            "与先前上传的一行完全相同，不重复办理"
        ]
        with pytest.raises(Refused, match="已经在办"):
            steps.arrived(steps.entries(self.pack)[2].id, at=EVENING)

    def when_the_second_loses_the_card_before_the_row_is_taken_in(self):
        card = self.patients["欧阳乙"].card_id
        admission.report_loss(request_id=uuid4(), card_id=card, actor=become("officer"), at=EVENING)

    def then_only_that_row_is_stopped_and_is_set_aside(self):
        found = steps.told(self.pack, at=EVENING)
        assert found[1] == ("有矛盾", ["card-is-valid"])
        second = steps.entries(self.pack)[1]
        with pytest.raises(Refused, match="救助卡无效"):
            steps.arrived(second.id, at=EVENING)
        steps.set_aside(second.id, because="卡已挂失，补卡后再来", at=EVENING)

    def when_the_same_is_uploaded_after_three_days(self):
        late = AT + timedelta(days=4)
        assert steps.uploaded(self.pack, self.rows, at=late) == self.first

    def then_nothing_changed_and_everything_holds(self):
        become("dispenser")
        found = Pickup.objects.filter(prepared_on=TODAY)
        assert [one.person_id for one in found] == [self.patients["欧阳甲"].person_id]
        everything_holds()
