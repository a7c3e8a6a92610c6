"""What is typed to raise an alert and to receive it: as little as can be."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm
from anxin.pages.words import later
from anxin.rules.alerts import Response, Sign

MOST_CHARACTERS = 200


class RaiseForm(ActForm):
    """What was seen of a worsening （六（一））."""

    signs = forms.MultipleChoiceField(
        label=_("看到的迹象"),
        choices=[(sign.value, later(sign.label)) for sign in Sign],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选病情加重的迹象")},
    )
    note = forms.CharField(
        label=_("补充说明"),
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=_("选“其他”时必填；只写卫生院处置需要的"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReceiveForm(ActForm):
    """What the centre did on receiving an alert."""

    responses = forms.MultipleChoiceField(
        label=_("接收后做了什么"),
        choices=[(response.value, later(response.label)) for response in Response],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选接收后做了什么")},
    )
    note = forms.CharField(
        label=_("补充说明"),
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=_("例如：告知了谁、几点"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
