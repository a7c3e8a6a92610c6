"""What is filled in to put in a photo or scan, or to take one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.files.cleaning import Cleaned
from anxin.files.sending import ACCEPTED, clean_field
from anxin.pages.forms import ActForm
from anxin.pages.words import filled, later
from anxin.rules.files import MOST_MEGABYTES, Purpose


class FileForm(ActForm):
    """One photo or scan. What is wrong with it stands at its field."""

    purpose = forms.ChoiceField(label=_("材料"), error_messages={"required": _("请选择材料")})
    application = forms.UUIDField(required=False, widget=forms.HiddenInput, label="")
    file = forms.FileField(
        label=_("照片或扫描件"),
        help_text=filled(
            _("用手机拍照，或选择 JPEG、PNG、PDF 文件，不超过 %(n)s MB；拍摄地点等信息会自动去除"),
            {"n": MOST_MEGABYTES},
        ),
        error_messages={
            "required": _("请拍照或选择文件"),
            "empty": _("文件是空的，请重新拍照"),
            "invalid": _("请拍照或选择文件"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("请选择")), *((p.value, later(p.label)) for p in Purpose)]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ACCEPTED

    def clean(self) -> dict[str, Any]:
        """Have the file cleaned, by what it is of."""
        data = super().clean() or self.cleaned_data
        sent, purpose = data.get("file"), data.get("purpose")
        if sent is not None and purpose:
            clean_field(self, "file", sent, purpose=Purpose(purpose))
        return data

    @property
    def cleaned_file(self) -> Cleaned:
        """Return the file as it may be kept."""
        found = self.cleaned_data["cleaned"]
        assert isinstance(found, Cleaned)
        return found


class WithdrawFileForm(ActForm):
    """Why a file is taken back."""

    because = forms.CharField(
        label=_("撤下原因"),
        max_length=100,
        help_text=_("例如：拍错了材料，或照片不清楚"),
        error_messages={"required": _("请写明撤下原因")},
    )
