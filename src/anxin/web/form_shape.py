"""What a template needs to know of a form: its problems with links, its fields with their kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

PICKED_FROM = (forms.RadioSelect, forms.CheckboxSelectMultiple)
CONTROL_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.Select, "form-select"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where to put it right."""

    text: str
    target: str = ""
    label: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the fields below it."""

    title: str
    fields: tuple[forms.BoundField, ...]
    adds: str = ""
    """The words of a button below that gives one line more; empty where there is none."""


def problems(form: forms.BaseForm, lines: BaseFormSet[Any] | None = None) -> list[Problem]:
    """Return all errors: first those of the whole form with their clauses, then field by field."""
    found = list(_problems_of(form))
    if lines is None or not lines.is_bound:
        return found
    found += [Problem(str(error)) for error in lines.non_form_errors()]
    for number, line in enumerate(lines.forms, start=1):
        found += list(_problems_of(line, line=number))
    return found


def _problems_of(form: forms.BaseForm, *, line: int = 0) -> Iterator[Problem]:
    prefix = _("第 %(n)s 行 · ") % {"n": line} if line else ""
    for error in form.non_field_errors().as_data():
        clause = error.code if error.code and _is_clause(error.code) else ""
        yield Problem(_("；").join(str(m) for m in error.messages), clause=clause)
    for field in form:
        for message in field.errors:
            target = "" if field.is_hidden else field_target(field)
            yield Problem(str(message), target=target, label=f"{prefix}{field.label}")


def _is_clause(code: str) -> bool:
    """Say whether an error's code names a clause; Django's own codes are words."""
    return code[0].isdigit() or ":" in code or (code[0] == "A" and code[1:2].isdigit())


def field_target(field: forms.BoundField) -> str:
    """Return the id that the summary's link goes to: the first box of a choice, else the field."""
    if isinstance(field.field.widget, PICKED_FROM):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


def sections(
    form: forms.BaseForm, given: Iterable[tuple[str, Iterable[str]]] | None
) -> list[Section]:
    """Return the visible fields under their headings; fields that no section names come last."""
    wanted: Iterable[tuple[str, Iterable[str]]] = given or getattr(form, "sections", None) or ()
    visible = {field.name: field for field in form.visible_fields()}
    below: Mapping[str, str] = getattr(form, "adds_below", {})
    found = [
        Section(
            title,
            tuple(visible.pop(name) for name in names if name in visible),
            adds=next((str(below[name]) for name in names if name in below), ""),
        )
        for title, names in ((title, list(names)) for title, names in wanted)
    ]
    rest = tuple(visible.values())
    return [*found, Section("", rest)] if rest else found


def shown(field: forms.BoundField) -> dict[str, Any]:
    """Return what the template of one field shows."""
    widget = field.field.widget
    described = [f"{field.auto_id}_help"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    wrong = bool(field.errors)
    attributes: dict[str, str | bool] = {"class": _classes(widget, wrong=wrong)}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    picked = isinstance(widget, PICKED_FROM)
    return {
        "field": field,
        "control": "" if picked else field.as_widget(attrs=attributes),
        "kind": _kind(widget),
        "choices": _choices(field, wrong=wrong) if picked else [],
        "described": " ".join(described),
        "optional": not field.field.required and not field.field.disabled,
        "suffix": "" if isinstance(widget, forms.Select) else getattr(field.field, "suffix", ""),
    }


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, PICKED_FROM):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "control"


def _classes(widget: forms.Widget, *, wrong: bool) -> str:
    own = next((name for kind, name in CONTROL_CLASSES if isinstance(widget, kind)), "form-control")
    given = str(widget.attrs.get("class", ""))
    return " ".join(part for part in (own, given, "is-invalid" if wrong else "") if part)


def _choices(field: forms.BoundField, *, wrong: bool) -> list[dict[str, Any]]:
    """Return each box with its label; help and error stand on the group, not on every box."""
    for box in field.subwidgets:
        box.data["attrs"]["class"] = _classes(field.field.widget, wrong=wrong)
    return [
        {"tag": box.tag(), "label": box.choice_label, "id": box.id_for_label}
        for box in field.subwidgets
    ]
