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


class SecondForm(forms.Form):
    """The code of an authenticator app."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        help_text=_("验证器应用（手机）上现在显示的 6 位数字"),
        error_messages={"required": _("请填写验证码")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Return the code without the spaces that apps show in it."""
        return "".join(self.cleaned_data["code"].split())


class RecoveryForm(forms.Form):
    """One of the ten recovery codes."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("恢复码"),
        max_length=30,
        help_text=_("十个恢复码中没有用过的一个，例如 abcde-23456；用过即作废"),
        error_messages={"required": _("请填写恢复码")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasskeyForm(forms.Form):
    """What the browser answers for a passkey; filled in by ``passkey.js``."""

    passkey = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput,
        error_messages={"required": _("没有收到通行密钥的回答，请再试一次")},
    )


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
