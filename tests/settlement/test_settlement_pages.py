"""Pages of the claim, from what would be claimed to what is accepted (5.5.c, 7.1.c)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from anxin.privacy.models import AccessRecord
from anxin.settlement import queries
from anxin.settlement.tasks import tasks_for
from tests.dispensing import steps as counter
from tests.settlement import steps
from tests.settlement.steps import PAPER, Q3, SUMMER, checked, filed, given, rest_accepted
from tests.world import become

pytestmark = pytest.mark.django_db
CLAIMS, NEW = "/claims/", "/claims/new/"


def text(response) -> str:
    return response.content.decode()


def summer(**more) -> UUID:
    """Hand medicine over in a quarter that has ended; return the pick-up."""
    return given(at=SUMMER, **more)[1]


def claimed(*pickups: UUID) -> UUID:
    """File the summer's claim."""
    del pickups
    return filed(quarter=Q3)


@pytest.fixture(autouse=True)
def _stock(db):
    counter.stocked(at=SUMMER)


class TestFiling:
    def test_the_accountant_sees_what_would_be_claimed_and_what_is_left_out_and_why(self, browse):
        summer()
        summer(guardian=PAPER)
        page = text(browse("accountant").get(NEW, {"quarter": "2026Q3"}))

        assert "2026年第3季度 将上报" in page
        assert "1 次" in page
        assert "50.40" in page
        assert "1 次领药用纸质签名单签字，扫描件还没有交来" in page

    def test_the_accountant_files(self, browse):
        summer()
        data = {"request_id": uuid4(), "invoice_number": "FP-9"}
        page = browse("accountant").post(f"{NEW}?quarter=2026Q3", data, follow=True)

        assert "已上报 2026年第3季度 结算" in text(page)
        assert "FP-9" in text(page)

    def test_a_running_quarter_is_refused_with_its_clause(self, browse):
        summer()
        now_running = f"{localdate().year}Q{(localdate().month + 2) // 3}"
        data = {"request_id": uuid4(), "invoice_number": "FP-9"}
        page = browse("accountant").post(f"{NEW}?quarter={now_running}", data)

        assert page.status_code == 422
        assert "结束后才能上报" in text(page)
        assert "5.5.c" in text(page)

    def test_an_invoice_is_asked_for_at_its_field(self, browse):
        summer()
        page = browse("accountant").post(f"{NEW}?quarter=2026Q3", {"request_id": uuid4()})

        assert page.status_code == 422
        assert "请填写费用发票号" in text(page)

    @pytest.mark.parametrize(
        "colleague", ["checker", "finance", "commission", "auditor", "dispenser"]
    )
    def test_nobody_else_files(self, browse, colleague):
        assert browse(colleague).get(NEW).status_code == 404


class TestLooking:
    @pytest.mark.parametrize(
        "colleague", ["accountant", "checker", "finance", "commission", "auditor"]
    )
    def test_the_list_and_the_claim_show_the_sums(self, browse, colleague):
        summer()
        claim = claimed()
        client = browse(colleague)

        assert "50.40" in text(client.get(CLAIMS))
        page = client.get(reverse("settlement:claim", args=[claim]))
        assert page.status_code == 200
        assert "已上报" in text(page)
        assert "核对完毕</button>" not in text(page)

    @pytest.mark.parametrize("colleague", ["finance", "commission"])
    def test_lines_do_not_exist_for_finance_and_commission(self, browse, colleague):
        pickup = summer()
        claim = claimed()
        line = steps.line_of(pickup)
        client = browse(colleague)

        assert client.get(reverse("settlement:lines", args=[claim])).status_code == 404
        assert client.get(reverse("settlement:line", args=[line])).status_code == 404

    def test_another_hospitals_claim_does_not_exist(self, browse):
        pickup = summer()
        claim = claimed()
        line = steps.line_of(pickup)
        client = browse("centre_accountant")

        for name, key in (("claim", claim), ("lines", claim), ("line", line)):
            assert client.get(reverse(f"settlement:{name}", args=[key])).status_code == 404
        assert (
            client.post(reverse("settlement:reply", args=[line]), {"text": "x"}).status_code == 404
        )

    @pytest.mark.parametrize("colleague", ["checker", "auditor", "accountant"])
    def test_a_line_shows_card_and_medicine_no_name_and_the_reading_is_recorded(
        self, browse, colleague
    ):
        pickup = summer()
        claim = claimed()
        line = steps.line_of(pickup)
        client = browse(colleague)
        become("auditor")
        before = AccessRecord.objects.count()
        listed = text(client.get(reverse("settlement:lines", args=[claim])))
        page = text(client.get(reverse("settlement:line", args=[line])))

        assert "测试甲" not in listed + page
        for part in ("利培酮", "90", "医师、监护人、发药人三方签字齐全", "政策版本"):
            assert part in page
        become("auditor")
        assert AccessRecord.objects.count() == before + 2
        assert AccessRecord.objects.filter(
            page="结算明细详情", fields__contains=["pickup"]
        ).exists()

    def test_a_filter_tells_what_it_hides(self, browse):
        first, _ = summer(), summer()
        claim = claimed()
        checked(first, "queried", reason="数量待核")
        page = text(
            browse("checker").get(reverse("settlement:lines", args=[claim]), {"show": "queried"})
        )

        assert "筛选隐藏了 1 条" in page
        assert "数量待核" in page


class TestChecking:
    def test_the_check_runs_from_query_to_acceptance(self, browse):
        first, second = summer(), summer()
        claim = claimed()
        line = steps.line_of(first)
        checker, accountant = browse("checker"), browse("accountant")

        def post(client, name: str, key: UUID, **data):
            return client.post(
                reverse(f"settlement:{name}", args=[key]),
                {"request_id": uuid4(), **data},
                follow=True,
            )

        assert "已记录核对意见" in text(
            post(checker, "check", line, verdict="queried", reason="看不清")
        )
        assert "看不清" in text(accountant.get(reverse("settlement:line", args=[line])))
        assert "已答复" in text(post(accountant, "reply", line, text="已附原件"))
        assert "已记录核对意见" in text(
            post(checker, "check", line, verdict="rejected", reason="仍不清")
        )
        assert "已认可没有问题的明细" in text(post(checker, "accept_rest", claim))
        assert "核对完毕" in text(post(checker, "finish", claim))
        done = text(post(checker, "accept", claim))
        assert "已核定，并从预拨经费中列支" in done
        assert "应补付医院" in done
        become("checker")
        assert queries.find_claim(claim).stage == "accepted"
        assert queries.line_of(queries.find_claim(claim), steps.line_of(second)).stage == "accepted"

    def test_a_rejection_is_asked_for_once_more_and_can_be_gone_back_from(self, browse):
        pickup = summer()
        claimed()
        line = steps.line_of(pickup)
        checker, address = browse("checker"), reverse("settlement:check", args=[line])
        sent = {"request_id": uuid4(), "verdict": "rejected", "reason": "数量不符"}
        asked = checker.post(address, {**sent, "step": "check"})

        assert asked.status_code == 200
        for words in ("剔除这条明细", "数量不符", "剔除后不能再改", str(sent["request_id"])):
            assert words in text(asked), words
        back = checker.post(address, {**sent, "change": "all"})
        assert back.status_code == 200
        assert "数量不符" in text(back)
        assert "已记录核对意见" in text(
            checker.post(address, {**sent, "step": "send"}, follow=True)
        )

    def test_each_last_step_says_what_it_does_and_does_nothing_when_opened(self, browse):
        summer()
        claim = claimed()
        checker = browse("checker")
        page = text(checker.get(reverse("settlement:claim", args=[claim])))
        assert reverse("settlement:accept_rest", args=[claim]) in page

        for name, words in (
            ("accept_rest", "认可 1 条，共 "),
            ("finish", "结束后不能再改每一条的意见"),
            ("accept", "核定后记入账簿，不能撤销"),
        ):
            asked = checker.get(reverse(f"settlement:{name}", args=[claim]))
            assert asked.status_code == 200
            assert words in text(asked)
        become("checker")
        assert queries.find_claim(claim).stage == "filed"
        assert queries.totals_of(queries.find_claim(claim)).undecided == 1

    def test_the_lines_are_ordered_by_their_amount_when_asked(self, browse):
        summer()
        claim = claimed()
        page = text(
            browse("checker").get(reverse("settlement:lines", args=[claim]), {"sort": "-amount"})
        )

        assert 'aria-sort="descending"' in page

    def test_a_rejection_without_a_reason_is_told_at_its_field(self, browse):
        pickup = summer()
        claimed()
        line = steps.line_of(pickup)
        page = browse("checker").post(
            reverse("settlement:check", args=[line]), {"request_id": uuid4(), "verdict": "rejected"}
        )

        assert page.status_code == 422
        assert "请写明存疑或剔除的理由" in text(page)

    def test_a_step_too_early_is_refused_with_every_ground(self, browse):
        summer()
        claim = claimed()
        page = browse("checker").post(
            reverse("settlement:finish", args=[claim]), {"request_id": uuid4()}
        )

        assert page.status_code == 422
        assert "还有 1 条没有核对意见" in text(page)

    @pytest.mark.parametrize("colleague", ["accountant", "auditor", "finance", "commission"])
    def test_nobody_else_checks(self, browse, colleague):
        pickup = summer()
        claim = claimed()
        line = steps.line_of(pickup)
        client = browse(colleague)

        for name, key in (
            ("check", line),
            ("accept_rest", claim),
            ("finish", claim),
            ("accept", claim),
        ):
            posted = client.post(reverse(f"settlement:{name}", args=[key]), {"request_id": uuid4()})
            assert posted.status_code == 404


class TestTasks:
    def test_the_accountant_files_an_ended_quarter_and_hears_of_queries_first(self):
        pickup = summer()
        actor = become("accountant")
        first = tasks_for(actor, on=localdate())
        assert [(t.url, t.returned) for t in first] == [("/claims/new/?quarter=2026Q3", False)]

        claimed()
        checked(pickup, "queried", reason="看不清")
        back = tasks_for(become("accountant"), on=localdate())
        assert [(t.detail, t.returned, t.count) for t in back] == [("看不清", True, 1)]
        assert tasks_for(become("centre_accountant"), on=localdate()) == []

    def test_the_checker_has_claims_with_the_lines_left_then_the_acceptance(self):
        summer(), summer()
        assert tasks_for(become("checker"), on=localdate()) == []
        claim = claimed()
        assert [t.count for t in tasks_for(become("checker"), on=localdate())] == [2]

        rest_accepted(claim)
        assert [
            "可以结束核对" in t.detail for t in tasks_for(become("checker"), on=localdate())
        ] == [True]
        steps.finished(claim)
        assert ["待核定" in t.title for t in tasks_for(become("checker"), on=localdate())] == [True]
        steps.accepted(claim)
        assert tasks_for(become("checker"), on=localdate()) == []
