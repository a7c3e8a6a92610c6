"""The pages on which a clinic day is moved and its people are called: what is seen before, what is recorded."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from pypdf import PdfReader

from anxin.clinics.models import Call, CallOutcome, ClinicDay
from anxin.clinics.tasks import tasks_for
from anxin.enrolment.services import GuardianDetails
from anxin.privacy.models import AccessRecord
from tests import world
from tests.clinics import steps
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
PHONE, MOTHERS = "13900001234", "13800005678"
NAME = "试安宁"
UNSAID = ("精神", "分裂", "药", "诊", "病", "服")
"""What a list that lies on a desk must not say of anybody."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody booked on a day a week from now, at a point with a day two weeks later."""

    person: UUID
    day: UUID
    later: UUID
    at: datetime

    @property
    def new_day(self) -> date:
        return localdate(self.at) + timedelta(days=9)


@pytest.fixture
def scene() -> Scene:
    at = now()
    mother = GuardianDetails(
        kind="person", name="试母", relation="parent", born=date(1956, 1, 2), phone=MOTHERS
    )
    person = steps.enrolled(name=NAME, phone=PHONE, guardians=[mother])
    today = localdate(at)
    day = steps.clinic_day(day=today + timedelta(days=7), at=at)
    later = steps.clinic_day(day=today + timedelta(days=21), at=at)
    steps.booked(day, person, at=at)
    return Scene(person, day, later, at)


def moved(scene: Scene) -> UUID:
    event = steps.called_off(scene.day, new_day=scene.new_day, at=scene.at)
    return Call.objects.get(event_id=event).id


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def typed(scene: Scene, **changes: object) -> dict[str, object]:
    facts = {
        "request_id": str(uuid4()),
        "move": "move",
        "new_day": scene.new_day.isoformat(),
        "because": "医师外出培训",
    }
    return {**facts, **changes}


class TestMovingADay:
    def url(self, scene: Scene) -> str:
        return reverse("clinics:change", args=[scene.day])

    def test_the_board_leads_there(self, browse: Browse, scene: Scene):
        board = reverse("clinics:day", args=[scene.day])

        assert self.url(scene) in words(browse("psychiatrist").get(board))
        assert self.url(scene) not in words(browse("officer").get(board))

    def test_before_confirming_it_names_who_runs_out(self, browse: Browse, scene: Scene):
        answer = browse("psychiatrist").post(self.url(scene), typed(scene, step="check"))

        assert answer.status_code == 200
        assert [(name, one.runs_out) for one, name in answer.context["people"]] == [(NAME, True)]
        assert "会断药" in words(answer)
        world.become("psychiatrist")
        assert ClinicDay.objects.get(id=scene.day).is_held, "nothing is changed yet"

    def test_confirmed_it_leads_to_the_people_to_call(self, browse: Browse, scene: Scene):
        answer = browse("psychiatrist").post(self.url(scene), typed(scene, step="send"))

        assert answer["Location"] == reverse("clinics:calls", args=[scene.day])
        world.become("officer")
        assert Call.objects.get().person_id == scene.person

    def test_a_move_without_a_day_is_told(self, browse: Browse, scene: Scene):
        answer = browse("psychiatrist").post(self.url(scene), typed(scene, new_day=""))

        assert answer.status_code == 422
        assert "请填写改到哪天" in words(answer)

    def test_cancelled_it_says_where_people_go(self, browse: Browse, scene: Scene):
        answer = browse("psychiatrist").post(
            self.url(scene), typed(scene, move="cancel", new_day="", step="check")
        )

        world.become("officer")
        assert answer.context["new_day"] == ClinicDay.objects.get(id=scene.later).day

    def test_the_board_of_a_moved_day_leads_to_the_new_one(self, browse: Browse, scene: Scene):
        moved(scene)

        answer = browse("officer").get(reverse("clinics:day", args=[scene.day]))

        world.become("officer")
        new = ClinicDay.objects.get(day=scene.new_day)
        assert reverse("clinics:day", args=[new.id]) in words(answer)
        assert "医师外出培训" in words(answer)
        assert "已改期" in words(answer)

    @pytest.mark.parametrize("colleague", ["officer", "dispenser", "centre_psychiatrist"])
    def test_nobody_else_finds_the_page(self, browse: Browse, scene: Scene, colleague: str):
        assert browse(colleague).get(self.url(scene)).status_code == 404


class TestTheList:
    def test_telephones_are_covered_and_the_reading_is_recorded(self, browse: Browse, scene: Scene):
        moved(scene)

        answer = browse("officer").get(reverse("clinics:calls", args=[scene.day]))

        assert "139******34" in words(answer)
        assert PHONE not in words(answer)
        assert MOTHERS not in words(answer)
        world.become("auditor")
        read = AccessRecord.objects.filter(page="电话通知名单").values_list("fields", flat=True)
        assert {field for fields in read for field in fields} >= {"phone", "guardian.phone"}

    def test_the_task_of_the_officer_leads_there_until_all_are_called(self, scene: Scene):
        call = moved(scene)
        url = reverse("clinics:calls", args=[scene.day])
        today = localdate(scene.at)

        actor = world.become("officer")
        [task] = [one for one in tasks_for(actor, on=today) if one.url == url]
        assert (task.count, task.clause) == (1, "working-rules:called-off")

        steps.called(call, at=scene.at)
        assert [one for one in tasks_for(actor, on=today) if one.url == url] == []

    def test_a_held_day_has_no_list(self, browse: Browse, scene: Scene):
        for name in ("clinics:calls", "documents:calls"):
            assert browse("officer").get(reverse(name, args=[scene.day])).status_code == 404

    @pytest.mark.parametrize("colleague", ["other_officer", "dispenser", "centre_psychiatrist"])
    def test_nobody_else_finds_it(self, browse: Browse, scene: Scene, colleague: str):
        call = moved(scene)
        client = browse(colleague)

        for name, found in (
            ("clinics:calls", scene.day),
            ("documents:calls", scene.day),
            ("clinics:call", call),
        ):
            assert client.get(reverse(name, args=[found])).status_code == 404

    def test_who_keeps_the_file_calls_those_who_go_to_another_point(self, browse: Browse):
        at = now()
        person = steps.enrolled(clinic="rehab", clinic_reason="离家近")
        day = steps.clinic_day(point="rehab", day=localdate(at) + timedelta(days=7), at=at)
        steps.booked(day, person, by="psychiatrist", at=at)
        steps.called_off(day, new_day=localdate(at) + timedelta(days=9), at=at)

        actor = world.become("officer")
        [url] = [one.url for one in tasks_for(actor, on=localdate(at)) if "/calls/" in one.url]
        answer = browse("officer").get(url)

        assert answer.status_code == 200
        assert [one.person_id for one, _contact in answer.context["rows"]] == [person]
        assert reverse("clinics:day", args=[day]) not in words(answer)
        paper = browse("officer").get(reverse("documents:calls", args=[day]))
        assert paper["Content-Type"] == "application/pdf"


class TestOnPaper:
    def printed(self, browse: Browse, scene: Scene, by: str = "officer") -> tuple[bytes, str]:
        answer = browse(by).get(reverse("documents:calls", args=[scene.day]))
        assert answer["Content-Type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.content)).pages
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
        return answer.content, text

    def test_telephones_are_whole_and_it_is_recorded_as_printed(self, browse: Browse, scene: Scene):
        moved(scene)

        content, text = self.printed(browse, scene)

        assert {PHONE, MOTHERS, NAME} == {one for one in (PHONE, MOTHERS, NAME) if one in text}
        assert b"pdfaid:part" in content
        world.become("auditor")
        assert AccessRecord.objects.filter(page="打印电话通知名单", reason="打印").count() == 2

    def test_it_names_neither_illness_nor_medicine_nor_what_the_place_is_for(
        self, browse: Browse, scene: Scene
    ):
        moved(scene)

        _content, text = self.printed(browse, scene, by="psychiatrist")

        world.become("psychiatrist")
        point = world.organisation(world.POINT).name
        unit = world.organisation("rehab").name
        said = text.replace(point, "").replace(unit, "").replace("测试psychiatrist", "")
        assert [one for one in UNSAID if one in said] == []


class TestACall:
    def test_the_telephones_are_shown_when_asked_and_recorded_with_the_reason(
        self, browse: Browse, scene: Scene
    ):
        url = reverse("clinics:call", args=[moved(scene)])
        client = browse("officer")
        assert PHONE not in words(client.get(url))

        answer = client.post(url, {"show": "1"})

        assert answer.status_code == 200
        assert f'href="tel:{PHONE}"' in words(answer)
        assert f'href="tel:{MOTHERS}"' in words(answer)
        world.become("auditor")
        assert AccessRecord.objects.filter(reason="电话通知改期").count() == 2

    def test_what_came_of_it_is_written_down(self, browse: Browse, scene: Scene):
        url = reverse("clinics:call", args=[moved(scene)])
        told = {"request_id": str(uuid4()), "outcome": "not_reached", "note": "关机"}

        answer = browse("officer").post(url, told)

        assert answer["Location"] == reverse("clinics:calls", args=[scene.day])
        world.become("officer")
        assert CallOutcome.objects.get().note == "关机"

    def test_another_day_without_one_is_refused_with_its_clause(self, browse: Browse, scene: Scene):
        url = reverse("clinics:call", args=[moved(scene)])

        answer = browse("officer").post(
            url, {"request_id": str(uuid4()), "outcome": "another_day", "clinic_day_id": ""}
        )

        assert answer.status_code == 422
        assert "请选择改约到哪个坐诊日" in words(answer)
