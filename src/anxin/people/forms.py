"""The police's word on a person, records that look alike, and who lives together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


class CompareForm(ActForm):
    """What was found out about two records that look alike."""

    verdict = forms.ChoiceField(
        label=_("核实结果"),
        widget=forms.RadioSelect,
        choices=(
            ("apart", _("不是同一人")),
            ("first", _("是同一人，保留档案一")),
            ("second", _("是同一人，保留档案二")),
        ),
        error_messages={"required": _("请选择核实结果")},
    )
    because = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("凭什么材料核实，例如居民身份证原件、监护人到场说明"),
        error_messages={"required": _("请写明理由")},
    )


class SplitForm(ActForm):
    """Why a merge is taken back."""

    because = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明理由")},
    )


class HouseholdForm(ActForm):
    """With whom a person lives: somebody of the same address or guardian, or by number."""

    with_person = forms.ChoiceField(
        label=_("同住的人"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("地址或监护人相同的人列在这里"),
    )
    identity_number = IdentityNumberField(
        label=_("同住人的居民身份证号"),
        required=False,
        on=localdate,
        help_text=_("上面没有列出的，输入完整号码"),
        error_messages={"required": _("请填写居民身份证号")},
    )
    since = DayField(label=_("从哪天起同住"), error_messages={"required": _("请填写日期")})

    def __init__(self, *args: Any, candidates: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        if candidates:
            self.fields["with_person"].choices = candidates  # type: ignore[attr-defined]
        else:
            del self.fields["with_person"]
            self.fields["identity_number"].help_text = ""
            self.fields["identity_number"].required = True

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two ways of naming somebody."""
        data = super().clean() or self.cleaned_data
        if not data.get("with_person") and not data.get("identity_number") and not self.errors:
            self.add_error("identity_number", _("请选择同住的人，或输入身份证号"))
        return data


class LeaveForm(ActForm):
    """From which day a person no longer lives with the others."""

    until = DayField(label=_("从哪天起不再同住"), error_messages={"required": _("请填写日期")})
