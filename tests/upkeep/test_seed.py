"""The seed writes what the pack names, once (A1, A2, A3, A6)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from anxin.enrolment.models import PlaceCount
from anxin.ledger.models import Account
from anxin.organisations.models import (
    ClinicPoint,
    Coverage,
    GroupMember,
    Organisation,
    Town,
    Village,
)
from anxin.pharmacy.models import Product
from anxin.policy import load
from anxin.policy.locations import find_pack
from anxin.policy.tables import PackError
from anxin.upkeep.tables import read_products
from tests.world import become

pytestmark = pytest.mark.django_db
SEEDED = (
    Town,
    Village,
    Organisation,
    ClinicPoint,
    Coverage,
    GroupMember,
    Product,
    PlaceCount,
    Account,
)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in SEEDED}


def test_a_second_run_adds_nothing() -> None:
    become("storekeeper")
    before = counts()
    told = StringIO()
    call_command("seed_policy", stdout=told)
    become("storekeeper")
    assert counts() == before
    assert "药品  57" in told.getvalue()


def test_annex_6_stands_whole() -> None:
    become("auditor")
    points = ClinicPoint.objects.filter(in_annex_6=True)
    assert (points.count(), Coverage.objects.count(), Town.objects.count()) == (14, 30, 30)
    guided = points.filter(guided_by__code="centre").values_list("organisation__name", flat=True)
    assert len(guided) == 8
    assert Coverage.objects.get(town__name="吴滩镇").point.organisation.name == "油溪（中心）卫生院"


def test_the_centres_own_site_is_a_point_beside_annex_6() -> None:
    become("auditor")
    point = ClinicPoint.objects.get(organisation__code="centre")
    assert not point.in_annex_6
    assert point.guided_by == point.organisation


def test_the_published_groups_stand_as_published() -> None:
    become("auditor")
    leading = GroupMember.objects.filter(group="leading").values_list("name", flat=True)
    assert (leading[0], len(leading)) == ("朱永江", 8)
    assert GroupMember.objects.filter(group="expert").count() == 14


def test_every_row_of_the_catalogue_can_be_purchased() -> None:
    become("storekeeper")
    rows = {row.item.id for row in read_products(find_pack(), load())}
    assert rows == {item.id for item in load().catalogue}


def test_a_class_that_annex_3_does_not_allow_is_refused(tmp_path) -> None:
    text = (find_pack() / "products.csv").read_text(encoding="utf-8")
    (tmp_path / "products.csv").write_text(
        text.replace("片,甲类,no", "片,自费,no", 1), encoding="utf-8"
    )
    with pytest.raises(PackError, match="医保类别与目录不符"):
        read_products(tmp_path, load())


def test_every_store_and_payer_has_its_account() -> None:
    become("auditor")
    assert Account.objects.filter(kind="store").count() == ClinicPoint.objects.count()
    payers = {"cost": 6, "payable": 7, "receivable": 1}
    for kind, count in payers.items():
        assert Account.objects.filter(kind=kind).count() == 2 * count, kind


def test_places_are_pending_until_the_district_sets_them() -> None:
    become("reviewer")
    assert PlaceCount.objects.get(name="district").places is None
