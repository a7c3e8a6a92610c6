"""What is typed about the fund's money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.funding.models import Source
from anxin.organisations.models import Organisation
from anxin.pages.forms import ActForm, DayField, YuanField
from anxin.pages.words import quarter_words
from anxin.rules.quarters import Quarter

QUARTERS_AHEAD = 4
FIRST_YEAR = 2019


def _choices(rows: Iterable[tuple[object, str]]) -> list[tuple[str, Any]]:
    return [("", _("请选择")), *((str(key), label) for key, label in rows)]


class SumField(YuanField):
    """An amount in yuan that must be more than nothing."""

    def to_python(self, value: Any) -> Any:
        """Return fen above zero."""
        amount = super().to_python(value)
        if amount == 0:
            raise forms.ValidationError(_("金额须大于 0"), code="zero")
        return amount


class BudgetForm(ActForm):
    """Money of a source for a year, paid into the fund (7.1.a)."""

    source_id = forms.TypedChoiceField(
        label=_("资金来源"), coerce=UUID, error_messages={"required": _("请选择资金来源")}
    )
    year = forms.TypedChoiceField(
        label=_("预算年度"), coerce=int, error_messages={"required": _("请选择预算年度")}
    )
    amount = SumField(
        label=_("到账金额"),
        help_text=_("例如 500000 或 500,000.00"),
        error_messages={"required": _("请填写到账金额")},
    )
    document = forms.CharField(
        label=_("下达文件"),
        max_length=80,
        help_text=_("文号或文件名"),
        error_messages={"required": _("请填写下达文件")},
    )
    paid_on = DayField(label=_("到账日期"), error_messages={"required": _("请填写到账日期")})

    def __init__(self, *args: Any, sources: Iterable[Source], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["source_id"].choices = _choices((s.id, s.name) for s in sources)  # type: ignore[attr-defined]
        years = range(on.year + 1, FIRST_YEAR - 1, -1)
        named = [(year, _now("%(year)s 年") % {"year": year}) for year in years]
        self.fields["year"].choices = named  # type: ignore[attr-defined]
        self.fields["year"].initial = on.year
        self.fields["paid_on"].initial = on

    def clean_paid_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["paid_on"]
        if day > self.on:
            raise forms.ValidationError(_("到账日期不能晚于今天"), code="future")
        return day


class AdvanceForm(ActForm):
    """An advance asked for, with its estimate (5.5.a)."""

    hospital_id = forms.TypedChoiceField(
        label=_("预拨医院"), coerce=UUID, error_messages={"required": _("请选择预拨医院")}
    )
    quarter = forms.TypedChoiceField(
        label=_("用于季度"), coerce=Quarter.parse, error_messages={"required": _("请选择季度")}
    )
    amount = SumField(
        label=_("预拨金额"),
        help_text=_("例如 120000"),
        error_messages={"required": _("请填写预拨金额")},
    )
    estimate = forms.CharField(
        label=_("测算依据"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("服务量和经费测算：在册人数、月均核定金额等"),
        error_messages={"required": _("请填写测算依据")},
    )

    def __init__(
        self, *args: Any, hospitals: Iterable[Organisation], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hospital_id"].choices = _choices((h.id, h.name) for h in hospitals)  # type: ignore[attr-defined]
        quarters = [Quarter.of(on)]
        while len(quarters) < QUARTERS_AHEAD:
            quarters.append(quarters[-1].next)
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]
            (str(q), quarter_words(q)) for q in quarters
        ]


class AnswerForm(ActForm):
    """The health commission's word on an advance."""

    answer = forms.ChoiceField(
        label=_("审批意见"),
        choices=[("approve", _("批准")), ("refuse", _("不批准"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审批意见")},
    )
    because = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不批准时必须写明"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal at its field."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "refuse" and not (cleaned.get("because") or "").strip():
            self.add_error("because", _("不批准须写明理由"))
        return cleaned
