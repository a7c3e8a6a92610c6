"""An account from its opening to its passkey, in the browser: every page sound, on a desk and on a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pyotp
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import AsPerson
from tests.browser.site import Site
from tests.browser.visitor import Visitor

USERNAME, PASSWORD = "bi.keyong", "大雪的围炉-2027"
VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def newcomer(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Return a page at the site's name, to which passkeys can be bound, in a browser with a key."""
    port = site.address.rsplit(":", 1)[1]
    visitor = Visitor(browser, replace(site, address=f"http://localhost:{port}"))
    devices = visitor.page.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
    yield visitor
    visitor.context.close()


def open_account(admin: Visitor) -> str:
    """Open an account with a duty through the pages; return the initial password."""
    admin.go("账号与职责")
    admin.checked("accounts")
    admin.follow("开设账号")
    admin.type("账号", USERNAME)
    admin.type("姓名", "测试毕可用")
    admin.checked("accounts-new")
    admin.press("开设账号")
    [initial] = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", admin.words)
    admin.checked("accounts-initial")
    admin.follow("已经记下，继续")
    admin.sees("还没有职责")
    admin.follow("开设职责")
    admin.choose("职责", "镇街精防人员")
    admin.choose("单位", "油溪（中心）卫生院")
    admin.checked("accounts-duty")
    admin.press("开设职责")
    admin.sees("职责已开设", "待改初始密码")
    admin.checked("accounts-one")
    return initial


def give_password(visitor: Visitor, password: str) -> None:
    visitor.open("/sign-in/")
    visitor.type("账号", USERNAME)
    visitor.type("密码", password)
    visitor.press("登录")


def leave(visitor: Visitor) -> None:
    visitor.page.locator("details.who > summary").click()
    visitor.press("退出登录")
    assert visitor.heading == "登录"


def choose_password(visitor: Visitor, initial: str) -> None:
    assert visitor.heading == "修改初始密码"
    for label, text in (
        ("现在的密码", initial),
        ("新密码", PASSWORD),
        ("再输一次新密码", PASSWORD),
    ):
        visitor.page.get_by_label(label, exact=True).fill(text)
    visitor.checked("account-password")
    visitor.press("修改密码")
    assert visitor.heading == "签署保密协议"
    visitor.page.get_by_label("我已阅读").check()
    visitor.press("签署，有效期一年")
    assert visitor.heading == "待办"


def add_authenticator(visitor: Visitor) -> str:
    visitor.open("/account/authenticator/")
    secret = visitor.page.locator("main code").inner_text().replace(" ", "")
    visitor.checked("account-authenticator")
    visitor.page.get_by_label("验证码", exact=True).fill(pyotp.TOTP(secret).now())
    visitor.page.get_by_label("名称", exact=True).fill("我的手机")
    visitor.page.get_by_label("现在的密码", exact=True).fill(PASSWORD)
    visitor.press("启用验证器")
    visitor.sees("您的十个恢复码", "只显示这一次")
    assert visitor.page.locator("main ol code").count() == 10
    visitor.checked("account-codes")
    return secret


def add_passkey(visitor: Visitor) -> None:
    visitor.open("/account/passkey/")
    visitor.page.get_by_label("名称", exact=True).fill("这台电脑")
    visitor.page.get_by_label("现在的密码", exact=True).fill(PASSWORD)
    visitor.checked("account-passkey")
    visitor.press("添加通行密钥")
    assert visitor.heading == "我的账号"
    visitor.sees("这台电脑", "我的手机", "恢复码还剩 10 个", "这一处")
    visitor.checked("account")


def test_an_account_from_its_opening_to_its_passkey(as_person: AsPerson, newcomer: Visitor) -> None:
    initial = open_account(as_person("security_admin"))
    give_password(newcomer, initial)
    choose_password(newcomer, initial)
    secret, added = add_authenticator(newcomer), time.time()
    add_passkey(newcomer)
    leave(newcomer)

    give_password(newcomer, PASSWORD)
    assert newcomer.heading == "第二重验证"
    newcomer.checked("sign-in-second")
    assert newcomer.context.cookies()
    assert not [one for one in newcomer.context.cookies() if one["name"] == "anxin_session"]
    newcomer.press("用通行密钥验证")
    assert newcomer.heading == "待办"
    newcomer.sees("上次登录")
    leave(newcomer)

    give_password(newcomer, PASSWORD)
    newcomer.page.get_by_label("验证码", exact=True).fill("000000")
    newcomer.press("验证")
    newcomer.sees("验证码不对")
    newcomer.checked("sign-in-second-refused")
    # The code that set it up is used up; the next one is taken before its time.
    step = pyotp.TOTP(secret).at(added + 30)
    newcomer.page.get_by_label("验证码", exact=True).fill(step)
    newcomer.press("验证")
    assert newcomer.heading == "待办"


def test_where_somebody_was_signed_in_they_sign_out_from_elsewhere(
    as_person: AsPerson, browser: Browser, site: Site
) -> None:
    here, there = as_person("second_checker"), Visitor(browser, site, "second_checker").sign_in()
    there.open("/account/")
    there.press("退出其他全部登录")
    there.sees("其他地方的登录都已退出")
    here.open("/claims/")
    here.sees("这次登录已在另一处退出")
    here.checked("sign-in-ended")
    here.sign_in()
    there.context.close()


def test_the_administrator_sees_what_a_measure_does_before_it_is_taken(as_person: AsPerson) -> None:
    admin = as_person("security_admin")
    admin.open("/accounts/?q=t-second_officer")
    admin.follow("t-second_officer")
    admin.follow("停用账号")
    admin.sees("立即不能登录")
    admin.checked("accounts-disable")
    admin.press("停用账号")
    admin.sees("账号已停用", "已停用")
    admin.follow("启用账号")
    admin.press("启用账号")
    admin.sees("账号已启用", "正常")
