"""What is typed and ticked to plan a month of clinic days (5.2.1, A6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.queries.rota import Asked, Month
from anxin.clinics.services import Sitting
from anxin.organisations.models import ClinicPoint, Staff
from anxin.pages.forms import ActForm, LineSet, line_set
from anxin.pages.words import in_words
from anxin.rules.rota import EVERY, LAST, Pattern

MOST_LINES = 40
WEEKDAYS = (
    (0, _("周一")),
    (1, _("周二")),
    (2, _("周三")),
    (3, _("周四")),
    (4, _("周五")),
    (5, _("周六")),
    (6, _("周日")),
)
TURNS = (
    (1, _("第一个")),
    (2, _("第二个")),
    (3, _("第三个")),
    (4, _("第四个")),
    (5, _("第五个")),
    (LAST, _("最后一个")),
)


class PatternForm(forms.Form):
    """A doctor at a point, and which weekdays of the month."""

    use_required_attribute = False
    point = forms.TypedChoiceField(
        label=_("服药点"), coerce=UUID, error_messages={"required": _("请选择服药点")}
    )
    doctor = forms.TypedChoiceField(
        label=_("坐诊医师"), coerce=UUID, error_messages={"required": _("请选择坐诊医师")}
    )
    weekday = forms.TypedChoiceField(
        label=_("星期"),
        coerce=int,
        choices=[("", _("在月历上逐日选")), *WEEKDAYS],
        required=False,
        empty_value=None,
    )
    which = forms.TypedMultipleChoiceField(
        label=_("当月第几个（不勾选为每个）"),
        coerce=int,
        choices=TURNS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        points: Sequence[ClinicPoint],
        doctors: Sequence[Staff],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose = [("", _("请选择"))]
        self.fields["point"].choices = [  # type: ignore[attr-defined]
            *choose,
            *((str(point.organisation_id), point.organisation.name) for point in points),
        ]
        self.fields["doctor"].choices = [  # type: ignore[attr-defined]
            *choose,
            *((str(doctor.id), f"{doctor.name} {in_words(doctor.title)}") for doctor in doctors),
        ]

    @property
    def in_short(self) -> str:
        """Return the line as the proposal's address carries it: point, doctor, weekday, which."""
        typed = self.cleaned_data
        weekday = "" if typed["weekday"] is None else str(typed["weekday"])
        which = "-".join(str(turn) for turn in sorted(typed["which"]))
        return ":".join([str(typed["point"]), str(typed["doctor"]), weekday, which])


def pattern_lines(data: Any, *, known: Iterable[Asked], more: Mapping[str, Any]) -> LineSet:
    """Return the lines of the plan: as they were sent, or as the month before went."""
    initial = [_initial(one, pattern) for one in known for pattern in one.patterns]
    return line_set(
        PatternForm,
        data,
        prefix="line",
        most=MOST_LINES,
        initial=[] if data is not None else initial,
        more=more,
    )


def _initial(one: Asked, pattern: Pattern) -> dict[str, object]:
    return {
        "point": str(one.organisation_id),
        "doctor": str(one.doctor_id),
        "weekday": pattern.weekday,
        "which": [] if pattern.which == EVERY else sorted(pattern.which),
    }


def proposal_query(lines: LineSet, *, month: date) -> str:
    """Return what the address of the proposal says after its question mark."""
    asked = [line.in_short for line in lines.forms if line.has_changed()]  # type: ignore[attr-defined]
    return urlencode([("month", f"{month:%Y-%m}"), *(("line", one) for one in asked)])


def asked_of(
    lines: Iterable[str], *, points: Iterable[ClinicPoint], doctors: Iterable[Staff]
) -> list[Asked]:
    """Read the lines of a proposal's address; what names no point or doctor in reach is left out."""
    open_points = {str(point.organisation_id) for point in points}
    open_doctors = {str(doctor.id) for doctor in doctors}
    return [
        Asked(UUID(parts[0]), UUID(parts[1]), tuple(_pattern(parts[2], parts[3])))
        for line in lines
        if len(parts := line.split(":")) == 4
        and parts[0] in open_points
        and parts[1] in open_doctors
    ]


def _pattern(weekday: str, which: str) -> Iterator[Pattern]:
    turns = frozenset(int(turn) for turn in which.split("-") if turn.isdigit())
    if weekday.isdigit() and int(weekday) < 7:
        yield Pattern(int(weekday), turns or EVERY)


class PickForm(ActForm):
    """The days that are ticked on the month's calendars."""

    days = forms.MultipleChoiceField(
        label=_("坐诊日"),
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": _("有一天刚由另一位同事发布，或已经过去；请核对后重选")},
    )
    seen = forms.MultipleChoiceField(
        label=_("核对过的坐诊日"), required=False, widget=forms.MultipleHiddenInput
    )
    rest_on_purpose = forms.BooleanField(label=_("非工作日也坐诊，已与服药点说好"), required=False)

    def __init__(self, *args: Any, months: Iterable[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [(cell.key, str(cell.day)) for m in months for cell in m.cells if cell.is_open]
        self.fields["days"].choices = keys  # type: ignore[attr-defined]
        self.fields["seen"].choices = keys  # type: ignore[attr-defined]


def sittings(keys: Iterable[str]) -> list[Sitting]:
    """Return the clinic days behind the ticked boxes."""
    found = []
    for key in keys:
        point, doctor, day = key.split(":")
        found.append(
            Sitting(
                organisation_id=UUID(point), doctor_id=UUID(doctor), day=date.fromisoformat(day)
            )
        )
    return found
