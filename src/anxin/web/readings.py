"""Who looked at whose record, and the one field that is shown whole because somebody asked (7.2.d)."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.organisations.queries import organisation_names
from anxin.pages.views import look, page, render, signed_in
from anxin.people import queries as people
from anxin.privacy.queries import readings
from anxin.rules.access import DUTY_NAMES, Duty
from anxin.web.forms import ReadingsForm

PAGE_SIZE = 50
REVEALED = {
    "identity_number": gettext_lazy("身份证号"),
    "phone": gettext_lazy("联系电话"),
    "address": gettext_lazy("家庭地址"),
    "insurance_number": gettext_lazy("医保卡号"),
    "disability_number": gettext_lazy("残疾证号"),
}
REASON = "核对身份"


@page("identity.reveal")
@require_POST
def reveal(request: HttpRequest, person_id: UUID, field: str) -> HttpResponse:
    """Show one field of one person whole; the reading is recorded with its reason."""
    if field not in REVEALED:
        raise Http404
    seen = look(request, "显示全部号码", reason=REASON)
    texts = people.identity_texts(person_id, fields=["name", field], look=seen)
    if not texts:
        raise Http404
    context = {
        "name": texts["name"],
        "label": REVEALED[field],
        "value": texts[field],
        "back": _back(request),
    }
    return render(request, "web/revealed.html", context)


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if safe else "/"


@page("access_record.read")
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """List who read which records, by person, reader or day."""
    form = ReadingsForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    person_id = _person_asked_for(asked.get("person", ""))
    form_is_wrong = form.is_bound and not form.is_valid()
    found = readings(person_id=person_id, reader=asked.get("reader", "").strip(), on=asked.get("on"))
    if form_is_wrong or (asked.get("person") and person_id is None):
        found = found.none()
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page_obj.object_list)
    names = organisation_names(row.organisation_id for row in rows)
    shown = [
        {
            "row": row,
            "duty": DUTY_NAMES[Duty(row.duty)],
            "organisation": names.get(row.organisation_id, ""),
            "fields": _("、").join(str(REVEALED.get(f, FIELD_NAMES.get(f, f))) for f in row.fields),
            "people": len(row.person_ids),
        }
        for row in rows
    ]
    context = {"form": form, "shown": shown, "page_obj": page_obj, "asked": any(asked.values())}
    return render(request, "web/readings.html", context, status=422 if form_is_wrong else 200)
