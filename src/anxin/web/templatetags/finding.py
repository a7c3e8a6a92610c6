"""The next action on a person's page, as the one box has it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.utils.timezone import localdate

from anxin.enrolment.queries.outlook import outlooks, status_of
from anxin.rules.access import Actor
from anxin.web.next_step import next_steps

register = template.Library()


@register.inclusion_tag("web/next_step.html", takes_context=True)
def next_step(context: template.Context, person_id: UUID) -> dict[str, Any]:
    """Show a person's one status and what is next for who looks; no link to the page it stands on."""
    actor: Actor = context["actor"]
    on = context.get("today") or localdate()
    rows = outlooks([person_id], organisation_id=actor.organisation_id, most=1, on=on)
    step = next_steps(rows, actor=actor, on=on).get(person_id)
    here = step is not None and step.url == context["request"].path
    status = status_of(rows[0], actor=actor, on=on) if rows else None
    return {"status": status, "step": None if here else step}
