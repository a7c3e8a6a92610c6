"""Pages of alerts: raising one, the list, receiving one （六（一））."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.exchange import queries, services
from anxin.exchange.forms import RaiseForm, ReceiveForm
from anxin.exchange.models import Alert
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.people.queries import named
from anxin.rules.access import Actor
from anxin.rules.alert_stages import ALERT, AlertStage


@page("alert.raise")
@require_http_methods(["GET", "POST"])
def raise_alert(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Tell the township centre that somebody gets worse; then go on where one was."""
    person = named([person_id], look=look(request, "病情预警")).get(person_id)
    if person is None:
        raise Http404
    form, back = RaiseForm(request.POST or None), _back(request, person_id)
    if form.is_valid():
        made = form.attempt(
            lambda: services.raise_alert(
                person_id=person_id, **form.cleaned_data, actor=signed_in(request), at=now()
            )
        )
        if made:
            messages.success(request, _("已告知患者所在地卫生院，对方接收后可在“病情预警”中看到"))
            return redirect(back)
    context = {"form": form, "person": person, "back": back}
    return render(request, "exchange/raise.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, person_id: UUID) -> str:
    """Return where the alert was raised from: a visit, else what is next for the person."""
    try:
        return reverse("clinics:visit", args=[UUID(request.GET.get("visit", ""))])
    except ValueError:
        at_counter = signed_in(request).may("pickup.write")
        name = "dispensing:person" if at_counter else "enrolment:person"
        return reverse(name, args=[person_id])


@page("alert.read")
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """List the alerts in reach, the newest first."""
    asked = request.GET.get("stage", "")
    stage = asked if asked in ALERT.stages else ""
    chosen = [("stage", _("状态"), in_words(ALERT.stages[AlertStage(stage)]))] if stage else []
    found = listing(
        request, queries.alerts(stage=stage), total=queries.alerts().count(), filters=chosen
    )
    context = {
        "listing": found,
        "rows": queries.seen(found.page_obj, look=look(request, "病情预警")),
        "stages": list(ALERT.stages.items()),
        "stage": stage,
    }
    return render(request, "exchange/alerts.html", context)


@page("alert.read")
@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Show an alert with what became of it; the centre that keeps the file receives it here."""
    found, actor = queries.find_alert(alert_id), signed_in(request)
    if found is None:
        raise Http404
    form = ReceiveForm(request.POST or None) if _receives(found, actor) else None
    if form and form.is_valid():
        made = form.attempt(
            lambda: services.receive(alert_id=found.id, **form.cleaned_data, actor=actor, at=now())
        )
        if made:
            messages.success(request, _("已接收"))
            return redirect("exchange:alert", made)
    [shown] = queries.seen([found], look=look(request, "病情预警"))
    context = {"form": form, "shown": shown, "steps": queries.steps_of(found)}
    return render(
        request, "exchange/alert.html", context, status=422 if form and form.errors else 200
    )


def _receives(found: Alert, actor: Actor) -> bool:
    return (
        actor.may("alert.receive")
        and found.keeper_id == actor.organisation_id
        and found.stage == AlertStage.RAISED
    )
