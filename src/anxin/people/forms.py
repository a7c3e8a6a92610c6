"""The police's word on a person."""

from __future__ import annotations

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm, DayField, IdentityNumberField


class PoliceForm(ActForm):
    """Whom the police list, or no longer list, and from when."""

    identity_number = IdentityNumberField(
        label=_("居民身份证号"), on=localdate, error_messages={"required": _("请填写居民身份证号")}
    )
    listed = forms.ChoiceField(
        label=_("登记内容"),
        choices=(("yes", _("列管")), ("no", _("不再列管"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择列管或不再列管")},
    )
    since = DayField(label=_("从哪天起"), error_messages={"required": _("请填写日期")})
