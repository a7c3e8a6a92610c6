"""What is typed on a clinic day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import Attendance
from anxin.clinics.services import Prescribed, ProxySeen
from anxin.organisations.models import ClinicPoint, Staff
from anxin.pages.forms import ActForm, DayField, IdentityNumberField, LineSet, line_set
from anxin.pages.words import in_words
from anxin.pharmacy.models import Product
from anxin.rules.prescribing import SupplyTerms

MOST_UNITS_A_DAY = 200
MOST_DAYS = 366
RISKS = (
    ("0", _("0 级：无下列行为")),
    ("1", _("1 级：口头威胁，喊叫，无打砸")),
    ("2", _("2 级：打砸，局限在家，针对财物，能被劝止")),
    ("3", _("3 级：明显打砸，不分场合，针对财物，不能劝止")),
    ("4", _("4 级：持续打砸，针对财物或人，不能劝止（含自伤、自杀）")),
    ("5", _("5 级：持械针对人的暴力，或纵火、爆炸等")),
)


class PublishForm(ActForm):
    """A clinic day at a point, with its doctor."""

    organisation_id = forms.TypedChoiceField(
        label=_("服药点"), coerce=UUID, error_messages={"required": _("请选择服药点")}
    )
    day = DayField(label=_("坐诊日"), error_messages={"required": _("请填写坐诊日")})
    doctor_id = forms.TypedChoiceField(
        label=_("坐诊医师"), coerce=UUID, error_messages={"required": _("请选择坐诊医师")}
    )

    def __init__(
        self, *args: Any, points: Iterable[ClinicPoint], doctors: Iterable[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose = [("", _("请选择"))]
        self.fields["organisation_id"].choices = [  # type: ignore[attr-defined]
            *choose,
            *((str(point.organisation_id), point.organisation.name) for point in points),
        ]
        self.fields["doctor_id"].choices = [  # type: ignore[attr-defined]
            *choose,
            *((str(doctor.id), f"{doctor.name} {in_words(doctor.title)}") for doctor in doctors),
        ]


class FindForm(forms.Form):
    """A person, by card or identity number; a scanner types the card's code."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("救助卡号或身份证号"),
        help_text=_("可以扫卡上的二维码"),
        max_length=80,
        error_messages={"required": _("请填写救助卡号或身份证号")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class BookForm(ActForm):
    """A booking: nothing to type but whom, which the page knows."""


class ArriveForm(ActForm):
    """Who came, and what was shown (5.2.3)."""

    came = forms.ChoiceField(
        label=_("来人"),
        choices=Attendance.Came.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择来人")},
    )
    shown = forms.MultipleChoiceField(
        label=_("已出示并查验"),
        choices=Attendance.Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有办理的证卡不用出示"),
        error_messages={"required": _("请勾选已出示的证卡")},
    )
    proxy_name = forms.CharField(
        label=_("来人姓名"), max_length=40, required=False, help_text=_("本人未到时填写")
    )
    proxy_relation = forms.CharField(label=_("与患者关系"), max_length=20, required=False)
    walk_in_reason = forms.CharField(
        label=_("未预约就诊的原因"), max_length=200, required=False, help_text=_("没有预约的填写")
    )

    def __init__(self, *args: Any, on: date, booked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proxy_identity_number"] = IdentityNumberField(
            on=lambda: on, label=_("来人身份证号"), required=False
        )
        self.order_fields(
            ["came", "proxy_name", "proxy_relation", "proxy_identity_number", "shown"]
        )
        if booked:
            del self.fields["walk_in_reason"]

    def clean(self) -> dict[str, Any]:
        """Ask for everything about another who came."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("came") == Attendance.Came.OTHER:
            for name, told in (
                ("proxy_name", _("请填写来人姓名")),
                ("proxy_relation", _("请填写与患者关系")),
                ("proxy_identity_number", _("请查看并填写来人身份证号")),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, told)
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        """Return what the service asks of the form."""
        typed = self.cleaned_data
        return {
            "request_id": typed["request_id"],
            "came": typed["came"],
            "shown": typed["shown"],
            "proxy": self.proxy,
            "walk_in_reason": typed.get("walk_in_reason", ""),
        }

    @property
    def proxy(self) -> ProxySeen | None:
        """Return who came in the person's place; None where the patient came."""
        typed = self.cleaned_data
        if typed["came"] == Attendance.Came.PATIENT or not (
            typed["proxy_name"] or typed["proxy_identity_number"]
        ):
            return None
        return ProxySeen(
            name=typed["proxy_name"],
            relation=typed["proxy_relation"],
            identity_number=typed["proxy_identity_number"],
        )


class PrescribeForm(ActForm):
    """What the psychiatrist found, and what holds for the whole prescription."""

    risk_level = forms.TypedChoiceField(
        label=_("危险性评估"),
        choices=(("", _("请选择")), *RISKS),
        coerce=int,
        error_messages={"required": _("请选择危险性评估")},
    )
    findings = forms.CharField(
        label=_("病情记录"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    long_signed = forms.BooleanField(
        label=_("长期处方：已评估，患者或监护人已签字"), required=False
    )
    self_pay_consent = forms.BooleanField(label=_("自费药品：患者或监护人已同意"), required=False)

    def __init__(self, *args: Any, terms: SupplyTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["long_signed"].help_text = _("任一药品超过 %(n)s 天时须勾选") % {
            "n": terms.long_after_days
        }


class LineForm(forms.Form):
    """One medicine of a prescription; an empty line is left out."""

    use_required_attribute = False
    product_id = forms.TypedChoiceField(
        label=_("药品"), coerce=UUID, error_messages={"required": _("请选择药品")}
    )
    units_per_day = forms.IntegerField(
        label=_("每日用量"),
        help_text=_("片或支；针剂为每次支数"),
        min_value=1,
        max_value=MOST_UNITS_A_DAY,
        error_messages={
            "required": _("请填写每日用量"),
            "invalid": _("请填写整数"),
            "min_value": _("至少为 1"),
            "max_value": _("用量过大，请核对"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    days = forms.IntegerField(
        label=_("天数"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "invalid": _("请填写整数"),
            "min_value": _("至少为 1 天"),
            "max_value": _("天数过大，请核对"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    directions = forms.CharField(
        label=_("用法"),
        max_length=120,
        help_text=_("例如：每晚 1 片"),
        error_messages={"required": _("请填写用法")},
    )
    reason = forms.CharField(label=_("理由"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        products: list[tuple[str, str]],
        terms: SupplyTerms,
        usual: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("（不开）")), *products]
        self.fields["product_id"].choices = choices  # type: ignore[attr-defined]
        self.fields["days"].help_text = _("不填按 %(n)s 天") % {"n": usual}
        self.fields["reason"].help_text = _("第二类精神药品超过 %(n)s 天时写明") % {
            "n": terms.psychotropic2_days
        }


def line_formset(
    data: Any = None, *, products: Iterable[Product], terms: SupplyTerms, usual: int
) -> LineSet:
    """Return a prescription's lines, one to begin with; ``usual`` days where none are typed."""
    choices = [
        (str(product.id), f"{product} · {in_words(product.insurance_class)}")
        for product in products
    ]
    return line_set(
        LineForm,
        data,
        prefix="line",
        most=terms.max_lines,
        more={"products": choices, "terms": terms, "usual": usual},
    )


def prescribed(lines: LineSet) -> list[Prescribed]:
    """Return the lines that were filled in."""
    return [
        Prescribed(
            product_id=line.cleaned_data["product_id"],
            units_per_day=line.cleaned_data["units_per_day"],
            days=line.cleaned_data["days"],
            directions=line.cleaned_data["directions"],
            reason=line.cleaned_data["reason"],
        )
        for line in lines.forms
        if line.has_changed()
    ]


class ReviewForm(ActForm):
    """The pharmacist's word on a prescription."""

    passed = forms.TypedChoiceField(
        label=_("审方结论"),
        choices=(("yes", _("通过")), ("no", _("退回开方医师"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审方结论")},
    )
    reason = forms.CharField(
        label=_("退回原因"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where a prescription is returned."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("passed") is False and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("退回要写明原因"))
        return cleaned
