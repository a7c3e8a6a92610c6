"""Components: one tag, one template, one meaning. Pages compose them and nothing else.

``docs/decisions/0007-the-face.md`` lists them; ``tests/web/test_components.py`` shows their HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from anxin.pages.words import day_in_words, in_words, month_words, quarter_words
from anxin.rules.access import Actor
from anxin.rules.quarters import Quarter
from anxin.web import form_shape
from anxin.web.clause_words import label_of, sentence_of, title_of
from anxin.web.templatetags.parts import asking, lists

register = template.Library()
register.filter("in_words", in_words)
register.tags.update(asking.register.tags | lists.register.tags)

WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
STATUS_ICONS = {"good": "check", "wait": "clock", "bad": "alert", "plain": "dot"}
SOON_DAYS = 3


@register.inclusion_tag("web/components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """Show a picture from the sprite; a word always stands beside it."""
    return {"name": name}


@register.inclusion_tag("web/components/page_head.html")
def page_head(
    title: str,
    action_url: str = "",
    action_text: str = "",
    clause: str = "",
    lead: str = "",
    back_url: str = "",
    back_text: str = "",
    *,
    action_focus: bool = False,
) -> dict[str, Any]:
    """Show the page's one heading, its clause and the next action, one key away where it takes the focus."""
    return {
        "title": title,
        "action_url": action_url,
        "action_text": action_text,
        "clause": clause,
        "lead": lead,
        "back_url": back_url,
        "back_text": back_text or _("返回"),
        "action_focus": action_focus,
    }


@register.inclusion_tag("web/components/money.html")
def money(amount: int | Literal[""] | None) -> dict[str, Any]:
    """Show fen as yuan: the only place where an amount meets a decimal point. None is 待定."""
    if amount is None or amount == "":
        return {"yuan": None, "negative": False}
    yuan, fen = divmod(abs(amount), 100)
    sign = "−" if amount < 0 else ""
    return {"yuan": f"{sign}{yuan:,}.{fen:02}", "negative": amount < 0}


@register.inclusion_tag("web/components/status_tag.html")
def status_tag(label: str, kind: str = "plain") -> dict[str, Any]:
    """Show a stage as icon and word; the colour only repeats what the word says."""
    known = kind if kind in STATUS_ICONS else "plain"
    return {"label": in_words(label), "kind": known, "icon": STATUS_ICONS[known]}


@register.inclusion_tag("web/components/day.html")
def day(value: date | datetime | None, *, weekday: bool = False) -> dict[str, Any]:
    """Show a day as 2026年11月22日; a moment as its local day in Shanghai."""
    shown = localdate(value) if isinstance(value, datetime) else value
    if not shown:
        return {"day": None}
    name = _(WEEKDAYS[shown.weekday()]) if weekday else ""
    return {"day": shown, "words": day_in_words(shown), "weekday": name}


@register.simple_tag
def month(value: date | str) -> str:
    """Show a month as 2026年11月, the only way there is."""
    return month_words(value)


@register.simple_tag
def quarter(value: Quarter | str) -> str:
    """Show a quarter as 2026年第3季度, the only way there is."""
    return quarter_words(value)


@register.inclusion_tag("web/components/days_left.html", takes_context=True)
def days_left(context: template.Context, due_on: date | None) -> dict[str, Any]:
    """Say in words how long there is, counted from the page's day; the icon and colour repeat it."""
    if due_on is None:
        return {"words": ""}
    left = (due_on - (context.get("today") or localdate())).days
    if left < 0:
        words = ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -left) % {"n": -left}
        kind = "bad"
    elif left == 0:
        words, kind = _("今天到期"), "wait"
    else:
        kind = "wait" if left <= SOON_DAYS else "plain"
        words = ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", left) % {"n": left}
    return {"words": words, "kind": kind, "icon": STATUS_ICONS[kind]}


@register.inclusion_tag("web/components/clause.html")
def clause(clause_id: str) -> dict[str, Any]:
    """Show a clause as a button that opens the notice's own sentence beside it."""
    return {
        "id": clause_id,
        "label": label_of(clause_id),
        "title": title_of(clause_id),
        "sentence": sentence_of(clause_id),
        "popover": f"clause-{uuid4().hex[:8]}",
    }


@register.inclusion_tag("web/components/act_form.html", takes_context=True)
def act_form(
    context: template.Context,
    form: BaseForm,
    *,
    submit: str = "",
    danger: bool = False,
    action: str = "",
    cancel_url: str = "",
    sections: Iterable[tuple[str, Iterable[str]]] | None = None,
    lines: BaseFormSet[Any] | None = None,
    lines_title: str = "",
    checks: bool = False,
    drafts: bool = False,
    reckons: str = "",
    focus: bool = False,
) -> dict[str, Any]:
    """Show a form whole: token, request id, what is wrong at the top, fields, the button.

    ``sections`` (or ``form.sections``) groups fields under headings: ``[("标题", ["field", …])]``.
    ``lines`` is a formset shown below the fields, one group for each line, with 再加一行 while there
    is room; ``form.adds_below`` names a field below which a button does the same. ``checks``: the button
    asks to look at it once more (``pages.asking``); ``drafts``: a second button puts what was typed
    aside; ``reckons``: one shows what would come of it; ``focus``: the button is one key away.
    """
    forms = [form, *(lines.forms if lines else [])]
    return {
        "focus": focus and not form.is_bound,
        "form": form,
        "problems": form_shape.problems(form, lines),
        "sections": form_shape.sections(form, sections),
        "submit": submit or _("提交"),
        "danger": danger,
        "action": action,
        "cancel_url": cancel_url,
        "multipart": any(f.is_multipart() for f in forms),
        "lines": lines,
        "lines_title": lines_title,
        "more_lines": lines is not None and lines.total_form_count() < lines.absolute_max,
        "adds": bool(getattr(form, "adds_below", {})),
        "checks": checks,
        "drafts": drafts,
        "reckons": reckons,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm, lines: BaseFormSet[Any] | None = None) -> dict[str, Any]:
    """Show everything that is wrong, each with a link to its field; for pages with their own form."""
    return {"problems": form_shape.problems(form, lines)}


@register.inclusion_tag("web/components/form_field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """Show one field with label, help, error; for pages with their own form."""
    return form_shape.shown(field)


@register.inclusion_tag("web/components/empty.html")
def empty(
    title: str, advice: str = "", action_url: str = "", action_text: str = ""
) -> dict[str, Any]:
    """Say that there is nothing, and what to do."""
    return {"title": title, "advice": advice, "action_url": action_url, "action_text": action_text}


@register.inclusion_tag("web/components/person_banner.html", takes_context=True)
def person_banner(context: template.Context, named: Any, *, url: str = "") -> dict[str, Any]:
    """Show whom a page is about: name, sex, age, masked number with its reveal."""
    today = context.get("today") or localdate()
    return {**_for_masked(context), "named": named, "age": named.age_on(today), "url": url}


@register.inclusion_tag("web/components/masked.html", takes_context=True)
def masked(
    context: template.Context, named: Any, *, field: str = "identity_number"
) -> dict[str, Any]:
    """Show the masked number, and a button that shows it whole and is recorded (7.2.d)."""
    actor: Actor | None = context.get("actor")
    person_id: UUID = named.person_id
    return {
        **_for_masked(context),
        "masked": named.masked_number,
        "person_id": person_id,
        "field": field,
        "may_reveal": actor is not None and actor.may("identity.reveal"),
    }


def _for_masked(context: template.Context) -> dict[str, Any]:
    return {name: context.get(name) for name in ("actor", "csrf_token", "today", "request")}


@register.inclusion_tag("web/components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any] | object]) -> dict[str, Any]:
    """Show what happened, oldest first: each with ``on``, ``title`` and, where known, who and why."""
    return {"events": list(events)}
