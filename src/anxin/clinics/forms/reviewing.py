"""What the pharmacist types (rx-2007:review)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm


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
