"""Pages of policy: everybody reads what holds and why; two people change it (7.4)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.adoption.models import Proposal
from anxin.adoption.tasks import tasks_for
from anxin.policy.pack import use
from tests import world
from tests.adoption.steps import draft

pytestmark = pytest.mark.django_db
LIST, CAP = "/policy/", "/policy/values/monthly_cap_fen/"


@pytest.fixture(autouse=True)
def _the_pack_alone_afterwards():
    yield
    use(None)


def text(response) -> str:
    return response.content.decode()


def typed(**changes):
    return {
        "request_id": uuid4(),
        "value": "300",
        "since": localdate().isoformat(),
        "late_reason": "",
        "document_title": "关于明确兜底限额的通知",
        "document_number": "江津卫健发〔2026〕9号",
        "issued_on": "2026-11-16",
        "words": "每人每月兜底限额为300元。",
        **changes,
    }


def say(**changes):
    return {"request_id": uuid4(), "answer": "adopt", "because": "", **changes}


class TestReading:
    @pytest.mark.parametrize("colleague", ["officer", "village", "finance", "system_admin"])
    def test_everybody_reads_what_holds_and_what_is_undecided(self, browse, colleague):
        page = browse(colleague).get(LIST)
        assert page.status_code == 200
        assert "待定" in text(page)
        assert f"{CAP}new/" not in text(browse(colleague).get(CAP))

    def test_what_does_not_exist_is_not_found(self, browse):
        assert browse("officer").get("/policy/values/nothing/").status_code == 404
        assert browse("officer").get(f"/policy/proposals/{uuid4()}/").status_code == 404
        assert browse("officer").get("/policy/calendar/1999/").status_code == 404

    def test_the_calendar_of_the_year_opens_and_a_year_without_notice_says_so(self, browse):
        year = localdate().year
        assert browse("officer").get("/policy/calendar/").url == f"/policy/calendar/{year}/"
        assert "放假" in text(browse("officer").get(f"/policy/calendar/{year}/"))
        assert "按周一至周五推算" in text(browse("officer").get(f"/policy/calendar/{year + 2}/"))


class TestFromDraftToTheCounter:
    def test_a_notice_sets_the_cap_and_every_page_shows_it(self, browse):
        made = browse("reviewer").post(f"{CAP}new/", typed())
        assert made.status_code == 302
        proposal = made["Location"]
        assert "待审批" in text(browse("commission").get(proposal))
        answered = browse("commission").post(f"{proposal}answer/", say())
        assert answered.status_code == 302
        page = text(browse("officer").get(CAP))
        assert "300.00" in page
        assert "每人每月兜底限额为300元。" in page

    def test_the_office_cannot_answer_and_the_commission_cannot_draft(self, browse):
        made = draft(at=now())
        url = reverse("adoption:proposal", args=[made])
        assert browse("reviewer").post(f"{url}answer/", say()).status_code == 404
        assert browse("commission").get(f"{CAP}new/").status_code == 404
        assert browse("commission").post(f"{url}withdraw/", {}).status_code == 404

    def test_a_refusal_without_a_reason_is_told_with_its_clause(self, browse):
        made = draft(at=now())
        url = reverse("adoption:answer", args=[made])
        answered = browse("commission").post(url, say(answer="refuse"))
        assert answered.status_code == 422
        assert "不同意须写明理由" in text(answered)
        world.become("reviewer")
        assert Proposal.objects.get(id=made).stage == "drafted"

    def test_it_is_taken_back_before_it_is_answered(self, browse):
        made = draft(at=now())
        url = reverse("adoption:withdraw", args=[made])
        taken = browse("reviewer").post(url, {"request_id": uuid4(), "because": "写错了"})
        assert taken.status_code == 302
        assert "已撤回" in text(browse("reviewer").get("/policy/proposals/"))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"value": "三百"}, "请填写金额"),
            ({"value": ""}, "只选一项"),
            ({"pending": "on"}, "只选一项"),
            ({"since": "昨天"}, "请填写日期"),
            ({"since": "2026-01-01"}, "补发的文件须写明原因"),
            ({"words": ""}, "请填写规定原文"),
            ({"value": "99999999999"}, "金额过大"),
        ],
    )
    def test_wrong_input_is_told_and_nothing_is_stored(self, browse, changes, words):
        answered = browse("reviewer").post(f"{CAP}new/", typed(**changes))
        assert answered.status_code == 422
        assert words in text(answered)
        assert "江津卫健发〔2026〕9号" in text(answered)
        world.become("reviewer")
        assert not Proposal.objects.exists()


class TestTheCalendar:
    def typed(self, year: int, days: str):
        return {**typed(words="元旦放假1天。"), "days": days.replace("Y", str(year))}

    def test_next_year_is_typed_by_its_notice(self, browse):
        year = localdate().year + 1
        url = f"/policy/calendar/{year}/new/"
        made = browse("reviewer").post(url, self.typed(year, "Y-10-01 班\n") | {"days": ""})
        assert "请按通知逐日填写" in text(made)
        wrong = browse("reviewer").post(url, self.typed(year, "Y-13-01 休\nY-01-01"))
        assert "第 1 行看不懂" in text(wrong)
        first = next(d for d in (1, 4) if date(year, 1, d).weekday() < 5)
        made = browse("reviewer").post(url, self.typed(year, f"Y-01-0{first} 休"))
        assert made.status_code == 302
        browse("commission").post(f"{made['Location']}answer/", say())
        page = text(browse("officer").get(f"/policy/calendar/{year}/"))
        assert "按周一至周五推算" not in page
        assert "放假" in page


class TestTasks:
    def test_the_commission_is_asked_and_the_office_reminded_of_next_year(self):
        draft(at=now())
        on = localdate()
        asked = tasks_for(world.become("commission"), on=on)
        assert [task.clause for task in asked] == ["7.4"]
        november = on.replace(month=11, day=1)
        reminded = tasks_for(world.become("reviewer"), on=november)
        assert [task.clause for task in reminded] == ["state-council-holidays:calendar"]
        assert tasks_for(world.become("reviewer"), on=on.replace(month=10, day=31)) == []
        assert tasks_for(world.become("officer"), on=november) == []
