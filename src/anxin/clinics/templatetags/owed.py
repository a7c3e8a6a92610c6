"""What a person is owed, wherever a page shows the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.context import RequestContext
from django.utils.timezone import localdate

from anxin.clinics.queries import owed_to
from anxin.pages.views import look

register = template.Library()


@register.inclusion_tag("clinics/owed_medicine.html", takes_context=True)
def owed_medicine(context: RequestContext, person_id: UUID) -> dict[str, Any]:
    """Show what a person is owed; nothing where nothing is, or who looks reads no prescriptions."""
    request = context["request"]
    if not context["actor"].may("prescription.read"):
        return {}
    return {"waiting": owed_to(person_id, look=look(request, "欠药"), on=localdate())}
