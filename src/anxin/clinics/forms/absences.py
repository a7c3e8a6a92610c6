"""What is typed about somebody who did not come (5.3.2.c)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import ClinicDay
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import choices_of, day_in_words
from anxin.rules.absences import Cause


class AbsenceForm(ActForm):
    """Why, and when they come instead."""

    cause = forms.ChoiceField(
        label=_("没有来的原因"),
        choices=choices_of({one.value: one.label for one in Cause}),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择原因")},
    )
    note = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("选“其他”的必须写明")
    )
    clinic_day_id = forms.TypedChoiceField(
        label=_("约到下次坐诊日"), coerce=UUID, required=False, empty_value=None
    )
    promised_on = DayField(
        label=_("或约定日期"),
        required=False,
        help_text=_("本人来、或再次联系的日期；到这一天重新列入名单"),
    )

    def __init__(self, *args: Any, days: Iterable[ClinicDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinic_day_id"].choices = [  # type: ignore[attr-defined]
            ("", _("不约坐诊日")),
            *((str(one.id), f"{day_in_words(one.day)} {one.doctor.name}") for one in days),
        ]
