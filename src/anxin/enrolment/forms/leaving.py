"""The forms of moves between towns and of reported ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.enrolment.models import EndReport
from anxin.enrolment.queries.moving import Hospitals
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import choices_of
from anxin.rules.moving import THINGS, handed_over

_TEXT = forms.Textarea(attrs={"rows": 3})
KEEPS = "keep"


class AnnounceForm(ActForm):
    """Where somebody moves to, and what is handed over with them."""

    village = forms.TypedChoiceField(
        label=_("迁往的镇（街）、村（居）"),
        coerce=UUID,
        error_messages={"required": _("请选择迁往的村（居）")},
    )
    handed = forms.MultipleChoiceField(
        label=_("移交"),
        choices=lambda: choices_of(THINGS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选移交的档案、救助卡")},
    )
    at_home = forms.CharField(
        label=_("家中尚存药量"),
        max_length=300,
        help_text=_("例如：利培酮片 1mg 还有 20 片；没有的写“无”"),
        error_messages={"required": _("请填写家中尚存药量，没有的写“无”")},
    )

    def __init__(
        self, *args: Any, villages: Mapping[str, Sequence[tuple[str, str]]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        village = self.fields["village"]
        assert isinstance(village, forms.ChoiceField)
        village.choices = [("", _("请选择")), *villages.items()]

    @property
    def handed_over(self) -> str:
        """Return what is handed over, as one sentence."""
        return handed_over(self.cleaned_data["handed"], at_home=self.cleaned_data["at_home"])


class TakeOverForm(ActForm):
    """The new home, and which hospital from today on."""

    address = forms.CharField(
        label=_("新的家庭地址"),
        max_length=120,
        error_messages={"required": _("请填写新的家庭地址")},
    )
    hospital = forms.ChoiceField(
        label=_("今后的就诊定点医院"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择今后的就诊定点医院")},
    )
    because = forms.CharField(
        label=_("保留原定点医院的原因"),
        required=False,
        max_length=200,
        widget=_TEXT,
        help_text=_("改为新住地默认定点医院的不用填"),
    )

    def __init__(self, *args: Any, hospitals: Hospitals, **more: Any) -> None:
        super().__init__(*args, **more)
        hospital = self.fields["hospital"]
        assert isinstance(hospital, forms.ChoiceField)
        if not hospitals.differ or hospitals.present is None:
            del self.fields["hospital"], self.fields["because"]
            return
        hospital.choices = [
            (
                "default",
                _now("%(name)s（新住地的默认定点医院）") % {"name": hospitals.default.name},
            ),
            (KEEPS, _now("保留%(name)s") % {"name": hospitals.present.name}),
        ]

    @property
    def keeps_hospital(self) -> bool:
        """Say whether the family keeps the hospital it has."""
        return self.cleaned_data.get("hospital") == KEEPS

    @property
    def reason(self) -> str:
        """Return why the hospital is kept; nothing where it is not."""
        return self.cleaned_data["because"] if self.keeps_hospital else ""


class ReasonForm(ActForm):
    """An answer or a taking back, with its reason."""

    because = forms.CharField(
        label=_("原因"),
        max_length=500,
        widget=_TEXT,
        error_messages={"required": _("请写明原因")},
    )


class ReportEndForm(ActForm):
    """Why a right should end, since when, by what evidence."""

    cause = forms.ChoiceField(
        label=_("上报原因"),
        choices=EndReport.Cause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择上报原因")},
    )
    occurred_on = DayField(label=_("发生日期"), error_messages={"required": _("请填写发生日期")})
    evidence = forms.CharField(
        label=_("依据"),
        max_length=500,
        widget=_TEXT,
        help_text=_("由谁、凭什么材料得知，例如户籍迁移证明、本人书面声明、入户核实"),
        error_messages={"required": _("请写明依据")},
    )

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["occurred_on"].initial = on


class EndByReportForm(ActForm):
    """One click: the right ends by what the township reported."""
