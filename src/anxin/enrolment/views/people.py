"""A person's page, and their days in hospital."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms import AdmitForm, DischargeForm
from anxin.enrolment.models import HospitalStay
from anxin.enrolment.views.found import named_or_404, person_or_404
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.access import Actor


@page("enrolment.read")
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show where a person stands: enrolment, card, agreement, guardians, stays."""
    shown = person_or_404(
        queries.person_shown(person_id, on=localdate(now()), look=look(request, "人员"))
    )
    actor = signed_in(request)
    context = {
        "shown": shown,
        "may_print": actor.may("card.issue"),
        "may_change_clinic": actor.may("agreement.sign"),
        "may_change_guardian": actor.may("person.write"),
        "may_report_loss": actor.may("card.report_loss"),
        "may_read_losses": actor.may("loss.read"),
        "may_write_stay": actor.may("hospital_stay.write"),
        "may_change": actor.may("change.write"),
        "may_undo": actor.may("application.decide"),
        "leaving": queries.leaving(person_id, standing=shown.standing, actor=actor),
        "may_write_household": actor.may("household.write"),
        "may_read_labs": actor.may("lab.read"),
        "may_write_labs": actor.may("lab.write"),
        "may_open_application": actor.may("register.read"),
    }
    return render(request, "enrolment/person.html", context)


@page("enrolment.read")
@require_safe
def history(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show everything that happened to a person from the application on, newest first."""
    person = named_or_404(request, person_id, page_name="经过")
    context = {"person": person, "listing": listing(request, queries.history(person_id))}
    return render(request, "enrolment/history.html", context)


@page("hospital_stay.write")
@require_http_methods(["GET", "POST"])
def stay(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down an admission, or the discharge from the stay that lasts (5.1.6.1)."""
    who = named_or_404(request, person_id, page_name="住院登记")
    lasting, actor = queries.open_stay(person_id), signed_in(request)
    on = localdate(now())
    form = (
        DischargeForm(request.POST or None, on=on)
        if lasting
        else AdmitForm(request.POST or None, on=on)
    )
    if form.is_valid():
        made = form.attempt(lambda: _write(form, person_id, lasting, actor=actor))
        if made:
            messages.success(
                request, _("已登记出院，恢复领药") if lasting else _("已登记住院，暂停领药")
            )
            return redirect(
                "enrolment:person" if actor.may("enrolment.read") else "web:find",
                *_args(actor, person_id),
            )
    context = {"form": form, "person": who, "stay": lasting}
    return render(request, "enrolment/stay.html", context, status=422 if form.errors else 200)


def _args(actor: Actor, person_id: UUID) -> list[UUID]:
    return [person_id] if actor.may("enrolment.read") else []


def _write(
    form: AdmitForm | DischargeForm, person_id: UUID, lasting: HospitalStay | None, *, actor: Actor
) -> UUID:
    data, at = form.cleaned_data, now()
    if lasting is not None:
        return services.discharge(
            request_id=data["request_id"],
            stay_id=lasting.id,
            until=data["until"],
            actor=actor,
            at=at,
        )
    return services.admit(
        request_id=data["request_id"],
        person_id=person_id,
        hospital=data["hospital"],
        since=data["since"],
        actor=actor,
        at=at,
    )
