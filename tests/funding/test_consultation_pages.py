"""The pages of an expert's opinion: from the visit's button to the raised cap (4.2)."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.funding.forms.consultations import read_plan
from anxin.funding.models import Consultation
from anxin.policy import trying
from anxin.rules.days import month_of
from tests.dispensing import steps
from tests.files.sent import paper
from tests.funding import consulting
from tests.web.conftest import Browse
from tests.world import become

pytestmark = pytest.mark.django_db
CAP = 500


@pytest.fixture(autouse=True)
def capped():
    with trying(monthly_cap_fen=CAP):
        yield


@pytest.fixture
def attendance_id() -> UUID:
    at = now()
    steps.stocked(at=at)
    patient = steps.enrolled(at=at - timedelta(days=20))
    steps.clinic_day(day=localdate(at), at=at)
    return steps.arrived(patient, at=at)


def months() -> dict[str, int]:
    return {month_of(localdate(now())): 4500}


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def typed_visit() -> dict[str, object]:
    return {
        "request_id": str(uuid4()),
        "line-TOTAL_FORMS": 1,
        "line-INITIAL_FORMS": 0,
        "line-0-product_id": str(steps.asked().product_id),
        "line-0-morning": "1",
        "line-0-evening": "1",
        "line-0-every_days": "1",
        "line-0-days": "28",
        "step": "reckon",
    }


def plan() -> str:
    line = steps.asked()
    medicine = [str(line.product_id), "早1片、晚1片", 28, 56]
    return json.dumps({"medicines": [medicine], "months": months()})


class TestAsking:
    def test_the_visits_button_brings_the_plan_along(self, browse: Browse, attendance_id: UUID):
        doctor = browse("psychiatrist")
        shown = doctor.post(reverse("clinics:visit", args=[attendance_id]), typed_visit())
        url = reverse("funding:ask_expert", args=[attendance_id])
        assert url in words(shown)
        carried = shown.context["panels"][0].shown["plan"]
        asked = doctor.post(url, {"plan": carried, "step": "open"})
        assert asked.status_code == 200
        assert "利培酮片 1mg×20片" in words(asked)
        assert "早1片、晚1片" in words(asked)
        told = json.loads(carried)["months"]
        assert dict(asked.context["form"].carried.months) == told
        assert list(told.values())[-1] is None

    def test_sent_it_is_asked_and_the_visit_says_that_it_waits(
        self, browse: Browse, attendance_id: UUID
    ):
        doctor, url = browse("psychiatrist"), reverse("funding:ask_expert", args=[attendance_id])
        month = next(iter(months()))
        typed = {
            "request_id": str(uuid4()),
            "plan": plan(),
            "case": "换药后复发",
            f"amount_{month}": "45.00",
        }
        answer = doctor.post(url, typed)
        become("auditor")
        found = Consultation.objects.get()
        assert answer["Location"] == reverse("funding:consultation", args=[found.id])
        assert [(m.month, m.amount) for m in found.months.all()] == [(month, 4500)]
        shown = doctor.post(reverse("clinics:visit", args=[attendance_id]), typed_visit())
        assert "待专家意见" in words(shown)
        assert url not in words(shown)

    def test_a_refusal_is_told_with_its_clause_and_keeps_what_was_typed(
        self, browse: Browse, attendance_id: UUID
    ):
        url = reverse("funding:ask_expert", args=[attendance_id])
        month = next(iter(months()))
        typed = {
            "request_id": str(uuid4()),
            "plan": plan(),
            "case": "换药后复发",
            f"amount_{month}": "5.00",
        }
        answer = browse("psychiatrist").post(url, typed)
        assert answer.status_code == 422
        assert "的金额不高于每月限额" in words(answer)
        assert "换药后复发" in words(answer)

    def test_without_a_plan_it_leads_back_to_the_visit(self, browse: Browse, attendance_id: UUID):
        answer = browse("psychiatrist").get(reverse("funding:ask_expert", args=[attendance_id]))
        assert answer["Location"] == reverse("clinics:visit", args=[attendance_id])

    @pytest.mark.parametrize(
        "sent",
        ["", "[]", "{}", '{"medicines": [["x", "", 1, 1]], "months": {}}'],
        ids=["nothing", "list", "empty", "no product"],
    )
    def test_what_is_no_plan_is_none(self, sent):
        assert read_plan(sent) is None

    @pytest.mark.parametrize("month", ["2026-13", "12-2026", "2026-1"])
    def test_what_is_no_month_is_no_plan(self, month):
        assert read_plan(json.dumps({"medicines": [], "months": {month: 1}})) is None


class TestTheOffice:
    def word(self, **changes: object) -> dict[str, object]:
        return {
            "request_id": str(uuid4()),
            "expert_id": str(consulting.expert_id()),
            "agrees": "yes",
            "text": "同意",
            "signed_on": localdate(now()).isoformat(),
            "paper": SimpleUploadedFile("意见书.pdf", paper(), "application/pdf"),
            **changes,
        }

    def test_from_the_list_to_the_raised_cap(self, browse: Browse, attendance_id: UUID):
        found = consulting.asked(attendance_id, months(), at=now())
        page = reverse("funding:consultation", args=[found])
        first = browse("reviewer")
        assert page in words(first.get(reverse("funding:consultations")))
        assert reverse("funding:record_word", args=[found]) in words(first.get(page))
        answer = first.post(reverse("funding:record_word", args=[found]), self.word())
        assert answer["Location"] == page
        conclude = reverse("funding:conclude", args=[found])
        assert conclude not in words(browse("reviewer").get(page))
        second = browse("second_reviewer")
        assert conclude in words(second.get(page))
        sent = {"request_id": str(uuid4()), "answer": "confirm", "because": ""}
        asked_once_more = second.post(conclude, sent | {"step": "check"})
        assert "确认后不能撤销" in words(asked_once_more)
        assert second.post(conclude, sent)["Location"] == page
        assert "已确认" in words(second.get(page))
        doctor = browse("psychiatrist")
        visit = doctor.post(reverse("clinics:visit", args=[attendance_id]), typed_visit())
        assert "按专家意见提高" in words(visit)

    def test_a_word_without_its_paper_is_told_at_the_box(self, browse: Browse, attendance_id: UUID):
        found = consulting.asked(attendance_id, months(), at=now())
        answer = browse("reviewer").post(
            reverse("funding:record_word", args=[found]), self.word(paper="")
        )
        assert answer.status_code == 422
        assert "请选择扫描件" in words(answer)

    def test_a_no_needs_its_reason_at_the_box(self, browse: Browse, attendance_id: UUID):
        found = consulting.asked(attendance_id, months(), at=now())
        consulting.advised(found, at=now())
        answer = browse("second_reviewer").post(
            reverse("funding:conclude", args=[found]),
            {"request_id": str(uuid4()), "answer": "decline", "because": ""},
        )
        assert answer.status_code == 422
        assert "不予确认须写明理由" in words(answer)

    def test_the_paper_is_answered_alone(self, browse: Browse, attendance_id: UUID):
        found = consulting.asked(attendance_id, months(), at=now())
        auditor = browse("auditor")
        assert auditor.get(reverse("funding:paper", args=[found])).status_code == 404
        consulting.advised(found, at=now())
        answer = browse("auditor").get(reverse("funding:paper", args=[found]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_the_doctor_takes_it_back(self, browse: Browse, attendance_id: UUID):
        found = consulting.asked(attendance_id, months(), at=now())
        url = reverse("funding:withdraw_question", args=[found])
        page = browse("psychiatrist").get(reverse("funding:consultation", args=[found]))
        assert url in words(page)
        browse("psychiatrist").post(url, {"request_id": str(uuid4())})
        become("auditor")
        assert Consultation.objects.get().stage == "withdrawn"

    def test_a_filter_says_what_it_hides(self, browse: Browse, attendance_id: UUID):
        consulting.asked(attendance_id, months(), at=now())
        answer = browse("auditor").get(reverse("funding:consultations"), {"stage": "confirmed"})
        assert answer.context["rows"] == []
        assert answer.context["listing"].hidden == 1
