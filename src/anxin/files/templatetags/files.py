"""The list of a person's photos and scans, for any page about the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template

from anxin.files import queries
from anxin.rules.access import Actor

register = template.Library()


@register.inclusion_tag("files/attachments.html", takes_context=True)
def attachments(
    context: dict[str, Any], person_id: UUID, application_id: UUID | None = None
) -> dict[str, Any]:
    """Show the files of a person, and the way to put one in; nothing to who may not see them."""
    actor: Actor = context["actor"]
    may_see = actor.may("file.read")
    return {
        "files": queries.files_of(person_id) if may_see else [],
        "may_see": may_see,
        "may_add": actor.may("file.add"),
        "person_id": person_id,
        "application_id": application_id or "",
        "request": context["request"],
    }
