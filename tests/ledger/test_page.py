"""The page of the books."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.pharmacy.deliveries import stocked
from tests.web.conftest import Browse
from tests.world import become

pytestmark = pytest.mark.django_db


def test_the_light_is_green_and_the_units_stand_there(browse: Browse) -> None:
    stocked(become("storekeeper"), quantity=100)
    page = browse("finance").get(reverse("ledger:books")).content.decode()
    assert "账目相符" in page
    assert "药品库 · 江津区精神康复院" in page


@pytest.mark.parametrize(
    ("colleague", "status"),
    [
        ("finance", 200),
        ("checker", 200),
        ("auditor", 200),
        ("commission", 200),
        ("dispenser", 404),
        ("officer", 404),
    ],
)
def test_the_books_open_for_those_who_oversee_money(
    browse: Browse, colleague: str, status: int
) -> None:
    assert browse(colleague).get(reverse("ledger:books")).status_code == status
