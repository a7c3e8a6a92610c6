"""Who looked at whose record, and the one field that is shown whole because somebody asked (7.2.d)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from anxin.pages.lists import listing
from anxin.pages.views import look, page, render
from anxin.people import queries as people
from anxin.privacy.queries import readings
from anxin.web.answers import words_of
from anxin.web.forms import ReadingsForm
from anxin.web.reading_rows import FIELD_NAMES, find_person_id, rows_of

PAGE_SIZE = 50
REVEALED = ("identity_number", "phone", "address", "insurance_number", "disability_number")
REASON = gettext_noop("核对身份")


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
        "label": FIELD_NAMES[field],
        "value": texts[field],
        "back": _back(request),
    }
    return render(request, "web/revealed.html", context)


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


@page("access_record.read")
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """List who read which records, by person, reader or day."""
    form = ReadingsForm(request.GET if request.GET.keys() - {"page"} else None)
    asked = form.cleaned_data if form.is_valid() else {}
    person_id = find_person_id(asked["person"]) if asked.get("person") else None
    found = readings(person_id=person_id, reader=asked.get("reader", ""), on=asked.get("on"))
    if form.errors or (asked.get("person") and person_id is None):
        found = found.none()
    on = [(n, str(form[n].label), words_of(form.fields[n], v)) for n, v in asked.items() if v]
    shown = listing(
        request,
        found,
        total=readings().count(),
        filters=on,
        size=PAGE_SIZE,
    )
    context = {
        "form": form,
        "rows": rows_of(list(shown.page_obj), look=look(request, "查阅记录")),
        "listing": shown,
    }
    return render(request, "web/readings.html", context, status=422 if form.errors else 200)
