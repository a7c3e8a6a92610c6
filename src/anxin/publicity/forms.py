"""What is typed about a piece of publicity."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.organisations.models import Village
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import later
from anxin.publicity import queries
from anxin.publicity.models import Publicity
from anxin.publicity.services import PublicityFilled
from anxin.rules.access import Actor
from anxin.rules.publicity import PublicityForm as Form


class PublicityForm(ActForm):
    """Date, place, form and people reached; where it was follows from who writes."""

    area = forms.ChoiceField(label=_("地域"), error_messages={"required": _("请选择地域")})
    held_on = DayField(label=_("活动日期"), error_messages={"required": _("请填写活动日期")})
    form = forms.ChoiceField(label=_("宣传形式"), error_messages={"required": _("请选择宣传形式")})
    place = forms.CharField(
        label=_("地点"),
        max_length=60,
        help_text=_("例如：村委会坝子"),
        error_messages={"required": _("请填写地点")},
    )
    topic = forms.CharField(
        label=_("内容"),
        max_length=80,
        initial=_("免费服药政策：对象、申请地点和材料"),
        error_messages={"required": _("请填写宣传内容")},
    )
    people_reached = forms.IntegerField(
        label=_("覆盖人数"),
        min_value=1,
        help_text=_("只写人数，不写姓名"),
        error_messages={
            "required": _("请填写覆盖人数"),
            "invalid": _("请填写整数"),
            "min_value": _("覆盖人数至少 1 人"),
        },
    )
    materials = forms.IntegerField(
        label=_("发放资料（份）"),
        min_value=0,
        required=False,
        error_messages={"invalid": _("请填写整数"), "min_value": _("不能小于 0")},
    )

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = _areas(actor)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        forms_of = [("", _("请选择")), *((f.value, later(f.label)) for f in Form)]
        self.fields["form"].choices = forms_of  # type: ignore[attr-defined]
        if len(areas) == 1:
            self.fields["area"].initial = areas[0][0]
            self.fields["area"].widget = forms.HiddenInput()
        self.fields["held_on"].initial = on

    def filled(self) -> PublicityFilled:
        """Return what was typed, as the service takes it."""
        data = self.cleaned_data
        town, _sep, village = data["area"].partition("/")
        return PublicityFilled(
            town_id=UUID(town),
            village_id=UUID(village) if village else None,
            held_on=data["held_on"],
            form=data["form"],
            place=data["place"],
            topic=data["topic"],
            people_reached=data["people_reached"],
            materials=data["materials"] or 0,
        )


def filled_in(row: Publicity) -> dict[str, object]:
    """Return a row as the form shows it, to be corrected."""
    return {
        "area": _key(row.town_id, row.village_id),
        "held_on": row.held_on,
        "form": row.form,
        "place": row.place,
        "topic": row.topic,
        "people_reached": row.people_reached,
        "materials": row.materials,
    }


def _areas(actor: Actor) -> list[tuple[str, str]]:
    villages: dict[UUID, list[Village]] = {}
    for village in queries.home_villages(actor):
        villages.setdefault(village.town_id, []).append(village)
    areas: list[tuple[str, str]] = []
    for town in queries.home_towns(actor):
        if queries.is_home(actor, town.id, None):
            areas.append((_key(town.id, None), town.name))
        areas += [(_key(town.id, v.id), f"{town.name} {v.name}") for v in villages.get(town.id, [])]
    return areas


def _key(town_id: UUID, village_id: UUID | None) -> str:
    return f"{town_id}/{village_id}" if village_id else str(town_id)
