"""The approval form of annex 4, in sections a family can follow at the counter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from anxin.enrolment.forms.fields import PhoneField, postal_code_field, text_field
from anxin.enrolment.models import Application
from anxin.enrolment.services import ApplicationFilled, GuardianDetails, PersonDetails
from anxin.pages.asking import typed
from anxin.pages.forms import ActForm, DayField, IdentityNumberField
from anxin.pages.words import choices_of, later
from anxin.people.codes import (
    ETHNIC_GROUPS,
    GUARDIAN_BASES,
    INSURANCES,
    REGISTERS,
    RELATIONS,
    SUBSIDIES,
)
from anxin.people.models import Guardian
from anxin.rules.eligibility import Diagnosis, Poverty
from anxin.rules.guardians import MOST
from anxin.rules.identity import (
    birth_of,
    normal_identity,
    read_disability_certificate,
    sex_of,
)

GUARDIANS = range(1, MOST + 1)
_OF_GUARDIAN = re.compile(r"g([0-9]+)_[a-z_]+")
_GUARDIAN_FIELDS = (
    *("kind", "name", "relation", "basis", "identity_number"),
    *("born", "phone", "address", "postal_code"),
)
ASSISTANCE = "medical_assistance"
"""Box 6 of 享受医疗保险情况; forms of before kept it among the subsidies."""
SEXES = (("", _("按身份证号")), ("1", _("男")), ("2", _("女")))


class ApplicationForm(ActForm):
    """What the applicant fills in; wrong input is told at its field, and what was typed is kept."""

    name = text_field(_("患者姓名"), _("请填写患者姓名"), most=40)
    identity_number = IdentityNumberField(
        label=_("居民身份证号"),
        on=localdate,
        required=False,
        help_text=_("没有身份证号的可以不填，但要填写性别和出生日期"),
    )
    sex = forms.ChoiceField(label=_("性别"), choices=SEXES, required=False)
    born = DayField(label=_("出生日期"), required=False, help_text=_("填了身份证号的可以不填"))
    ethnic_group = forms.ChoiceField(
        label=_("民族"), choices=choices_of(ETHNIC_GROUPS), initial="01"
    )
    phone = PhoneField(label=_("联系电话"), help_text=_("没有电话的可以不填"))
    village = forms.ChoiceField(
        label=_("所在村（居）"),
        help_text=_("村（居）委会要核实是否常住、是否贫困"),
        error_messages={"required": _("请选择所在村（居）")},
    )
    address = text_field(
        _("家庭地址"), _("请填写家庭地址"), most=120, help_text=_("写到组、门牌号")
    )
    postal_code = postal_code_field(_("邮政编码"))
    resident_since = DayField(
        label=_("从哪天起在江津居住"),
        help_text=_("一直住在本区的填出生日期；须住满3个月"),
        error_messages={"required": _("请填写从哪天起在江津居住")},
    )
    household_register = forms.ChoiceField(label=_("户口类别"), choices=choices_of(REGISTERS))
    household_patients = forms.IntegerField(
        label=_("同一户中严重精神障碍患者人数（含本人）"),
        min_value=1,
        max_value=20,
        initial=1,
        error_messages={"required": _("请填写人数，只有本人就填 1"), "invalid": _("请填写整数")},
    )
    household_evidence = text_field(
        _("同户人数的依据"), help_text=_("例如户口簿、村（居）委会证明；只有本人的不用填")
    )
    diagnosis = forms.TypedChoiceField(
        label=_("疾病诊断"),
        coerce=int,
        choices=[("", _("请选择")), *((one.value, later(one.label)) for one in Diagnosis)],
        error_messages={"required": _("请选择诊断证明书上的疾病")},
    )
    icd10 = text_field(
        _("疾病编码（ICD-10）"), most=8, help_text=_("诊断证明书上有就填，例如 F20.0")
    )
    certified_by = text_field(
        _("诊断机构名称"), help_text=_("出具诊断书的精神病医疗机构；还没有诊断书的可以先不填")
    )
    certified_on = DayField(label=_("诊断日期"), required=False)
    poverty = forms.MultipleChoiceField(
        label=_("属于哪类贫困"),
        choices=[(one.value, later(one.label)) for one in Poverty],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("都不属于就不选"),
    )
    subsidies = forms.MultipleChoiceField(
        label=_("享受何种政府补贴"),
        choices=choices_of(
            {code: words for code, words in SUBSIDIES.items() if code != ASSISTANCE}
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    insurance_kind = forms.ChoiceField(
        label=_("享受医疗保险情况"), choices=choices_of(INSURANCES), initial="resident"
    )
    medical_assistance = forms.BooleanField(label=_("享受医疗救助"), required=False)
    insurance_number = text_field(_("医保卡号"), most=30)
    special_disease = forms.BooleanField(label=_("持有医保特病卡"), required=False)
    disability_number = text_field(_("残疾证号"), most=24, help_text=_("有残疾人证就填，20位"))
    applied_by = forms.ChoiceField(
        label=_("由谁申请"),
        choices=Application.By.choices,
        widget=forms.RadioSelect,
        initial="guardian",
    )
    signed_on = DayField(
        label=_("申请表签字日期"), error_messages={"required": _("请填写申请人或监护人签字的日期")}
    )

    def __init__(
        self, *args: Any, villages: Iterable[tuple[UUID, str]], on: date, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.on = on
        self._villages = list(villages)
        self._guardians = GUARDIANS[: _in_use(self.data if self.is_bound else self.initial)]
        self._add_guardians()
        choices = [("", _("请选择")), *((str(pk), name) for pk, name in self._villages)]
        village = self.fields["village"]
        assert isinstance(village, forms.ChoiceField)
        village.choices = choices

    def with_one_guardian_more(self) -> ApplicationForm:
        """Return the form as it was typed, unjudged, with room for one guardian more."""
        n = min(len(self._guardians) + 1, MOST)
        first = {**typed(self), f"g{n}_kind": Guardian.Kind.PERSON}
        made = ApplicationForm(villages=self._villages, on=self.on, initial=first)
        made.fields[f"g{n}_name"].widget.attrs["autofocus"] = True
        return made

    @property
    def adds_below(self) -> dict[str, Any]:
        """Return below which field a button adds one guardian more; nothing where five are there."""
        if len(self._guardians) == MOST:
            return {}
        return {f"g{len(self._guardians)}_{_GUARDIAN_FIELDS[-1]}": _("再加一位监护人")}

    def _add_guardians(self) -> None:
        for n in self._guardians:
            numbered: dict[str, forms.Field] = {
                "kind": forms.ChoiceField(
                    label=_("监护人是"), choices=Guardian.Kind.choices, required=False
                ),
                "name": text_field(
                    _("监护人姓名或单位名称"), most=60, help_text=_("没有监护人就留空")
                ),
                "relation": forms.ChoiceField(
                    label=_("与患者关系"), choices=choices_of(RELATIONS), required=False
                ),
                "basis": forms.ChoiceField(
                    label=_("监护依据"),
                    choices=[("", _("请选择")), *choices_of(GUARDIAN_BASES)],
                    required=False,
                ),
                "identity_number": IdentityNumberField(
                    label=_("监护人身份证号"), on=localdate, required=False
                ),
                "born": DayField(
                    label=_("监护人出生日期"), required=False, help_text=_("填了身份证号的可以不填")
                ),
                "phone": PhoneField(label=_("监护人联系电话")),
                "address": text_field(_("监护人家庭地址"), most=120),
                "postal_code": postal_code_field(_("监护人邮政编码")),
            }
            for field, made in numbered.items():
                self.fields[f"g{n}_{field}"] = made

    @property
    def sections(self) -> list[tuple[Any, list[str]]]:
        """Return the headings of the page with their fields."""
        return [
            (_("一、患者"), ["name", "identity_number", "sex", "born", "ethnic_group", "phone"]),
            (
                _("二、居住与家庭"),
                [
                    "village",
                    "address",
                    "postal_code",
                    "resident_since",
                    "household_register",
                    "household_patients",
                    "household_evidence",
                ],
            ),
            (_("三、疾病诊断"), ["diagnosis", "icd10", "certified_by", "certified_on"]),
            (_("四、贫困与补贴"), ["poverty", "subsidies"]),
            (
                _("五、医保与残疾"),
                [
                    "insurance_kind",
                    "medical_assistance",
                    "insurance_number",
                    "special_disease",
                    "disability_number",
                ],
            ),
            *(
                (
                    _("第 %(n)s 位监护人（没有就留空）") % {"n": n} if n > 1 else _("六、监护人"),
                    [f"g{n}_{field}" for field in _GUARDIAN_FIELDS],
                )
                for n in self._guardians
            ),
            (_("七、申请"), ["applied_by", "signed_on"]),
        ]

    def clean_disability_number(self) -> str:
        """Return the number in its normal form, or say what form that is."""
        number = normal_identity(self.cleaned_data["disability_number"])
        if number and read_disability_certificate(number) is None:
            raise forms.ValidationError(
                _("残疾人证号是身份证号后面加2位，共20位；补办的再加 B 和次数")
            )
        return number

    def clean_signed_on(self) -> date:
        """Refuse a signature of tomorrow."""
        return self._by_today("signed_on", _("签字日期不能晚于今天"))

    def clean_resident_since(self) -> date:
        """Refuse a residence that begins tomorrow."""
        return self._by_today("resident_since", _("居住日期不能晚于今天"))

    def _by_today(self, field: str, message: Any) -> date:
        day: date = self.cleaned_data[field]
        if day > self.on:
            raise forms.ValidationError(message)
        return day

    def clean(self) -> dict[str, Any]:
        """Fill in sex and birthday from the number, and say what is missing where there is none."""
        data = super().clean() or self.cleaned_data
        if "identity_number" in data:
            self._complete_patient(data)
        for n in self._guardians:
            if data.get(f"g{n}_name"):
                self._complete_guardian(data, n)
        if data.get("insurance_kind") == "none" and (
            data.get("insurance_number") or data.get("special_disease")
        ):
            self.add_error("insurance_kind", _("选了“无医疗保险”，却填了医保卡号或特病卡"))
        return data

    def _complete_patient(self, data: dict[str, Any]) -> None:
        number = data["identity_number"]
        if number:
            born, sex = birth_of(number), str(sex_of(number))
            if data.get("born") and data["born"] != born:
                self.add_error("born", _("与身份证号上的出生日期不一致"))
            if data.get("sex") and data["sex"] != sex:
                self.add_error("sex", _("与身份证号上的性别不一致"))
            data["born"], data["sex"] = born, sex
            return
        if not data.get("sex"):
            self.add_error("sex", _("没有身份证号时，请选择性别"))
        if not data.get("born") and "born" not in self.errors:
            self.add_error("born", _("没有身份证号时，请填写出生日期"))

    def _complete_guardian(self, data: dict[str, Any], n: int) -> None:
        if data.get(f"g{n}_kind") != Guardian.Kind.PERSON:
            data[f"g{n}_born"] = None
            return
        number = data.get(f"g{n}_identity_number")
        if number:
            data[f"g{n}_born"] = birth_of(number)
        elif not data.get(f"g{n}_born") and not self.errors.get(f"g{n}_identity_number"):
            self.add_error(
                f"g{n}_born", _("请填写监护人身份证号或出生日期：监护人年龄关系到申请条件")
            )

    def filled(self) -> ApplicationFilled:
        """Return the form as facts."""
        data = self.cleaned_data
        return ApplicationFilled(
            village_id=UUID(data["village"]),
            person=PersonDetails(
                **{
                    field: data[field]
                    for field in (
                        *(
                            "name",
                            "sex",
                            "born",
                            "identity_number",
                            "ethnic_group",
                            "phone",
                            "address",
                            "postal_code",
                        ),
                        *("diagnosis", "icd10", "certified_by", "certified_on", "resident_since"),
                        *(
                            "insurance_kind",
                            "insurance_number",
                            "special_disease",
                            "disability_number",
                        ),
                        *("household_register", "household_patients", "household_evidence"),
                        ASSISTANCE,
                    )
                },
                poverty=tuple(sorted(data["poverty"])),
                subsidies=tuple(sorted(data["subsidies"])),
            ),
            guardians=tuple(
                GuardianDetails(**{field: data[f"g{n}_{field}"] for field in _GUARDIAN_FIELDS})
                for n in self._guardians
                if data.get(f"g{n}_name")
            ),
            applied_by=data["applied_by"],
            signed_on=data["signed_on"],
        )


def _in_use(given: Mapping[str, Any]) -> int:
    """Return for how many guardians something is given, one at least."""
    found = [_OF_GUARDIAN.fullmatch(name) for name, value in given.items() if value]
    return min(MOST, max((int(one[1]) for one in found if one), default=1)) or 1


def kept(form: ApplicationForm) -> dict[str, list[str]]:
    """Return what stands in each box as typed, to be put aside."""
    assert isinstance(form.data, QueryDict)
    return {
        name: form.data.getlist(name)
        for name in form.fields
        if name != "request_id" and name in form.data
    }


def initial_of_draft(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what was put aside as the form's first values; a box left empty stays empty."""
    found: dict[str, Any] = {
        "special_disease": False,
        ASSISTANCE: False,
        "poverty": [],
        "subsidies": [],
    }
    for name, texts in typed.items():
        found[name] = list(texts) if name in {"poverty", "subsidies"} else next(iter(texts), "")
    return found


def initial_of(person: PersonDetails, guardians: list[GuardianDetails]) -> dict[str, Any]:
    """Return what stands in the record as the form's first values."""
    found: dict[str, Any] = {
        field: getattr(person, field) for field in PersonDetails.__dataclass_fields__
    }
    found[ASSISTANCE] = person.medical_assistance or ASSISTANCE in person.subsidies
    found["poverty"], found["subsidies"] = list(person.poverty), list(person.subsidies)
    for n, guardian in zip(GUARDIANS, guardians, strict=False):
        found |= {f"g{n}_{field}": getattr(guardian, field) for field in _GUARDIAN_FIELDS}
    return found
