"""An act that is asked twice: filled in, looked at, sent. Nothing is kept in between.

The first page's button carries ``step=check``; the page that comes carries everything typed in
hidden fields with the same ``request_id``, and its buttons say ``send`` or name the field to change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from anxin.pages.views import render

STEP = "step"
CHANGE = "change"
CHECK = "check"
ADD_LINE = "add-line"
DRAFT = "draft"
RECKON = "reckon"


def to_check(request: HttpRequest) -> bool:
    """Say whether what was filled in shall be shown once more before it is sent."""
    return request.POST.get(STEP) == CHECK and not to_change(request)


def to_change(request: HttpRequest) -> str:
    """Return the field to go back to; empty where nobody asked to change anything."""
    return request.POST.get(CHANGE, "")


def adds_line(request: HttpRequest) -> bool:
    """Say whether one more empty line is wanted, and nothing else yet."""
    return request.POST.get(STEP) == ADD_LINE


def to_reckon(request: HttpRequest) -> bool:
    """Say whether it shall be shown what would come of what was typed, and nothing kept."""
    return request.POST.get(STEP) == RECKON


def to_put_aside(request: HttpRequest) -> bool:
    """Say whether what was typed shall be kept as it is, right or wrong, to go on another time."""
    return request.POST.get(STEP) == DRAFT


def back_to(form: forms.BaseForm, field: str) -> None:
    """Put the cursor where the change is to be made."""
    if field in form.fields:
        form.fields[field].widget.attrs["autofocus"] = True


def typed(form: forms.BaseForm) -> dict[str, Any]:
    """Return what stands in each box as it was typed, right or wrong."""
    return {name: form[name].data for name in form.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the page says on which somebody looks at their answers once more."""

    title: str
    submit: str
    lead: str = ""
    clause: str = ""


def check_page(
    request: HttpRequest, form: forms.BaseForm, asked: Check, *, above: str = "", **shown: Any
) -> HttpResponse:
    """Show the answers before they are sent; nothing has been kept.

    ``above`` names a template shown over the answers, with what else is given here.
    """
    context = {**shown, "form": form, "asked": asked, "above": above}
    return render(request, "web/check.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the page says on which an act that can't be undone is asked for once more."""

    title: str
    what: Sequence[str]
    """What will happen, point by point."""
    final: str
    """What can't be undone."""
    submit: str
    back: str
    clause: str = ""
    whom: str = ""
    person: object = None
    """Whom it is about, as people.queries.Named; shown as the person's banner."""
    typed_before: bool = False
    """Whether the form was filled in on the page before and is only carried along."""


def confirm_page(request: HttpRequest, form: forms.BaseForm, asked: Confirmation) -> HttpResponse:
    """Ask once more; answered 422 where what was sent from here was refused."""
    context = {"form": form, "asked": asked}
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)
