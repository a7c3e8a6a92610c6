"""The pages of laboratory results: the sheet copied in, the panel beside the prescription, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.clinics.forms.laboratory import ResultField
from anxin.clinics.models import LabResult, Prescription
from anxin.policy import load
from anxin.privacy.models import AccessRecord
from tests import world
from tests.clinics import steps
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Scene:
    """A person who sits before the doctor today."""

    person: UUID
    attendance: UUID
    at: datetime

    @property
    def today(self) -> date:
        return localdate(self.at)


@pytest.fixture
def scene() -> Scene:
    at = now()
    person = steps.enrolled()
    day = steps.clinic_day(day=localdate(at), at=at)
    return Scene(person=person, attendance=steps.arrived(day, person, at=at), at=at)


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def sheet(**typed: object) -> dict[str, object]:
    return {
        "request_id": str(uuid4()),
        "taken_on": localdate().isoformat(),
        "laboratory": "区中心医院",
        **typed,
    }


def examined(scene: Scene, *, days_ago: int = 0, **values: int) -> UUID:
    taken_on = scene.today - timedelta(days=days_ago)
    return steps.examined(scene.person, taken_on=taken_on, at=scene.at, **values)


def prescription(**line: object) -> dict[str, object]:
    filled: dict[str, object] = {
        "product_id": steps.product(steps.CLOZAPINE),
        "night": "1",
        "every_days": "1",
        "days": "14",
        **line,
    }
    return {
        "request_id": str(uuid4()),
        "risk_level": "0",
        "line-TOTAL_FORMS": 1,
        "line-INITIAL_FORMS": 0,
        **{f"line-0-{name}": value for name, value in filled.items()},
    }


class TestCopyingASheet:
    def test_the_officer_finds_the_way_from_the_person(self, browse: Browse, scene: Scene):
        client = browse("officer")
        page = client.get(reverse("enrolment:person", args=[scene.person]))
        url = reverse("clinics:record_labs", args=[scene.person])

        assert url in words(page)
        answer = client.post(url, sheet(white_cells="4.25", lithium="0.8", ecg="2"))

        assert answer["Location"] == reverse("clinics:labs", args=[scene.person])
        kept = dict(LabResult.objects.values_list("kind", "value"))
        assert kept == {"white_cells": 4250, "lithium": 800, "ecg": 2}
        shown = words(client.get(answer["Location"]))
        for said in ("4.25 ×10^9/L", "0.8 mmol/L", "轻度异常", "在期限和界限内"):
            assert said in shown

    def test_the_doctor_goes_on_with_the_visit(self, browse: Browse, scene: Scene):
        client = browse("psychiatrist")
        visit = reverse("clinics:visit", args=[scene.attendance])
        url = f"{reverse('clinics:record_labs', args=[scene.person])}?visit={scene.attendance}"

        assert url in words(client.get(visit))
        assert client.post(url, sheet(white_cells="5"))["Location"] == visit

    def test_a_visit_of_somebody_else_leads_nowhere(self, browse: Browse, scene: Scene):
        other = steps.enrolled()
        url = f"{reverse('clinics:record_labs', args=[other])}?visit={scene.attendance}"

        answer = browse("psychiatrist").post(url, sheet(white_cells="5"))

        assert answer["Location"] == reverse("clinics:labs", args=[other])

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "请至少填写一项结果"),
            ({"white_cells": "五"}, "请填写化验单上的数"),
            ({"white_cells": "5.12345"}, "最多填 3 位小数"),
            ({"white_cells": "5200"}, "应在 0.1 到 100 之间"),
            ({"white_cells": "5", "laboratory": ""}, "请写明在哪里化验"),
            ({"white_cells": "5", "taken_on": "2099-01-01"}, "还没有到"),
        ],
    )
    def test_what_can_not_be_right_is_said_and_kept(
        self, browse: Browse, scene: Scene, typed: dict[str, str], said: str
    ):
        url = reverse("clinics:record_labs", args=[scene.person])

        answer = browse("officer").post(url, sheet(**typed))

        assert answer.status_code == 422
        assert said in words(answer)
        assert not LabResult.objects.exists()

    def test_the_pharmacist_reads_and_does_not_write(self, browse: Browse, scene: Scene):
        examined(scene)
        client = browse("pharmacist")
        shown = client.get(reverse("clinics:labs", args=[scene.person]))

        assert "5.5 ×10^9/L" in words(shown)
        assert reverse("clinics:record_labs", args=[scene.person]) not in words(shown)
        assert client.get(reverse("clinics:record_labs", args=[scene.person])).status_code == 404

    @pytest.mark.parametrize("colleague", ["dispenser", "reviewer", "finance", "village"])
    def test_who_has_no_part_in_it_finds_no_page(
        self, browse: Browse, scene: Scene, colleague: str
    ):
        answer = browse(colleague).get(reverse("clinics:labs", args=[scene.person]))

        assert answer.status_code == 404


class TestCorrecting:
    def test_a_wrong_value_is_corrected_and_both_are_shown(self, browse: Browse, scene: Scene):
        wrong = examined(scene, white_cells=2500)
        client = browse("officer")
        url = reverse("clinics:correct_lab", args=[wrong])
        assert 'value="2.5"' in words(client.get(url))

        client.post(url, sheet(value="5.2", because="抄错一行"))

        shown = words(client.get(reverse("clinics:labs", args=[scene.person])))
        assert "更正：抄错一行" in shown
        assert "2.5 ×10^9/L" in shown
        assert url not in shown
        assert client.get(url).status_code == 404

    def test_one_of_somebody_else_is_taken_back(self, browse: Browse, scene: Scene):
        wrong = examined(scene)
        client = browse("officer")

        client.post(
            reverse("clinics:correct_lab", args=[wrong]),
            sheet(value="5.5", taken_back="on", because="登错了人"),
        )

        shown = words(client.get(reverse("clinics:labs", args=[scene.person])))
        assert "还没有登记过化验结果" in shown
        assert "作废" in shown

    def test_without_a_value_or_the_word_it_says_so(self, browse: Browse, scene: Scene):
        wrong = examined(scene)

        answer = browse("officer").post(
            reverse("clinics:correct_lab", args=[wrong]), sheet(value="", because="抄错")
        )

        assert answer.status_code == 422
        assert "要作废的，请勾选" in words(answer)


class TestBesideThePrescription:
    def test_the_doctor_sees_value_day_and_age(self, browse: Browse, scene: Scene):
        examined(scene, days_ago=60)

        shown = words(browse("psychiatrist").get(reverse("clinics:visit", args=[scene.attendance])))

        assert "5.5 ×10^9/L" in shown
        assert ">60</td>" in shown
        assert "该复查了" in shown

    def test_a_refusal_says_what_to_do_and_the_typed_stays(self, browse: Browse, scene: Scene):
        url = reverse("clinics:visit", args=[scene.attendance])

        answer = browse("psychiatrist").post(url, prescription(note="饭后服"))

        assert answer.status_code == 422
        assert "没有白细胞计数结果，不能开具；请先化验并登记结果" in words(answer)
        assert "饭后服" in words(answer)
        assert 'target="_blank"' in words(answer)

    def test_with_a_count_it_is_signed_and_the_pharmacist_sees_the_count(
        self, browse: Browse, scene: Scene
    ):
        examined(scene, days_ago=3)
        browse("psychiatrist").post(
            reverse("clinics:visit", args=[scene.attendance]), prescription()
        )
        signed = Prescription.objects.get()

        shown = browse("pharmacist").get(reverse("clinics:review", args=[signed.id]))

        assert "5.5 ×10^9/L" in words(shown)
        world.become("auditor")
        reading = AccessRecord.objects.get(page="审方", fields=["laboratory"])
        assert reading.person_ids == [scene.person]


class TestANumberOfTheSheet:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("5", 5000), ("5.2", 5200), ("４．０５", 4050), (" 0.8 ", 800), ("", None)],
    )
    def test_what_is_typed_and_what_is_kept(self, typed: str, kept: int | None):
        assert ResultField(load().laboratory["white_cells"]).clean(typed) == kept

    @pytest.mark.parametrize("typed", ["-1", "1e3", "5,2", "5.", "0x1", "99999999"])
    def test_what_is_no_number_of_a_sheet(self, typed: str):
        with pytest.raises(ValidationError):
            ResultField(load().laboratory["white_cells"]).clean(typed)

    def test_a_whole_unit_has_no_decimals(self):
        field = ResultField(load().laboratory["transaminase"])

        assert field.clean("40") == 40
        with pytest.raises(ValidationError, match="0 位小数"):
            field.clean("40.5")
