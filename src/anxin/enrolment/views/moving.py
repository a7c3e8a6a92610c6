"""Moves between towns: announced by one centre, taken over or declined by the other (5.1.2.a)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms.leaving import AnnounceForm, ReasonForm, TakeOverForm
from anxin.enrolment.models import Move
from anxin.enrolment.queries.moving import Coming, Hospitals
from anxin.enrolment.views.found import named_or_404
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.move_stages import MOVE, MoveStage


@page("register.read")
@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    """List the moves in reach, newest first, each with where it stands."""
    stages = {str(stage): word for stage, word in MOVE.stages.items()}
    stage = request.GET.get("stage", "")
    stage = stage if stage in stages else ""
    found = listing(
        request,
        queries.moves(stage=stage),
        total=queries.moves().count(),
        filters=[("stage", _("办理情况"), _(stages[stage]))] if stage else [],
    )
    context = {
        "listing": found,
        "rows": queries.moves_seen(found.page_obj, on=localdate(now()), look=look(request, "迁移")),
        "stages": stages.items(),
        "stage": stage,
    }
    return render(request, "enrolment/moves.html", context)


@page("move.write")
@require_http_methods(["GET", "POST"])
def move_away(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Announce that somebody moves to another town."""
    person = named_or_404(request, person_id, page_name="登记迁移")
    actor, at = signed_in(request), now()
    standing = queries.mover_standing(person_id)
    if standing is None or standing.mover.moving:
        raise Http404
    villages = queries.villages_elsewhere(actor.organisation_id)
    form = AnnounceForm(request.POST or None, villages=villages)
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.announce_move(
                request_id=data["request_id"],
                person_id=person_id,
                village_id=data["village"],
                handed_over=form.handed_over,
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("已登记迁移，等对方接收；在此以前领药照旧"))
            return redirect("enrolment:move", made)
    asked = Confirmation(
        title=_("登记迁移"),
        person=person,
        what=[
            _("新住地的卫生院会看到姓名、遮挡的身份证号和联系电话，联系后接收"),
            _("接收以前可以撤回；名单、定点医院和救助卡都不变，领药照旧"),
            _("接收以后，档案归对方，本单位不能再查看此人"),
        ],
        final=_("接收以后不能撤回；要搬回来，须由对方再登记一次迁移"),
        submit=_("登记迁移"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="5.1.2.a",
    )
    return confirm_page(request, form, asked)


@page("register.read")
@require_safe
def move(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Show one move: who, where to, what is handed over, what is to be done."""
    found, actor, on = _move_or_404(move_id), signed_in(request), localdate(now())
    seen = queries.moves_seen([found], on=on, look=look(request, "迁移"))[0]
    waits = found.stage == MoveStage.ANNOUNCED
    own = actor.may("move.write") and found.from_keeper_id == actor.organisation_id
    theirs = actor.may("move.write") and found.to_keeper_id == actor.organisation_id
    context = {
        "seen": seen,
        "coming": queries.coming([found], look=look(request, "迁移")).get(found.person_id),
        "event": queries.because_of([found.id]).get(found.id),
        "takes_over": theirs and waits,
        "withdraws": own and found.stage in {MoveStage.ANNOUNCED, MoveStage.DECLINED},
        "announces_anew": own and found.stage == MoveStage.DECLINED,
    }
    return render(request, "enrolment/move.html", context)


@page("move.write")
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Take over somebody who moved here; a new card follows at once."""
    found, coming = _coming_or_404(request, move_id)
    standing = queries.mover_standing(found.person_id)
    assert standing is not None
    hospitals = queries.hospitals_of(found, standing)
    form = TakeOverForm(request.POST or None, hospitals=hospitals)
    if form.is_valid():
        data, at = form.cleaned_data, now()
        made = form.attempt(
            lambda: services.take_over_mover(
                request_id=data["request_id"],
                move_id=move_id,
                address=data["address"],
                keeps_hospital=form.keeps_hospital,
                because=form.reason,
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已接收，档案归本单位；请打印新卡，收回旧卡，预约门诊"))
            return redirect("enrolment:person", found.person_id)
    context = {
        "move": found,
        "coming": coming,
        "form": form,
        "what": _what_comes(hospitals, has_right=standing.enrolment_id is not None),
        "back": reverse("enrolment:move", args=[move_id]),
    }
    return render(request, "enrolment/take_over.html", context, status=422 if form.errors else 200)


def _what_comes(hospitals: Hospitals, *, has_right: bool) -> Sequence[str]:
    told = [
        _("档案归本单位，年度审核、提醒、登记名单和名额随人迁来；原卫生院不能再查看"),
        _("原来的同户登记保留，请核对现在是否同住"),
    ]
    if has_right:
        told.append(_("旧卡立即作废，核发一张本镇（街）编号的新卡"))
    if hospitals.differ:
        told.append(_("改为新的定点医院的，在原定点医院的预约、备好的药和没有领的处方不能再用"))
    return told


@page("move.write")
@require_http_methods(["GET", "POST"])
def decline_move(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Decline somebody who was announced, with the reason."""
    found, coming = _coming_or_404(request, move_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        data, at = form.cleaned_data, now()
        if form.attempt(
            lambda: services.decline_move(
                request_id=data["request_id"],
                move_id=move_id,
                because=data["because"],
                actor=signed_in(request),
                at=at,
            )
        ):
            messages.success(request, _("已退回%(name)s") % {"name": found.from_keeper.name})
            return redirect("enrolment:moves")
    asked = Confirmation(
        title=_("不接收"),
        whom=coming.named.name,
        what=[
            _("退回%(name)s，对方会看到原因") % {"name": found.from_keeper.name},
            _("档案仍归对方，领药照旧；本单位不能再查看此人"),
        ],
        final=_("退回后不能改为接收；对方可以再登记一次迁移"),
        submit=_("确认不接收"),
        back=reverse("enrolment:move", args=[move_id]),
        clause="5.1.2.a",
    )
    return confirm_page(request, form, asked)


@page("move.write")
@require_http_methods(["GET", "POST"])
def withdraw_move(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Take an announcement back, or close one that was declined."""
    found = _move_or_404(move_id)
    if found.from_keeper_id != signed_in(request).organisation_id or found.stage in MOVE.final:
        raise Http404
    person = named_or_404(request, found.person_id, page_name="撤回迁移")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        data, at = form.cleaned_data, now()
        if form.attempt(
            lambda: services.withdraw_move(
                request_id=data["request_id"],
                move_id=move_id,
                because=data["because"],
                actor=signed_in(request),
                at=at,
            )
        ):
            messages.success(request, _("迁移已撤回"))
            return redirect("enrolment:person", found.person_id)
    asked = Confirmation(
        title=_("撤回迁移"),
        person=person,
        what=[
            _("%(name)s不再看到此人，不能接收") % {"name": found.to_keeper.name},
            _("档案、定点医院和救助卡都不变"),
        ],
        final=_("撤回后不能恢复；以后可以再登记迁移"),
        submit=_("确认撤回"),
        back=reverse("enrolment:move", args=[move_id]),
        clause="5.1.2.a",
    )
    return confirm_page(request, form, asked)


def _move_or_404(move_id: UUID) -> Move:
    found = queries.find_move(move_id)
    if found is None:
        raise Http404
    return found


def _coming_or_404(request: HttpRequest, move_id: UUID) -> tuple[Move, Coming]:
    """Return a move that waits for us with who comes, the reading recorded."""
    found = _move_or_404(move_id)
    coming = queries.coming([found], look=look(request, "接收迁入")).get(found.person_id)
    if coming is None:
        raise Http404
    return found, coming
