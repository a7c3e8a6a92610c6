"""Printing a form: what it says of a real application, who may, and that it is recorded."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import pytest
from pypdf import PdfReader

from anxin.documents.filling import approval, card, notice
from anxin.documents.filling.words import day, days_in_words, place_of, yuan
from anxin.documents.models import PrintedRow
from anxin.documents.typesetting import pdf
from anxin.enrolment.models import Agreement, Application, Card, Enrolment
from anxin.enrolment.queries import find_application
from anxin.files.cleaning import clean
from anxin.files.services import add_file, withdraw_file
from anxin.people.services import list_by_police
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.files import Purpose
from tests.dispensing import steps
from tests.enrolment import admitting
from tests.files.sent import picture
from tests.world import become, organisation

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def look() -> Look:
    return Look(actor=become("officer"), page="打印", reason="打印")


def filled(application_id) -> dict:
    seen = look()
    found = approval.approval(find_application(application_id), look=seen)
    assert found is not None
    return found


BOXES = {
    "low income": ({"poverty": ("minimum_living",)}, [1]),
    "extreme poverty": ({"poverty": ("extreme_poverty",)}, [1]),
    "registered poor": ({"poverty": ("registered_poor",)}, [3]),
    "local": ({"poverty": (), "subsidies": ("local_poverty",)}, [2]),
    "federation": ({"poverty": (), "subsidies": ("federation",)}, [4]),
    "project": ({"poverty": (), "subsidies": ("disorder_project",)}, [5]),
    "special disease": ({"poverty": (), "special_disease": True}, [6]),
    "all": (
        {
            "poverty": ("minimum_living", "registered_poor"),
            "subsidies": ("local_poverty", "federation", "disorder_project"),
            "special_disease": True,
        },
        [1, 2, 3, 4, 5, 6],
    ),
    "none": ({"poverty": ()}, []),
}
INSURANCES = {
    "employee": ({"insurance_kind": "employee"}, [1]),
    "resident": ({"insurance_kind": "resident"}, [2]),
    "rural": ({"insurance_kind": "rural"}, [3]),
    "other": ({"insurance_kind": "other"}, [4]),
    "none": ({"insurance_kind": "none"}, [5]),
    "assisted": ({"insurance_kind": "resident", "subsidies": ("medical_assistance",)}, [2, 6]),
}


@pytest.mark.parametrize(("details", "boxes"), BOXES.values(), ids=BOXES)
def test_the_boxes_of_subsidies_follow_the_application(details, boxes) -> None:
    assert approval.subsidy_boxes(admitting.person(**details)) == boxes


@pytest.mark.parametrize(("details", "boxes"), INSURANCES.values(), ids=INSURANCES)
def test_the_boxes_of_insurance_follow_the_application(details, boxes) -> None:
    assert approval.insurance_boxes(admitting.person(**details)) == boxes


def test_annex_4_holds_what_the_application_holds_and_blanks_for_the_rest() -> None:
    details = admitting.person(name="欧阳啟", ethnic_group="15")
    guardians = (admitting.guardian(), admitting.guardian(name="测试父亲", address="另一处"))
    said = filled(admitting.submitted(admitting.filled(person=details, guardians=guardians)))
    assert said["镇（街）"] == "油溪"
    assert said["姓名"] == "欧阳啟"
    assert said["民族"] == "土家族"
    assert said["医保卡号"] == details.insurance_number
    assert said["监护人姓名"] == "测试母亲、测试父亲"
    assert said["监护人家庭地址"] == "另一处"
    assert said["邮政编码"] == ""
    assert [said[label] for label in approval.LEVELS.values()] == [None, None, None]


def test_an_opinion_stands_in_its_block_with_who_where_and_when() -> None:
    said = filled(admitting.passed())
    village, township, office = (said[label] for label in approval.LEVELS.values())
    assert village["意见"] == "同意。情况属实"
    assert village["签署人"] == "测试village"
    assert township["单位"] == organisation("hc-101").name
    assert township["日期"].endswith("日")
    assert office is None


def test_a_form_handed_in_again_shows_no_opinion_of_the_round_before() -> None:
    from anxin.enrolment import services

    form = admitting.filled()
    application_id = admitting.decided(
        admitting.passed(admitting.submitted(form)), verdict="return", reason="缺材料"
    )
    assert filled(application_id)["免费服药办公室审批意见"]["意见"] == "不同意。缺材料"
    services.correct_application(
        request_id=uuid4(),
        application_id=application_id,
        filled=form,
        actor=become("officer"),
        at=admitting.AT,
    )
    said = filled(application_id)
    assert [said[label] for label in approval.LEVELS.values()] == [None, None, None]


FORMS = ("approval", "agreement")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_printed_by_who_may_and_recorded_and_not_found_for_others(browse, form) -> None:
    details = admitting.person(name="欧阳啟")
    application_id = admitting.passed(admitting.submitted(admitting.filled(person=details)))
    address = f"/forms/applications/{application_id}/{form}/"
    answer = browse("officer").get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert "欧阳" not in answer["Content-Disposition"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "欧阳啟" in text_of(answer)
    person_id = Application.objects.values_list("person_id", flat=True).get(id=application_id)
    become("auditor")
    record = AccessRecord.objects.filter(person_ids=[person_id], reason="打印")
    assert record.filter(page__startswith="打印").exists()
    assert browse("reviewer").get(address).status_code == 200
    for other in ("other_officer", "village", "police", "commission", "auditor", "dispenser"):
        assert browse(other).get(address).status_code == 404, other
    assert browse("officer").post(address).status_code == 405


def test_the_notice_tells_every_criterion_and_never_the_police(browse) -> None:
    form = admitting.filled(person=admitting.person(poverty=()))
    on_list = admitting.submitted(form)
    list_by_police(
        request_id=uuid4(),
        identity_number=form.person.identity_number,
        listed=True,
        since=admitting.AT.date(),
        actor=become("police"),
        at=admitting.AT,
    )
    admitting.decided(admitting.passed(on_list))
    text = text_of(browse("officer").get(f"/forms/applications/{on_list}/notice/"))
    assert "审核通过" in text
    assert "属于三（一）规定的实施对象" in text
    for topic in notice.TOPICS.values():
        assert topic in text
    assert "要求重新审核" in text
    assert "列管" not in text
    assert "公安" not in text


def test_a_refusal_is_told_with_its_ground_once_and_the_office_s_own_words(browse) -> None:
    details = admitting.person(resident_since=admitting.AT.date())
    application_id = admitting.decided(
        admitting.passed(admitting.submitted(admitting.filled(person=details))),
        verdict="refuse",
        reason="满三个月后可再申请",
    )
    text = text_of(browse("reviewer").get(f"/forms/applications/{application_id}/notice/"))
    assert "不予通过" in text
    assert "不符合" in text
    assert text.count("居住未满3个月") == 1
    assert "办理意见：满三个月后可再申请" in text


def test_there_is_no_notice_before_a_decision(browse) -> None:
    application_id = admitting.passed()
    assert browse("officer").get(f"/forms/applications/{application_id}/notice/").status_code == 404


def test_the_agreement_names_the_hospital_asked_for_and_after_signing_the_one_signed(
    browse,
) -> None:
    application_id = admitting.approved()
    address = f"/forms/applications/{application_id}/agreement/"
    officer = browse("officer")
    asked = organisation("hc-103")
    assert asked.name in text_of(officer.get(f"{address}?clinic={asked.id}"))
    assert asked.name not in text_of(officer.get(f"{address}?clinic=nonsense"))
    assert organisation("finance").name not in text_of(
        officer.get(f"{address}?clinic={organisation('finance').id}")
    )
    become("officer")
    enrolment_id = admitting.signed(application_id)
    agreement = Agreement.objects.get(enrolment_id=enrolment_id)
    text = text_of(officer.get(address))
    assert organisation("hc-101").name in text
    assert day(agreement.signed_on) in text


def test_the_card_prints_its_first_page_and_a_code_only_while_it_is_valid(browse) -> None:
    enrolment_id = admitting.signed()
    found = Card.objects.get(enrolment_id=enrolment_id)
    answer = browse("officer").get(f"/forms/cards/{found.id}/")
    assert answer.status_code == 200
    text = text_of(answer)
    assert found.number in text
    assert "第十三页" in text
    become("officer")
    assert card.booklet(found, look=look())["图二维码"]
    found.stage = "lost"
    assert card.booklet(found, look=look())["图二维码"] == ""
    assert browse("other_officer").get(f"/forms/cards/{found.id}/").status_code == 404
    assert browse("dispenser").get(f"/forms/cards/{found.id}/").status_code == 404


def test_the_register_prints_the_live_rows_of_one_unit_with_numbers_in_full(browse) -> None:
    details = admitting.person(name="欧阳啟")
    enrolment_id = admitting.signed(admitting.approved(admitting.filled(person=details)))
    unit = Enrolment.objects.select_related("person").get(id=enrolment_id).person.keeper_id
    text = text_of(browse("officer").get(f"/forms/register/?unit={unit}"))
    assert "欧阳啟" in text
    assert details.identity_number in text
    assert "测试officer" in text
    assert browse("other_officer").get(f"/forms/register/?unit={unit}").status_code == 404
    assert browse("commission").get(f"/forms/register/?unit={unit}").status_code == 404
    become("auditor")
    assert AccessRecord.objects.filter(
        page="打印登记名单（附件8）", reason="打印", fields__contains=["identity_number"]
    ).exists()


def test_a_missing_character_is_a_page_that_names_it(browse) -> None:
    details = admitting.person(name="王\U00031350")
    application_id = admitting.submitted(admitting.filled(person=details))
    answer = browse("officer").get(f"/forms/applications/{application_id}/approval/")
    assert answer.status_code == 422
    assert "U+31350" in answer.content.decode()


def test_rows_are_printed_onto_the_card_where_it_stopped(browse) -> None:
    patient, pickup = steps.handed_over()
    dispenser = browse("dispenser")
    address = f"/forms/cards/{patient.card_id}/rows/"
    opened = dispenser.get(address).content.decode()
    assert "未打印" in opened
    form = {"request_id": str(uuid4()), "pickups": [str(pickup.id)], "page": "2", "row": "4"}
    answer = dispenser.post(address, form)
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer)
    assert "利培酮" in text
    assert yuan(pickup.total) in text
    assert "注意事项" not in text
    again = dispenser.post(address, form)
    assert again["Content-Type"] == "application/pdf"
    become("dispenser")
    assert list(PrintedRow.objects.values_list("page", "row")) == [(2, 4)]
    after = dispenser.get(address).content.decode()
    assert "已打印在第 2 页第 4 行" in after
    assert '<option value="5" selected' in after
    assert browse("other_dispenser").get(address).status_code == 404
    assert browse("officer").get(address).status_code == 404


def test_a_card_that_is_full_or_another_card_s_pickup_is_refused(browse) -> None:
    patient, pickup = steps.handed_over()
    dispenser = browse("dispenser")
    address = f"/forms/cards/{patient.card_id}/rows/"
    other = {"request_id": str(uuid4()), "pickups": [str(uuid4())], "page": "2", "row": "1"}
    assert dispenser.post(address, other).status_code == 422
    nothing = {"request_id": str(uuid4()), "page": "2", "row": "1"}
    assert "请至少选一次领药" in dispenser.post(address, nothing).content.decode()
    steps.reversed_(pickup.id)
    form = {"request_id": str(uuid4()), "pickups": [str(pickup.id)], "page": "2", "row": "1"}
    assert dispenser.post(address, form).status_code == 422


def test_the_money_columns_of_a_row_add_up_to_its_total() -> None:
    _, pickup = steps.handed_over()
    become("dispenser")
    from anxin.documents.card_rows import Spot

    (row,) = card.record_rows(
        [(pickup, Spot(2, 1))], look=Look(actor=become("dispenser"), page="x")
    )
    parts = ("医保特病资金", "残联免费服药资金", "免费服药项目资金")
    total = sum(int(row[part].replace(",", "").replace(".", "")) for part in parts)
    assert total == pickup.total
    assert "测试psychiatrist" in row["精神科医师签名"]
    assert "测试dispenser" in row["定点医院精防人员签名"]


def test_days_money_and_places_are_written_as_people_write_them() -> None:
    assert day(None) == ""
    assert days_in_words("自 2026-03-01 起") == "自 2026年3月1日 起"
    assert yuan(105040) == "1,050.40"
    assert [place_of(c) for c in ("3.1.a", "5.1.4", "A5.n4", "A3", "rx-2021:max")] == [
        "三（一）",
        "五（一）4",
        "附件5注意事项4",
        "附件3",
        "配套规定",
    ]


class TestThePhoto:
    @staticmethod
    def with_photo(application_id, content: bytes, *, purpose: Purpose = Purpose.PHOTO):
        actor = become("officer")
        return add_file(
            request_id=uuid4(),
            person_id=Application.objects.get(id=application_id).person_id,
            application_id=application_id,
            file=clean(content, purpose=purpose),
            actor=actor,
            at=admitting.AT,
        )

    @staticmethod
    def printed(application_id) -> list[bytes]:
        found = pdf("approval", filled(application_id), at=admitting.AT)
        return [image.data for page in PdfReader(io.BytesIO(found)).pages for image in page.images]

    def test_is_printed_in_its_place_and_its_reading_recorded(self):
        application_id = admitting.submitted()
        assert self.printed(application_id) == []
        self.with_photo(application_id, picture(size=(295, 413)))
        assert len(self.printed(application_id)) == 1
        become("audit_admin")
        fields = AccessRecord.objects.values_list("fields", flat=True)
        assert any("file.photo" in one for one in fields)

    def test_another_scan_is_no_photo_and_a_withdrawn_one_is_not_printed(self):
        application_id = admitting.submitted()
        self.with_photo(application_id, picture(), purpose=Purpose.DIAGNOSIS)
        assert self.printed(application_id) == []
        photo = self.with_photo(application_id, picture(size=(295, 413)))
        withdraw_file(
            request_id=uuid4(),
            file_id=photo,
            because="拍错了",
            actor=become("officer"),
            at=admitting.AT,
        )
        assert self.printed(application_id) == []
