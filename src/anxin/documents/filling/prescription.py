"""A prescription's sheet as it is printed: 前记, 正文, 后记 (rx-2007:sheet)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from anxin.clinics.models import PharmacistReview, PrescriptionLine, PrescriptionSheet
from anxin.dispensing.models import PickupLine, Signature
from anxin.documents.filling.words import day, yuan
from anxin.enrolment.models import Card
from anxin.people.codes import INSURANCES
from anxin.people.queries import DIAGNOSES, named, welfare_of
from anxin.policy import Policy, load
from anxin.privacy.door import Look, record_reading
from anxin.rules.clauses import cites
from anxin.rules.pickup_stages import PickupStage
from anxin.rules.prescribing import last_valid_day
from anxin.rules.sheets import Sheet, kept_until

ELECTRONIC = "（电子签名）"


@cites("rx-2007:sheet", "rx-2007:validity", "rx-2007:retention", "5.2.2", "5.3.2.e")
def sheet(found: PrescriptionSheet, *, look: Look) -> dict[str, Any] | None:
    """Return what a sheet says; None where the person is out of reach."""
    prescription, policy = found.prescription, load()
    person_id, written_on = prescription.person_id, prescription.written_on
    person = named([person_id], look=look).get(person_id)
    if person is None:
        return None
    record_reading(look, person_ids=[person_id], fields=["prescription", "clinical"])
    welfare, kind = welfare_of(person_id, look=look), Sheet(found.kind)
    years = policy.sheet_years(kind, written_on)
    terms = policy.supply_terms(written_on)
    valid = last_valid_day(written_on=written_on, terms=terms)
    return {
        "机构": prescription.organisation.name,
        "标记": kind.mark if kind is Sheet.PSYCHOTROPIC2 else "",
        "处方编号": found.number,
        "开具日期": day(written_on),
        "费别": INSURANCES[welfare.insurance_kind].partition("（")[0] if welfare else "",
        "姓名": person.name,
        "性别": person.sex_name,
        "年龄": f"{person.age_on(written_on)}岁",
        "救助卡编号": _card_number(found),
        "科别": "精神科",
        "临床诊断": DIAGNOSES[prescription.diagnosis],
        "药品": _medicines(found.lines.select_related("product"), policy=policy),
        "合用理由": prescription.reason if kind is Sheet.ORDINARY else "",
        "医师": _by(
            f"{prescription.prescriber.name}　{prescription.prescriber_title}",
            prescription.recorded_at,
        ),
        **_afterwards(found),
        "有效期": f"本处方{terms.validity_days}日内有效，至{day(valid)}止",
        "保存": f"{kind.mark}处方保存{years}年，至{day(kept_until(written_on=written_on, years=years))}",
    }


def _card_number(found: PrescriptionSheet) -> str:
    """Return the number of the card that the person held when it was written."""
    cards = Card.objects.filter(
        person_id=found.prescription.person_id, issued_on__lte=found.prescription.written_on
    )
    card = cards.order_by("-issued_on", "-recorded_at").first()
    return card.number if card else ""


def _medicines(lines: Iterable[PrescriptionLine], *, policy: Policy) -> list[dict[str, str]]:
    """Return each medicine under its generic name; a reason stands under its medicine."""
    found = []
    for line in lines:
        product = line.product
        item = policy.catalogue.find(product.drug, product.form)
        found.append(
            {
                "药名": item.generic_name if item else f"{product.drug}{product.form}",
                "规格": product.specification,
                "数量": f"{line.quantity}{product.unit_name}",
                "用法用量": f"{line.directions}（{line.days}天）",
                "理由": line.reason,
            }
        )
    return found


def _afterwards(found: PrescriptionSheet) -> dict[str, str]:
    """Return who reviewed and who last handed over, with their times, and what was given cost."""
    review = (
        PharmacistReview.objects.filter(prescription_id=found.prescription_id, passed=True)
        .select_related("recorded_by")
        .order_by("recorded_at")
        .last()
    )
    lines = PickupLine.objects.filter(
        prescription_line__sheet=found, pickup__stage=PickupStage.COMPLETED
    )
    given = (
        Signature.objects.filter(
            pickup__in=lines.values("pickup_id"), role=Signature.Role.DISPENSER
        )
        .select_related("staff")
        .order_by("signed_at")
        .last()
    )
    cost = sum(line.amount for line in lines)
    return {
        "审核": _by(review.recorded_by.name, review.recorded_at) if review else "",
        "调配发药": _by(given.staff.name, given.signed_at) if given and given.staff else "",
        "药品金额": f"{yuan(cost)}元" if given else "",
    }


def _by(name: str, moment: datetime) -> str:
    return f"{name}{ELECTRONIC}\n{localtime(moment):%Y-%m-%d %H:%M}"
