"""Put in, see and take back photos and scans of a person's papers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.files import queries, services
from anxin.files.answers import file_answer
from anxin.files.forms import FileForm, WithdrawFileForm
from anxin.files.models import Attachment
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import Named, named


@page("file.add")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Put in a photo or scan."""
    who = _who(request, person_id, page_name="添加照片或扫描件")
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        initial={"application": request.GET.get("application", "")},
    )
    if form.is_valid():
        application_id = form.cleaned_data["application"]
        made = form.attempt(
            lambda: services.add_file(
                request_id=form.cleaned_data["request_id"],
                person_id=person_id,
                file=form.cleaned_file,
                application_id=application_id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已添加，请看一下是否清楚"))
            return redirect(_back(person_id, application_id))
    context = {
        "form": form,
        "person": who,
        "back": _back(person_id, form["application"].value()),
    }
    return render(request, "files/add.html", context, status=422 if form.errors else 200)


@page("file.add")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Take back a file put in by mistake."""
    row = _found(file_id)
    who = _who(request, row.person_id, page_name="撤下照片或扫描件")
    back = _back(row.person_id, row.application_id)
    form = WithdrawFileForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.withdraw_file(
                request_id=form.cleaned_data["request_id"],
                file_id=row.id,
                because=form.cleaned_data["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已撤下"))
            return redirect(back)
    context = {"form": form, "person": who, "file": row, "back": back}
    return render(request, "files/withdraw.html", context, status=422 if form.errors else 200)


@page("file.read")
@require_safe
def content(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Answer with the file; the reading is recorded (7.2.d)."""
    return _answer(request, _found(file_id), column="content")


@page("file.read")
@require_safe
def thumbnail(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Answer with the small picture that stands in a list; the reading is recorded (7.2.d)."""
    return _answer(request, _found(file_id), column="thumbnail")


def _answer(request: HttpRequest, row: Attachment, *, column: str) -> HttpResponse:
    seen = look(request, "照片和扫描件")
    body = queries.open_file(row, column=column, look=seen)
    if body is None:
        raise Http404
    return file_answer(body, kind=row.kind, name=str(row.id)[:8])


def _found(file_id: UUID) -> Attachment:
    row = queries.find_file(file_id)
    if row is None:
        raise Http404
    return row


def _who(request: HttpRequest, person_id: UUID, *, page_name: str) -> Named:
    who = named([person_id], look=look(request, page_name)).get(person_id)
    if who is None:
        raise Http404
    return who


def _back(person_id: UUID, application_id: object) -> str:
    """Return the way back; an application's id that was typed by hand leads nowhere else."""
    try:
        number = UUID(str(application_id))
    except ValueError:
        return reverse("enrolment:person", args=[person_id])
    return reverse("enrolment:application", args=[number])
