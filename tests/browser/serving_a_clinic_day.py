"""The spine's second half through the pages: medicine, clinic day, counter."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate, now

from tests import world
from tests.browser.admitting import NAME
from tests.browser.conftest import AsPerson
from tests.browser.visitor import Visitor

MEDICINE, LOT = "奥氮平", "OLZ-2606"
POINT = "油溪"


class ClinicDay:
    """Steps of storekeeper, psychiatrist, officer, pharmacist and dispenser."""

    as_person: AsPerson
    card_number: str

    # ---- Medicine ----

    def when_medicine_is_ordered_received_and_moved_to_the_point(self) -> None:
        storekeeper = self.as_person("storekeeper")
        today = localdate(now())
        self._order(storekeeper, today)
        self._receive(storekeeper, today)
        storekeeper.go("库存")
        storekeeper.follow("调拨到领药点")
        storekeeper.choose("调入单位", POINT)
        storekeeper.type("调拨日期", today.isoformat())
        storekeeper.type(f"批号 {LOT}", "100")
        storekeeper.checked("transfer")
        storekeeper.press("确认调拨")
        storekeeper.sees(POINT, LOT, "100")
        self._on_the_shelf(self.as_person("dispenser"))

    def _order(self, storekeeper: Visitor, today: date) -> None:
        storekeeper.go("采购订单")
        storekeeper.follow("登记订单")
        storekeeper.type("平台订单号", "PT-2026-0001")
        storekeeper.type("供应商", "重庆医药（集团）股份有限公司")
        storekeeper.type("下单日期", today.isoformat())
        line = storekeeper.page.get_by_role("group", name="第 1 行")
        storekeeper.choose("药品", MEDICINE, within=line)
        storekeeper.type("盒数", "10", within=line)
        storekeeper.type("每片（支）进价", "3.50", within=line)
        storekeeper.checked("order-form")
        storekeeper.press("登记订单")
        storekeeper.sees("PT-2026-0001", MEDICINE, "还没有收货")

    def _receive(self, storekeeper: Visitor, today: date) -> None:
        storekeeper.follow("收货")
        storekeeper.type("发票号", "FP-0001")
        storekeeper.type("收货日期", today.isoformat())
        lot = storekeeper.page.get_by_role("group", name="第 1 行")
        storekeeper.choose("药品", MEDICINE, within=lot)
        storekeeper.type("批号", LOT, within=lot)
        storekeeper.type("生产企业", "江苏豪森药业", within=lot)
        storekeeper.type("有效期至", (today + timedelta(days=700)).isoformat(), within=lot)
        storekeeper.type("盒数", "10", within=lot)
        storekeeper.checked("receive")
        storekeeper.press("验收入库")
        storekeeper.sees(LOT)

    def _on_the_shelf(self, dispenser: Visitor) -> None:
        dispenser.go("库存")
        row = dispenser.page.get_by_role("row").filter(has_text=LOT)
        assert "100" in row.inner_text()
        dispenser.checked("stock")

    # ---- The visit ----

    def when_todays_clinic_day_is_published(self) -> None:
        doctor = self.as_person("psychiatrist")
        doctor.go("门诊")
        doctor.follow("只加一天")
        doctor.choose("服药点", POINT)
        doctor.type("坐诊日", localdate(now()).isoformat())
        doctor.choose("坐诊医师", "测试junior_psychiatrist")
        doctor.checked("publish")
        doctor.press("发布")
        doctor.sees(NAME)
        doctor.checked("board-expected")

    def when_the_guardian_brings_the_cards(self) -> None:
        officer = self.as_person("officer")
        self._to_todays_board(officer)
        officer.follow("刷卡或查找来人")
        officer.type("救助卡号或身份证号", self.card_number)
        officer.press("查找")
        assert officer.heading == "到诊登记"
        officer.tick("来人", "患者本人")
        officer.tick("已出示并查验", "身份证", "服药卡", "医保卡")
        officer.type("未预约就诊的原因", "首次就诊")
        officer.checked("arrive")
        officer.press("登记到诊")
        self._to_todays_board(officer)
        officer.checked("board")

    def _to_todays_board(self, visitor: Visitor) -> None:
        visitor.go("门诊")
        visitor.choose("服药点", POINT)
        visitor.press("查看")
        visitor.follow(f"打开当日看板 {localdate(now()):%Y-%m-%d}")

    def when_the_psychiatrist_prescribes(self) -> None:
        doctor = self.as_person("junior_psychiatrist")
        self._to_todays_board(doctor)
        doctor.follow("已到")
        doctor.follow("看诊开方")
        doctor.choose("危险性评估", "0 级")
        doctor.type("病情记录", "情绪平稳，睡眠可，按时服药。")
        doctor.page.get_by_label("长期处方：已评估").check()
        line = doctor.page.get_by_role("group", name="第 1 行")
        doctor.choose("药品", f"{MEDICINE}", within=line)
        doctor.type("睡前", "1", within=line)
        doctor.checked("visit")
        doctor.press("签名开方")

    def when_the_pharmacist_passes_it(self) -> None:
        pharmacist = self.as_person("pharmacist")
        pharmacist.go("审方")
        pharmacist.follow(f"审方 {NAME}")
        pharmacist.sees(MEDICINE, "睡前1片")
        pharmacist.tick("审方结论", "通过")
        pharmacist.checked("pharmacist-review")
        pharmacist.press("提交审方结论")

    # ---- The counter ----

    def when_the_dispenser_finds_the_card_and_prepares(self) -> None:
        dispenser = self.as_person("dispenser")
        dispenser.go("发药")
        dispenser.checked("counter-waiting")
        dispenser.page.keyboard.type(self.card_number)
        with dispenser.page.expect_navigation():
            dispenser.page.keyboard.press("Enter")
        dispenser.fine()
        assert dispenser.heading == "备药"
        dispenser.sees(MEDICINE, LOT, "28 片")
        dispenser.checked("prepare")
        dispenser.press("备药")

    def when_three_have_signed(self) -> None:
        dispenser = self.as_person("dispenser")
        assert dispenser.heading == "签字领药"
        dispenser.page.get_by_label("已向患者或监护人讲解用法用量").check()
        self._sign_on_the_pad(dispenser)
        dispenser.type("发药人密码", "不是我的密码")
        dispenser.press("完成领药")
        dispenser.sees("密码不对，请重新输入")
        drawn = dispenser.page.locator("input[name=drawing]").input_value()
        assert drawn.startswith("[{"), "the signature is kept when the password was wrong"
        dispenser.checked("three-signatures")
        dispenser.type("发药人密码", world.PASSWORD)
        dispenser.press("完成领药")

    def _sign_on_the_pad(self, dispenser: Visitor) -> None:
        pad = dispenser.page.get_by_role("img", name="请在框内签字")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        mouse = dispenser.page.mouse
        mouse.move(box["x"] + 30, box["y"] + 40)
        mouse.down()
        for step in range(1, 25):
            mouse.move(box["x"] + 30 + 8 * step, box["y"] + 40 + (step * 17) % 60)
        mouse.up()

    def then_the_next_pickup_day_is_told(self) -> None:
        dispenser = self.as_person("dispenser")
        dispenser.sees("下次领药", MEDICINE, "睡前1片", "个人支付")
        label = dispenser.page.get_by_role("region", name="用药标签").inner_text()
        due = localdate(now()) + timedelta(days=27)
        assert f"{due.year}年{due.month}月{due.day}日" in label
        assert "0.00" in label
        dispenser.checked("done")
