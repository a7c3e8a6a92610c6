"""The rows of the record of readings as its page shows them, in words (7.2.d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.enrolment.queries import find_card
from anxin.organisations.queries import organisation_names
from anxin.pages.words import in_words
from anxin.people import queries as people
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.access import DUTY_NAMES, Duty
from anxin.rules.decisions import Listed

FIELD_NAMES: Mapping[str, str | Promise] = {
    "name": _("姓名"),
    "identity_number": _("身份证号"),
    "phone": _("联系电话"),
    "address": _("家庭地址"),
    "pickups": _("领药记录"),
    "insurance_number": _("医保卡号"),
    "disability_number": _("残疾证号"),
    "guardian.name": _("监护人姓名"),
    "guardian.identity_number": _("监护人身份证号"),
    "guardian.phone": _("监护人电话"),
    "guardian.address": _("监护人住址"),
    "guardian.born": _("监护人出生日期"),
    "clinical": _("诊断与病情"),
    "risk_level": _("危险性评估"),
    "poverty": _("贫困情况"),
    "draft": _("申请草稿"),
    "enrolment": _("服药资格"),
    "card": _("救助卡"),
    "card_number": _("救助卡编号"),
    "card.code": _("救助卡二维码"),
    "attendance": _("到诊登记"),
    "prescription": _("处方"),
    "supply": _("供药情况"),
    "settlement": _("特病结算与各方余额"),
    "injections": _("注射记录"),
    "wellbeing": _("近况"),
    "alert": _("病情预警"),
    "laboratory": _("化验结果"),
    "sex": _("性别"),
    "born": _("出生日期"),
    "consultation": _("专家意见"),
    "pickup": _("领药记录"),
    "welfare": _("救助与参保"),
    "police": _("公安列管"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """One reading in words."""

    at: datetime
    reader: str
    account: str
    duty: str
    organisation: str
    page: str
    address: str
    fields: str
    people: int
    person: str
    reason: str


def rows_of(records: Sequence[AccessRecord], *, look: Look) -> list[ReadingRow]:
    """Put readings into words; the name stands only where one person was read and the actor may know it."""
    units = organisation_names(record.organisation_id for record in records)
    alone = {record.person_ids[0] for record in records if len(record.person_ids) == 1}
    named = people.named(alone, look=look) if look.actor.may("identity.read") else {}
    return [
        ReadingRow(
            at=record.recorded_at,
            reader=record.recorded_by.name,
            account=record.recorded_by.username,
            duty=in_words(DUTY_NAMES[Duty(record.duty)]),
            organisation=units.get(record.organisation_id, ""),
            page=record.page,
            address=record.address or "",
            fields=in_words(Listed(FIELD_NAMES.get(field, field) for field in record.fields)),
            people=len(record.person_ids),
            person=named[record.person_ids[0]].name if record.person_ids[0] in named else "",
            reason=record.reason,
        )
        for record in records
    ]


def find_person_id(text: str) -> UUID | None:
    """Return the person of a card number, a scanned card or a record id; None where there is none to see.

    No identity number is asked for: what is asked stands in the address of the page.
    """
    try:
        return UUID(text)
    except ValueError:
        card = find_card(text)
        return card.person.pk if card else None
