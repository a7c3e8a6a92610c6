"""Forms of the frame."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm, DayField


class SignInForm(forms.Form):
    """Name and password."""

    use_required_attribute = False
    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        error_messages={"required": _("请填写账号")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请填写密码")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only a demonstration's account that was picked fills the password in.
        if "password" in self.initial:
            self.fields["password"].widget.render_value = True


class AgreementForm(ActForm):
    """The signature under the confidentiality agreement (7.2.a)."""

    read = forms.BooleanField(
        label=_("我已阅读并承诺遵守《严重精神障碍患者信息保密协议》"),
        error_messages={"required": _("请阅读后勾选承诺")},
    )


class ReadingsForm(forms.Form):
    """Which readings are listed."""

    use_required_attribute = False
    person = forms.CharField(
        label=_("被查阅人"),
        required=False,
        max_length=80,
        help_text=_("救助卡编号或档案标识，须完整"),
    )
    reader = forms.CharField(
        label=_("查阅人"), required=False, max_length=60, help_text=_("账号或姓名，须完整")
    )
    on = DayField(label=_("日期"), required=False)
