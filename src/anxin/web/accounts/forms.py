"""Forms of one's own account and of the security administrator's accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.organisations.models import Organisation, Staff
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import later
from anxin.rules.access import DUTY_NAMES
from anxin.rules.accounts import PLACES

TITLES = (
    gettext_noop("医师"),
    gettext_noop("主治医师"),
    gettext_noop("副主任医师"),
    gettext_noop("主任医师"),
    gettext_noop("药师"),
    gettext_noop("主管药师"),
    gettext_noop("副主任药师"),
    gettext_noop("主任药师"),
)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


# In our words, whatever Django's catalogue of this version has.
WEAK = {
    "password_too_short": _("新密码太短，至少要 10 个字符"),
    "password_too_common": _("新密码太常见，容易被猜到"),
    "password_entirely_numeric": _("新密码不能全是数字"),
    "password_too_similar": _("新密码与账号或姓名太相近"),
}


def _password(label: Any, *, autocomplete: str, required: Any, help_text: Any = "") -> forms.Field:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text=help_text,
        error_messages={"required": required},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class AgainForm(ActForm):
    """What changes how one proves oneself: the present password is asked again."""

    current = _password(
        _("现在的密码"), autocomplete="current-password", required=_("请填写现在的密码")
    )


class PasswordForm(AgainForm):
    """Another password for oneself."""

    field_order = ("current", "new", "again")
    new = _password(
        _("新密码"),
        autocomplete="new-password",
        required=_("请填写新密码"),
        help_text=_("至少 10 个字符，不能全是数字，不能是常见密码，也不能与账号、姓名相近"),
    )
    again = _password(
        _("再输一次新密码"), autocomplete="new-password", required=_("请再输一次新密码")
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean(self) -> dict[str, Any]:
        """Check the new password by the installation's rules, and that both are one."""
        given = super().clean() or self.cleaned_data
        new = given.get("new")
        if not new:
            return given
        if given.get("again") and new != given["again"]:
            self.add_error("again", _("两次输入的新密码不一样"))
        if new == given.get("current"):
            self.add_error("new", _("新密码不能与现在的密码相同"))
        try:
            validate_password(new, self.staff)
        except forms.ValidationError as error:
            for found in error.error_list:
                self.add_error("new", WEAK.get(found.code or "", found.messages[0]))
        return given


class FactorForm(ActForm):
    """A new second factor: its name, and the present password unless it has just been typed."""

    name = forms.CharField(
        label=_("名称"),
        max_length=40,
        help_text=_("好认的名字，例如“我的手机”"),
        error_messages={"required": _("请填写名称")},
    )
    current = _password(
        _("现在的密码"), autocomplete="current-password", required=_("请填写现在的密码")
    )

    def __init__(self, *args: Any, ask_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_password:
            del self.fields["current"]


class AuthenticatorForm(FactorForm):
    """The first code of an authenticator app, which shows that it was set up right."""

    field_order = ("code", "name", "current")
    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        help_text=_("扫码后应用显示的 6 位数字"),
        error_messages={"required": _("请填写验证码")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Return the code without the spaces that apps show in it."""
        return "".join(self.cleaned_data["code"].split())


class NewPasskeyForm(FactorForm):
    """A new passkey; ``passkey.js`` fills in what the browser made."""

    passkey = forms.CharField(
        max_length=60_000,
        widget=forms.HiddenInput,
        error_messages={"required": _("没有收到通行密钥，请再试一次")},
    )


class AccountForm(ActForm):
    """A new account."""

    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("小写字母、数字、点或短横，3 个字符以上，例如 zhang.san；开设后不能改"),
        error_messages={"required": _("请填写账号")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(
        label=_("姓名"), max_length=40, error_messages={"required": _("请填写姓名")}
    )
    title = forms.ChoiceField(
        label=_("专业技术职称"),
        required=False,
        help_text=_("医师按处方权限填写，其他人员可不填"),
        choices=[
            ("", _("无")),
            *((title, later(title)) for title in TITLES),
        ],
    )

    def clean_username(self) -> str:
        """Refuse names that are hard to tell apart or to type."""
        name = str(self.cleaned_data["username"]).lower()
        if not _USERNAME.fullmatch(name):
            raise forms.ValidationError(_("账号只能用小写字母、数字、点和短横，3 个字符以上"))
        if name.startswith("demo-") or name == "system":
            raise forms.ValidationError(_("这个账号名留作他用，请换一个"))
        return name


class DutyForm(ActForm):
    """A duty for an account."""

    duty = forms.ChoiceField(
        label=_("职责"),
        choices=[("", _("请选择")), *((duty.value, later(DUTY_NAMES[duty])) for duty in PLACES)],
        error_messages={"required": _("请选择职责")},
    )
    organisation = forms.ChoiceField(label=_("单位"), error_messages={"required": _("请选择单位")})
    since = DayField(label=_("起任日期"), error_messages={"required": _("请填写起任日期")})

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((str(one.id), one.name) for one in organisations),
        ]


class EndDutyForm(ActForm):
    """The day from which a duty is no longer held."""

    until = DayField(
        label=_("结束日期"),
        help_text=_("从这一天起不再担任，最早是今天"),
        error_messages={"required": _("请填写结束日期")},
    )


class AccountsForm(forms.Form):
    """Which accounts are listed."""

    use_required_attribute = False
    q = forms.CharField(label=_("账号或姓名"), required=False, max_length=60)
    duty = forms.ChoiceField(
        label=_("职责"),
        required=False,
        choices=[("", _("全部")), *((duty.value, later(DUTY_NAMES[duty])) for duty in PLACES)],
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            ("locked", _("登录受限")),
            ("without_factor", _("没有第二重验证")),
            ("without_duty", _("没有职责")),
            ("disabled", _("已停用")),
        ],
    )
