"""What is said of a pack, and of the rows that came back with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.imports.reading import FAULTS, MOST_BYTES, MOST_MEGABYTES
from anxin.pages.forms import ActForm
from anxin.pages.words import filled, in_words


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


class UploadForm(ActForm):
    """The sheet as it came back, encrypted or not."""

    file = forms.FileField(
        label=_("登记表文件"),
        help_text=filled(_("Excel 表格（.xlsx），不超过 %(n)s MB"), {"n": MOST_MEGABYTES}),
        error_messages={
            "required": _("请选择登记表文件"),
            "empty": _("文件是空的，请重新选择"),
            "invalid": _("请选择登记表文件"),
        },
    )
    password = forms.CharField(
        label=_("文件密码"),
        required=False,
        max_length=60,
        help_text=_("下载时显示的密码；已取消密码的不填"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def clean_file(self) -> Any:
        """Say of a file that is too large that it is, before anybody reads it."""
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(in_words(FAULTS["large"].fails()))
        return sent


class ReviewForm(ActForm):
    """The pharmacist's word on a prescription of a day without a line."""

    passed = forms.TypedChoiceField(
        label=_("审方结论"),
        choices=(("yes", _("通过")), ("no", _("退回开方医师"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审方结论")},
    )
    reason = forms.CharField(label=_("退回原因"), required=False, max_length=500)


class GiveForm(ActForm):
    """The dispenser's signature under what was handed over on paper."""

    explained = forms.BooleanField(
        label=_("当时已向患者或监护人讲解用法用量，三方已在纸质签名单上签字"),
        error_messages={"required": _("没有讲解或没有签字的，不能登记发药")},
    )
    password = forms.CharField(
        label=_("发药人密码（代替签字）"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请输入您的登录密码，作为发药人签字")},
    )


class AsideForm(ActForm):
    """Why a row is left out."""

    because = forms.CharField(
        label=_("搁置原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明搁置原因")},
    )
