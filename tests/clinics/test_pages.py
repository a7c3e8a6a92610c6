"""The pages of a clinic day: what each duty sees, what a wrong input says, what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.clinics.forms.prescribing import HalfUnitsField, units_typed
from anxin.clinics.models import Attendance, Booking, ClinicDay, Prescription
from anxin.clinics.tasks import tasks_for
from anxin.enrolment.models import Card
from anxin.privacy.models import AccessRecord
from anxin.rules.dosing import Dose
from tests import world
from tests.clinics import steps
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Scene:
    """A person who is expected today at a point."""

    person: UUID
    day: UUID
    at: datetime

    @property
    def today(self) -> date:
        return localdate(self.at)


@pytest.fixture
def scene() -> Scene:
    at = now()
    person = steps.enrolled(insurance_kind="resident")
    return Scene(person=person, day=steps.clinic_day(day=localdate(at), at=at), at=at)


def arrive(scene: Scene) -> UUID:
    shown = ["identity", "programme", "insurance"]
    return steps.arrived(scene.day, scene.person, shown=shown, at=scene.at)


def prescribe(scene: Scene) -> UUID:
    return steps.prescribed(arrive(scene), at=scene.at)


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def form(**typed: object) -> dict[str, object]:
    return {"request_id": str(uuid4()), **typed}


def lines(*filled: Mapping[str, object]) -> dict[str, object]:
    """Return the lines as a browser sends them: five, most of them empty."""
    typed: dict[str, object] = {"line-TOTAL_FORMS": 5, "line-INITIAL_FORMS": 0}
    for number in range(5):
        line = filled[number] if number < len(filled) else {}
        for name in ("product_id", "night", "days", "note", "reason"):
            typed[f"line-{number}-{name}"] = line.get(name, "")
        typed[f"line-{number}-every_days"] = "1"
    return typed


class TestTheRota:
    def test_a_month_shows_its_days_and_a_point_its_doctors(self, browse: Browse, scene: Scene):
        answer = browse("officer").get(reverse("clinics:days"))

        assert answer.status_code == 200
        assert "测试psychiatrist" in words(answer)
        assert reverse("clinics:day", args=[scene.day]) in words(answer)
        assert reverse("clinics:publish") not in words(answer)

    def test_another_months_page_is_empty_and_says_what_to_do(self, browse: Browse, scene: Scene):
        answer = browse("officer").get(reverse("clinics:days"), {"month": "2020-01"})

        assert "这个月还没有坐诊日" in words(answer)

    def test_a_day_is_published(self, browse: Browse, db: None):
        client = browse("psychiatrist")
        day = localdate() + timedelta(days=3)
        typed = form(
            organisation_id=steps.place(world.POINT),
            day=day.isoformat(),
            doctor_id=world.staff_id("psychiatrist"),
        )

        answer = client.post(reverse("clinics:publish"), typed)

        world.become("psychiatrist")
        assert answer["Location"] == reverse(
            "clinics:day", args=[ClinicDay.objects.get(day=day).id]
        )

    def test_a_refusal_names_its_clause_and_keeps_what_was_typed(self, browse: Browse, db: None):
        client = browse("psychiatrist")
        day = localdate() - timedelta(days=1)
        typed = form(
            organisation_id=steps.place(world.POINT),
            day=day.isoformat(),
            doctor_id=world.staff_id("psychiatrist"),
        )

        answer = client.post(reverse("clinics:publish"), typed)

        assert answer.status_code == 422
        assert "已经过去，不能再安排或预约" in words(answer)
        assert "5.2.1" in words(answer)
        assert day.isoformat() in words(answer)

    @pytest.mark.parametrize("colleague", ["officer", "dispenser", "pharmacist", "reviewer"])
    def test_who_does_not_plan_finds_no_page_to_publish(self, browse: Browse, colleague: str):
        assert browse(colleague).get(reverse("clinics:publish")).status_code == 404

    @pytest.mark.parametrize("colleague", ["finance", "police", "village", "system_admin"])
    def test_who_has_no_part_in_the_clinic_finds_no_page(self, browse: Browse, colleague: str):
        assert browse(colleague).get(reverse("clinics:days")).status_code == 404


class TestTheBoard:
    def tabs(self, answer: HttpResponse) -> dict[str, int]:
        return {str(label): count for _, label, count in answer.context["tabs"]}

    def test_the_officer_sees_who_is_expected_and_the_next_step(self, browse: Browse, scene: Scene):
        answer = browse("officer").get(reverse("clinics:day", args=[scene.day]))

        assert self.tabs(answer) == {"应到": 1, "已到": 0, "已看": 0, "已发药": 0}
        assert "试小安" in words(answer)
        assert reverse("clinics:arrive", args=[scene.day, scene.person]) in words(answer)

    def test_the_doctor_follows_a_person_from_step_to_step(self, browse: Browse, scene: Scene):
        url = reverse("clinics:day", args=[scene.day])
        client = browse("psychiatrist")
        seen = []
        attendance = arrive(scene)
        seen.append(self.tabs(client.get(url)))
        prescription = steps.prescribed(attendance, at=scene.at)
        seen.append(self.tabs(client.get(url)))
        steps.reviewed(prescription, at=scene.at)
        seen.append(self.tabs(client.get(url)))

        steps_taken = [next(label for label, count in tabs.items() if count) for tabs in seen]
        assert steps_taken == ["已到", "待审方", "待发药"]
        assert all(sum(tabs.values()) == 1 for tabs in seen)

    def test_it_opens_where_the_duty_has_its_work(self, browse: Browse, scene: Scene):
        url = reverse("clinics:day", args=[scene.day])
        steps.booked(scene.day, steps.enrolled(), at=scene.at)
        attendance = arrive(scene)

        assert browse("psychiatrist").get(url).context["step"] == "arrived"
        assert browse("officer").get(url).context["step"] == "expected"
        steps.prescribed(attendance, at=scene.at)
        assert browse("pharmacist").get(url).context["step"] == "prescribed"

    def test_who_was_booked_and_did_not_come_stays_visible(self, browse: Browse):
        at = now() - timedelta(days=2)
        person = steps.enrolled()
        day = steps.clinic_day(day=localdate(at), at=at)
        steps.booked(day, person, at=at)

        answer = browse("officer").get(reverse("clinics:day", args=[day]))

        assert self.tabs(answer)["未到"] == 1
        assert "联系，登记原因" in words(answer)

    def test_the_reading_is_recorded_with_who_was_on_the_page(self, browse: Browse, scene: Scene):
        browse("officer").get(reverse("clinics:day", args=[scene.day]))

        world.become("auditor")
        reading = AccessRecord.objects.get(page="门诊日看板")
        assert reading.person_ids == [scene.person]
        assert reading.fields == ["identity_number", "name"]

    @pytest.mark.parametrize(
        "colleague",
        ["other_officer", "other_dispenser", "centre_psychiatrist", "centre_pharmacist"],
    )
    def test_another_points_colleague_does_not_find_the_day(
        self, browse: Browse, scene: Scene, colleague: str
    ):
        client = browse(colleague)
        for name, ids in (
            ("day", [scene.day]),
            ("find", [scene.day]),
            ("book", [scene.day, scene.person]),
            ("arrive", [scene.day, scene.person]),
        ):
            assert client.get(reverse(f"clinics:{name}", args=ids)).status_code == 404

    def test_forty_people_need_no_more_queries_than_four(
        self, browse: Browse, scene: Scene, django_assert_max_num_queries
    ):
        for _ in range(3):
            steps.enrolled()
        client = browse("officer")
        with django_assert_max_num_queries(40) as first:
            client.get(reverse("clinics:day", args=[scene.day]))
        for _ in range(6):
            steps.enrolled()

        with django_assert_max_num_queries(len(first.captured_queries)):
            answer = client.get(reverse("clinics:day", args=[scene.day]))
        assert self.tabs(answer)["应到"] == 10


class TestReceiving:
    def test_a_card_leads_to_arriving(self, browse: Browse, scene: Scene):
        world.become("officer")
        number = Card.objects.get(person_id=scene.person).number

        answer = browse("officer").post(reverse("clinics:find", args=[scene.day]), {"text": number})

        assert answer["Location"] == reverse("clinics:arrive", args=[scene.day, scene.person])

    def test_an_unknown_card_is_told_at_the_field(self, browse: Browse, scene: Scene):
        answer = browse("officer").post(
            reverse("clinics:find", args=[scene.day]), {"text": "12345"}
        )

        assert answer.status_code == 422
        assert answer.context["form"].errors == {"text": ["查无此人，请核对卡号或身份证号"]}

    def test_booking_is_one_button(self, browse: Browse, scene: Scene):
        url = reverse("clinics:book", args=[scene.day, scene.person])
        client = browse("officer")
        assert client.get(url).status_code == 200
        typed = form()

        answers = [client.post(url, typed) for _ in range(2)]

        assert [a.status_code for a in answers] == [302, 302]
        world.become("officer")
        assert Booking.objects.filter(person_id=scene.person).count() == 1

    def test_an_arrival_is_recorded(self, browse: Browse, scene: Scene):
        client = browse("dispenser")
        url = reverse("clinics:arrive", args=[scene.day, scene.person])
        assert "未预约就诊的原因" in words(client.get(url))
        typed = form(
            came="patient", shown=["identity", "programme", "insurance"], walk_in_reason="药吃完了"
        )

        answer = client.post(url, typed)

        board = reverse("clinics:day", args=[scene.day])
        assert answer["Location"] == f"{board}?step=arrived"
        world.become("dispenser")
        assert Attendance.objects.get(person_id=scene.person).walk_in_reason == "药吃完了"

    def test_a_refusal_names_the_cards_and_the_clause_and_keeps_what_was_typed(
        self, browse: Browse, scene: Scene
    ):
        answer = browse("officer").post(
            reverse("clinics:arrive", args=[scene.day, scene.person]),
            form(came="patient", shown=["identity"], walk_in_reason="提前来取"),
        )

        assert answer.status_code == 422
        assert "还没有出示：服药卡、医保卡" in words(answer)
        assert "5.2.3" in words(answer)
        assert "提前来取" in words(answer)

    def test_another_who_came_is_asked_for_everything(self, browse: Browse, scene: Scene):
        answer = browse("officer").post(
            reverse("clinics:arrive", args=[scene.day, scene.person]),
            form(came="other", shown=["identity"], proxy_identity_number="110101199003070000"),
        )

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {
            "proxy_name",
            "proxy_relation",
            "proxy_identity_number",
        }


class TestPrescribing:
    def typed(self, *filled: Mapping[str, object], **changes: object) -> dict[str, object]:
        head = form(risk_level="0", findings="病情平稳", **changes)
        return head | lines(*filled)

    def olanzapine(self, **changes: object) -> dict[str, object]:
        world.become("psychiatrist")
        line = {"product_id": steps.product(), "night": "1"}
        return line | changes

    def test_the_page_shows_what_is_at_home_and_the_catalogue(self, browse: Browse, scene: Scene):
        attendance = arrive(scene)
        steps.supplied(scene.person, days=20, on=scene.today - timedelta(days=15))

        answer = browse("psychiatrist").get(reverse("clinics:visit", args=[attendance]))

        assert answer.context["supply"][0].days_left == 5
        assert answer.context["diagnosis"] == "精神分裂症"
        assert words(answer).count("奥氮平片 5mg×28片 · 乙类</option>") == 1

    def test_one_line_more_keeps_everything_typed_and_judges_nothing(
        self, browse: Browse, scene: Scene
    ):
        attendance = arrive(scene)
        sent = {
            "line-TOTAL_FORMS": 1,
            "line-INITIAL_FORMS": 0,
            "line-0-night": "半",
            "line-0-note": "饭后服",
            "findings": "平稳",
            "step": "add-line",
        }
        answer = browse("psychiatrist").post(reverse("clinics:visit", args=[attendance]), sent)

        assert answer.status_code == 200
        assert "第 2 行" in words(answer)
        assert 'role="alert"' not in words(answer)
        assert 'value="半"' in words(answer)
        assert "饭后服" in words(answer)
        assert "平稳" in words(answer)

    def test_there_are_never_more_lines_than_a_prescription_may_have(
        self, browse: Browse, scene: Scene
    ):
        attendance = arrive(scene)
        sent = {"line-TOTAL_FORMS": 5, "line-INITIAL_FORMS": 0, "step": "add-line"}
        answer = browse("psychiatrist").post(reverse("clinics:visit", args=[attendance]), sent)

        assert "第 5 行" in words(answer)
        assert "第 6 行" not in words(answer)
        assert "再加一行" not in words(answer)

    def test_a_prescription_is_signed_once_however_often_it_is_sent(
        self, browse: Browse, scene: Scene
    ):
        url = reverse("clinics:visit", args=[arrive(scene)])
        client = browse("psychiatrist")
        typed = self.typed(self.olanzapine())

        answers = [client.post(url, typed) for _ in range(2)]

        assert [a["Location"] for a in answers] == [reverse("clinics:day", args=[scene.day])] * 2
        world.become("psychiatrist")
        assert Prescription.objects.get(person_id=scene.person).days == 28

    def test_refusals_stand_on_the_page_with_clauses_and_nothing_typed_is_lost(
        self, browse: Browse, scene: Scene
    ):
        typed = self.typed(self.olanzapine(days=90, note="早晚饭后服"))

        answer = browse("psychiatrist").post(reverse("clinics:visit", args=[arrive(scene)]), typed)

        assert answer.status_code == 422
        for expected in (
            "超过长期处方最多 84 天",
            "rx-2021:max",
            "rx-2021:signature",
            "早晚饭后服",
        ):
            assert expected in words(answer)
        world.become("psychiatrist")
        assert not Prescription.objects.exists()

    def test_wrong_numbers_are_told_at_their_line(self, browse: Browse, scene: Scene):
        typed = self.typed(self.olanzapine(night="一片", days="0"))

        answer = browse("psychiatrist").post(reverse("clinics:visit", args=[arrive(scene)]), typed)

        assert answer.status_code == 422
        assert answer.context["lines"].forms[0].errors == {
            "night": ["请填写 0.5、1、1.5 这样的数，或“半”"],
            "days": ["至少为 1 天"],
        }

    @pytest.mark.parametrize(
        ("text", "halves"),
        [
            ("1", 2),
            ("0.5", 1),
            (".5", 1),
            ("半", 1),
            ("1.5", 3),
            ("1半", 3),
            ("１．５", 3),
            ("2.0", 4),
        ],
    )
    def test_units_are_typed_as_people_write_them(self, text: str, halves: int):
        assert HalfUnitsField().clean(text) == halves
        assert HalfUnitsField().clean(units_typed(halves)) == halves

    @pytest.mark.parametrize("text", ["1.3", "-1", "一", "1/2", "201", "99999999999", "1e3"])
    def test_other_texts_are_no_units(self, text: str):
        with pytest.raises(ValidationError):
            HalfUnitsField().clean(text)

    def test_the_last_prescription_is_written_again_by_one_click(
        self, browse: Browse, scene: Scene
    ):
        attendance = arrive(scene)
        dose = Dose(morning=1, night=3, every_days=2)
        earlier = steps.prescribed(attendance, steps.line(dose=dose, days=14), at=scene.at)
        client, url = browse("psychiatrist"), reverse("clinics:visit", args=[attendance])

        assert f"?again={earlier}" in words(client.get(url))
        line = client.get(url, {"again": str(earlier)}).context["lines"].forms[0]

        found = {name: line[name].value() for name in ("morning", "night", "every_days", "days")}
        assert found == {"morning": "0.5", "night": "1.5", "every_days": 2, "days": 14}

    def test_an_empty_prescription_is_refused(self, browse: Browse, scene: Scene):
        answer = browse("psychiatrist").post(
            reverse("clinics:visit", args=[arrive(scene)]), self.typed()
        )

        assert answer.status_code == 422
        assert "处方上还没有药品" in words(answer)

    @pytest.mark.parametrize(
        "colleague", ["officer", "dispenser", "pharmacist", "centre_psychiatrist"]
    )
    def test_nobody_else_finds_the_page(self, browse: Browse, scene: Scene, colleague: str):
        attendance = arrive(scene)

        assert browse(colleague).get(reverse("clinics:visit", args=[attendance])).status_code == 404

    @pytest.mark.parametrize(
        ("colleague", "status"),
        [
            ("psychiatrist", 200),
            ("dispenser", 200),
            ("reviewer", 200),
            ("auditor", 200),
            ("officer", 404),
            ("other_dispenser", 404),
            ("centre_psychiatrist", 404),
        ],
    )
    def test_a_prescription_is_open_to_its_own_clinic(
        self, browse: Browse, scene: Scene, colleague: str, status: int
    ):
        prescription = prescribe(scene)

        answer = browse(colleague).get(reverse("clinics:prescription", args=[prescription]))

        assert answer.status_code == status
        assert (status == 404) or "睡前1片" in words(answer)


class TestReviewing:
    def test_the_queue_leads_from_one_to_the_next(self, browse: Browse, scene: Scene):
        prescription = prescribe(scene)
        client = browse("pharmacist")
        queue = client.get(reverse("clinics:reviews"))
        assert reverse("clinics:review", args=[prescription]) in words(queue)
        assert client.get(reverse("clinics:review", args=[prescription])).status_code == 200

        answer = client.post(reverse("clinics:review", args=[prescription]), form(passed="yes"))

        assert answer["Location"] == reverse("clinics:reviews")
        world.become("pharmacist")
        assert Prescription.objects.get(id=prescription).stage == "reviewed"

    def test_a_return_without_a_reason_is_told_at_the_field(self, browse: Browse, scene: Scene):
        prescription = prescribe(scene)

        answer = browse("pharmacist").post(
            reverse("clinics:review", args=[prescription]), form(passed="no")
        )

        assert answer.status_code == 422
        assert answer.context["form"].errors == {"reason": ["退回要写明原因"]}

    def test_another_hospitals_pharmacist_sees_nothing_of_it(self, browse: Browse, scene: Scene):
        prescription = prescribe(scene)
        client = browse("centre_pharmacist")

        assert list(client.get(reverse("clinics:reviews")).context["page_obj"]) == []
        url = reverse("clinics:review", args=[prescription])
        assert [client.get(url).status_code, client.post(url, form(passed="yes")).status_code] == [
            404,
            404,
        ]
        world.become("pharmacist")
        assert Prescription.objects.get(id=prescription).stage == "signed"


class TestWhatWaits:
    def test_the_doctor_is_told_who_waits_and_what_came_back(self, scene: Scene):
        actor = world.become("psychiatrist")
        assert tasks_for(actor, on=scene.today) == []
        attendance = arrive(scene)

        waiting = tasks_for(world.become("psychiatrist"), on=scene.today)
        assert [(t.count, t.clause, t.returned) for t in waiting] == [(1, "5.2.2", False)]

        steps.reviewed(
            steps.prescribed(attendance, at=scene.at), passed=False, reason="请核对", at=scene.at
        )
        back = tasks_for(world.become("psychiatrist"), on=scene.today)
        assert [(t.detail, t.returned) for t in back] == [("请核对", True)]

    def test_the_pharmacist_is_told_how_many(self, scene: Scene):
        prescribe(scene)

        tasks = tasks_for(world.become("pharmacist"), on=scene.today)
        assert [(t.count, t.clause) for t in tasks] == [(1, "rx-2007:review")]
        assert tasks_for(world.become("centre_pharmacist"), on=scene.today) == []

    def test_the_officer_is_told_whose_medicine_runs_out_unbooked(
        self, browse: Browse, scene: Scene
    ):
        steps.supplied(scene.person, days=10, on=scene.today)
        soon = steps.clinic_day(day=scene.today + timedelta(days=20), at=scene.at)

        out = [t for t in tasks_for(world.become("officer"), on=scene.today) if t.clause == "7.3.c"]
        assert [(t.count, t.due_on) for t in out] == [(1, scene.today + timedelta(days=10))]
        assert "试小安" in words(browse("officer").get(reverse("clinics:running_out")))

        steps.booked(soon, scene.person, at=scene.at)
        later = tasks_for(world.become("officer"), on=scene.today)
        assert [t for t in later if t.clause == "7.3.c"] == []

    def test_enough_until_the_next_day_is_no_task(self, scene: Scene):
        steps.supplied(scene.person, days=28, on=scene.today)
        steps.clinic_day(day=scene.today + timedelta(days=28), at=scene.at)

        tasks = tasks_for(world.become("officer"), on=scene.today)
        assert [t for t in tasks if t.clause == "7.3.c"] == []

    def test_another_points_officer_sees_nobody(self, browse: Browse, scene: Scene):
        assert tasks_for(world.become("other_officer"), on=scene.today) == []
        answer = browse("other_officer").get(reverse("clinics:running_out"))
        assert answer.context["page_obj"].paginator.count == 0

    @pytest.mark.parametrize("colleague", ["finance", "accountant", "reviewer", "dispenser"])
    def test_others_have_nothing_to_do_here(self, scene: Scene, colleague: str):
        assert tasks_for(world.become(colleague), on=scene.today) == []
