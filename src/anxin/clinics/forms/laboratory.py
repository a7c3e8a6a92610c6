"""What is typed from a laboratory sheet: its day, its place and the values that it has (5.2.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import LabResult
from anxin.pages.forms import ActForm, DayField
from anxin.pages.words import filled, later
from anxin.rules.laboratory import LabKind

_NUMBER = re.compile(r"(?P<whole>\d{1,6})(?:\.(?P<part>\d+))?", re.ASCII)


class ResultField(forms.CharField):
    """A number as the sheet has it, in the sheet's unit; kept as a whole number of the small one."""

    default_error_messages: ClassVar = {"invalid": _("请填写化验单上的数，例如 5.2")}

    def __init__(self, kind: LabKind, **kwargs: Any) -> None:
        self.kind, self.suffix = kind, kind.unit
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(label=later(kind.name), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a kept number as the sheet has it; what was typed stays as typed."""
        return self.kind.number(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the kept number; None where nothing was typed."""
        text = "".join(unicodedata.normalize("NFKC", str(value or "")).split())
        if not text:
            return None
        found, kind = _NUMBER.fullmatch(text), self.kind
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        part = found["part"] or ""
        if len(part) > kind.decimals:
            message = filled(_("最多填 %(n)s 位小数，请核对化验单"), {"n": kind.decimals})
            raise forms.ValidationError(message, code="decimals")
        kept = int(found["whole"]) * kind.per_unit + int(part.ljust(kind.decimals, "0") or 0)
        if not kind.is_likely(kept):
            facts = {"least": kind.number(kind.least), "most": kind.number(kind.most)}
            message = filled(_("应在 %(least)s 到 %(most)s 之间，请核对化验单"), facts)
            raise forms.ValidationError(message, code="unlikely")
        return kept


def _field_for(kind: LabKind) -> forms.Field:
    """Return the field of a kind: a number, or one of its words."""
    if not kind.words:
        return ResultField(kind)
    words = [(str(n), later(word)) for n, word in enumerate(kind.words, start=1)]
    return forms.TypedChoiceField(
        label=later(kind.name),
        choices=[("", _("没有做")), *words],
        coerce=int,
        empty_value=None,
        required=False,
    )


class SheetForm(ActForm):
    """One laboratory sheet: the values that it has, any of the policy's kinds."""

    taken_on = DayField(label=_("化验日期"), error_messages={"required": _("请填写化验日期")})
    laboratory = forms.CharField(
        label=_("化验单位"),
        max_length=60,
        error_messages={"required": _("请写明在哪里化验")},
    )

    def __init__(
        self, *args: Any, kinds: Mapping[str, LabKind], on: date, place: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.fields["taken_on"].initial = on
        self.fields["laboratory"].initial = place
        for code, kind in kinds.items():
            self.fields[code] = _field_for(kind)

    def clean(self) -> dict[str, Any]:
        """Ask for one value at least, unless something typed could not be read."""
        cleaned = super().clean() or self.cleaned_data
        if not self.values and not any(code in self.errors for code in self.kinds):
            first = next(iter(self.kinds))
            self.add_error(first, _("请至少填写一项结果"))
        return cleaned

    @property
    def values(self) -> dict[str, int]:
        """Return what was filled in, by kind."""
        return {
            code: self.cleaned_data[code]
            for code in self.kinds
            if self.cleaned_data.get(code) is not None
        }


class CorrectionForm(ActForm):
    """A result as it should stand, or the word that there is none; and why."""

    taken_back = forms.BooleanField(label=_("作废：登错了人，或没有这次化验"), required=False)
    taken_on = DayField(label=_("化验日期"), error_messages={"required": _("请填写化验日期")})
    laboratory = forms.CharField(
        label=_("化验单位"), max_length=60, error_messages={"required": _("请写明在哪里化验")}
    )
    because = forms.CharField(
        label=_("更正原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明更正的原因")},
    )

    def __init__(self, *args: Any, result: LabResult, kind: LabKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field_for(kind)
        self.fields["value"].initial = result.value
        self.fields["taken_on"].initial = result.taken_on
        self.fields["laboratory"].initial = result.laboratory
        self.order_fields(["value", "taken_back"])

    def clean(self) -> dict[str, Any]:
        """Ask for the value, unless the result is taken back."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("taken_back"):
            cleaned["value"] = None
        elif cleaned.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("请填写正确的结果；要作废的，请勾选“作废”"))
        return cleaned
