"""The official forms as PDF. Each print is a reading with the reason 打印."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from anxin.clinics.queries.calls import day_to_call_about
from anxin.dispensing.queries import find_pickup
from anxin.documents import queries, typesetting
from anxin.documents.filling import agreement as agreements
from anxin.documents.filling import approval as approvals
from anxin.documents.filling import calls as call_lists
from anxin.documents.filling import card as cards
from anxin.documents.filling import label as labels
from anxin.documents.filling import notice as notices
from anxin.documents.filling import register as registers
from anxin.documents.filling.words import day
from anxin.documents.views.paper import paper
from anxin.enrolment.models import Application
from anxin.enrolment.queries import find_application, find_card_by_id, register_units
from anxin.pages.views import look, page, signed_in
from anxin.privacy.door import Look
from anxin.rules.pickup_stages import PickupStage

REASON = gettext_noop("打印")


def printing(request: HttpRequest, form: str) -> Look:
    """Return the look that a print is recorded under."""
    return look(request, form, reason=REASON)


@page("form.print")
@require_safe
def approval(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Print the approval form of annex 4."""
    found = approvals.approval(
        _application(application_id), look=printing(request, "打印审批表（附件4）")
    )
    return _printed("approval", found, name="annex-4")


@page("form.print")
@require_safe
def notice(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Print the notice of the decision that stands."""
    application = _application(application_id)
    decision = notices.newest_decision(application)
    if decision is None:
        raise Http404
    found = notices.notice(application, decision, look=printing(request, "打印审批结果告知书"))
    return _printed("notice", found, name="notice")


@page("form.print")
@require_safe
def agreement(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Print the agreement of annex 7, before signing with the hospital that is asked for."""
    found = agreements.agreement(
        _application(application_id),
        hospital_id=_uuid(request.GET.get("clinic", "")),
        look=printing(request, "打印服务协议（附件7）"),
    )
    return _printed("agreement", found, name="annex-7")


@page("card.issue")
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Print the card of annex 5: cover, first page, empty record pages, notices."""
    found = find_card_by_id(card_id)
    if found is None:
        raise Http404
    data = cards.booklet(found, look=printing(request, "打印救助卡（附件5）"))
    return _printed("card", data, name="annex-5")


@page("record.print")
@require_safe
def label(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Print the labels and leaflets of a completed pick-up of the actor's counter (5.3.2.c)."""
    found = find_pickup(pickup_id, actor=signed_in(request))
    if found is None or found.stage != PickupStage.COMPLETED:
        raise Http404
    data = labels.label(found, look=printing(request, "打印用药标签和说明"))
    return _printed("label", data, name="label")


@page("form.print")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Print the register of annex 8 of one unit, with every number in full."""
    unit = queries.unit_of(register_units(), request.GET.get("unit", ""))
    if unit is None:
        raise Http404
    at, actor = now(), signed_in(request)
    lines = registers.register(
        unit.id, in_full=True, look=printing(request, "打印登记名单（附件8）")
    )
    data = {
        "单位": unit.name,
        "填表人": actor.name,
        "填表时间": day(localdate(at)),
        "打印标记": f"{actor.organisation_name} {actor.name} {localtime(at):%Y-%m-%d %H:%M} 打印",
        "名单": [line.cells for line in lines],
    }
    return _printed("register", data, name="annex-8")


@page("call.print")
@require_safe
def calls(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """Print whom to call about a changed day, with every telephone in full (5.2.1)."""
    found = day_to_call_about(day_id, action="call.print")
    if found is None:
        raise Http404
    data = call_lists.calls(found, look=printing(request, "打印电话通知名单"))
    at, actor = now(), signed_in(request)
    marks = {
        "打印时间": day(localdate(at)),
        "打印标记": f"{actor.organisation_name} {actor.name} {localtime(at):%Y-%m-%d %H:%M} 打印",
    }
    return _printed("calls", data and {**data, **marks}, name="calls")


def _application(application_id: UUID) -> Application:
    found = find_application(application_id)
    if found is None:
        raise Http404
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _printed(sheet: str, data: Mapping[str, Any] | None, *, name: str) -> HttpResponse:
    if data is None:
        raise Http404
    return paper(typesetting.pdf(sheet, data, at=now()), name=name)
