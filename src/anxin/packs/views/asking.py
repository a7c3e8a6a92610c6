"""A clinic day's sheet: asked for with a purpose, answered by another, fetched with a password shown once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.clinics.queries import day_in_reach, expected_ids
from anxin.documents.spreadsheet import Watermark
from anxin.packs import queries, services, sheets
from anxin.packs.filling import filled
from anxin.packs.forms import AnswerForm, AskForm, TakeForm
from anxin.packs.models import Pack
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.access import Actor
from anxin.rules.export_stages import ExportStage

SERIAL = 10
FILE_POLICY = "default-src 'none'; sandbox"
OPEN = {ExportStage.APPROVED, ExportStage.DOWNLOADED}


@page("pack.read")
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """List the packs in reach with where they stand."""
    at = now()
    found = listing(request, queries.packs())
    rows = [queries.shown(one, at=at, on=localdate(at)) for one in found.page_obj]
    return render(request, "packs/packs.html", {"listing": found, "rows": rows})


@page("pack.ask")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """Ask for the sheet of a clinic day."""
    day = day_in_reach(day_id, action="pack.ask")
    if day is None:
        raise Http404
    form = AskForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.ask(
                clinic_day_id=day.id, actor=signed_in(request), at=now(), **form.cleaned_data
            )
        )
        if made:
            messages.success(request, _("已提交，等另一位同事或免费服药办公室审批"))
            return redirect("packs:pack", made)
    context = {"form": form, "day": day, "people": len(expected_ids(day))}
    return render(request, "packs/ask.html", context, status=422 if form.errors else 200)


@page("pack.read")
@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Show a pack: another answers it, the asker fetches it."""
    found, at, actor = find(pack_id), now(), signed_in(request)
    may_answer = _may_answer(found, actor)
    form = AnswerForm(request.POST or None) if may_answer else AnswerForm()
    if may_answer and form.is_valid():
        made = form.attempt(
            lambda: services.answer(pack_id=found.id, actor=actor, at=at, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("审批意见已提交"))
            return redirect("packs:pack", found.id)
    seen = queries.shown(found, at=at, on=localdate(at))
    takes = found.recorded_by_id == actor.staff_id and found.stage in OPEN and not seen.expired
    context = {
        "shown": seen,
        "events": queries.happened(found),
        "form": form,
        "may_answer": may_answer,
        "take_form": TakeForm() if takes else None,
        "may_enter": actor.may("pack.enter") and found.stage == ExportStage.DOWNLOADED,
    }
    return render(request, "packs/pack.html", context, status=422 if form.errors else 200)


def _may_answer(found: Pack, actor: Actor) -> bool:
    own = found.recorded_by_id == actor.staff_id
    return not own and actor.may("pack.answer") and found.stage == ExportStage.ASKED


@page("pack.ask")
@require_POST
def take(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Show the password of a new download once; asked again for the file, answer with that file."""
    found, at = find(pack_id), now()
    form = TakeForm(request.POST)
    if not form.is_valid():
        return redirect("packs:pack", found.id)
    event_id = form.attempt(
        lambda: services.take(
            request_id=form.cleaned_data["request_id"],
            pack_id=found.id,
            actor=signed_in(request),
            at=at,
        )
    )
    if event_id is None:
        return render(request, "packs/refused.html", {"form": form, "pack": found}, status=422)
    if form.cleaned_data["fetch"]:
        return _file(request, find(pack_id), event_id, at=at)
    context = {"pack": found, "password": queries.password_for(event_id), "form": form}
    return render(request, "packs/password.html", context)


def _file(request: HttpRequest, found: Pack, event_id: UUID, *, at: datetime) -> HttpResponse:
    actor, serial = signed_in(request), event_id.hex[:SERIAL].upper()
    seen = look(request, "下载断网登记表", reason=f"{found.reason}（{serial}）")
    mark = Watermark(
        taken_by=actor.name,
        organisation=actor.organisation_name,
        taken_at=localtime(at).replace(tzinfo=None),
        serial=serial,
    )
    content = sheets.workbook(found, filled(found, look=seen), mark=mark)
    return HttpResponse(
        sheets.sealed(content, password=queries.password_for(event_id)),
        content_type=sheets.CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="clinic-day-{serial}.xlsx"',
            "Content-Security-Policy": FILE_POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def find(pack_id: UUID) -> Pack:
    """Return a pack in reach; any other is not found."""
    found = queries.find_pack(pack_id)
    if found is None:
        raise Http404
    return found
