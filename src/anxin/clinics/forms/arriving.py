"""What is typed when somebody arrives (5.2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import Attendance
from anxin.clinics.services import ProxySeen
from anxin.pages.forms import ActForm, DayField, IdentityNumberField


class ArriveForm(ActForm):
    """Who came, and what was shown (5.2.3)."""

    came = forms.ChoiceField(
        label=_("来人"),
        choices=Attendance.Came.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择来人")},
    )
    shown = forms.MultipleChoiceField(
        label=_("已出示并查验"),
        choices=Attendance.Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有办理的证卡不用出示"),
        error_messages={"required": _("请勾选已出示的证卡")},
    )
    proxy_name = forms.CharField(
        label=_("来人姓名"), max_length=40, required=False, help_text=_("本人未到时填写")
    )
    proxy_relation = forms.CharField(label=_("与患者关系"), max_length=20, required=False)
    walk_in_reason = forms.CharField(
        label=_("未预约就诊的原因"), max_length=200, required=False, help_text=_("没有预约的填写")
    )

    def __init__(
        self, *args: Any, on: date, booked: bool, asks_seen: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proxy_identity_number"] = IdentityNumberField(
            on=lambda: on, label=_("来人身份证号"), required=False
        )
        if asks_seen:
            self.fields["seen_on"] = DayField(
                label=_("最近一次见到本人"),
                required=False,
                help_text=_("本人又没有来时填写：精防人员或医师哪天见到过本人"),
            )
        self.order_fields(
            ["came", "proxy_name", "proxy_relation", "proxy_identity_number", "seen_on", "shown"]
        )
        if booked:
            del self.fields["walk_in_reason"]

    def clean(self) -> dict[str, Any]:
        """Ask for everything about another who came."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("came") == Attendance.Came.OTHER:
            for name, told in (
                ("proxy_name", _("请填写来人姓名")),
                ("proxy_relation", _("请填写与患者关系")),
                ("proxy_identity_number", _("请查看并填写来人身份证号")),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, told)
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        """Return what the service asks of the form."""
        typed = self.cleaned_data
        return {
            "request_id": typed["request_id"],
            "came": typed["came"],
            "shown": typed["shown"],
            "proxy": self.proxy,
            "walk_in_reason": typed.get("walk_in_reason", ""),
            "seen_on": typed.get("seen_on"),
        }

    @property
    def proxy(self) -> ProxySeen | None:
        """Return who came in the person's place; None where the patient came."""
        typed = self.cleaned_data
        if typed["came"] == Attendance.Came.PATIENT or not (
            typed["proxy_name"] or typed["proxy_identity_number"]
        ):
            return None
        return ProxySeen(
            name=typed["proxy_name"],
            relation=typed["proxy_relation"],
            identity_number=typed["proxy_identity_number"],
        )
