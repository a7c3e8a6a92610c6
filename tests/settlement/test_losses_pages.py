"""Pages of a lost card: the report that shows what ran up, the office's decision, the card's history."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils.timezone import localdate, now

from anxin.enrolment.models import Card
from anxin.settlement.models import LossCharge
from anxin.settlement.tasks import tasks_for
from tests.dispensing import steps as counter
from tests.settlement import losing, steps
from tests.world import become

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def collected():
    counter.stocked()
    return steps.given()


@pytest.fixture
def charge(collected) -> LossCharge:
    patient, pickup_id = collected
    losing.reported(patient, at=now())
    return losing.charge_of(pickup_id)


class TestReporting:
    def page(self, collected) -> str:
        return f"/admission/cards/{collected[0].card_id}/loss/"

    def test_the_day_is_asked_and_what_ran_up_is_shown_before_it_is_confirmed(
        self, browse, collected
    ):
        client, url = browse("officer"), self.page(collected)
        assert "哪天遗失的" in text(client.get(url))
        data = {"request_id": uuid4(), "lost_on": "2026-11-20"}

        asked = text(client.post(url, {**data, "step": "check"}))
        assert "领过 1 次药，共 50.40元" in asked
        become("officer")
        assert Card.objects.get(id=collected[0].card_id).stage == "issued"

        done = client.post(url, data, follow=True)
        assert "救助卡已挂失，立即停用" in text(done)
        become("officer")
        assert Card.objects.get(id=collected[0].card_id).stage == "lost"

    def test_a_day_after_the_pickup_says_that_nothing_ran_up(self, browse, collected):
        data = {"request_id": uuid4(), "lost_on": "2026-11-21", "step": "check"}
        asked = browse("officer").post(self.page(collected), data)

        assert "遗失之后没有用这张卡领过药" in text(asked)

    @pytest.mark.parametrize("day", ["", "2026-11-08", "2099-01-01"])
    def test_no_day_or_one_that_cannot_be_is_told_at_its_field(self, browse, collected, day):
        data = {"request_id": uuid4(), "lost_on": day, "step": "check"}
        asked = browse("officer").post(self.page(collected), data)

        assert asked.status_code == 422
        assert "遗失日期" in text(asked)


class TestDeciding:
    def url(self, charge) -> str:
        return f"/claims/losses/{charge.id}/"

    def test_the_office_finds_it_among_its_tasks_and_decides_after_a_second_look(
        self, browse, charge
    ):
        become("checker")
        (task,) = tasks_for(become("checker"), on=localdate(now()))
        assert (task.clause, task.count) == ("A5.n4", 1)
        client = browse("checker")
        assert charge.card.number in text(client.get(task.url))
        shown = text(client.get(self.url(charge)))
        assert "50.40" in shown
        assert "患者本人" in shown
        assert "身份证、服药卡" in shown
        data = {"request_id": uuid4(), "verdict": "falls", "reason": ""}

        asked = text(client.post(f"{self.url(charge)}decide/", {**data, "step": "check"}))
        assert "本人应归还 50.40元" in asked
        done = client.post(f"{self.url(charge)}decide/", data, follow=True)
        assert "已记录认定结果" in text(done)
        assert "收据号" in text(done)

    def test_setting_aside_without_a_reason_is_told_at_its_field(self, browse, charge):
        data = {"request_id": uuid4(), "verdict": "aside", "reason": "", "step": "check"}
        asked = browse("checker").post(f"{self.url(charge)}decide/", data)

        assert asked.status_code == 422
        assert "请写明不由本人承担的理由" in text(asked)

    def test_a_payment_closes_it(self, browse, charge):
        losing.decided(charge.pickup_id, at=now())
        client = browse("checker")
        data = {
            "request_id": uuid4(),
            "amount": "50.40",
            "paid_on": localdate(now()).isoformat(),
            "receipt_number": "SJ-7",
        }
        asked = text(client.post(f"{self.url(charge)}pay-back/", {**data, "step": "check"}))
        assert "本人不再欠这笔费用" in asked
        done = text(client.post(f"{self.url(charge)}pay-back/", data, follow=True))

        assert "已登记归还" in done
        assert "收据 SJ-7" in done

    def test_the_township_reads_it_and_is_told_whose_turn_it_is(self, browse, charge):
        page = text(browse("officer").get(self.url(charge)))

        assert "等免费服药办公室的经费核对人认定" in page
        assert "由谁承担" not in page

    @pytest.mark.parametrize("colleague", ["other_officer"])
    def test_another_township_finds_nothing(self, browse, charge, colleague):
        client = browse(colleague)

        assert client.get(self.url(charge)).status_code == 404
        assert client.get(f"/claims/cards/{charge.card_id}/").status_code == 404


class TestTheCardsHistory:
    def test_it_tells_issue_loss_report_and_what_ran_up(self, browse, charge):
        page = text(browse("officer").get(f"/claims/cards/{charge.card_id}/"))

        at = [page.index(word) for word in ("核发救助卡", "遗失</strong>", "挂失，立即停用")]
        assert at == sorted(at)
        assert "50.40" in page

    def test_it_is_reached_from_the_person_and_told_in_everything_that_happened(
        self, browse, charge
    ):
        client = browse("officer")
        person = f"/admission/people/{charge.person_id}/"

        assert f"/claims/cards/{charge.card_id}/" in text(client.get(person))
        assert "用遗失的救助卡领药" in text(client.get(f"{person}history/"))
