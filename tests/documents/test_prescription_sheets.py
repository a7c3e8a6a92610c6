"""A prescription's sheets on paper: 精二 apart, generic names, who signed when, and who may print."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now
from pypdf import PdfReader

from anxin.acts.services import content_hash
from anxin.clinics.models import Prescription, PrescriptionLine, PrescriptionSheet
from anxin.clinics.queries import lines_of, sheets_of, signed_content
from anxin.clinics.services import Prescribed, prescribing
from anxin.documents.filling.prescription import sheet
from anxin.documents.queries import find_sheet
from anxin.pharmacy.models import Product
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.dosing import Dose
from tests.dispensing import steps
from tests.world import become

pytestmark = pytest.mark.django_db

DIAZEPAM = "a3-25-1-2.5mg"


def calming(*, days: int = 7, reason: str = "") -> Prescribed:
    """Return a benzodiazepine each night."""
    return Prescribed(
        product_id=Product.objects.values_list("id", flat=True).get(code=DIAZEPAM),
        dose=Dose(night=2),
        days=days,
        reason=reason,
    )


@pytest.fixture
def both() -> UUID:
    """Return a signed and reviewed prescription of today with an antipsychotic and a benzodiazepine."""
    at = now()
    steps.stocked(at=at)
    steps.stocked(product=DIAZEPAM, price=5, at=at)
    patient = steps.enrolled(at=at - timedelta(days=10))
    return steps.reviewed(patient, steps.asked(), calming(days=8, reason="下次门诊在第8天"), at=at)


def printed(sheet_id: UUID, *, by: str = "pharmacist") -> dict[str, object]:
    look = Look(actor=become(by), page="打印处方笺", reason="打印")
    found = find_sheet(sheet_id)
    assert found is not None
    data = sheet(found, look=look)
    assert data is not None
    return data


def names(data: dict[str, object]) -> list[str]:
    return [one["药名"] for one in data["药品"]]


class TestSigning:
    def test_one_signature_makes_two_sheets_with_a_number_each(self, both):
        become("pharmacist")
        ordinary, second = sheets_of(both)
        today = f"{localdate(now()):%Y%m%d}"

        assert (ordinary.kind, second.kind) == ("ordinary", "psychotropic2")
        assert ordinary.number.startswith(f"P{today}")
        assert second.number.startswith(f"J{today}")
        assert ordinary.number[9:] != second.number[9:]
        drugs = [[line.product.drug for line in one.lines.all()] for one in (ordinary, second)]
        assert drugs == [["利培酮"], ["地西泮"]]

    def test_the_signature_covers_the_numbers(self, both):
        become("pharmacist")
        prescription, lines = Prescription.objects.get(id=both), lines_of(both)
        assert bytes(prescription.content_hash) == content_hash(signed_content(prescription, lines))
        for line in lines:
            line.sheet.number += "0"
        assert bytes(prescription.content_hash) != content_hash(signed_content(prescription, lines))

    def test_without_a_benzodiazepine_there_is_one(self):
        steps.stocked()
        made = steps.reviewed(steps.enrolled())
        become("pharmacist")

        assert [one.kind for one in sheets_of(made)] == ["ordinary"]


class TestTheDatabase:
    def test_gives_no_number_twice(self, both):
        become("psychiatrist")
        one = PrescriptionSheet.objects.get(prescription_id=both, kind="ordinary")
        with pytest.raises(IntegrityError, match="number"), transaction.atomic():
            PrescriptionSheet.objects.create(
                prescription_id=both, kind="psychotropic2", number=one.number
            )

    def test_lets_no_line_stand_without_its_sheet(self, monkeypatch):
        steps.stocked()
        patient = steps.enrolled()
        monkeypatch.setattr(prescribing, "PrescriptionLine", Sheetless)
        with pytest.raises(IntegrityError, match="line_on_its_sheet"), transaction.atomic():
            steps.prescribed(patient)


class Sheetless:
    """A line that forgets the sheet it stands on."""

    objects = PrescriptionLine.objects

    def __new__(cls, **facts: object) -> PrescriptionLine:
        return PrescriptionLine(**{**facts, "sheet": None})


class TestPrinting:
    def test_the_second_class_sheet_is_marked_and_holds_nothing_else(self, both):
        become("pharmacist")
        ordinary, second = sheets_of(both)

        assert (printed(ordinary.id)["标记"], names(printed(ordinary.id))) == ("", ["利培酮片"])
        data = printed(second.id)
        assert (data["标记"], names(data)) == ("精二", ["地西泮片"])
        assert data["药品"][0]["理由"] == "下次门诊在第8天"
        assert data["药品"][0]["数量"] == "8片"
        assert data["保存"].startswith("精二处方保存2年")
        assert data["有效期"].startswith("本处方3日内有效")

    def test_signatures_amount_and_times_come_with_the_pickup(self, both):
        become("pharmacist")
        _, second = sheets_of(both)
        before = printed(second.id)
        assert "测试pharmacist（电子签名）" in before["审核"]
        assert (before["调配发药"], before["药品金额"]) == ("", "")

        at = now()
        steps.completed(steps.prepared(both, at=at), at=at)
        after = printed(second.id)
        assert "测试psychiatrist　主治医师（电子签名）" in after["医师"]
        assert "测试dispenser（电子签名）" in after["调配发药"]
        assert after["药品金额"] == "0.40元"

    def test_whoever_works_at_the_point_prints_and_it_is_recorded(self, both, browse):
        become("pharmacist")
        _, second = sheets_of(both)
        address = f"/forms/prescription-sheets/{second.id}/"
        for colleague in ("psychiatrist", "pharmacist", "dispenser"):
            answer = browse(colleague).get(address)
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        pages = PdfReader(io.BytesIO(answer.content)).pages
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
        for word in ("处方笺", "精二", "地西泮片", second.number, "临床诊断", "Rp."):
            assert word in text
        become("audit_admin")
        assert AccessRecord.objects.filter(page="打印处方笺", reason="打印").count() >= 3

    @pytest.mark.parametrize("other", ["other_dispenser", "centre_psychiatrist", "officer"])
    def test_nobody_else(self, both, browse, other):
        become("pharmacist")
        (one, _) = sheets_of(both)

        assert browse(other).get(f"/forms/prescription-sheets/{one.id}/").status_code == 404

    def test_the_pages_of_the_prescription_lead_to_it(self, both, browse):
        become("pharmacist")
        _, second = sheets_of(both)
        address = f"/forms/prescription-sheets/{second.id}/"
        for colleague in ("psychiatrist", "pharmacist", "dispenser"):
            page = browse(colleague).get(f"/clinic/prescriptions/{both}/")
            assert address in page.content.decode()
            assert second.number in page.content.decode()
