"""What is typed to set the rota, and to find and book who comes (5.2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.organisations.models import ClinicPoint, Staff
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import in_words


class PublishForm(ActForm):
    """A clinic day at a point, with its doctor."""

    organisation_id = forms.TypedChoiceField(
        label=_("服药点"), coerce=UUID, error_messages={"required": _("请选择服药点")}
    )
    day = DayField(label=_("坐诊日"), error_messages={"required": _("请填写坐诊日")})
    doctor_id = forms.TypedChoiceField(
        label=_("坐诊医师"), coerce=UUID, error_messages={"required": _("请选择坐诊医师")}
    )

    def __init__(
        self, *args: Any, points: Iterable[ClinicPoint], doctors: Iterable[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose = [("", _("请选择"))]
        self.fields["organisation_id"].choices = [  # type: ignore[attr-defined]
            *choose,
            *((str(point.organisation_id), point.organisation.name) for point in points),
        ]
        self.fields["doctor_id"].choices = [  # type: ignore[attr-defined]
            *choose,
            *((str(doctor.id), f"{doctor.name} {in_words(doctor.title)}") for doctor in doctors),
        ]


class FindForm(forms.Form):
    """A person, by card or identity number; a scanner types the card's code."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("救助卡号或身份证号"),
        help_text=_("可以扫卡上的二维码"),
        max_length=80,
        error_messages={"required": _("请填写救助卡号或身份证号")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class BookForm(ActForm):
    """A booking: nothing to type but whom, which the page knows."""
