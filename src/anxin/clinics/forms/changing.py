"""What is typed when a clinic day is moved or cancelled, and after a call about it (5.2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import CallOutcome, ClinicDay
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import day_in_words
from anxin.rules.clinic_day_stages import ClinicDayMove


class ChangeForm(ActForm):
    """Moved to which day, or cancelled; and why."""

    move = forms.ChoiceField(
        label=_("怎么办"),
        choices=[
            (ClinicDayMove.MOVE, _("改到另一天")),
            (ClinicDayMove.CANCEL, _("取消，预约的人改约下一个坐诊日")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择改期或取消")},
    )
    new_day = DayField(label=_("改到哪天"), required=False, help_text=_("改期的填写"))
    because = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("通知时照此说明，不写病情和药品"),
        error_messages={"required": _("请写明原因")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the new day where the day is moved, and forget it where it is cancelled."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("move") == ClinicDayMove.CANCEL:
            cleaned["new_day"] = None
        elif cleaned.get("move") and not cleaned.get("new_day") and "new_day" not in self.errors:
            self.add_error("new_day", _("请填写改到哪天"))
        return cleaned

    @property
    def is_move(self) -> bool:
        """Say whether the day is moved."""
        return bool(self.cleaned_data["move"] == ClinicDayMove.MOVE)


class CallForm(ActForm):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("通知结果"),
        choices=CallOutcome.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择通知结果")},
    )
    clinic_day_id = forms.TypedChoiceField(
        label=_("改约到"),
        coerce=UUID,
        required=False,
        empty_value=None,
        help_text=_("改约其他坐诊日的选择"),
    )
    note = forms.CharField(
        label=_("备注"),
        max_length=200,
        required=False,
        help_text=_("例如：关机、母亲接听；不写病情和药品"),
    )

    def __init__(self, *args: Any, days: Iterable[ClinicDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinic_day_id"].choices = [  # type: ignore[attr-defined]
            ("", _("不改约")),
            *((str(one.id), f"{day_in_words(one.day)} {one.doctor.name}") for one in days),
        ]
