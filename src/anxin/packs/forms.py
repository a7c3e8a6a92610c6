"""What is said of a pack."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm


class AskForm(ActForm):
    """What the sheet of a clinic day is for."""

    reason = forms.CharField(
        label=_("用途"),
        max_length=300,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明为什么要带走、在哪里用；批准人按此审批，永久留痕"),
        error_messages={"required": _("请写明用途"), "min_length": _("请把用途写清楚一些")},
    )


class AnswerForm(ActForm):
    """Another's word on a pack."""

    approve = forms.TypedChoiceField(
        label=_("审批意见"),
        choices=[("yes", _("批准")), ("no", _("不批准"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择批准或不批准")},
    )
    because = forms.CharField(
        label=_("说明"), required=False, max_length=300, help_text=_("不批准的，必须写明原因")
    )


class TakeForm(ActForm):
    """The download of what was approved: the password first, then with ``fetch`` the file."""

    fetch = forms.BooleanField(required=False, widget=forms.HiddenInput)
