"""The labels and leaflets that go home with a pick-up: what to take when, in plain words (5.3.2.c)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from anxin.clinics.models import Supply
from anxin.clinics.queries.prescriptions import dose_of
from anxin.dispensing.models import Pickup, PickupLine
from anxin.documents.filling.words import day
from anxin.people.queries import named
from anxin.policy.leaflets import leaflets
from anxin.privacy.door import Look, record_reading
from anxin.rules.clauses import cites
from anxin.rules.days import ONE_DAY
from anxin.rules.dosing import in_plain_words

ILLNESS = "精神"
"""A word that stands on nothing that is carried home (7.2)."""
NEUTRAL = "服药点"


@cites("5.3.2.c", "working-rules:leaflet")
def label(pickup: Pickup, *, look: Look) -> dict[str, Any] | None:
    """Return the label and the leaflet of each medicine taken home; None where none is, or out of reach."""
    person = named([pickup.person_id], look=look).get(pickup.person_id)
    lines = _taken_home(pickup)
    if person is None or not lines:
        return None
    record_reading(look, person_ids=[pickup.person_id], fields=["pickups"])
    ends = dict(Supply.objects.filter(pickup_id=pickup.id).values_list("substance", "until"))
    return {
        "姓名": person.name,
        "下次领药": day(pickup.next_pickup_on),
        "星期": "一二三四五六日"[pickup.next_pickup_on.weekday()],
        "服药点": place_of(pickup.organisation.name),
        "发药日期": day(pickup.prepared_on),
        "药品": [_medicine(line, ends=ends) for line in lines],
    }


def place_of(name: str) -> str:
    """Return the point's name where it says nothing of the illness."""
    return NEUTRAL if ILLNESS in name else name


def _taken_home(pickup: Pickup) -> list[PickupLine]:
    rows = PickupLine.objects.filter(pickup=pickup, prescription_line__injected=0)
    return list(
        rows.select_related("prescription_line__product").order_by("prescription_line__position")
    )


def _medicine(row: PickupLine, *, ends: Mapping[str, date]) -> dict[str, Any]:
    line = row.prescription_line
    product, leaflet = line.product, leaflets().of(line.product.drug)
    plain = in_plain_words(dose_of(line), unit=product.unit_name)
    return {
        "药名": f"{product.drug}{product.form}",
        "规格": product.specification,
        "数量": f"{row.quantity}{product.unit_name}",
        "天数": f"{row.days}天",
        "吃到": day(ends[product.substance] - ONE_DAY),
        "用法": plain or line.directions,
        "嘱咐": line.directions,
        "说明": list(leaflet.use),
        "保管": leaflet.keep,
        "不舒服": list(leaflet.unwell),
        "核对": "" if leaflet.confirmed else "用药说明待专家组核对，以医生当面讲的为准。",
    }
