"""Forms of the frame."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm


class SignInForm(forms.Form):
    """Name and password."""

    use_required_attribute = False
    username = forms.CharField(label=_("账号"), max_length=60, error_messages={"required": _("请填写账号")})
    password = forms.CharField(
        label=_("密码"), max_length=200, widget=forms.PasswordInput, strip=False, error_messages={"required": _("请填写密码")}
    )


class AgreementForm(ActForm):
    """The signature under the confidentiality agreement (7.2.a)."""

    read = forms.BooleanField(
        label=_("我已阅读并承诺遵守《严重精神障碍患者信息保密协议》"), error_messages={"required": _("请阅读后勾选承诺")}
    )
