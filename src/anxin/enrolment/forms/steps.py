"""The small forms: confirm, review, decide, sign, card and stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.enrolment.queries.clinics import ClinicOption
from anxin.enrolment.queries.materials import MaterialAsked
from anxin.enrolment.services import MaterialSeen
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import in_words, later
from anxin.rules.materials import MaterialState

YES_NO = (("yes", _("是")), ("no", _("否")))
_TEXT = forms.Textarea(attrs={"rows": 3})


def _yes(value: str) -> bool:
    return value == "yes"


def _asked(
    label: Any, wanted: Any, *, choices: Sequence[tuple[str, Any]] = YES_NO, **more: Any
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": wanted},
        **more,
    )


class ConfirmForm(ActForm):
    """The village's opinion: residence, poverty where it is claimed, and whether it agrees."""

    resident = _asked(_("是否为辖区常住居民"), _("请选择是否常住"))
    poor = _asked(_("申报的贫困情况是否属实"), _("请选择贫困情况是否属实"))
    agrees = _asked(
        _("村（社区）委员会意见"),
        _("请选择意见"),
        choices=(("yes", _("情况属实，同意申请")), ("no", _("情况不符，退回镇（街）"))),
    )
    text = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=_TEXT,
        help_text=_("退回时必须写明情况"),
    )

    def __init__(self, *args: Any, claims_poverty: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not claims_poverty:
            del self.fields["poor"]

    def answer(self) -> dict[str, Any]:
        """Return the opinion as the service takes it."""
        data = self.cleaned_data
        return {
            "resident": _yes(data["resident"]),
            "poor": _yes(data["poor"]) if "poor" in data else None,
            "agrees": _yes(data["agrees"]),
            "text": data["text"],
        }


class ReviewForm(ActForm):
    """The six items one by one, then pass or return (5.1.3.b)."""

    def __init__(
        self, *args: Any, asked: Sequence[MaterialAsked], copies: int, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.asked = list(asked)
        self.sections: list[tuple[Any, list[str]]] = []
        for one in self.asked:
            self._add(one, copies=copies)
        self.fields["agrees"] = _asked(
            _("初审意见"),
            _("请选择初审意见"),
            choices=(("yes", _("材料核对无误，通过并报区精神卫生中心复审")), ("no", _("退回补正"))),
        )
        self.fields["text"] = forms.CharField(
            label=_("说明"),
            required=False,
            max_length=500,
            widget=_TEXT,
            help_text=_("退回时写明缺什么、怎么补"),
        )
        self.sections.append((_("意见"), ["agrees", "text"]))

    def _add(self, one: MaterialAsked, *, copies: int) -> None:
        if not one.needed:
            self.sections.append(
                (
                    _("%(sign)s%(name)s：不需要")
                    % {"sign": one.item.sign, "name": in_words(one.name)},
                    [],
                )
            )
            return
        n = int(one.item)
        self.fields[f"state_{n}"] = _asked(
            _("有没有"),
            _("请逐项选择“齐全”或“缺少”"),
            choices=[
                (state.value, later(state.label))
                for state in (MaterialState.PRESENT, MaterialState.MISSING)
            ],
        )
        self.fields[f"original_{n}"] = forms.BooleanField(label=_("已核对原件"), required=False)
        self.fields[f"copies_{n}"] = forms.IntegerField(
            label=_("份数"),
            min_value=0,
            max_value=9,
            initial=copies,
            required=False,
            help_text=_("一式两份：一份存档，一份上报"),
        )
        title = f"{one.item.sign}{in_words(one.name)}"
        self.sections.append((title, [f"state_{n}", f"original_{n}", f"copies_{n}"]))

    def seen(self) -> list[MaterialSeen]:
        """Return what was found of each item."""
        return [self._seen(one) for one in self.asked]

    def _seen(self, one: MaterialAsked) -> MaterialSeen:
        n = int(one.item)
        if not one.needed:
            return MaterialSeen(item=n, state=MaterialState.NOT_NEEDED)
        data = self.cleaned_data
        return MaterialSeen(
            item=n,
            state=data[f"state_{n}"],
            original_seen=data[f"original_{n}"],
            copies=data[f"copies_{n}"] or 0,
        )

    @property
    def passes(self) -> bool:
        """Say whether the reviewer lets it pass."""
        return _yes(self.cleaned_data["agrees"])


class DecideForm(ActForm):
    """The office's verdict."""

    verdict = _asked(
        _("审批意见"),
        _("请选择审批意见"),
        choices=(("approve", _("同意")), ("return", _("退回补正")), ("refuse", _("不同意"))),
    )
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=500,
        widget=_TEXT,
        help_text=_("退回必须写明理由；条件全部符合却不同意的也必须写明"),
    )


def clinic_choices(options: Sequence[ClinicOption]) -> list[tuple[str, str]]:
    """Return hospitals to choose from in words, the default marked (5.1.5.b)."""
    return [(str(one.id), _clinic_words(one)) for one in options]


def _clinic_words(one: ClinicOption) -> str:
    facts = {"name": one.name, "hospital": one.guided_by}
    if one.is_default:
        return _now("%(name)s（默认） · 指导医院：%(hospital)s") % facts
    return _now("%(name)s · 指导医院：%(hospital)s") % facts


class SignForm(ActForm):
    """The agreement of annex 7 with the choice of hospital."""

    clinic = forms.TypedChoiceField(
        label=_("就诊定点医院"), coerce=str, error_messages={"required": _("请选择就诊定点医院")}
    )
    clinic_reason = forms.CharField(
        label=_("没有选择默认定点医院的原因"),
        required=False,
        max_length=200,
        help_text=_("选择默认的不用填"),
    )
    signed_for_hospital = forms.CharField(
        label=_("甲方负责人签名"),
        max_length=40,
        error_messages={"required": _("请填写甲方（定点医院）负责人姓名")},
    )
    signed_for_person = _asked(
        _("乙方由谁签字"),
        _("请选择乙方由患者还是监护人签字"),
        choices=(("guardian", _("监护人")), ("patient", _("患者本人"))),
    )

    def __init__(self, *args: Any, options: Sequence[ClinicOption], **more: Any) -> None:
        super().__init__(*args, **more)
        clinic = self.fields["clinic"]
        assert isinstance(clinic, forms.ChoiceField)
        clinic.choices = clinic_choices(options)
        clinic.initial = str(options[0].id)


class WithdrawForm(ActForm):
    """The applicant's wish to withdraw."""

    because = forms.CharField(
        label=_("撤回原因"),
        max_length=200,
        widget=_TEXT,
        error_messages={"required": _("请写明撤回原因")},
    )


class ReceiveForm(ActForm):
    """Which applications' copies the office received."""

    applications = forms.TypedMultipleChoiceField(
        label=_("收到的材料"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请勾选收到的材料"),
            "invalid_choice": _("有一份材料不在报送途中，可能已由另一位同事登记；请重新勾选"),
        },
    )

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        applications = self.fields["applications"]
        assert isinstance(applications, forms.ChoiceField)
        applications.choices = list(options)


class AppealForm(ActForm):
    """Why the applicant does not agree with a refusal."""

    reason = forms.CharField(
        label=_("申诉理由"),
        max_length=500,
        widget=_TEXT,
        help_text=_("按申请人或监护人的话写；有新材料的写明是什么"),
        error_messages={"required": _("请写明申诉理由")},
    )


class LossForm(ActForm):
    """A card reported lost."""

    lost_on = DayField(
        label=_("哪天遗失的"),
        help_text=_("记不清的，填发觉遗失的那天。遗失期间发生的费用由本人自负"),
        error_messages={"required": _("请填写遗失日期")},
    )

    def __init__(self, *args: Any, issued_on: date, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.issued_on, self.on = issued_on, on

    def clean_lost_on(self) -> date:
        """Refuse a day before the card was there, or of tomorrow."""
        day: date = self.cleaned_data["lost_on"]
        if not self.issued_on <= day <= self.on:
            raise forms.ValidationError(_("遗失日期应在核发日期与今天之间"))
        return day


class ReplaceForm(ActForm):
    """A new card for a lost or worn one."""


class AdmitForm(ActForm):
    """An admission to hospital."""

    hospital = forms.CharField(
        label=_("收治医院"), max_length=80, error_messages={"required": _("请填写收治医院")}
    )
    since = DayField(label=_("入院日期"), error_messages={"required": _("请填写入院日期")})

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["since"].initial = on


class DischargeForm(ActForm):
    """A discharge from hospital."""

    until = DayField(label=_("出院日期"), error_messages={"required": _("请填写出院日期")})

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["until"].initial = on
