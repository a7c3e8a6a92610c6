"""Taking a register out as a spreadsheet: asked with a purpose, answered by another, fetched in a day."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.documents import queries, services, spreadsheet
from anxin.documents.filling.register import register
from anxin.documents.forms import AnswerForm, ExportForm, TakeForm
from anxin.documents.models import ExportRequest
from anxin.documents.spreadsheet import Watermark
from anxin.documents.views.paper import attachment
from anxin.enrolment.queries import register_units
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.export_stages import ExportStage

ROWS = 50
SERIAL = 10


@page("export.ask")
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """List the requests in reach with where they stand."""
    at = now()
    page_obj = Paginator(queries.exports(), ROWS).get_page(request.GET.get("page"))
    rows = [queries.shown(one, at=at, on=localdate(at)) for one in page_obj]
    return render(request, "documents/exports.html", {"page_obj": page_obj, "rows": rows})


@page("export.ask")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to take a unit's register out."""
    units = register_units()
    form = ExportForm(
        request.POST or None, units=units, initial={"unit": request.GET.get("unit", "")}
    )
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.ask_export(
                request_id=data["request_id"],
                unit_id=UUID(data["unit"]),
                reason=data["reason"],
                columns=data["columns"],
                in_full=data["in_full"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已提交，等另一位同事或免费服药办公室审批"))
            return redirect("documents:export", made)
    context = {"form": form, "units": units}
    return render(request, "documents/ask.html", context, status=422 if form.errors else 200)


@page("export.ask")
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Show a request: another answers it, the asker fetches the file."""
    found, at, actor = _export(export_id), now(), signed_in(request)
    own = found.recorded_by_id == actor.staff_id
    may_answer = not own and actor.may("export.answer") and found.stage == ExportStage.ASKED
    form = AnswerForm(request.POST or None) if may_answer else AnswerForm()
    if may_answer and form.is_valid():
        made = form.attempt(
            lambda: services.answer_export(
                request_id=form.cleaned_data["request_id"],
                export_id=found.id,
                approve=form.cleaned_data["approve"],
                because=form.cleaned_data["because"],
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("审批意见已提交"))
            return redirect("documents:export", found.id)
    seen = queries.shown(found, at=at, on=localdate(at))
    open_stages = {ExportStage.APPROVED, ExportStage.DOWNLOADED}
    context = {
        "shown": seen,
        "events": queries.happened(found),
        "form": form,
        "may_answer": may_answer,
        "take_form": TakeForm()
        if own and found.stage in open_stages and not seen.expired
        else None,
    }
    return render(request, "documents/export.html", context, status=422 if form.errors else 200)


@page("export.ask")
@require_POST
def take(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """Answer with the spreadsheet of the live rows, marked with who took it, when and its serial."""
    found, at, actor = _export(export_id), now(), signed_in(request)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return redirect("documents:export", found.id)
    event_id = services.take_export(
        request_id=form.cleaned_data["request_id"], export_id=found.id, actor=actor, at=at
    )
    serial = event_id.hex[:SERIAL].upper()
    seen = look(request, "导出登记名单", reason=f"{found.reason}（导出编号 {serial}）")
    content = spreadsheet.workbook(
        register(found.unit_id, in_full=found.in_full, look=seen),
        columns=found.columns,
        unit=found.unit.name,
        mark=Watermark(
            taken_by=actor.name,
            organisation=actor.organisation_name,
            taken_at=localtime(at).replace(tzinfo=None),
            serial=serial,
        ),
    )
    return attachment(content, name=f"annex-8-{serial}.xlsx", content_type=spreadsheet.CONTENT_TYPE)


def _export(export_id: UUID) -> ExportRequest:
    found = queries.find_export(export_id)
    if found is None:
        raise Http404
    return found
