"""The forms of changes after admission: each with its cause."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.enrolment.forms.steps import clinic_choices
from anxin.enrolment.models import Change
from anxin.enrolment.queries.clinics import ClinicOption
from anxin.pages.forms import ActForm, DayField

_TEXT = forms.Textarea(attrs={"rows": 3})


def _cause() -> forms.CharField:
    return forms.CharField(
        label=_("依据"),
        max_length=500,
        widget=_TEXT,
        help_text=_("由谁、凭什么材料得知，例如死亡证明、户籍迁移证明、本人书面声明"),
        error_messages={"required": _("请写明依据")},
    )


class EndForm(ActForm):
    """The end of a right: why, since when, by what evidence."""

    kind = forms.ChoiceField(
        label=_("终止原因"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择终止原因")},
    )
    occurred_on = DayField(label=_("发生日期"), error_messages={"required": _("请填写发生日期")})
    because = _cause()

    def __init__(self, *args: Any, kinds: Collection[str], on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [one for one in Change.Kind.choices if one[0] in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["kind"].initial = choices[0][0]
        self.fields["occurred_on"].initial = on


class UndoEndForm(ActForm):
    """The undoing of an end, with its reason."""

    because = _cause()


class ChangeClinicForm(ActForm):
    """Another designated hospital, and why."""

    clinic = forms.TypedChoiceField(
        label=_("新的就诊定点医院"),
        coerce=UUID,
        error_messages={"required": _("请选择新的就诊定点医院")},
    )
    because = forms.CharField(
        label=_("变更原因"),
        max_length=200,
        widget=_TEXT,
        help_text=_("例如搬家后就近领药；没有选择默认定点医院的，也写在这里"),
        error_messages={"required": _("请写明变更就诊定点医院的原因")},
    )

    def __init__(self, *args: Any, options: Sequence[ClinicOption], **more: Any) -> None:
        super().__init__(*args, **more)
        clinic = self.fields["clinic"]
        assert isinstance(clinic, forms.ChoiceField)
        clinic.choices = [("", _("请选择")), *clinic_choices(options)]


class NewCardForm(ActForm):
    """A card for somebody whose right came back."""
