"""What must be right in a person's details before they are written down, each with its clause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_noop

from anxin.people.codes import (
    ETHNIC_GROUPS,
    GUARDIAN_BASES,
    INSURANCES,
    REGISTERS,
    RELATIONS,
    SUBSIDIES,
)
from anxin.people.details import GuardianDetails, PersonDetails
from anxin.rules.decisions import Condition, Decision, Phrase, condition, said
from anxin.rules.eligibility import Diagnosis, Poverty
from anxin.rules.identity import (
    birth_of,
    check_identity,
    is_phone,
    normal_identity,
    read_disability_certificate,
    sex_of,
)

HAS_NAME = condition("has-name", "A4", met="已填写姓名", unmet="没有填写{whose}姓名")
HAS_ADDRESS = condition("has-address", "A4", met="已填写家庭地址", unmet="没有填写家庭地址")
NUMBER_AGREES = condition(
    "identity-agrees",
    "5.1.3.b",
    met="性别、出生日期与身份证号一致",
    unmet="{whose}性别或出生日期与身份证号不一致，请核对",
)
PHONE_IS_RIGHT = condition(
    "phone-form",
    "A4",
    met="联系电话格式正确",
    unmet="{whose}联系电话应为11位手机号或带区号的固定电话",
)
DAYS_HAVE_COME = condition(
    "days-have-come", "A4", met="日期不晚于今天", unmet="{what}不能晚于今天（{on}）"
)
CERTIFICATE_IS_RIGHT = condition(
    "disability-form",
    "codes:disability",
    met="残疾人证号格式正确",
    unmet="残疾人证号应为20位：身份证号、残疾类别1位、等级1位（补办的后加 B 和次数）",
)
INSURANCE_AGREES = condition(
    "insurance-agrees",
    "A4",
    met="医疗保险情况前后一致",
    unmet="选了“无医疗保险”，却填了医保卡号或特病卡；请改正其中一项",
)
CODES_ARE_KNOWN = condition(
    "codes-are-known", "A4", met="选项都在表中", unmet="{what}不在审批表的选项之内"
)
GUARDIAN_WAS_BORN = condition(
    "guardian-born", "3.1.c", met="已填写监护人出生日期", unmet="没有填写监护人{name}的出生日期"
)
POSTAL_CODE_IS_RIGHT = condition(
    "postal-code-form", "A4", met="邮政编码格式正确", unmet="{whose}邮政编码应为6位数字"
)
PERSON_IS_FOUND = condition(
    "person-is-found", "3.1.c", met="已找到", unmet="在本辖区登记的人员中没有查到这个身份证号"
)
SAME_NAME = condition(
    "same-name",
    "5.1.3.b",
    met="姓名与身份证号一致",
    unmet="这个身份证号已登记为另一个姓名，请核对身份证号和姓名",
)
FILE_IS_KEPT_HERE = condition(
    "file-is-kept-here",
    "5.1.2.a",
    met="档案在本单位",
    unmet="此人的档案在另一单位；应到档案所在的基层医疗机构申请",
)


def check_person(person: PersonDetails, *, on: date) -> Decision:
    """Examine a person's details as filled in on a day."""
    insured = person.insurance_kind != "none"
    certificate = normal_identity(person.disability_number)
    return Decision.of(
        HAS_NAME.met_if(bool(person.name.strip()), whose=""),
        HAS_ADDRESS.met_if(bool(person.address.strip())),
        *_number(
            person.identity_number,
            sex=person.sex,
            born=person.born,
            whose=gettext_noop("患者"),
            on=on,
        ),
        PHONE_IS_RIGHT.met_if(not person.phone or is_phone(person.phone), whose="患者"),
        POSTAL_CODE_IS_RIGHT.met_if(_is_postal_code(person.postal_code), whose="患者"),
        *_days(person, on=on),
        CERTIFICATE_IS_RIGHT.met_if(
            not certificate or read_disability_certificate(certificate) is not None
        ),
        INSURANCE_AGREES.met_if(insured or not (person.insurance_number or person.special_disease)),
        *_codes(person),
    )


def check_guardian(guardian: GuardianDetails, *, on: date) -> Decision:
    """Examine a guardian's details: a person was born, an organisation was not."""
    whose = said("监护人{name}", name=guardian.name)
    is_person = guardian.kind == "person"
    number = guardian.identity_number
    born = guardian.born
    return Decision.of(
        HAS_NAME.met_if(bool(guardian.name.strip()), whose="监护人"),
        CODES_ARE_KNOWN.met_if(
            guardian.relation in RELATIONS and guardian.kind in ("person", "organisation"),
            what="监护人与患者关系",
        ),
        CODES_ARE_KNOWN.met_if(
            not guardian.basis or guardian.basis in GUARDIAN_BASES, what="监护依据"
        ),
        POSTAL_CODE_IS_RIGHT.met_if(_is_postal_code(guardian.postal_code), whose=whose),
        GUARDIAN_WAS_BORN.met_if(not is_person or born is not None, name=guardian.name),
        *(_number(number, sex=None, born=born, whose=whose, on=on) if is_person else ()),
        PHONE_IS_RIGHT.met_if(not guardian.phone or is_phone(guardian.phone), whose=whose),
        DAYS_HAVE_COME.met_if(
            born is None or born <= on, what=said("{whose}出生日期", whose=whose), on=on
        ),
    )


def _is_postal_code(text: str) -> bool:
    return not text or (len(text) == 6 and text.isascii() and text.isdecimal())


def _number(
    text: str, *, sex: str | None, born: date | None, whose: Phrase | str, on: date
) -> tuple[Condition, ...]:
    number = normal_identity(text)
    if not number:
        return ()
    form = check_identity(number, on=on)
    if not form.granted:
        return form.unmet[:1]
    agrees = birth_of(number) == born and (sex is None or sex_of(number) == sex)
    return (NUMBER_AGREES.met_if(agrees, whose=whose),)


def _days(person: PersonDetails, *, on: date) -> tuple[Condition, ...]:
    days = {
        gettext_noop("出生日期"): person.born,
        gettext_noop("开始居住日期"): person.resident_since,
        gettext_noop("诊断日期"): person.certified_on,
    }
    return tuple(
        DAYS_HAVE_COME.met_if(day is None or day <= on, what=what, on=on)
        for what, day in days.items()
    )


def _codes(person: PersonDetails) -> tuple[Condition, ...]:
    checks: dict[str, Callable[[], bool]] = {
        gettext_noop("性别"): lambda: person.sex in ("1", "2"),
        gettext_noop("民族"): lambda: person.ethnic_group in ETHNIC_GROUPS,
        gettext_noop("疾病诊断"): lambda: person.diagnosis in list(Diagnosis),
        gettext_noop("医疗保险情况"): lambda: person.insurance_kind in INSURANCES,
        gettext_noop("贫困类别"): lambda: set(person.poverty) <= set(Poverty),
        gettext_noop("政府补贴"): lambda: set(person.subsidies) <= set(SUBSIDIES),
        gettext_noop("户口类别"): lambda: person.household_register in REGISTERS,
        gettext_noop("同户患者人数"): lambda: 1 <= person.household_patients <= 20,
    }
    return tuple(CODES_ARE_KNOWN.met_if(check(), what=what) for what, check in checks.items())
