"""Pages of the fund: who opens which, what they show, what a wrong input says (5.4, 5.5.a, 7.1.a)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.funding import queries
from anxin.funding.models import Advance, Source
from anxin.funding.tasks import tasks_for
from anxin.rules.quarters import Quarter
from tests import world
from tests.funding.steps import answer, ask, pay_in

pytestmark = pytest.mark.django_db
OVERVIEW, ADVANCES = "/money/", "/money/advances/"


def text(response) -> str:
    return response.content.decode()


def asked() -> Advance:
    """Return an advance for this quarter, asked for now."""
    at = now()
    return queries.find_advance(ask(quarter=Quarter.of(localdate(at)), at=at))


class TestOverview:
    @pytest.mark.parametrize("colleague", ["finance", "commission", "checker", "auditor"])
    def test_the_district_sees_sources_balances_and_budgets(self, browse, colleague):
        pay_in(1_234_567)
        page = browse(colleague).get(OVERVIEW)

        assert page.status_code == 200
        for part in ("12,345.67", "区级财政", "江津区精神康复院", "江津财社〔2026〕1号"):
            assert part in text(page)
        assert ("page-action" in text(page)) == (colleague in ("finance", "checker"))
        assert ('page-action" href="/money/budgets/new/"' in text(page)) == (colleague == "finance")

    @pytest.mark.parametrize(
        "colleague", ["accountant", "dispenser", "officer", "politics", "police"]
    )
    def test_to_others_it_does_not_exist(self, browse, colleague):
        assert browse(colleague).get(OVERVIEW).status_code == 404


class TestPayingIn:
    URL = "/money/budgets/new/"

    def filled(self, **changes):
        world.become("finance")
        source = Source.objects.get(code="district")
        return {
            "request_id": uuid4(),
            "source_id": source.id,
            "year": localdate().year,
            "amount": "5,000.50",
            "document": "江津财社〔2026〕9号",
            "paid_on": localdate().isoformat(),
        } | changes

    def test_finance_records_what_was_paid_in(self, browse):
        data = self.filled()
        page = browse("finance").post(self.URL, data, follow=True)

        assert "已登记到账" in text(page)
        assert "5,000.50" in text(page)
        world.become("finance")
        assert queries.fund_balance() == 500_050

    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("amount", "", "请填写到账金额"),
            ("amount", "0", "金额须大于 0"),
            ("amount", "abc", "请填写金额，例如 12.50"),
            ("paid_on", "2099-01-01", "到账日期不能晚于今天"),
            ("document", "", "请填写下达文件"),
            ("source_id", "", "请选择资金来源"),
        ],
    )
    def test_wrong_input_is_told_at_its_field_and_nothing_is_lost(self, browse, field, value, told):
        page = browse("finance").post(self.URL, self.filled(**{field: value}))

        assert page.status_code == 422
        assert told in text(page)
        assert field == "document" or "江津财社〔2026〕9号" in text(page)
        world.become("finance")
        assert queries.fund_balance() == 0

    def test_others_cannot(self, browse):
        assert browse("commission").get(self.URL).status_code == 404
        assert browse("checker").post(self.URL, self.filled()).status_code == 404


class TestAsking:
    URL = "/money/advances/new/"

    def test_without_facts_there_is_no_estimate(self, browse):
        assert "无从测算" in text(browse("checker").get(self.URL))

    def test_the_checker_asks(self, browse):
        world.become("checker")
        data = {
            "request_id": uuid4(),
            "hospital_id": world.organisation("rehab").id,
            "quarter": str(Quarter.of(localdate())),
            "amount": "40000",
            "estimate": "按在册人数测算",
        }
        page = browse("checker").post(self.URL, data, follow=True)

        assert "已报区卫生健康委审批" in text(page)
        assert "待审批" in text(page)

    def test_others_cannot(self, browse):
        for colleague in ("commission", "finance", "accountant"):
            assert browse(colleague).get(self.URL).status_code == 404


class TestAnswering:
    def test_the_commission_approves(self, browse):
        pay_in()
        advance = asked()
        client = browse("commission")
        assert "提交审批意见" in text(client.get(reverse("funding:advance", args=[advance.id])))
        page = client.post(
            reverse("funding:answer", args=[advance.id]),
            {"request_id": uuid4(), "answer": "approve", "because": ""},
            follow=True,
        )

        assert "已批准预拨" in text(page)
        assert "提交审批意见" not in text(page)
        world.become("finance")
        assert queries.fund_balance() == 6_000_000

    def test_an_approval_is_asked_for_once_more_before_money_moves(self, browse):
        pay_in()
        advance = asked()
        client, address = browse("commission"), reverse("funding:answer", args=[advance.id])
        sent = {"request_id": uuid4(), "answer": "approve", "because": ""}
        page = client.post(address, {**sent, "step": "check"})

        assert page.status_code == 200
        for words in ("批准后不能撤销", "40,000.00元", str(sent["request_id"])):
            assert words in text(page), words
        world.become("finance")
        assert queries.fund_balance() == 10_000_000
        assert "已批准预拨" in text(client.post(address, {**sent, "step": "send"}, follow=True))

    def test_too_little_in_the_fund_is_told_with_its_clause(self, browse):
        pay_in(1_00)
        advance = asked()
        page = browse("commission").post(
            reverse("funding:answer", args=[advance.id]),
            {"request_id": uuid4(), "answer": "approve", "because": ""},
        )

        assert page.status_code == 422
        assert "项目资金余额 1.00 元，不足以预拨 40,000.00 元" in text(page)
        assert "5.4" in text(page)

    def test_a_refusal_without_a_reason_is_told_at_its_field(self, browse):
        advance = asked()
        page = browse("commission").post(
            reverse("funding:answer", args=[advance.id]),
            {"request_id": uuid4(), "answer": "refuse", "because": " "},
        )

        assert page.status_code == 422
        assert "不批准须写明理由" in text(page)

    def test_others_see_it_and_cannot_answer(self, browse):
        advance = asked()
        for colleague in ("checker", "finance", "auditor", "accountant"):
            client = browse(colleague)
            page = client.get(reverse("funding:advance", args=[advance.id]))
            assert page.status_code == 200
            assert "提交审批意见" not in text(page)
            posted = client.post(
                reverse("funding:answer", args=[advance.id]), {"answer": "approve"}
            )
            assert posted.status_code == 404

    def test_another_hospitals_advance_does_not_exist(self, browse):
        advance = asked()

        client = browse("centre_accountant")
        assert client.get(reverse("funding:advance", args=[advance.id])).status_code == 404
        assert "江津区精神康复院" not in text(client.get(ADVANCES))


class TestList:
    def test_a_filter_tells_what_it_hides(self, browse):
        pay_in()
        answer(asked().id, at=now())
        asked()
        page = text(browse("commission").get(ADVANCES, {"stage": "requested"}))

        assert "筛选隐藏了 1 条" in page
        assert "共 1 条" in page


class TestTasks:
    def test_the_commission_has_each_advance_that_waits(self):
        advance = asked()
        tasks = tasks_for(world.become("commission"), on=localdate())

        assert [(t.url, t.clause) for t in tasks] == [
            (reverse("funding:advance", args=[advance.id]), "5.5.a")
        ]
        answer(advance.id, approve=False, because="测算不足", at=now())
        assert tasks_for(world.become("commission"), on=localdate()) == []

    def test_finance_is_told_where_the_years_budget_is_missing(self):
        actor = world.become("finance")
        assert [t.clause for t in tasks_for(actor, on=localdate())] == ["7.1.a"]
        pay_in(year=localdate().year)

        assert tasks_for(world.become("finance"), on=localdate()) == []

    def test_others_have_none(self):
        asked()
        for colleague in ("checker", "accountant", "dispenser"):
            assert tasks_for(world.become(colleague), on=localdate()) == []
