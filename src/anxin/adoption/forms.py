"""What is typed about a policy value and a year's working days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.adoption.services import Sourced
from anxin.pages.forms import ActForm, DayField, YuanField

REST, WORK = "休", "班"
_LINE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})\s*([休班])")


class SourcedForm(ActForm):
    """The document that sets a value: title, number, day and its own words."""

    document_title = forms.CharField(
        label=_("依据文件名称"),
        max_length=120,
        error_messages={"required": _("请填写依据文件名称")},
    )
    document_number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("没有文号的可以不填")
    )
    issued_on = DayField(
        label=_("文件印发日期"), error_messages={"required": _("请填写文件印发日期")}
    )
    words = forms.CharField(
        label=_("规定原文"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照抄规定这个数值的那一句"),
        error_messages={"required": _("请填写规定原文")},
    )

    def source(self) -> Sourced:
        """Return the document as the service takes it."""
        data = self.cleaned_data
        return Sourced(
            number=data["document_number"],
            title=data["document_title"],
            issued_on=data["issued_on"],
            words=data["words"],
        )


class ValueForm(SourcedForm):
    """A new value of one parameter from a day; left undecided where the box is ticked."""

    field_order = ("value", "pending", "since", "late_reason")
    pending = forms.BooleanField(label=_("待定：从这天起没有规定数值"), required=False)
    since = DayField(label=_("生效日"), error_messages={"required": _("请填写生效日")})
    late_reason = forms.CharField(
        label=_("补发原因"),
        max_length=200,
        required=False,
        help_text=_("生效日已过的才填；已经作出的决定仍按当时的政策"),
    )

    def __init__(self, *args: Any, money: bool, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if money:
            self.fields["value"] = YuanField(label=_("新的数值"), required=False)
        else:
            self.fields["value"] = forms.IntegerField(
                label=_("新的数值"),
                required=False,
                error_messages={"invalid": _("请填写整数")},
            )
            self.fields["value"].suffix = unit  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for a value or the tick, not both."""
        cleaned = super().clean() or self.cleaned_data
        if "value" in cleaned and (cleaned["value"] is None) != bool(cleaned.get("pending")):
            self.add_error("value", _("请填写数值，或者勾选“待定”，只选一项"))
        return cleaned


class CalendarForm(SourcedForm):
    """The days of a year that differ from Monday to Friday, one a line."""

    days = forms.CharField(
        label=_("与平常不同的日子"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("每行一天：日期和“休”或“班”，例如 2027-01-01 休。平常的周末和工作日不用写。"),
        error_messages={"required": _("请按通知逐日填写")},
    )
    field_order = ("days", "document_title", "document_number", "issued_on", "words")

    def clean_days(self) -> Mapping[date, bool]:
        """Return each day with whether it is worked, or name the line that can't be read."""
        found: dict[date, bool] = {}
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), 1):
            if line.strip():
                day, worked = _read(line.strip(), number)
                found[day] = worked
        return found


class AnswerForm(ActForm):
    """The health commission's word on a proposal."""

    answer = forms.ChoiceField(
        label=_("审批意见"),
        choices=[("adopt", _("同意发布")), ("refuse", _("不同意"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审批意见")},
    )
    because = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不同意时必须写明"),
    )


class WithdrawForm(ActForm):
    """Taking a proposal back before it is answered."""

    because = forms.CharField(
        label=_("撤回原因"), max_length=200, error_messages={"required": _("请填写撤回原因")}
    )


def _read(line: str, number: int) -> tuple[date, bool]:
    read = _LINE.fullmatch(line)
    try:
        assert read
        return date(int(read[1]), int(read[2]), int(read[3])), read[4] == WORK
    except (AssertionError, ValueError) as error:
        message = _now("第 %(n)s 行看不懂：%(line)s；应写成 2027-01-01 休")
        raise forms.ValidationError(message % {"n": number, "line": line}) from error
