"""A benzodiazepine beside four weeks of an antipsychotic: a week of it, eight days with a reason, two sheets."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

from anxin.clinics.models import PharmacistReview, Prescription
from anxin.clinics.queries import lines_of, sheets_of
from anxin.clinics.services import Prescribed
from anxin.dispensing.models import Pickup, PickupLine
from anxin.documents.filling.prescription import sheet
from anxin.documents.queries import find_sheet
from anxin.pharmacy.models import Product
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from anxin.rules.dosing import Dose
from tests.dispensing import steps
from tests.dispensing.steps import AT
from tests.world import become

pytestmark = pytest.mark.django_db

DIAZEPAM = "a3-25-1-2.5mg"
REASON = "近一周入睡困难，下次门诊在第8天"


class TestABenzodiazepineForSevenAndEightDays:
    def test_it_is_signed_once_and_stands_on_a_sheet_of_its_own(self):
        self.given_somebody_with_both_medicines_at_the_point()
        self.when_the_doctor_gives_a_week_without_a_reason()
        self.then_it_is_signed_on_two_sheets()
        self.then_eight_days_without_a_reason_are_refused_with_their_clause()
        self.when_the_doctor_gives_eight_days_with_a_reason()
        self.then_it_is_signed_on_two_sheets()
        self.then_the_reason_stands_on_the_second_class_sheet_alone()
        self.when_one_review_and_one_pickup_follow()
        self.then_each_sheet_is_paid_for_and_signed_apart()

    def given_somebody_with_both_medicines_at_the_point(self):
        steps.stocked()
        steps.stocked(product=DIAZEPAM, price=5)
        self.patient = steps.enrolled()
        self.attendance = steps.arrived(self.patient)

    def when_the_doctor_gives_a_week_without_a_reason(self):
        self.made = self.prescribed(days=7)

    def when_the_doctor_gives_eight_days_with_a_reason(self):
        earlier = self.numbers()
        self.made = self.prescribed(days=8, reason=REASON)
        assert not set(self.numbers()) & set(earlier)

    def then_it_is_signed_on_two_sheets(self):
        become("psychiatrist")
        sheets = {line.product.drug: line.sheet.kind for line in lines_of(self.made)}
        assert sheets == {"利培酮": "ordinary", "地西泮": "psychotropic2"}
        assert [number[0] for number in self.numbers()] == ["P", "J"]
        assert (
            Prescription.objects.filter(person_id=self.patient.person_id, stage="signed").count()
            == 1
        )

    def then_eight_days_without_a_reason_are_refused_with_their_clause(self):
        with pytest.raises(Refused) as refused, transaction.atomic():
            self.prescribed(days=8)
        assert [(ground.code, ground.clause) for ground in refused.value.unmet] == [
            ("psychotropic2.7days", "rx-2007:psychotropic2")
        ]

    def then_the_reason_stands_on_the_second_class_sheet_alone(self):
        ordinary, second = self.printed()
        assert [one["理由"] for one in ordinary["药品"]] == [""]
        assert [(one["药名"], one["理由"]) for one in second["药品"]] == [("地西泮片", REASON)]
        assert (ordinary["标记"], second["标记"]) == ("", "精二")

    def when_one_review_and_one_pickup_follow(self):
        steps.passed(self.made)
        self.pickup = steps.completed(steps.prepared(self.made))

    def then_each_sheet_is_paid_for_and_signed_apart(self):
        ordinary, second = self.printed()
        assert (ordinary["药品金额"], second["药品金额"]) == ("50.40元", "0.40元")
        assert ordinary["调配发药"] == second["调配发药"] != ""
        become("dispenser")
        assert PharmacistReview.objects.filter(prescription_id=self.made).count() == 1
        assert Pickup.objects.filter(prescription_id=self.made).count() == 1
        assert PickupLine.objects.filter(pickup_id=self.pickup).count() == 2

    # ---- What the colleagues do ----

    def prescribed(self, *, days: int, reason: str = "") -> UUID:
        calming = Prescribed(
            product_id=Product.objects.values_list("id", flat=True).get(code=DIAZEPAM),
            dose=Dose(night=2),
            days=days,
            reason=reason,
        )
        return steps.prescribed(
            self.patient, steps.asked(), calming, attendance_id=self.attendance, at=AT
        )

    def numbers(self) -> list[str]:
        become("psychiatrist")
        return [one.number for one in sheets_of(self.made)]

    def printed(self) -> list[dict[str, object]]:
        look = Look(actor=become("pharmacist"), page="打印处方笺", reason="打印")
        return [sheet(find_sheet(one.id), look=look) for one in sheets_of(self.made)]
