"""An alert of worsening in a real browser: raised at the visit, received at the centre (6.1)."""

from __future__ import annotations

from uuid import UUID

from playwright.sync_api import Browser

from tests.browser.crowd import Crowd
from tests.browser.visitor import Visitor


def test_it_is_raised_at_a_visit_and_received_at_the_centre(browser: Browser, crowd: Crowd):
    attendance: UUID = crowd.side.objects["attendance"][0]
    doctor = Visitor(browser, crowd.site, "psychiatrist").sign_in()
    assert doctor.open(f"/clinic/visits/{attendance}/") == 200
    doctor.follow("病情加重，告知卫生院")
    doctor.checked("alert-raise")
    doctor.page.get_by_label("连续失眠、兴奋话多").check()
    doctor.press("立即告知")
    doctor.sees("看诊开方", "已告知患者所在地卫生院")
    doctor.context.close()

    officer = Visitor(browser, crowd.site, "officer").sign_in()
    officer.sees("病情加重预警，请立即接收")
    officer.open("/exchange/alerts/?stage=raised")
    officer.checked("alerts")
    officer.page.locator("main tbody a").first.click()
    officer.checked("alert")
    officer.page.get_by_label("已电话联系监护人").check()
    officer.press("接收")
    officer.sees("卫生院已接收", "已电话联系监护人")
    officer.context.close()
