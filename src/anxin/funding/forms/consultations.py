"""What is typed about a plan over the cap: the doctor's question, the expert's word, the office's (4.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.files.cleaning import Cleaned
from anxin.files.sending import ACCEPTED, clean_field
from anxin.funding.services import AskedMedicine
from anxin.pages.forms import ActForm, DayField, YuanField
from anxin.pages.words import filled
from anxin.rules.files import MOST_MEGABYTES, Purpose
from anxin.rules.money import Fen

MOST_LINES, MOST_MONTHS = 20, 12
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCarried:
    """A plan as the visit's page hands it on: its medicines, and what each month would take in all."""

    medicines: tuple[AskedMedicine, ...] = ()
    months: Mapping[str, Fen | None]
    """Fen suggested; None where the month is offered empty."""


def read_plan(text: str) -> PlanCarried | None:
    """Return the plan that a page carried along; None where it is none."""
    try:
        told = json.loads(text)
        medicines = tuple(
            AskedMedicine(
                product_id=UUID(product),
                directions=str(said)[:120],
                days=int(days),
                quantity=int(units),
            )
            for product, said, days, units in told["medicines"][:MOST_LINES]
        )
        months = {
            str(month): None if fen is None else Fen(int(fen))
            for month, fen in list(told["months"].items())[:MOST_MONTHS]
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    sound = all(_MONTH.fullmatch(m) for m in months) and all(
        0 < one.days <= 366 and 0 < one.quantity < 1_000_000 for one in medicines
    )
    return PlanCarried(medicines=medicines, months=months) if sound else None


class AskForm(ActForm):
    """The case, and up to how much the fund may bear in each month; the plan is carried along."""

    plan = forms.CharField(widget=forms.HiddenInput)
    case = forms.CharField(
        label=_("病情和用药理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明病情、用过的药和效果、为什么不能换用更便宜的药或少开几天"),
        error_messages={"required": _("请写明病情和用药理由")},
    )

    def __init__(self, *args: Any, plan: PlanCarried, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried = plan
        for month, fen in plan.months.items():
            self.fields[self._name(month)] = YuanField(
                label=filled(_("%(month)s 项目最多承担"), {"month": month}),
                initial=fen,
                required=False,
                help_text=_("全月合计，包括已经用掉的；不需要超过限额的月份留空"),
            )

    @staticmethod
    def _name(month: str) -> str:
        return f"amount_{month}"

    @property
    def months(self) -> dict[str, Fen]:
        """Return the amount of each month that was filled in, in fen."""
        told = {month: self.cleaned_data[self._name(month)] for month in self.carried.months}
        return {month: fen for month, fen in told.items() if fen is not None}


class WordForm(ActForm):
    """What a member of the expert group signed on paper."""

    expert_id = forms.TypedChoiceField(
        label=_("出具意见的专家"),
        coerce=UUID,
        help_text=_("专家组成员名单见附件2"),
        error_messages={"required": _("请选择专家")},
    )
    agrees = forms.TypedChoiceField(
        label=_("专家的结论"),
        choices=[("yes", _("同意超过限额")), ("no", _("不同意"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择专家的结论")},
    )
    text = forms.CharField(
        label=_("意见原文"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请照意见书写明专家的意见")},
    )
    signed_on = DayField(label=_("签署日期"), error_messages={"required": _("请填写签署日期")})
    paper = forms.FileField(
        label=_("专家签名的意见书"),
        help_text=filled(_("JPEG、PNG 或 PDF 文件，不超过 %(n)s MB"), {"n": MOST_MEGABYTES}),
        error_messages={
            "required": _("请选择扫描件"),
            "empty": _("这个文件是空的，请重新扫描"),
        },
    )

    def __init__(self, *args: Any, experts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert_id"].choices = [("", _("请选择")), *experts]  # type: ignore[attr-defined]
        self.fields["paper"].widget.attrs["accept"] = ACCEPTED

    def clean(self) -> dict[str, Any]:
        """Have the paper drawn or written anew; what is wrong with it stands at its field."""
        data = super().clean() or self.cleaned_data
        if (sent := data.get("paper")) is not None:
            clean_field(self, "paper", sent, purpose=Purpose.OTHER)
        return data

    @property
    def cleaned_paper(self) -> Cleaned:
        """Return the paper as it may be kept."""
        found = self.cleaned_data["cleaned"]
        assert isinstance(found, Cleaned)
        return found


class ConcludeForm(ActForm):
    """The office's second hand."""

    answer = forms.ChoiceField(
        label=_("办公室意见"),
        choices=[("confirm", _("确认")), ("decline", _("不予确认"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择办公室意见")},
    )
    because = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不予确认时必须写明"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal at its field."""
        told = super().clean() or self.cleaned_data
        if told.get("answer") == "decline" and not (told.get("because") or "").strip():
            self.add_error("because", _("不予确认须写明理由"))
        return told


class WithdrawForm(ActForm):
    """Taking a question back."""
