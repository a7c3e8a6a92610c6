"""Changes after admission: the end of a right, its undoing, and the card that follows (A5.n3)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms.changes import ChangeClinicForm, EndForm, NewCardForm, UndoEndForm
from anxin.enrolment.models import Change
from anxin.enrolment.services.ending import ENDS
from anxin.enrolment.views.found import named_or_404
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in


@page("register.read")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what changed the rights of the people in reach, newest first, each with its cause (5.1.6)."""
    kinds = dict(Change.Kind.choices)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    units = queries.units_of_changes()
    unit = next((one for one in units if str(one.id) == request.GET.get("unit", "")), None)
    found = listing(
        request,
        queries.changes(kind=kind, unit_id=unit.id if unit else None),
        total=queries.changes().count(),
        filters=[
            *([("kind", _("变更种类"), str(kinds[kind]))] if kind else []),
            *([("unit", _("单位"), unit.name)] if unit else []),
        ],
    )
    context = {
        "listing": found,
        "rows": queries.changes_seen(found.page_obj, look=look(request, "变更记录")),
        "kinds": Change.Kind.choices,
        "kind": kind,
        "units": units,
        "unit": unit,
    }
    return render(request, "enrolment/changes.html", context)


@page("change.write")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End a right: the office for any cause, the township for a death."""
    person = named_or_404(request, person_id, page_name="终止资格")
    actor, at = signed_in(request), now()
    standing = queries.standing(person_id, on=localdate(at))
    if standing.enrolment_id is None or standing.enrolment_stage == "ended":
        raise Http404
    kinds = ENDS if actor.may("application.decide") else ["died"]
    form = EndForm(request.POST or None, kinds=kinds, on=localdate(at))
    if form.is_valid():
        data, enrolment_id = form.cleaned_data, standing.enrolment_id
        if form.attempt(
            lambda: services.end_enrolment(
                request_id=data["request_id"],
                enrolment_id=enrolment_id,
                kind=data["kind"],
                occurred_on=data["occurred_on"],
                because=data["because"],
                clause=ENDS[data["kind"]],
                actor=actor,
                at=at,
            )
        ):
            messages.success(request, _("资格已终止，领药已停止"))
            return redirect("enrolment:person", person_id)
    asked = Confirmation(
        title=_("终止免费服药资格"),
        person=person,
        what=[
            _("从现在起不能再领药，救助卡立即注销"),
            _("没有发药的处方失效，已备好的药退回货架"),
            _("门诊预约取消，服药名额空出"),
        ],
        final=_("登记错了只能由免费服药办公室撤销；撤销后须有空余名额，另发新卡，重新开处方"),
        submit=_("确认终止"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="A5.n3",
    )
    return confirm_page(request, form, asked)


@page("agreement.sign")
@require_http_methods(["GET", "POST"])
def change_clinic(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose another designated hospital; a new card follows at once (5.1.5.b)."""
    person = named_or_404(request, person_id, page_name="变更定点医院")
    actor, at = signed_in(request), now()
    standing = queries.standing(person_id, on=localdate(at))
    if standing.enrolment_id is None or standing.enrolment_stage == "ended":
        raise Http404
    options = queries.clinic_options(person_id)
    here = next((one.name for one in options if one.id == standing.clinic_id), "")
    form = ChangeClinicForm(
        request.POST or None, options=[one for one in options if one.id != standing.clinic_id]
    )
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.change_clinic(
                request_id=data["request_id"],
                person_id=person_id,
                clinic_id=data["clinic"],
                because=data["because"],
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("就诊定点医院已变更，新卡已核发"))
            return redirect("enrolment:card", made)
    asked = Confirmation(
        title=_("变更就诊定点医院"),
        person=person,
        whom=_("现在：%(name)s") % {"name": here},
        what=[
            _("从今天起只能在新的定点医院就诊、领药"),
            _("旧卡立即作废，核发一张新卡"),
            _("在原定点医院的门诊预约不再有效，备好没领的药不能再领"),
        ],
        final=_("旧卡作废后不能恢复；要换回去须再次变更"),
        submit=_("确认变更并核发新卡"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="5.1.5.b",
    )
    return confirm_page(request, form, asked)


@page("application.decide")
@require_http_methods(["GET", "POST"])
def undo_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take back an end that was written down by mistake."""
    person = named_or_404(request, person_id, page_name="撤销终止")
    if not queries.end_to_undo(person_id):
        raise Http404
    form = UndoEndForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        if form.attempt(
            lambda: services.undo_end(
                request_id=data["request_id"],
                person_id=person_id,
                because=data["because"],
                actor=signed_in(request),
                at=now(),
            )
        ):
            messages.success(request, _("终止已撤销，请卫生院核发新卡"))
            return redirect("enrolment:person", person_id)
    asked = Confirmation(
        title=_("撤销终止"),
        person=person,
        what=[
            _("恢复免费服药资格，占用一个服药名额"),
            _("以后的门诊预约恢复有效"),
            _("由镇（街）卫生院核发新卡，医师重新开处方"),
        ],
        final=_("原来的终止和这次撤销都留在记录里；已注销的救助卡不能恢复"),
        submit=_("确认撤销终止"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="5.1.6.2",
    )
    return confirm_page(request, form, asked)


@page("card.issue")
@require_http_methods(["GET", "POST"])
def new_card(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Issue a card to whose right came back."""
    person = named_or_404(request, person_id, page_name="核发救助卡")
    if not queries.waits_for_a_card(person_id):
        raise Http404
    form = NewCardForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.issue_card(
                request_id=form.cleaned_data["request_id"],
                person_id=person_id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已核发新卡"))
            return redirect("enrolment:card", made)
    asked = Confirmation(
        title=_("核发救助卡"),
        person=person,
        what=[_("核发一张新卡，有新的编号和二维码")],
        final=_("以前的卡已经注销，不能恢复"),
        submit=_("核发新卡"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="5.1.5.c",
    )
    return confirm_page(request, form, asked)
