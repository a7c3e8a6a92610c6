"""A drafted value is tried on the register in the browser, and the commission reads the totals."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.timezone import localdate

from tests.browser.conftest import AsPerson
from tests.browser.visitor import Visitor

TITLE = "假设推演"

TYPED = {
    "value": "75",
    "document_title": "关于调整弱监护年龄的通知",
    "words": "监护人年龄大于75岁。",
}


def drafted(visitor: Visitor) -> str:
    """Draft a value; return the address of the proposal."""
    visitor.open("/policy/values/guardian_age/new/")
    for name, words in TYPED.items():
        visitor.page.locator(f"main [name={name}]").fill(words)
    for name in ("since", "issued_on"):
        visitor.page.locator(f"main [name={name}]").fill(localdate().isoformat())
    visitor.page.locator("main form button[type=submit]").last.click()
    visitor.page.locator("main").get_by_role("link", name=TITLE, exact=True).wait_for()
    return urlsplit(visitor.page.url).path


def opened(visitor: Visitor, proposal: str) -> None:
    """Follow the link of a proposal to its trials."""
    visitor.open(proposal)
    visitor.page.locator("main").get_by_role("link", name=TITLE, exact=True).click()


def test_the_office_tries_a_value_and_the_commission_reads_it(as_person: AsPerson) -> None:
    office = as_person("reviewer")
    proposal = drafted(office)
    opened(office, proposal)
    office.page.get_by_role("button", name="推演", exact=True).click()
    office.page.get_by_role("heading", name="推演结果").wait_for()
    office.checked("what-if-office")
    commission = as_person("commission")
    opened(commission, proposal)
    commission.page.get_by_role("heading", name="推演结果").wait_for()
    commission.checked("what-if-commission")
