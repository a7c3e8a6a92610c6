"""What the psychiatrist types (5.2.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import PrescriptionLine
from anxin.clinics.queries.prescriptions import dose_of
from anxin.clinics.services import Prescribed
from anxin.pages.forms import ActForm, LineSet, line_set
from anxin.pages.words import in_words, later
from anxin.pharmacy.models import Product
from anxin.rules.dosing import HALVES, Dose
from anxin.rules.prescribing import SupplyTerms
from anxin.rules.stability import Stability

AMOUNTS = ("morning", "noon", "evening", "night", "injected")
MOST_UNITS = 200
MOST_DAYS = 366
MOST_INJECTED = 20
_UNITS = re.compile(r"(?P<whole>\d*)(?:(?P<half>\.50?|半)|\.0)?", re.ASCII)
RHYTHMS = (
    (1, _("每天")),
    (2, _("隔日")),
    (3, _("每3天")),
    (7, _("每周")),
    (14, _("每2周")),
    (28, _("每4周")),
)
RISKS = (
    ("0", _("0 级：无下列行为")),
    ("1", _("1 级：口头威胁，喊叫，无打砸")),
    ("2", _("2 级：打砸，局限在家，针对财物，能被劝止")),
    ("3", _("3 级：明显打砸，不分场合，针对财物，不能劝止")),
    ("4", _("4 级：持续打砸，针对财物或人，不能劝止（含自伤、自杀）")),
    ("5", _("5 级：持械针对人的暴力，或纵火、爆炸等")),
)


class PrescribeForm(ActForm):
    """What the psychiatrist found, and what holds for the whole prescription."""

    risk_level = forms.TypedChoiceField(
        label=_("危险性评估"),
        choices=(("", _("请选择")), *RISKS),
        coerce=int,
        error_messages={"required": _("请选择危险性评估")},
    )
    stability = forms.ChoiceField(
        label=_("病情稳定性"),
        required=False,
        choices=(("", _("未评定")), *((one.value, later(one.label)) for one in Stability)),
        help_text=_("危险性 0 级不等于稳定；1 级及以上不能评为稳定，3 级及以上不能评为基本稳定"),
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

    reason = forms.CharField(
        label=_("合用理由"),
        required=False,
        max_length=500,
        help_text=_("合用抗精神病药较多或总量偏大时写明"),
    )

    def __init__(self, *args: Any, terms: SupplyTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["long_signed"].help_text = _("任一药品超过 %(n)s 天时须勾选") % {
            "n": terms.long_after_days
        }


class HalfUnitsField(forms.CharField):
    """Units taken at one time, typed as 1, 0.5, 1.5 or 半; kept in half units."""

    default_error_messages: ClassVar = {
        "invalid": _("请填写 0.5、1、1.5 这样的数，或“半”"),
        "too_large": _("用量过大，请核对"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("initial", 0)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return kept half units as units, to be shown in the box; what was typed stays as typed."""
        return units_typed(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return half units; 0 where nothing was typed."""
        text = "".join(unicodedata.normalize("NFKC", str(value or "")).split())
        if not text:
            return 0
        found = _UNITS.fullmatch(text)
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if len(found["whole"]) > len(str(MOST_UNITS)):
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        halves = int(found["whole"] or 0) * HALVES + bool(found["half"])
        if halves > MOST_UNITS * HALVES:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        return halves


def units_typed(halves: int) -> str:
    """Return half units as one types them: ``1``, ``0.5``; nothing for none."""
    whole, half = divmod(halves, HALVES)
    return f"{whole}.5" if half else str(whole or "")


class LineForm(forms.Form):
    """One medicine of a prescription; an empty line is left out."""

    use_required_attribute = False
    product_id = forms.TypedChoiceField(
        label=_("药品"), coerce=UUID, error_messages={"required": _("请选择药品")}
    )
    morning = HalfUnitsField(label=_("早"))
    noon = HalfUnitsField(label=_("中"))
    evening = HalfUnitsField(label=_("晚"))
    night = HalfUnitsField(label=_("睡前"))
    every_days = forms.TypedChoiceField(
        label=_("间隔"),
        choices=RHYTHMS,
        coerce=int,
        initial=1,
        error_messages={"required": _("请选择间隔")},
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
    whole_packs = forms.BooleanField(label=_("整盒发"), required=False)
    injected = forms.IntegerField(
        label=_("注射支数"),
        help_text=_("只有针剂填"),
        required=False,
        min_value=1,
        max_value=MOST_INJECTED,
        error_messages={
            "invalid": _("请填写整数"),
            "min_value": _("至少为 1"),
            "max_value": _("用量过大，请核对"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    continues = forms.BooleanField(label=_("长效针已在外院起始"), required=False)
    note = forms.CharField(
        label=_("嘱咐"), required=False, max_length=60, help_text=_("例如：饭后服")
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
        self.fields["reason"].help_text = _(
            "超过常用量、精二超过 %(n)s 天、化验该复查、育龄妇女用丙戊酸盐、长效针不在应打日时写明"
        ) % {"n": terms.psychotropic2_days}


def line_formset(
    data: Any = None,
    *,
    products: Iterable[Product],
    terms: SupplyTerms,
    usual: int,
    earlier: Iterable[PrescriptionLine] = (),
) -> LineSet:
    """Return a prescription's lines: one to begin with, or those of an earlier one.

    ``usual`` days hold where none are typed.
    """
    choices = [
        (str(product.id), f"{product} · {in_words(product.insurance_class)}")
        for product in products
    ]
    return line_set(
        LineForm,
        data,
        prefix="line",
        most=terms.max_lines,
        initial=[_as_before(line) for line in earlier],
        more={"products": choices, "terms": terms, "usual": usual},
    )


def _as_before(line: PrescriptionLine) -> dict[str, Any]:
    """Return a line as it was prescribed; without its dose, where that had no times of the day."""
    return {
        "product_id": str(line.product_id),
        "days": line.days,
        "reason": line.reason,
        **(
            {} if line.units_per_day else {**asdict(dose_of(line)), "injected": line.injected or ""}
        ),
    }


def prescribed(lines: LineSet) -> list[Prescribed]:
    """Return the lines that were filled in."""
    return [_prescribed(line) for line in lines.forms if line.has_changed()]


def typed_lines(lines: LineSet) -> list[Prescribed]:
    """Return the lines as typed where every one is right; none otherwise, or before they were sent."""
    return prescribed(lines) if lines.is_bound and lines.is_valid() else []


def right_lines(lines: LineSet) -> dict[int, Prescribed]:
    """Return by number the lines that can be read, whatever is wrong with others; none before sending."""
    return {
        number: _prescribed(line)
        for number, line in enumerate(lines.forms, start=1)
        if line.is_bound and line.has_changed() and line.is_valid()
    }


def _prescribed(line: forms.Form) -> Prescribed:
    typed = line.cleaned_data
    return Prescribed(
        product_id=typed["product_id"],
        dose=Dose(**{name: typed[name] or 0 for name in AMOUNTS}, every_days=typed["every_days"]),
        days=typed["days"],
        whole_packs=typed["whole_packs"],
        continues=typed["continues"],
        note=typed["note"].strip(),
        reason=typed["reason"],
    )
