"""疑似重复: records that may be of one person, beside one another; merged, told apart, un-merged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.views import look, page, render, signed_in
from anxin.people import alike, merging
from anxin.people.forms import CompareForm, SplitForm
from anxin.people.likeness import suspected
from anxin.people.queries import Named, named

PAGE_SIZE = 50


@page("person.merge")
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """List the pairs that may be one person, likeliest first."""
    page_obj = Paginator(suspected(), PAGE_SIZE).get_page(request.GET.get("page"))
    ids = {pk for first, second, _grounds in page_obj for pk in (first, second)}
    people = named(ids, look=look(request, "疑似重复")) if ids else {}
    rows = [
        (people[first], people[second], sorted(grounds))
        for first, second, grounds in page_obj
        if first in people and second in people
    ]
    return render(request, "people/duplicates.html", {"page_obj": page_obj, "rows": rows})


@page("person.merge")
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Show two records beside one another, and take the word on them."""
    if not alike.standing_pair(person_id, other_id):
        raise Http404
    form = CompareForm(request.POST or None)
    if form.is_valid() and not to_change(request):
        if to_check(request) and form.cleaned_data["verdict"] != "apart":
            return confirm_page(request, form, _merging(request, form, (person_id, other_id)))
        if form.attempt(lambda: _decide(request, form, (person_id, other_id))):
            messages.success(request, _("核实结果已登记"))
            return redirect("people:duplicates")
    lines = alike.beside(person_id, other_id, look=look(request, "疑似重复核对"))
    context = {"form": form, "lines": lines, "person_id": person_id, "other_id": other_id}
    return render(request, "people/compare.html", context, status=422 if form.errors else 200)


def _kept_first(form: CompareForm, pair: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    return pair if form.cleaned_data["verdict"] == "first" else (pair[1], pair[0])


def _decide(request: HttpRequest, form: CompareForm, pair: tuple[UUID, UUID]) -> UUID:
    data, actor, at = form.cleaned_data, signed_in(request), now()
    if data["verdict"] == "apart":
        return merging.tell_apart(
            request_id=data["request_id"],
            one_id=pair[0],
            other_id=pair[1],
            because=data["because"],
            actor=actor,
            at=at,
        )
    kept, gone = _kept_first(form, pair)
    return merging.merge_people(
        request_id=data["request_id"],
        kept_id=kept,
        gone_id=gone,
        because=data["because"],
        actor=actor,
        at=at,
    )


def _merging(request: HttpRequest, form: CompareForm, pair: tuple[UUID, UUID]) -> Confirmation:
    kept, _gone = _kept_first(form, pair)
    return Confirmation(
        title=_("合并两份档案"),
        person=_named(request, kept),
        what=[
            _("以后只用上面这份档案办理；另一份原样留存，不再用来办理"),
            _("另一份档案领过的药和当月用过的额度，都算在保留的档案上"),
        ],
        final=_("合并写入记录；核实有误时可以在合并记录里撤销"),
        submit=_("确认合并"),
        back=reverse("people:compare", args=pair),
        clause="5.1.3.b",
        typed_before=True,
    )


@page("person.merge")
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """Show the log of merges, those taken back among them."""
    page_obj = Paginator(alike.merges(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = alike.merge_log(list(page_obj), look=look(request, "合并记录")) if page_obj else []
    return render(request, "people/merges.html", {"page_obj": page_obj, "rows": rows})


@page("person.merge")
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Take a merge back."""
    found = alike.lasting_merge(merge_id)
    if found is None:
        raise Http404
    form = SplitForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        if form.attempt(
            lambda: merging.split_people(
                request_id=data["request_id"],
                merge_id=merge_id,
                because=data["because"],
                actor=signed_in(request),
                at=now(),
            )
        ):
            messages.success(request, _("合并已撤销"))
            return redirect("people:merges")
    asked = Confirmation(
        title=_("撤销合并"),
        person=_named(request, found.kept_id),
        what=[_("两份档案各自恢复，各算各的供药和额度")],
        final=_("撤销写入记录；原来的合并和理由仍可查到"),
        submit=_("确认撤销"),
        back=reverse("people:merges"),
        clause="5.1.3.b",
    )
    return confirm_page(request, form, asked)


def _named(request: HttpRequest, person_id: UUID) -> Named:
    found = named([person_id], look=look(request, "档案合并")).get(person_id)
    if found is None:
        raise Http404
    return found
