"""Every reading is written down; who may, finds it; one number is shown whole only on request (7.2.d)."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.utils.timezone import localdate

from anxin.enrolment.models import Application, Card
from anxin.privacy.door import Look, record_reading
from anxin.privacy.models import AccessRecord
from anxin.privacy.queries import readings
from anxin.web.reading_rows import FIELD_NAMES
from tests import world
from tests.architecture.tree import python_files
from tests.enrolment import admitting

pytestmark = pytest.mark.django_db

PERSON = UUID(int=77)


def text_of(response) -> str:
    """Return an answer's page."""
    return response.content.decode()


def read_by(colleague: str, *person_ids: UUID, page: str = "测试页") -> None:
    """Let a colleague read people."""
    look = Look(actor=world.become(colleague), page=page, reason="测试原因")
    record_reading(look, person_ids=person_ids, fields=["name", "identity_number"])


@pytest.fixture
def form():
    """Return an application as it was filled in."""
    return admitting.filled()


@pytest.fixture
def person_id(db, form) -> UUID:
    """Return somebody whose file the township centre keeps."""
    return Application.objects.get(id=admitting.submitted(form)).person_id


class TestTheRecordOfReadings:
    def test_it_tells_who_read_whom_on_which_page_and_why(self, browse) -> None:
        read_by("officer", PERSON)
        page = text_of(browse("audit_admin").get("/readings/"))
        for part in (
            "测试officer",
            "t-officer",
            "镇街精防人员",
            "测试页",
            "身份证号、姓名",
            "测试原因",
        ):
            assert part in page

    def test_it_is_found_by_person_reader_and_day(self) -> None:
        other = uuid4()
        read_by("officer", PERSON)
        read_by("dispenser", other)
        world.become("audit_admin")
        today = localdate()
        assert readings(person_id=PERSON).get().recorded_by.username == "t-officer"
        assert readings(reader="t-dispenser").get().person_ids == [other]
        assert readings(reader="测试dispenser").get().person_ids == [other]
        assert readings(on=today).count() == 2
        assert readings(on=date(2019, 3, 18)).count() == 0

    def test_the_page_filters_and_keeps_what_was_asked(self, browse) -> None:
        read_by("officer", PERSON, page="第一页")
        read_by("dispenser", uuid4(), page="第二页")
        page = text_of(browse("audit_admin").get("/readings/", {"person": str(PERSON)}))
        assert "第一页" in page
        assert "第二页" not in page
        assert f'value="{PERSON}"' in page
        assert "共 1 条" in page

    def test_an_auditor_finds_a_person_by_card_and_sees_the_name(self, browse) -> None:
        admitting.signed()
        card = Card.objects.get()
        page = text_of(browse("auditor").get("/readings/", {"person": card.number}))
        assert "测试甲" in page

    def test_who_may_not_know_people_sees_how_many_and_no_name(self, browse, person_id) -> None:
        read_by("officer", person_id)
        page = text_of(browse("audit_admin").get("/readings/"))
        assert "1 人" in page
        assert "测试甲" not in page

    def test_nobody_of_that_number_is_told_in_words(self, browse) -> None:
        read_by("officer", PERSON)
        page = text_of(browse("auditor").get("/readings/", {"person": "没有这张卡"}))
        assert "没有查到这样的查阅记录" in page

    def test_a_day_that_does_not_exist_is_told_at_the_field(self, browse) -> None:
        answer = browse("auditor").get("/readings/", {"on": "2026-02-30"})
        assert answer.status_code == 422
        assert "请填写日期" in text_of(answer)

    @pytest.mark.parametrize(
        "colleague", ["officer", "reviewer", "commission", "system_admin", "police"]
    )
    def test_other_duties_find_no_such_page(self, browse, colleague: str) -> None:
        assert browse(colleague).get("/readings/").status_code == 404

    def test_row_security_hides_the_readings_of_others(self) -> None:
        read_by("officer", PERSON)
        world.become("dispenser")
        assert readings().count() == 0


def test_every_field_that_is_recorded_has_a_name_in_words() -> None:
    files = [path for path in python_files() if "models" not in (path.stem, path.parent.name)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    lists = re.findall(
        r"(?<!refresh_from_db\()\bfields=\[([^\]]*)\]|^READ = \(([^)]*)\)", text, re.MULTILINE
    )
    recorded = set(re.findall(r'"([\w.]+)"', " ".join("".join(found) for found in lists)))
    assert recorded >= {"name", "clinical"}
    assert recorded - FIELD_NAMES.keys() == set()


class TestShowingOneNumberWhole:
    def test_it_is_shown_and_recorded_with_its_reason(self, browse, form, person_id) -> None:
        answer = browse("officer").post(
            f"/readings/{person_id}/identity_number/", {"next": "/people/"}
        )
        page = text_of(answer)
        assert form.person.identity_number in page
        assert 'href="/people/"' in page
        world.become("audit_admin")
        record = AccessRecord.objects.filter(reason="核对身份").get()
        assert record.fields == ["identity_number", "name"]
        assert record.person_ids == [person_id]

    def test_a_person_out_of_reach_is_not_found(self, browse, person_id) -> None:
        answer = browse("other_officer").post(f"/readings/{person_id}/identity_number/")
        assert answer.status_code == 404

    def test_a_duty_without_the_right_is_not_found_either(self, browse, person_id) -> None:
        assert browse("checker").post(f"/readings/{person_id}/identity_number/").status_code == 404

    def test_only_the_named_fields_can_be_asked_for(self, browse, person_id) -> None:
        assert browse("officer").post(f"/readings/{person_id}/born/").status_code == 404

    def test_opening_the_address_reads_nothing(self, browse, person_id) -> None:
        assert browse("officer").get(f"/readings/{person_id}/identity_number/").status_code == 405

    def test_the_way_back_leads_nowhere_else(self, browse, person_id) -> None:
        client = browse("officer")
        answer = client.post(f"/readings/{person_id}/phone/", {"next": "https://example.org/"})
        assert "example.org" not in text_of(answer)
