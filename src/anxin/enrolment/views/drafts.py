"""What a unit has put aside: the list of its drafts, and giving one up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.forms import ActForm
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in


@page("application.register")
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """List the unit's drafts, the newest first."""
    found = listing(request, queries.open_drafts())
    rows = queries.drafts_shown(list(found.page_obj), look=look(request, "申请草稿列表"))
    return render(request, "enrolment/drafts.html", {"listing": found, "rows": rows})


@page("application.register")
@require_http_methods(["GET", "POST"])
def abandon(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give a draft up, for a correction or a new application."""
    found = queries.open_drafts().filter(id=draft_id).first()
    if found is None:
        raise Http404
    form = ActForm(request.POST or None)
    if form.is_valid():
        given_up = form.attempt(
            lambda: services.abandon_draft(
                request_id=form.cleaned_data["request_id"],
                draft_id=draft_id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if given_up:
            messages.success(request, _("草稿已放弃"))
            return redirect("enrolment:drafts")
    (shown,) = queries.drafts_shown([found], look=look(request, "放弃草稿"))
    asked = Confirmation(
        title=_("放弃草稿"),
        whom=shown.name,
        what=[_("删除这份草稿里填写的内容"), _("已经提交的申请和登记的人员不受影响")],
        final=_("放弃后不能恢复"),
        submit=_("确认放弃"),
        back=reverse("enrolment:drafts"),
        clause="5.1.2.a",
    )
    return confirm_page(request, form, asked)
