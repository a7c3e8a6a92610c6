"""One person from the application to the settled claim, through the pages, as twelve people."""

from __future__ import annotations

import pytest

from tests import world
from tests.browser.admitting import Admission
from tests.browser.conftest import AsPerson
from tests.browser.history import Past
from tests.browser.serving_a_clinic_day import ClinicDay
from tests.browser.settling import Settlement
from tests.browser.visitor import Visitor


class TestTheSpineThroughThePages(Admission, ClinicDay, Settlement):
    @pytest.fixture(autouse=True)
    def people(self, as_person: AsPerson, past: Past) -> None:
        self.as_person, self.past = as_person, past

    def test_from_the_application_to_the_settled_claim(self):
        self.when_the_officer_mistypes_the_identity_number()
        self.when_the_officer_corrects_it()
        self.when_the_village_confirms()
        self.when_the_officer_checks_the_six_items()
        self.when_the_office_decides()
        self.when_the_agreement_is_signed_and_the_card_issued()
        self.then_the_register_shows_the_row()

        self.when_medicine_is_ordered_received_and_moved_to_the_point()
        self.when_todays_clinic_day_is_published()
        self.when_the_guardian_brings_the_cards()
        self.when_the_psychiatrist_prescribes()
        self.when_the_pharmacist_passes_it()
        self.when_the_dispenser_finds_the_card_and_prepares()
        self.when_three_have_signed()
        self.then_the_next_pickup_day_is_told()

        self.when_finance_pays_into_the_fund()
        self.when_the_office_asks_for_an_advance_and_the_commission_approves()
        self.when_the_hospital_claims_the_last_quarter()
        self.when_the_office_checks_it_line_by_line()
        self.then_it_is_accepted_and_posted_against_the_advance()


class TestTheCounterByKeyboardAlone:
    def test_a_card_is_scanned_and_a_slip_signed_without_a_mouse(self, as_person, past):
        dispenser = as_person("other_dispenser")
        dispenser.open("/counter/")
        dispenser.page.keyboard.type(past.waiting_card)
        enter(dispenser)
        assert dispenser.heading == "备药"
        tab_to(dispenser, role="button", name="备药")
        enter(dispenser)
        assert dispenser.heading == "签字领药"
        tab_to(dispenser, role="checkbox", name="已向患者或监护人讲解用法用量")
        dispenser.page.keyboard.press("Space")
        tab_to(dispenser, role="radio", name="在手写屏签字")
        dispenser.page.keyboard.press("ArrowDown")
        tab_to(dispenser, role="textbox", name="签名单号")
        dispenser.page.keyboard.type("QM-0001")
        tab_to(dispenser, role="textbox", name="发药人密码")
        dispenser.page.keyboard.insert_text(world.PASSWORD)
        enter(dispenser)
        dispenser.sees("下次领药", "欠签名单扫描件", "QM-0001")
        dispenser.checked("done-on-paper")


def enter(visitor: Visitor) -> None:
    """Press Enter and see that the page which comes is sound."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.fine()


def tab_to(visitor: Visitor, *, role: str, name: str) -> None:
    """Press Tab until this holds the focus; what cannot be reached so is a fault."""
    wanted = visitor.page.get_by_role(role, name=name).first
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"{visitor.page.url}：用 Tab 键到不了“{name}”")
