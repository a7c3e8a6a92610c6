"""What is typed about claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm, DayField, YuanField
from anxin.settlement.models import LineCheck


class FileForm(ActForm):
    """The hospital's invoice for the quarter."""

    invoice_number = forms.CharField(
        label=_("费用发票号"),
        max_length=40,
        help_text=_("随登记台账上报的发票"),
        error_messages={"required": _("请填写费用发票号")},
    )


class CheckForm(ActForm):
    """The office's word on a line."""

    verdict = forms.ChoiceField(
        label=_("核对意见"),
        choices=[
            (LineCheck.Verdict.ACCEPTED, LineCheck.Verdict.ACCEPTED.label),
            (LineCheck.Verdict.QUERIED, LineCheck.Verdict.QUERIED.label),
            (LineCheck.Verdict.REJECTED, LineCheck.Verdict.REJECTED.label),
        ],
        widget=forms.RadioSelect,
        help_text=_("认可和剔除后不能再改；拿不准的先存疑，由医院答复"),
        error_messages={"required": _("请选择核对意见")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("存疑和剔除必须写明"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a query or a rejection at its field."""
        cleaned = super().clean() or self.cleaned_data
        needs_it = cleaned.get("verdict") in {LineCheck.Verdict.QUERIED, LineCheck.Verdict.REJECTED}
        if needs_it and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("请写明存疑或剔除的理由"))
        return cleaned


class ReplyForm(ActForm):
    """The hospital's answer to a query."""

    text = forms.CharField(
        label=_("答复"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请填写答复")},
    )


class LossDecisionForm(ActForm):
    """The office's word on a pick-up collected with a lost card (A5.n4)."""

    FALLS, ASIDE = "falls", "aside"
    verdict = forms.ChoiceField(
        label=_("由谁承担"),
        choices=[(FALLS, _("由本人承担")), (ASIDE, _("不由本人承担"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择由谁承担")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不由本人承担的必须写明，例如：本人持身份证来领，当时还没有发觉卡已遗失"),
    )

    @property
    def falls(self) -> bool:
        """Say whether it shall fall on the person."""
        return bool(self.cleaned_data["verdict"] == self.FALLS)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason at its field."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == self.ASIDE and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("请写明不由本人承担的理由"))
        return cleaned


class PayBackForm(ActForm):
    """Money received from who owes it."""

    amount = YuanField(label=_("收到金额"), error_messages={"required": _("请填写收到金额")})
    paid_on = DayField(label=_("收款日期"), error_messages={"required": _("请填写收款日期")})
    receipt_number = forms.CharField(
        label=_("收据号"), max_length=40, error_messages={"required": _("请填写收据号")}
    )


class StepForm(ActForm):
    """A step of the check with nothing to type."""
