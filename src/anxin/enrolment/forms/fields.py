"""Fields that the forms of annex 4 and of guardians share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.rules.identity import is_phone


def text_field(label: Any, wanted: Any = "", *, most: int = 80, **more: Any) -> forms.CharField:
    """Return a text of at most so many characters; required where it is said what is wanted."""
    messages = {"required": wanted, "max_length": _("最多 %(limit_value)d 个字")}
    return forms.CharField(
        label=label, max_length=most, required=bool(wanted), error_messages=messages, **more
    )


class PhoneField(forms.CharField):
    """A mobile number or a fixed line with its area code."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, required=False, **more)

    def clean(self, value: Any) -> str:
        """Return the number, or say what it should look like."""
        number = "".join(str(super().clean(value)).split())
        if number and not is_phone(number):
            raise forms.ValidationError(_("应为11位手机号，或带区号的固定电话，例如 023-47520000"))
        return number


def postal_code_field(label: Any) -> forms.RegexField:
    """Return an optional postal code."""
    return forms.RegexField(
        r"^\d{6}$",
        label=label,
        required=False,
        error_messages={"invalid": _("邮政编码是6位数字，例如 402260")},
    )
