"""Labels and leaflets that go home with a pick-up: plain words, large, and nothing of the illness (5.3.2.c)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anxin.dispensing.models import Pickup
from anxin.documents import typesetting
from anxin.documents.filling.label import label, place_of
from anxin.policy.leaflets import leaflets
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.documents import sheets
from tests.documents.sheets import AT
from tests.documents.test_sheets import bare, text_of
from tests.world import become

pytestmark = pytest.mark.django_db


def told(pickup: Pickup) -> dict[str, object]:
    found = label(pickup, look=Look(actor=become("dispenser"), page="打印用药标签和说明"))
    assert found is not None
    return found


def test_a_label_says_in_plain_words_what_to_take_when_and_until_when():
    _, pickup = steps.handed_over()
    found = told(pickup)
    (medicine,) = found["药品"]
    assert medicine["用法"] == "早上1片、晚上1片"
    assert (medicine["数量"], medicine["天数"]) == ("56片", "28天")
    assert medicine["吃到"] == "2026年12月17日"
    assert (found["下次领药"], found["服药点"]) == ("2026年12月17日", "油溪（中心）卫生院")
    text = text_of(typesetting.pdf("label", found, at=AT))
    assert bare("早上1片、晚上1片") in text
    assert "精神" not in text


def test_a_part_has_the_label_of_the_part():
    steps.stocked(21)
    prescription_id = steps.reviewed(steps.enrolled())
    pickup = steps.completed(steps.prepared(prescription_id, part=True, next_in=2))
    (medicine,) = told(Pickup.objects.get(id=pickup))["药品"]
    assert (medicine["数量"], medicine["天数"], medicine["吃到"]) == (
        "20片",
        "10天",
        "2026年11月29日",
    )


def test_a_medicine_with_words_of_its_own_has_them_first_and_every_other_the_general_ones():
    general = leaflets().of("利培酮").use
    assert leaflets().of("氯氮平").use[-len(general) :] == general
    assert len(leaflets().of("氯氮平").use) > len(general)
    words = "".join(w for drug in ("氯氮平", "碳酸锂", "利培酮") for w in leaflets().of(drug).use)
    assert "精神" not in words + leaflets().general.keep + "".join(leaflets().general.unwell)


def test_the_point_is_not_named_where_its_name_tells_of_the_illness():
    assert place_of("江津区精神康复院") == "服药点"
    assert place_of("油溪（中心）卫生院") == "油溪（中心）卫生院"


def test_a_character_without_a_shape_is_refused_with_its_field():
    with pytest.raises(Refused, match="姓名"):
        typesetting.pdf("label", sheets.label(姓名="\U000e0041某"), at=AT)


class TestPrinting:
    def test_is_a_pdf_and_a_reading(self, browse):
        _, pickup = steps.handed_over()
        answer = browse("dispenser").get(reverse("documents:label", args=[pickup.id]))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
        become("auditor")
        record = AccessRecord.objects.filter(page="打印用药标签和说明").last()
        assert record.reason == "打印"

    def test_stands_one_key_away_on_the_completed_pickup(self, browse):
        _, pickup = steps.handed_over()
        page = browse("dispenser").get(reverse("dispensing:pickup", args=[pickup.id]))
        address = reverse("documents:label", args=[pickup.id])
        assert (
            f'href="{address}" target="_blank" rel="noopener" accesskey="p"'
            in page.content.decode()
        )

    def test_nothing_is_printed_for_another_counter_or_before_it_is_completed(self, browse):
        _, pickup = steps.handed_over()
        address = reverse("documents:label", args=[pickup.id])
        assert browse("other_dispenser").get(address).status_code == 404
        prepared = steps.prepared(steps.reviewed(steps.enrolled()))
        address = reverse("documents:label", args=[prepared])
        assert browse("dispenser").get(address).status_code == 404
