"""A link to a printed form, shown where the duty holds the right of its address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.context import RequestContext
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anxin.rules.access import Actor

register = template.Library()

NEW_TAB = SafeString(' target="_blank" rel="noopener"')


@register.simple_tag(takes_context=True)
def paper_link(
    context: RequestContext,
    url_name: str,
    row_id: UUID | None = None,
    *,
    text: str,
    new_tab: bool = True,
    **asked: Any,
) -> SafeString | str:
    """Return a link to a form of a row; nothing for a duty that may not open it.

    Named values go into the query string where they say something.
    """
    actor: Actor | None = context.get("actor")
    address = reverse(url_name, args=[row_id] if row_id else [])
    if actor is None or not actor.may(resolve(address).func.action):  # type: ignore[attr-defined]
        return ""
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
    return format_html(
        '<a class="btn btn-link" href="{}"{}>{}</a>',
        f"{address}?{query}" if query else address,
        NEW_TAB if new_tab else "",
        text,
    )
