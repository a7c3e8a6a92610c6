"""What was filled in, in the words that a reader checks it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from anxin.pages.forms import YuanField
from anxin.pages.words import day_in_words, in_words, money_words
from anxin.web import form_shape


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the page: what was asked, what was answered, where to change it."""

    name: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A heading with its answers; what was left empty is named together below them."""

    title: str
    answers: tuple[Answer, ...]
    empty: tuple[Answer, ...]


def sections(
    form: forms.BaseForm, given: Iterable[tuple[str, Iterable[str]]] | None = None
) -> list[AnswerSection]:
    """Return a valid form's answers under the headings of its form."""
    return [_section(one) for one in form_shape.sections(form, given)]


def _section(section: form_shape.Section) -> AnswerSection:
    rows = [
        Answer(field.name, str(field.label), words_of(field.field, _cleaned(field)))
        for field in section.fields
    ]
    return AnswerSection(
        title=section.title,
        answers=tuple(row for row in rows if row.words),
        empty=tuple(row for row in rows if not row.words),
    )


def _cleaned(field: forms.BoundField) -> Any:
    return field.form.cleaned_data.get(field.name)


def words_of(field: forms.Field, value: Any) -> str:
    """Return a cleaned value in words; empty where nothing was answered."""
    if value is None or value in ("", []):
        return ""
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        return _("、").join(_label(field, one) for one in chosen)
    if isinstance(value, bool):
        return _("是") if value else ""
    if isinstance(field, YuanField):
        return money_words(value)
    if isinstance(value, date):
        return day_in_words(value)
    return str(value)


def _label(field: forms.ChoiceField, value: Any) -> str:
    choices = cast("Iterable[tuple[Any, Any]]", field.choices)
    found = (label for key, label in choices if str(key) == str(value))
    return in_words(next(found, value))


def carried(form: forms.BaseForm) -> list[SafeString]:
    """Return everything typed as hidden fields, the request id with them; a file can't be carried."""
    assert not form.is_multipart(), "a browser does not send a file again that a page hands it"
    hidden = [field.as_hidden() for field in form.visible_fields()]
    return [*hidden, *(field.as_widget() for field in form.hidden_fields())]
