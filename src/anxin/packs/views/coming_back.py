"""A sheet that came back: uploaded, looked at row by row, put right or set aside."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics.queries import products_of_catalogue
from anxin.packs import queries, services
from anxin.packs.forms import AsideForm, UploadForm
from anxin.packs.forms.correcting import EntryForm, entry_form, lines_in
from anxin.packs.models import PackEntry
from anxin.packs.services.entering import look_at
from anxin.packs.views.asking import find
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.forms import ActForm
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.export_stages import ExportStage
from anxin.rules.pack_entry_stages import PACK_ENTRY, EntryMove, EntryStage
from anxin.rules.packs import Weight


@page("pack.upload")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Read a sheet back in; nothing of it is taken in yet."""
    found = find(pack_id)
    if found.stage != ExportStage.DOWNLOADED:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.upload(
                request_id=form.cleaned_data["request_id"],
                pack_id=found.id,
                sent=form.cleaned_data["file"].read(),
                password=form.cleaned_data["password"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("登记表已读取，还没有办理；请逐行核对"))
            return redirect("packs:rows", found.id)
    context = {"form": form, "pack": found}
    return render(request, "packs/upload.html", context, status=422 if form.errors else 200)


@page("pack.enter")
@require_safe
def rows(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """Show every row that came back for a pack, how far it is and what stands against it."""
    found, seen = find(pack_id), look(request, "断网登记补录")
    shown = queries.shown_entries(found, look=seen, at=now())
    states = list(dict.fromkeys(one.state for one in shown))
    asked = request.GET.get("state", "")
    state = asked if asked in {str(n) for n in range(len(states))} else ""
    kept = [one for one in shown if not state or one.state == states[int(state)]]
    context = {
        "pack": found,
        "rows": kept,
        "total": len(shown),
        "state": state,
        "filters": [
            (str(n), name, sum(one.state == name for one in shown)) for n, name in enumerate(states)
        ],
        "uploads": [(one, queries.not_taken(one, look=seen)) for one in queries.uploads_of(found)],
        "may_upload": signed_in(request).may("pack.upload")
        and found.stage == ExportStage.DOWNLOADED,
    }
    return render(request, "packs/rows.html", context)


@page("pack.upload")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show a row with what is wrong at each box, to be put right in place."""
    found = open_entry(entry_id, EntryMove.CORRECT)
    if found.foreign:
        raise Http404
    seen, products = look(request, "断网登记补录"), [str(one) for one in products_of_catalogue()]
    texts = dict(queries.read_texts([found], look=seen)[found.id])
    with_card = not (found.row and found.row.person_id)
    form = (
        EntryForm(request.POST, products=products, lines=lines_in(texts), with_card=with_card)
        if request.method == "POST"
        else None
    )
    if form is not None and form.is_valid():
        made = form.attempt(
            lambda: services.correct(
                request_id=form.cleaned_data["request_id"],
                entry_id=found.id,
                texts={**_kept(texts, form), **form.texts},
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            return _after_correction(request, found.id)
    told = look_at(found, actor=signed_in(request), at=now()).told
    shown = form or entry_form(texts, told, products=products, with_card=with_card)
    context = {"entry": found, "form": shown}
    return render(request, "packs/correct.html", context, status=422 if form else 200)


def _kept(texts: dict[str, str], form: EntryForm) -> dict[str, str]:
    """Return the cells that the form does not show: what went out with the sheet."""
    return {key: text for key, text in texts.items() if key not in form.fields}


def _after_correction(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    again = find_entry(entry_id)
    left = look_at(again, actor=signed_in(request), at=now())
    if left.weight is Weight.FAULT:
        messages.warning(request, _("已保存，还有错误要改正"))
        return redirect("packs:correct", entry_id)
    messages.success(request, _("第 %(n)s 行已更正") % {"n": again.number})
    return redirect("packs:entry", entry_id)


@page("pack.upload")
@require_http_methods(["GET", "POST"])
def set_aside(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Leave a row out, with the reason."""
    found = open_entry(entry_id, EntryMove.SET_ASIDE)
    form = AsideForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.set_aside(
                entry_id=found.id, actor=signed_in(request), at=now(), **form.cleaned_data
            )
        )
        if made:
            messages.success(request, _("第 %(n)s 行已搁置") % {"n": found.number})
            return redirect("packs:rows", found.pack_id)
    context = {"entry": found, "form": form}
    return render(request, "packs/aside.html", context, status=422 if form.errors else 200)


@page("pack.upload")
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take up a row again that was set aside."""
    found, form = open_entry(entry_id, EntryMove.RESUME), ActForm(request.POST or None)
    asked = Confirmation(
        title=_("恢复这一行"),
        what=[_("第 %(n)s 行重新核对，从到诊登记办起") % {"n": found.number}],
        final=_("以后还可以再搁置"),
        submit=_("确认恢复"),
        back=reverse("packs:entry", args=[found.id]),
        clause="working-rules:late-entry",
    )
    return _confirmed(request, form, asked, services.resume, found)


def _confirmed(
    request: HttpRequest,
    form: ActForm,
    asked: Confirmation,
    service: Callable[..., UUID],
    found: PackEntry,
) -> HttpResponse:
    if form.is_valid():
        made = form.attempt(
            lambda: service(
                request_id=form.cleaned_data["request_id"],
                entry_id=found.id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            return redirect("packs:entry", made)
    return confirm_page(request, form, asked)


def find_entry(entry_id: UUID) -> PackEntry:
    """Return an entry in reach; any other is not found."""
    found = queries.find_entry(entry_id)
    if found is None:
        raise Http404
    return found


def open_entry(entry_id: UUID, move: EntryMove) -> PackEntry:
    """Return an entry in reach that a move is open for."""
    found = find_entry(entry_id)
    if not PACK_ENTRY.is_open(EntryStage(found.stage), move):
        raise Http404
    return found
