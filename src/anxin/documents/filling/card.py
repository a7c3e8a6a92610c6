"""Annex 5: the card's first page, and its record rows from completed pick-ups."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import segno

from anxin.dispensing.models import Pickup, PickupLine, Signature
from anxin.documents.card_rows import Spot
from anxin.documents.filling.words import day, yuan
from anxin.enrolment.models import Card
from anxin.enrolment.queries import CardShown, card_shown
from anxin.privacy.door import Look, record_reading
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import CARD_COLUMNS, CardColumn

ELECTRONIC = "（电子）"


@cites("A5", "5.1.5.c", "A5.n1")
def booklet(
    card: Card, printed: Sequence[tuple[Pickup, Spot]] = (), *, look: Look
) -> dict[str, Any]:
    """Return the whole card with the rows that stand on it; a card out of use has no code."""
    shown = card_shown(card, look=look)
    return {"套打": False, **_first_page(shown), "记录": record_rows(printed, look=look)}


def over_print(printed: Sequence[tuple[Pickup, Spot]], *, look: Look) -> dict[str, Any]:
    """Return what is printed onto a paper card: the given rows, each in its place, and nothing else."""
    return {"套打": True, "记录": record_rows(printed, look=look)}


def _first_page(shown: CardShown) -> dict[str, str]:
    guardian = shown.guardian
    return {
        "镇": shown.town,
        "编号": shown.card.number,
        "图二维码": _code(shown.code) if shown.usable else "",
        "姓名": shown.named.name,
        "性别": shown.named.sex_name,
        "年龄": str(shown.age),
        "残疾证号": shown.texts["disability_number"],
        "电话": shown.texts["phone"],
        "监护人姓名": guardian.name if guardian else "",
        "监护人电话": guardian.phone if guardian else "",
        "家庭地址": shown.texts["address"],
        "医保卡号": shown.texts["insurance_number"],
        "疾病名称": shown.disease,
        "诊断医院": shown.certified_by,
        "药品名称": "",
        "就诊医院": shown.hospital,
        "核发单位": shown.issued_by,
        "核发人": shown.card.recorded_by.name,
        "核发日期": day(shown.issued_on),
    }


def _code(text: str) -> str:
    drawing = io.BytesIO()
    segno.make_qr(text, error="m").save(drawing, kind="svg", xmldecl=False, border=2)
    return drawing.getvalue().decode()


@cites("A5", "5.3.2.e")
def record_rows(printed: Sequence[tuple[Pickup, Spot]], *, look: Look) -> list[dict[str, Any]]:
    """Return the rows of pick-ups at their places, recorded as one reading."""
    pickups = [pickup for pickup, _ in printed]
    record_reading(look, person_ids=(p.person_id for p in pickups), fields=["pickups"])
    medicine, signed = _medicine(pickups), _signed(pickups)
    return [
        {
            "页": spot.page,
            "行": spot.row,
            "日期": day(pickup.prepared_on).replace("年", "年\n"),
            "药品名称及规格、数量": "\n".join(medicine.get(pickup.id, ())),
            **_money(pickup),
            **_signatures(signed.get(pickup.id, {})),
        }
        for pickup, spot in printed
    ]


def _money(pickup: Pickup) -> dict[str, str]:
    sums = dict.fromkeys(CardColumn, 0)
    for payer, column in CARD_COLUMNS.items():
        sums[column] += getattr(pickup, payer.value)
    return {"领药总金额": yuan(pickup.total), **{str(c): yuan(fen) for c, fen in sums.items()}}


def _medicine(pickups: Iterable[Pickup]) -> dict[Any, list[str]]:
    rows = (
        PickupLine.objects.filter(pickup__in=list(pickups))
        .select_related("prescription_line__product")
        .order_by("prescription_line__position")
    )
    found: dict[Any, list[str]] = {}
    for row in rows:
        product = row.prescription_line.product
        text = f"{product} {row.quantity}{product.unit_name}"
        found.setdefault(row.pickup_id, []).append(text)
    return found


def _signed(pickups: Iterable[Pickup]) -> dict[Any, dict[str, Signature]]:
    found: dict[Any, dict[str, Signature]] = {}
    rows = Signature.objects.filter(pickup__in=list(pickups)).select_related("staff")
    for row in rows:
        found.setdefault(row.pickup_id, {})[row.role] = row
    return found


def _signatures(signed: Mapping[str, Signature]) -> dict[str, str]:
    """Return who signed in the program; what was signed on paper stays blank for the pen."""
    doctor, officer = signed.get(Signature.Role.DOCTOR), signed.get(Signature.Role.DISPENSER)
    guardian = signed.get(Signature.Role.GUARDIAN)
    on_pad = guardian is not None and guardian.way == Signature.Way.PAD
    return {
        "精神科医师签名": _by(doctor),
        "定点医院精防人员签名": _by(officer),
        "监护人签名": f"已手写\n{ELECTRONIC}" if on_pad else "",
    }


def _by(signature: Signature | None) -> str:
    staff = signature.staff if signature else None
    return f"{staff.name}\n{ELECTRONIC}" if staff else ""
