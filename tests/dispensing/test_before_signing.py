"""What a plan would cost, shown before it is signed, by the counter's own split (2.1, 5.1.5.e)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.clinics import plans, services
from anxin.clinics.models import Attendance, Prescription
from anxin.clinics.services import Prescribed
from anxin.dispensing import before_signing
from anxin.dispensing import services as counter
from anxin.dispensing.estimate import Estimate
from anxin.dispensing.prices import PricedBy
from anxin.policy import trying
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, CLOZAPINE, TODAY
from tests.enrolment import admitting
from tests.web.conftest import Browse
from tests.world import become

pytestmark = pytest.mark.django_db
FOUR_WEEKS = 56 * steps.PRICE


def panel(attendance_id: UUID, *lines: Prescribed, nothing: bool = False) -> dict[str, object]:
    """Return what the visit's page would show of the money."""
    actor = become("psychiatrist")
    attendance = Attendance.objects.get(id=attendance_id)
    asked = [] if nothing else list(lines or (steps.asked(),))
    planned = services.typed_plan(attendance, asked, days=28, on=TODAY)
    [found] = plans.panels(planned, look=Look(actor=actor, page="看诊开方"))
    return dict(found.shown)


def estimated(attendance_id: UUID, *lines: Prescribed) -> Estimate:
    found = panel(attendance_id, *lines)["estimate"]
    assert isinstance(found, Estimate)
    return found


def months(shown: dict[str, object]) -> dict[str, before_signing.MonthSeen]:
    return {one.month: one for one in shown["months"]}  # type: ignore[attr-defined]


class TestTheEstimate:
    def test_it_is_what_the_counter_then_takes(self):
        steps.stocked()
        patient = steps.enrolled()
        attendance_id = steps.arrived(patient)
        with trying(
            federation_yearly_fen=1000, disorder_project_yearly_fen=700, monthly_cap_fen=9000
        ):
            found = estimated(attendance_id)
            prescription_id = steps.reviewed(patient, attendance_id=attendance_id)
            become("dispenser")
            proposal = counter.propose(prescription_id, actor=become("dispenser"), at=AT)
        assert proposal is not None
        assert proposal.plan is not None
        assert dict(found.most.shares) == dict(proposal.plan.shares)
        assert found.most.programme_by_month == proposal.plan.split.programme_by_month
        assert found.total == FOUR_WEEKS

    def test_what_is_at_home_moves_the_months(self):
        steps.stocked()
        patient, _ = self.supplied()
        shown = panel(steps.arrived(patient, at=AT + timedelta(days=21)))
        assert list(months(shown)) == ["2026-12", "2027-01"]

    def supplied(self):
        patient = steps.enrolled()
        return patient, steps.completed(steps.prepared(steps.reviewed(patient)))

    def test_the_lot_that_expires_first_gives_the_price(self):
        steps.stocked(1000, price=90, expires_on=TODAY + timedelta(days=900))
        steps.stocked(20, price=50, expires_on=TODAY + timedelta(days=400))
        found = estimated(steps.arrived(steps.enrolled()))
        assert found.total == 20 * 50 + 36 * 90
        assert [cost.by for cost in found.costs] == [PricedBy.STORE]

    def test_where_the_store_has_too_little_the_latest_purchase_counts(self):
        steps.stocked(10, price=90)
        steps.stocked(10, price=80, point="hc-103")
        found = estimated(steps.arrived(steps.enrolled()))
        assert [(cost.by, cost.amount) for cost in found.costs] == [(PricedBy.PURCHASE, 56 * 80)]

    def test_what_was_never_bought_stands_in_no_sum(self):
        steps.stocked()
        lines = (steps.asked(), steps.asked(CLOZAPINE))
        found = estimated(steps.arrived(steps.enrolled()), *lines)
        assert [cost.line.product.code for cost in found.unpriced] == [CLOZAPINE]
        assert found.total == FOUR_WEEKS

    def test_one_question_a_table_whatever_the_lines(self):
        steps.stocked()
        steps.stocked(product=CLOZAPINE)
        attendance_id = steps.arrived(steps.enrolled())
        first, second = steps.asked(), steps.asked(CLOZAPINE)
        with CaptureQueriesContext(connection) as one:
            panel(attendance_id, first)
        with CaptureQueriesContext(connection) as two:
            panel(attendance_id, first, second)
        assert len(one) == len(two)


class TestMoneyLeft:
    def test_a_cap_and_sums_that_are_not_set_are_shown_as_such(self):
        shown = panel(steps.arrived(steps.enrolled()), nothing=True)
        assert {one.limit for one in months(shown).values()} == {None}
        assert shown["left"] == [("严重精神障碍管理治疗项目", None)]
        assert "estimate" not in shown

    def test_the_federation_is_for_holders_of_its_certificate(self):
        born = admitting.birthday()
        number = admitting.NUMBERS.identity_number(born=born, sex="1")
        patient = steps.enrolled(born=born, identity_number=number, disability_number=f"{number}62")
        with trying(federation_yearly_fen=45_000, disorder_project_yearly_fen=10_000):
            shown = panel(steps.arrived(patient), nothing=True)
        assert shown["left"] == [("残联补助", 45_000), ("严重精神障碍管理治疗项目", 10_000)]

    def test_what_was_taken_is_taken_off_the_month_and_the_year(self):
        steps.stocked()
        patient = steps.enrolled()
        with trying(monthly_cap_fen=9000, disorder_project_yearly_fen=1000):
            steps.completed(steps.prepared(steps.reviewed(patient)))
            shown = panel(steps.arrived(patient, at=AT + timedelta(days=1)), nothing=True)
        assert months(shown)["2026-11"].left == 9000 - (FOUR_WEEKS - 1000) * 11 // 28
        assert shown["left"] == [("严重精神障碍管理治疗项目", 0)]

    def test_the_settlements_brought_so_far_tell_what_the_card_still_brings(self):
        steps.stocked()
        patient = steps.enrolled(special_disease=True, insurance_kind="resident")
        prescription_id = steps.reviewed(patient)
        steps.settled(prescription_id, total=6000, reimbursed=4000)
        with trying(special_disease_yearly_fen=10_000):
            shown = panel(Attendance.objects.get(person_id=patient.person_id).id, nothing=True)
        quota = shown["behind"].quota  # type: ignore[attr-defined]
        assert (quota.reimbursed, quota.left, quota.days) == (4000, 6000, 28)

    def test_the_reading_is_recorded(self):
        patient = steps.enrolled()
        panel(steps.arrived(patient), nothing=True)
        become("audit_admin")
        record = AccessRecord.objects.filter(fields__contains=["settlement"]).get()
        assert record.person_ids == [patient.person_id]


class TestOverTheCap:
    """28 days from 20 November: 11 days of November and 17 of December, at 1.80 a day."""

    def attendance(self, **details: object) -> UUID:
        steps.stocked()
        return steps.arrived(steps.enrolled(**details))

    def sign(self, attendance_id: UUID, *lines: Prescribed) -> UUID:
        person_id = Attendance.objects.values_list("person_id", flat=True).get(id=attendance_id)
        patient = steps.Patient(person_id=person_id, enrolment_id=uuid4(), card_id=uuid4())
        return steps.prescribed(patient, *lines, attendance_id=attendance_id)

    def test_signing_is_refused_with_month_excess_and_clause(self):
        attendance_id = self.attendance()
        with trying(monthly_cap_fen=3059), pytest.raises(Refused) as refused:
            self.sign(attendance_id)
        [ground] = refused.value.unmet
        assert (ground.code, ground.clause) == ("within-monthly-cap", "5.1.5.e")
        assert ground.reason == "2026-12 超过每月最大免费服药兜底限额 1 分"
        assert not Prescription.objects.exists()

    def test_at_the_cap_it_is_signed(self):
        attendance_id = self.attendance()
        with trying(monthly_cap_fen=3060):
            assert self.sign(attendance_id)

    def test_a_cap_that_is_not_set_stops_nobody(self):
        assert self.sign(self.attendance())

    def test_the_most_days_that_fit_are_told_and_do_fit(self):
        attendance_id = self.attendance()
        with trying(monthly_cap_fen=2000):
            days = panel(attendance_id)["days"]
            assert days == 22  # 11 of November, 11 of December: 19.80
            with pytest.raises(Refused):
                self.sign(attendance_id, steps.asked(days=23))
            assert self.sign(attendance_id, steps.asked(days=22))

    def test_a_cheaper_equal_product_of_the_store_is_told_with_what_it_then_costs(self):
        attendance_id = self.attendance()
        steps.stocked(product="a3-07-1-1mg-30", price=50)
        for cap, fits in ((1700, True), (1699, False)):
            with trying(monthly_cap_fen=cap):
                [one] = panel(attendance_id)["cheaper"]
            assert one.seen.product.code == "a3-07-1-1mg-30"
            assert (one.estimate.total, one.estimate.fits) == (56 * 50, fits)

    def test_a_cap_below_one_days_price_fits_no_day(self):
        with trying(monthly_cap_fen=100):
            assert panel(self.attendance())["days"] is None

    def test_who_has_a_special_disease_card_is_not_stopped_before_the_bill(self):
        attendance_id = self.attendance(special_disease=True, insurance_kind="resident")
        with trying(monthly_cap_fen=2000):
            shown = panel(attendance_id)
            assert {month: one.may_be_over for month, one in months(shown).items()} == {
                "2026-11": 0,
                "2026-12": 1060,
            }
            assert self.sign(attendance_id)

    def test_nor_stopped_where_the_card_can_still_bring_enough(self):
        attendance_id = self.attendance(special_disease=True, insurance_kind="resident")
        with trying(monthly_cap_fen=2000, special_disease_yearly_fen=4000):
            found = estimated(attendance_id)
            assert found.fits
            assert found.least.shares[Payer.SPECIAL_DISEASE] == 4000
            assert self.sign(attendance_id)

    def test_but_is_where_even_all_that_is_left_does_not_suffice(self):
        attendance_id = self.attendance(special_disease=True, insurance_kind="resident")
        with (
            trying(monthly_cap_fen=2000, special_disease_yearly_fen=100),
            pytest.raises(Refused) as refused,
        ):
            self.sign(attendance_id)
        assert [one.code for one in refused.value.unmet] == ["within-monthly-cap"]


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


class TestThePage:
    def visit(self) -> str:
        at = now()
        steps.stocked(at=at)
        patient = steps.enrolled(at=at - timedelta(days=20))
        steps.clinic_day(day=localdate(at), at=at)
        return reverse("clinics:visit", args=[steps.arrived(patient, at=at)])

    def typed(self, **changes: object) -> dict[str, object]:
        line = steps.asked()
        return {
            "request_id": str(uuid4()),
            "line-TOTAL_FORMS": 1,
            "line-INITIAL_FORMS": 0,
            "line-0-product_id": str(line.product_id),
            "line-0-morning": "1",
            "line-0-evening": "1",
            "line-0-every_days": "1",
            "line-0-days": "28",
            **changes,
        }

    def test_before_anything_is_typed_it_says_what_is_left_and_what_to_do(self, browse: Browse):
        answer = browse("psychiatrist").get(self.visit())
        assert answer.status_code == 200
        assert "每月兜底限额" in words(answer)
        assert "按“算一算”" in words(answer)

    def test_working_it_out_keeps_what_was_typed_and_signs_nothing(self, browse: Browse):
        url = self.visit()
        answer = browse("psychiatrist").post(url, self.typed(findings="睡眠好转", step="reckon"))
        assert answer.status_code == 200
        assert "50.40" in words(answer)
        assert "睡眠好转" in words(answer)
        assert answer.context["lines"].forms[0]["days"].value() == "28"
        assert not answer.context["form"].errors
        assert not Prescription.objects.exists()

    def test_a_wrong_line_is_told_at_its_box(self, browse: Browse):
        url = self.visit()
        answer = browse("psychiatrist").post(
            url, self.typed(step="reckon", **{"line-0-morning": "很多"})
        )
        assert answer.status_code == 422
        assert "estimate" not in answer.context["panels"][0].shown

    def test_a_refused_signature_shows_the_cost_too(self, browse: Browse):
        url = self.visit()
        with trying(monthly_cap_fen=500):
            answer = browse("psychiatrist").post(url, self.typed(risk_level="0"))
        assert answer.status_code == 422
        assert "超过每月最大免费服药兜底限额" in words(answer)
        assert "50.40" in words(answer)
        assert "少开几天" in words(answer)
