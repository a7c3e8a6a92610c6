"""Another guardian for somebody whose right lasts (3.1.c)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.enrolment import queries, services
from anxin.enrolment.forms.guardians import ChangeGuardianForm, GuardianSignatureForm
from anxin.enrolment.views.found import named_or_404
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.views import look, page, signed_in
from anxin.people.queries import guardians_of


@page("person.write")
@require_http_methods(["GET", "POST"])
def change_guardian(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a guardian take over from another, or join."""
    person = named_or_404(request, person_id, page_name="变更监护人")
    standing = queries.standing(person_id, on=localdate(now()))
    if standing.enrolment_id is None or standing.enrolment_stage == "ended":
        raise Http404
    present = guardians_of(person_id, look=look(request, "变更监护人"))
    form = ChangeGuardianForm(request.POST or None, present=present)
    if form.is_valid():
        was_weak = _is_weak(request, person_id)
        if form.attempt(lambda: _change(request, form, person_id)):
            messages.success(request, _("监护人已变更，请新监护人在两份服务协议上签字，签好后登记"))
            if told := _told_of_weakness(before=was_weak, after=_is_weak(request, person_id)):
                messages.info(request, told)
            return redirect("enrolment:person", person_id)
    asked = Confirmation(
        title=_("变更监护人"),
        person=person,
        what=[
            _("从今天起由新监护人在领药时签字"),
            _("请新监护人在两份服务协议上签字，写明日期"),
            _("免费服药资格不变；监护人年龄等弱监护条件在年度审核时再核对"),
        ],
        final=_("原监护人保留在记录里，不能改回；登记错了须再变更一次"),
        submit=_("确认变更监护人"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="3.1.c",
    )
    return confirm_page(request, form, asked)


def _change(request: HttpRequest, form: ChangeGuardianForm, person_id: UUID) -> UUID:
    data = form.cleaned_data
    return services.change_guardian(
        request_id=data["request_id"],
        person_id=person_id,
        ends_id=UUID(data["ends"]) if data["ends"] else None,
        guardian=form.guardian(),
        because=data["because"],
        actor=signed_in(request),
        at=now(),
    )


def _is_weak(request: HttpRequest, person_id: UUID) -> bool:
    return queries.is_weak_by_age(person_id, on=localdate(now()), look=look(request, "变更监护人"))


def _told_of_weakness(*, before: bool, after: bool) -> str:
    """Return what a change means for 弱监护; nothing where it stays as it was (3.1.c, A5.n3)."""
    if before == after:
        return ""
    if after:
        return _("变更后，监护人都已超过规定的年龄，属于弱监护；年度审核时按此核对")
    return _("变更后，不再属于弱监护（监护人年龄）；年度审核时按此核对是否仍符合条件")


@page("agreement.sign")
@require_http_methods(["GET", "POST"])
def sign_as_guardian(request: HttpRequest, person_id: UUID, change_id: UUID) -> HttpResponse:
    """Write down that a new guardian signed the agreement that lasts (5.1.5.a, A7)."""
    person = named_or_404(request, person_id, page_name="监护人补签协议")
    change = queries.find_unsigned(change_id, person_id=person_id)
    if change is None:
        raise Http404
    form = GuardianSignatureForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.sign_as_guardian(
                **form.cleaned_data, change_id=change_id, actor=signed_in(request), at=now()
            )
        )
        if made:
            messages.success(request, _("已登记新监护人在服务协议上的签字"))
            return redirect("enrolment:person", person_id)
    shown = queries.signature_lines(
        person_id, guardians_of(person_id, look=look(request, "监护人补签协议"))
    )
    asked = Confirmation(
        title=_("登记新监护人的签字"),
        person=person,
        whom=next((one.name for one in shown if one.change_id == change_id), ""),
        what=[
            _("新监护人在两份纸质服务协议上签字，写明日期，各方一份"),
            _("打印的服务协议上写明补签的日期"),
        ],
        final=_("登记后不能更改；签字以前资格照常有效"),
        submit=_("登记签字"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="5.1.5.a",
    )
    return confirm_page(request, form, asked)
