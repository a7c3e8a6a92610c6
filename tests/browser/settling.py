"""The money's part of the spine through the pages: fund, advance, claim, check."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from anxin.pages.words import quarter_words
from tests.browser.conftest import AsPerson
from tests.browser.history import Past

HOSPITAL = "江津区精神康复院"
CLAIMED = "50.40"  # 56 tablets of 0.90 yuan, all of it the fund's


class Settlement:
    """Steps of finance bureau, claim checker, health commission and accountant."""

    as_person: AsPerson
    past: Past

    def when_finance_pays_into_the_fund(self) -> None:
        finance = self.as_person("finance")
        finance.go("项目资金")
        finance.follow("登记预算到账")
        finance.choose("资金来源", "区级财政")
        finance.type("到账金额", "500,000.00")
        finance.type("下达文件", "江津财社〔2026〕1号")
        finance.type("到账日期", localdate(now()).isoformat())
        finance.checked("budget")
        finance.press("登记到账")
        finance.sees("500,000.00", "江津财社〔2026〕1号")

    def when_the_office_asks_for_an_advance_and_the_commission_approves(self) -> None:
        checker = self.as_person("checker")
        checker.go("预拨经费")
        checker.follow("申请预拨")
        checker.choose("预拨医院", HOSPITAL)
        checker.choose("用于季度", "年第")
        checker.type("预拨金额", "1000")
        checker.type("测算依据", "在册 2 人，月均约 100 元")
        checker.checked("advance-form")
        checker.press("报区卫生健康委审批")
        commission = self.as_person("commission")
        commission.go("预拨经费")
        commission.follow(f"打开 {HOSPITAL}")
        commission.tick("审批意见", "批准")
        commission.checked("advance-answer")
        commission.press("提交审批意见")
        commission.sees("批准后不能撤销")
        commission.checked("advance-confirm")
        commission.press("确认批准")
        commission.sees("1,000.00", "已批准")

    def when_the_hospital_claims_the_last_quarter(self) -> None:
        accountant = self.as_person("accountant")
        accountant.go("季度结算")
        accountant.follow("上报季度结算")
        accountant.follow(quarter_words(self.past.claimed))
        accountant.sees(CLAIMED)
        accountant.type("费用发票号", "FP-Q-0001")
        accountant.checked("claim-form")
        accountant.press("上报")
        accountant.sees("FP-Q-0001", CLAIMED)
        accountant.checked("claim-filed")

    def when_the_office_checks_it_line_by_line(self) -> None:
        checker = self.as_person("checker")
        checker.open("/")
        checker.checked("home-checker-busy")
        checker.go("季度结算")
        checker.follow(f"打开 {HOSPITAL}")
        checker.checked("claim-check")
        checker.follow("逐条查看")
        checker.checked("claim-lines")
        checker.follow("打开", within=checker.page.get_by_role("table"))
        checker.tick("核对意见", "剔除")
        checker.press("记录意见")
        assert checker.status == 422
        checker.sees("请写明存疑或剔除的理由")
        checker.tick("核对意见", "认可")
        checker.checked("claim-line")
        checker.press("记录意见")

    def then_it_is_accepted_and_posted_against_the_advance(self) -> None:
        checker = self.as_person("checker")
        checker.go("季度结算")
        checker.follow(f"打开 {HOSPITAL}")
        for step in ("核对完毕", "核定并入账"):
            checker.follow(step)
            checker.sees("确认之前，请看清后果")
            checker.checked("claim-confirm")
            checker.press(step)
        checker.sees("已核定", CLAIMED, "949.60")
        checker.checked("claim-accepted")
        books = self.as_person("auditor")
        books.go("账簿")
        books.sees("账目相符")
        assert "账目不符" not in books.words
