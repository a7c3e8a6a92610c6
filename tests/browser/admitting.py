"""The spine's first half through the pages: from the written application to the card."""

from __future__ import annotations

from datetime import date
from random import Random

from django.utils.timezone import localdate, now

from anxin.demo.numbers import Numbers
from anxin.rules.eligibility import Diagnosis, Poverty
from tests.browser.conftest import AsPerson
from tests.browser.visitor import Visitor

NUMBERS = Numbers(Random(8001))
BORN, MOTHER_BORN = date(1980, 5, 17), date(1966, 1, 2)
NAME, MOTHER = "张小溪", "李桂芳"
ADDRESS = "油溪镇测试村3组12号"


class Admission:
    """Steps of officer, village clerk and office reviewer."""

    as_person: AsPerson
    card_number: str

    def when_the_officer_mistypes_the_identity_number(self) -> None:
        self.number = NUMBERS.identity_number(born=BORN, sex="1")
        self.mother_number = NUMBERS.identity_number(born=MOTHER_BORN, sex="2")
        wrong = self.number[:-1] + ("2" if self.number[-1] != "2" else "3")
        officer = self.as_person("officer")
        officer.go("申请与审核")
        officer.follow("登记申请")
        officer.checked("application-form")
        self._fill_annex_4(officer, number=wrong)
        officer.press("下一步：核对")
        assert officer.status == 422
        self._one_message_and_nothing_lost(officer, wrong)
        officer.checked("application-form-wrong")

    def _fill_annex_4(self, officer: Visitor, *, number: str) -> None:
        today = localdate(now()).isoformat()
        typed = {
            "患者姓名": NAME,
            "居民身份证号": number,
            "家庭地址": ADDRESS,
            "从哪天起在江津居住": "2000-01-01",
            "诊断机构名称": "江津区精神康复院",
            "诊断日期": "2015-03-02",
            "医保卡号": NUMBERS.insurance_card(),
            "监护人姓名或单位名称": MOTHER,
            "监护人身份证号": self.mother_number,
            "监护人联系电话": NUMBERS.phone(),
            "申请表签字日期": today,
        }
        for label, text in typed.items():
            officer.type(label, text)
        officer.choose("所在村（居）", "测试村")
        officer.choose("疾病诊断", Diagnosis(1).label)
        officer.choose("与患者关系", "父母")
        officer.tick("属于哪类贫困", Poverty.MINIMUM_LIVING.label)

    def _one_message_and_nothing_lost(self, officer: Visitor, wrong: str) -> None:
        summary = officer.page.get_by_role("alert")
        assert summary.get_by_role("listitem").count() == 1, summary.inner_text()
        field = officer.page.get_by_label("居民身份证号")
        assert field.get_attribute("aria-invalid") == "true"
        assert (
            "校验码不对" in officer.page.locator(f"#{field.get_attribute('id')}_error").inner_text()
        )
        summary.get_by_role("link").click()
        assert field.evaluate("field => field === document.activeElement")
        kept = {
            "患者姓名": NAME,
            "居民身份证号": wrong,
            "家庭地址": ADDRESS,
            "监护人身份证号": self.mother_number,
        }
        for label, text in kept.items():
            assert officer.page.get_by_label(label).first.input_value() == text
        assert officer.page.get_by_label(Poverty.MINIMUM_LIVING.label, exact=True).is_checked()

    def when_the_officer_corrects_it(self) -> None:
        officer = self.as_person("officer")
        officer.type("居民身份证号", self.number)
        officer.press("下一步：核对")
        assert officer.heading == "核对申请"
        officer.sees(NAME, self.number, MOTHER, Poverty.MINIMUM_LIVING.label)
        officer.checked("application-check")
        officer.press("改 家庭地址")
        assert officer.page.get_by_label("家庭地址").first.input_value() == ADDRESS
        officer.press("下一步：核对")
        officer.press("提交申请")
        officer.sees(NAME, "等村（居）委会核实")
        officer.checked("application")

    def when_the_village_confirms(self) -> None:
        village = self.as_person("village")
        village.go("村（居）确认")
        village.follow(NAME)
        village.sees(ADDRESS, Poverty.MINIMUM_LIVING.label)
        assert self.number not in village.words
        village.tick("是否为辖区常住居民", "是")
        village.tick("申报的贫困情况是否属实", "是")
        village.tick("村（社区）委员会意见", "情况属实，同意申请")
        village.checked("village-confirm")
        village.press("提交意见")

    def when_the_officer_checks_the_six_items(self) -> None:
        officer = self.as_person("officer")
        officer.go("申请与审核")
        officer.follow(NAME)
        officer.follow("初审")
        asked = officer.page.get_by_role("group", name="有没有")
        for n in range(asked.count()):
            asked.nth(n).get_by_label("齐全").check()
        for box in officer.page.get_by_label("已核对原件").all():
            box.check()
        officer.tick("初审意见", "材料核对无误，通过并报区精神卫生中心复审")
        officer.checked("first-review")
        officer.press("提交初审意见")

    def when_the_office_decides(self) -> None:
        reviewer = self.as_person("reviewer")
        reviewer.open("/")
        reviewer.shot("home-reviewer-busy")
        reviewer.go("申请与审核")
        reviewer.follow(NAME)
        reviewer.follow("复审")
        reviewer.sees("全部符合", "3.1.a", "3.1.b", "3.1.c", "3.1.d", NAME)
        reviewer.tick("审批意见", "同意")
        reviewer.checked("decide")
        reviewer.press("提交审批意见")

    def when_the_agreement_is_signed_and_the_card_issued(self) -> None:
        officer = self.as_person("officer")
        officer.go("申请与审核")
        officer.follow(NAME)
        officer.follow("签订协议")
        officer.type("甲方负责人签名", "王院长")
        officer.tick("乙方由谁签字", "监护人")
        officer.checked("agreement")
        officer.press("签订并核发救助卡")
        officer.sees(NAME, MOTHER, "本卡仅限本人使用")
        code = officer.page.get_by_role("img", name="救助卡二维码")
        assert code.evaluate("image => image.complete && image.naturalWidth > 50")
        line = officer.page.get_by_text("编号：").inner_text()
        self.card_number = line.rpartition("编号：")[2].strip()
        officer.checked("card")

    def then_the_register_shows_the_row(self) -> None:
        officer = self.as_person("officer")
        officer.go("登记名单")
        row = officer.page.get_by_role("row").filter(has_text=NAME)
        assert MOTHER in row.inner_text()
        assert self.number not in officer.words
        officer.checked("register")
