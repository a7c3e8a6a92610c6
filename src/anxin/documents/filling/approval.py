"""Annex 4: the approval form, from an application."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from anxin.documents.filling.words import day, joined, month
from anxin.enrolment.models import Application, ApplicationEvent, Opinion
from anxin.files.queries import files_of, open_file
from anxin.people.codes import ETHNIC_GROUPS, REGISTERS, RELATIONS
from anxin.people.details import GuardianDetails, PersonDetails
from anxin.people.queries import DIAGNOSES, details_of
from anxin.privacy.door import Look
from anxin.rules.application_stages import ApplicationMove
from anxin.rules.clauses import cites
from anxin.rules.files import Purpose

MINIMUM_LIVING = {"minimum_living", "extreme_poverty"}
"""低保、五保等医疗救助对象: five-guarantee households are called 特困人员 since."""
INSURANCE_BOXES = {"employee": 1, "resident": 2, "rural": 3, "other": 4, "none": 5}
MEDICAL_ASSISTANCE = 6
LEVELS = {
    Opinion.Level.VILLAGE: "村（社区）委员会审核意见",
    Opinion.Level.TOWNSHIP: "基层医疗卫生单位审核意见",
    Opinion.Level.OFFICE: "免费服药办公室审批意见",
}


@cites("A4", "5.1.2.a")
def approval(application: Application, *, look: Look) -> dict[str, Any] | None:
    """Return what annex 4 says of an application; None out of reach. Opinions not given stay blank.

    The photo is printed where one is kept, and its place is left for it where none is.
    """
    found = details_of(application.person_id, look=look)
    if found is None:
        return None
    person, guardians = found
    return {
        "镇（街）": application.person.town.name.removesuffix("镇").removesuffix("街道"),
        "申请日期": day(application.handed_in_on),
        **_person(person),
        **_guardians(guardians),
        "政府补贴": subsidy_boxes(person),
        "医疗保险": insurance_boxes(person),
        "户口类别": REGISTERS[person.household_register],
        "签字日期": day(application.signed_on),
        "图照片": photo_of(application, look=look),
        **opinions_of(application),
    }


def photo_of(application: Application, *, look: Look) -> list[int]:
    """Return the bytes of the newest photo, its reading recorded; none where none is kept."""
    photos = [row for row in files_of(application.person_id) if row.purpose == Purpose.PHOTO]
    if not photos:
        return []
    return list(open_file(photos[-1], column="content", look=look) or b"")


def _person(person: PersonDetails) -> dict[str, str]:
    return {
        "姓名": person.name,
        "性别": "男" if person.sex == "1" else "女",
        "民族": ETHNIC_GROUPS[person.ethnic_group],
        "出生年月": month(person.born),
        "残疾证号": person.disability_number,
        "邮政编码": person.postal_code,
        "家庭地址": person.address,
        "联系电话": person.phone,
        "疾病诊断": DIAGNOSES[person.diagnosis],
        "诊断机构名称": person.certified_by,
        "医保卡号": person.insurance_number,
    }


def _guardians(guardians: list[GuardianDetails]) -> dict[str, str]:
    return {
        "监护人姓名": joined(one.name for one in guardians),
        "与患者关系": joined(RELATIONS.get(one.relation, one.relation) for one in guardians),
        "监护人联系电话": joined(one.phone for one in guardians),
        "监护人家庭地址": joined(dict.fromkeys(one.address for one in guardians)),
        "监护人邮政编码": joined(dict.fromkeys(one.postal_code for one in guardians)),
    }


def subsidy_boxes(person: PersonDetails) -> list[int]:
    """Return which of the six boxes of 享受何种政府补贴 are ticked."""
    ticked = {
        1: bool(MINIMUM_LIVING & set(person.poverty)),
        2: "local_poverty" in person.subsidies,
        3: "registered_poor" in person.poverty,
        4: "federation" in person.subsidies,
        5: "disorder_project" in person.subsidies,
        6: person.special_disease,
    }
    return [box for box, on in ticked.items() if on]


def insurance_boxes(person: PersonDetails) -> list[int]:
    """Return which of the six boxes of 享受医疗保险情况 are ticked."""
    helped = person.medical_assistance or "medical_assistance" in person.subsidies
    return [INSURANCE_BOXES[person.insurance_kind], *([MEDICAL_ASSISTANCE] if helped else [])]


def opinions_of(application: Application) -> dict[str, dict[str, str] | None]:
    """Return the three opinions of the present round: those given before the last return are history."""
    since = (
        ApplicationEvent.objects.filter(application=application, move=ApplicationMove.SUBMIT)
        .order_by("-recorded_at")
        .values_list("recorded_at", flat=True)
        .first()
    )
    rows = Opinion.objects.filter(application=application).select_related(
        "recorded_by", "organisation"
    )
    newest = {row.level: row for row in rows if since is None or row.recorded_at >= since}
    return {label: _opinion(newest.get(level)) for level, label in LEVELS.items()}


def _opinion(given: Opinion | None) -> dict[str, str] | None:
    if given is None:
        return None
    return {
        "意见": joined(["同意" if given.agrees else "不同意", given.text], by="。"),
        "单位": given.organisation.name,
        "签署人": given.recorded_by.name,
        "日期": day(localdate(given.recorded_at)),
    }
