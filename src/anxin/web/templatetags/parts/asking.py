"""Components of an act asked twice: check your answers, and confirm what can't be undone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.translation import gettext as _

from anxin.web import answers

register = template.Library()


@register.inclusion_tag("web/components/check_answers.html", takes_context=True)
def check_answers(
    context: template.Context,
    form: BaseForm,
    *,
    submit: str = "",
    sections: Iterable[tuple[str, Iterable[str]]] | None = None,
) -> dict[str, Any]:
    """Show a form's answers once more before they are sent, each with 改 back to its field.

    Everything typed is carried along, with the same request id: nothing is kept until 提交.
    """
    return {
        "form": form,
        "sections": answers.sections(form, sections),
        "carried": answers.carried(form),
        "submit": submit or _("提交"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/components/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    form: BaseForm,
    *,
    what: Iterable[str],
    final: str,
    submit: str,
    whom: str = "",
    clause: str = "",
    cancel_url: str = "",
    action: str = "",
    typed_before: bool = False,
) -> dict[str, Any]:
    """Ask once more before what can't be undone: what will happen, to whom, what is final.

    ``typed_before``: the form was filled in on the page before; it is carried along unseen and can
    be gone back to. Otherwise its fields, a reason for instance, are asked for here.
    """
    return {
        "form": form,
        "what": list(what),
        "final": final,
        "submit": submit,
        "whom": whom,
        "clause": clause,
        "cancel_url": cancel_url,
        "action": action,
        "carried": answers.carried(form) if typed_before else [],
        "sections": answers.sections(form) if typed_before else [],
        "csrf_token": context.get("csrf_token"),
    }
