"""The month's batch on its way to the office, and the office's receipt (5.1.3.c)."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms import ReceiveForm
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.days import add_months

MOST = 200
"""Lines of one list; a month of the whole district is fewer."""


@page("register.read")
@require_safe
def forwarding(request: HttpRequest) -> HttpResponse:
    """List what is forwarded of a month's intake, to read and to print."""
    month = _month(request, on=localdate(now()))
    found = listing(request, queries.batch(month), size=MOST)
    return render(
        request,
        "enrolment/forwarding.html",
        {
            "listing": found,
            "rows": queries.forwarded(found.page_obj, look=look(request, "报送清单")),
            "month": month,
            "before": add_months(month, -1).isoformat()[:7],
            "after": add_months(month, 1).isoformat()[:7],
            "to_receive": queries.on_the_way().count(),
            "may_receive": signed_in(request).may("application.decide"),
        },
    )


def _month(request: HttpRequest, *, on: date) -> date:
    """Return the first day of the month asked for; this month where none is."""
    try:
        return datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return on.replace(day=1)


@page("application.decide")
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Write down which copies arrived, many at once."""
    rows = queries.forwarded(queries.on_the_way()[:MOST], look=look(request, "收到材料"))
    options = [
        (str(row.id), f"{row.keeper} · {row.named.name if row.named else ''} · {row.items}")
        for row in rows
    ]
    form = ReceiveForm(request.POST or None, options=options)
    if form.is_valid():
        made = form.attempt(
            lambda: services.receive_materials(
                request_id=form.cleaned_data["request_id"],
                application_ids=form.cleaned_data["applications"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已登记收到材料"))
            return redirect("enrolment:forwarding")
    context = {"form": form, "rows": rows}
    return render(request, "enrolment/receive.html", context, status=422 if form.errors else 200)
