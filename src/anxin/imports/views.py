"""A roster's way through the pages: uploaded, looked at row by row, put right, taken in, told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.imports import queries, services, sheets
from anxin.imports.checking import Texts, found_in
from anxin.imports.forms import WHICH, RowForm, TakeInForm, UploadForm, row_form
from anxin.imports.models import ImportBatch, ImportRow
from anxin.imports.vocabulary import vocabulary
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.forms import ActForm
from anxin.pages.lists import listing
from anxin.pages.progress import Work
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.people.queries import Named
from anxin.rules.roster import Column, Verdict

Stage = ImportRow.Stage


@page("import.write")
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """List the rosters that the unit has read in."""
    found = listing(request, queries.batches())
    shown = queries.batches_shown(list(found.page_obj), look=look(request, "导入的表格"))
    return render(request, "imports/batches.html", {"listing": found, "rows": shown})


@page("import.write")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Answer with the empty roster that the unit fills in."""
    return sheets.answer(sheets.template(signed_in(request).organisation_id), name="roster.xlsx")


@page("import.write")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read a roster in; nothing is taken in yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        sent, at = form.cleaned_data["file"], now()
        made = form.attempt(
            lambda: services.upload(
                request_id=form.cleaned_data["request_id"],
                file_name=sent.name or "",
                sent=sent.read(),
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("表格已读取，还没有导入；请核对后再导入"))
            return redirect("imports:batch", made)
    return render(
        request, "imports/upload.html", {"form": form}, status=422 if form.errors else 200
    )


@page("import.write")
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show a roster: how many rows stand where, each with what is wrong, and how far the work is."""
    found, tally = _batch(batch_id), queries.counts(batch_id)
    asked = request.GET.get("state", "")
    state = asked if asked in queries.STATES else ""
    words = in_words(queries.STATES[state]) if state else ""
    rows = listing(
        request,
        queries.rows(batch_id, state),
        total=sum(tally.values()),
        filters=[("state", _("状态"), words)] if state else [],
    )
    seen = look(request, "导入的表格")
    (file_name,) = queries.file_names([found], look=seen)
    context = {
        "batch": found,
        "file_name": file_name,
        "listing": rows,
        "rows": queries.rows_shown(list(rows.page_obj), look=seen),
        "filters": [(key, name, tally[key]) for key, name in queries.STATES.items() if tally[key]],
        "state": state,
        "work": _work(batch_id, tally),
        "can_take": tally[Verdict.READY] + tally[Verdict.DRAFT] + tally[Stage.FAILED],
        "waiting": tally[Stage.QUEUED],
    }
    return render(request, "imports/batch.html", context)


@page("import.write")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Ask for rows to be taken in, in the background."""
    found, tally = _batch(batch_id), queries.counts(batch_id)
    form = TakeInForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.take_in(
                request_id=data["request_id"],
                batch_id=batch_id,
                verdicts=WHICH[data["which"]],
                first=data["first"],
                last=data["last"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已开始在后台导入"))
            return redirect("imports:batch", batch_id)
    context = {
        "form": form,
        "batch": found,
        "ready": tally[Verdict.READY],
        "drafts": tally[Verdict.DRAFT],
    }
    return render(request, "imports/take.html", context, status=422 if form.errors else 200)


@page("import.write")
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take back what still waits."""
    _batch(batch_id)
    asked = Confirmation(
        title=_("停止导入"),
        what=[_("还在等待的行不再导入"), _("已经导入的行不受影响")],
        final=_("停止的行以后可以再导入"),
        submit=_("确认停止"),
        back=reverse("imports:batch", args=[batch_id]),
        clause="A8",
    )
    return _confirmed(request, asked, services.stop, done=_("已停止"), batch_id=batch_id)


@page("import.write")
@require_http_methods(["GET", "POST"])
def abandon(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Give a roster up."""
    _batch(batch_id)
    asked = Confirmation(
        title=_("作废这份表格"),
        what=[_("删除这份表格里还没有导入的内容"), _("已经形成的申请和草稿不受影响")],
        final=_("作废后不能恢复"),
        submit=_("确认作废"),
        back=reverse("imports:batch", args=[batch_id]),
        clause="A8",
    )
    back = "imports:batches"
    return _confirmed(
        request, asked, services.abandon, done=_("表格已作废"), to=back, batch_id=batch_id
    )


@page("import.write")
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Show a row with what is wrong at each box, to be put right in place."""
    found, seen = _open_row(row_id), look(request, "导入的表格")
    villages = [one.name for one in vocabulary(found.organisation_id).villages]
    form = RowForm(request.POST, villages=villages) if request.method == "POST" else None
    if form is not None and form.is_valid():
        made = form.attempt(
            lambda: services.correct_row(
                request_id=form.cleaned_data["request_id"],
                row_id=row_id,
                texts=form.texts,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            return _after_correction(request, row_id)
    texts = queries.texts_of(found, look=seen)
    context = {
        "row": found,
        "form": form or row_form(texts, found_in(found), villages=villages),
        "people": _resembled(found, texts, request),
        "lacking": [Column(one).label for one in found.lacking],
        "question": found.verdict == Verdict.QUESTION,
        "told": queries.told_of(found) if found.stage == Stage.FAILED else [],
    }
    return render(request, "imports/row.html", context, status=422 if form else 200)


@page("import.write")
@require_http_methods(["GET", "POST"])
def apart(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Write down that a row is about somebody else than whom it resembles (5.1.3.b)."""
    found = _open_row(row_id)
    asked = Confirmation(
        title=_("确认不是同一人"),
        what=[
            _("已核对身份证件，第 %(n)s 行与相似的人不是同一人") % {"n": found.number},
            _("这一行可以导入"),
        ],
        final=_("导入后如发现是同一人，由免费服药办公室合并档案"),
        submit=_("确认不是同一人"),
        back=reverse("imports:row", args=[row_id]),
        clause="5.1.3.b",
    )
    batch_url = found.batch_id
    return _confirmed(
        request, asked, services.tell_apart, done=_("已确认"), of=batch_url, row_id=row_id
    )


@page("import.write")
@require_safe
def result(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Answer with what became of every row, as a spreadsheet."""
    found = _batch(batch_id)
    seen = look(request, "导入结果下载")
    rows = queries.rows_shown(list(queries.rows(batch_id)), look=seen)
    return sheets.answer(sheets.result(rows), name=f"result-{found.id.hex[:8]}.xlsx")


def _confirmed(
    request: HttpRequest,
    asked: Confirmation,
    service: Callable[..., UUID],
    *,
    done: str,
    to: str = "imports:batch",
    of: UUID | None = None,
    **named: UUID,
) -> HttpResponse:
    form = ActForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: service(
                request_id=form.cleaned_data["request_id"],
                actor=signed_in(request),
                at=now(),
                **named,
            )
        )
        if made:
            messages.success(request, done)
            arguments: list[Any] = [of or made] if to == "imports:batch" else []
            return redirect(to, *arguments)
    return confirm_page(request, form, asked)


def _resembled(found: ImportRow, texts: Texts, request: HttpRequest) -> list[Named]:
    """Return who is registered already and may be the person of the row."""
    if not queries.likeness_of(found):
        return []
    return queries.perhaps_the_same(
        texts,
        organisation_id=found.organisation_id,
        on=localdate(now()),
        look=look(request, "导入的表格"),
    )


def _after_correction(request: HttpRequest, row_id: UUID) -> HttpResponse:
    again = _open_row(row_id)
    if again.verdict == Verdict.ERROR:
        messages.warning(request, _("已保存，还有错误要改正"))
        return redirect("imports:row", row_id)
    messages.success(request, _("第 %(n)s 行已改正") % {"n": again.number})
    return redirect("imports:batch", again.batch_id)


def _work(batch_id: UUID, tally: Counter[str]) -> Work | None:
    run = queries.newest_run(batch_id)
    if run is None:
        return None
    waiting = tally[Stage.QUEUED]
    ended = run.assignment.until is not None and run.assignment.until <= localdate(now())
    return Work(
        title=_("后台导入"),
        done=tally[Stage.DONE],
        total=tally[Stage.DONE] + waiting,
        unit=_("行"),
        left_out=[(in_words(why), count) for why, count in queries.left_out(tally)],
        ended=not waiting,
        failed=_("提交导入的人职责已终止，请停止后重新导入") if waiting and ended else "",
        result_url=reverse("imports:result", args=[batch_id]),
    )


def _batch(batch_id: UUID) -> ImportBatch:
    found = queries.find_batch(batch_id)
    if found is None:
        raise Http404
    return found


def _open_row(row_id: UUID) -> ImportRow:
    found = queries.find_row(row_id)
    if found is None or found.stage not in {Stage.OPEN, Stage.FAILED}:
        raise Http404
    return found
