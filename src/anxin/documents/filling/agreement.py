"""Annex 7: the service agreement, before it is signed and after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin.documents.filling.words import day, joined
from anxin.enrolment.models import Agreement, Application
from anxin.enrolment.queries import SignatureLine, signature_lines
from anxin.organisations.models import ClinicPoint
from anxin.people.queries import guardians_of, identity_texts
from anxin.privacy.door import Look
from anxin.rules.clauses import cites


@cites("A7", "5.1.5.a")
def agreement(
    application: Application, *, hospital_id: UUID | None = None, look: Look
) -> dict[str, Any] | None:
    """Return what annex 7 says for an application; None out of reach.

    Before signing the hospital is the one that is asked for, or a blank; signatures are the pen's.
    """
    person_id = application.person_id
    texts = identity_texts(person_id, fields=["name", "identity_number"], look=look)
    if not texts:
        return None
    signed = (
        Agreement.objects.filter(enrolment__application=application)
        .select_related("hospital")
        .order_by("-signed_on")
        .first()
    )
    guardians = guardians_of(person_id, look=look)
    parties = [
        f"{texts['name']}（患者）",
        *(f"{one.name}（监护人）" for one in guardians),
    ]
    return {
        "甲方（定点医院）": signed.hospital.name if signed else _hospital(hospital_id),
        "乙方（患者及监护人）": joined(parties),
        "患者身份证号": texts["identity_number"],
        "甲方签字日期": day(signed.signed_on if signed else None),
        "乙方签字日期": day(signed.signed_on if signed else None),
        "补签": [_later(one) for one in signature_lines(person_id, guardians)] if signed else [],
    }


def _later(line: SignatureLine) -> str:
    """Return what is printed of a guardian who came by a change; a blank to sign on, or the day."""
    begins = f"{line.name}自{day(line.changed_on)}起为监护人"
    if line.signed_on:
        return f"{begins}，已于{day(line.signed_on)}在两份协议上签字。"
    return f"{begins}，签字：＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿＿＿"


def _hospital(hospital_id: UUID | None) -> str:
    """Return the name of a designated hospital; nothing for any other organisation."""
    point = (
        ClinicPoint.objects.select_related("organisation")
        .filter(organisation_id=hospital_id)
        .first()
        if hospital_id
        else None
    )
    return point.organisation.name if point else ""
