"""Printing record rows onto the paper card where it stopped (A5)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.documents import queries, services, typesetting
from anxin.documents.filling.card import over_print
from anxin.documents.filling.words import yuan
from anxin.documents.forms import RowsForm
from anxin.documents.queries import RecordLine
from anxin.documents.views.paper import paper
from anxin.documents.views.printing import printing
from anxin.enrolment.models import Card
from anxin.enrolment.queries import find_card_by_id
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import named


@page("record.print")
@require_http_methods(["GET", "POST"])
def rows(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Choose pick-ups and where the card stopped; answer with the sheet to lay the card's page on."""
    card = find_card_by_id(card_id)
    if card is None:
        raise Http404
    lines = queries.record_lines(card)
    form = RowsForm(
        request.POST or None,
        choices=[(str(line.pickup.id), _told(line)) for line in lines],
        fresh=[str(line.pickup.id) for line in lines if line.spot is None],
        start=queries.next_spot(card),
    )
    if form.is_valid() and (sheet := form.attempt(lambda: _print(request, form, card))):
        return paper(sheet, name="annex-5-rows")
    person = named([card.person_id], look=look(request, "救助卡套打"))[card.person_id]
    context = {"form": form, "card": card, "person": person, "lines": lines}
    return render(request, "documents/rows.html", context, status=422 if form.errors else 200)


def _print(request: HttpRequest, form: RowsForm, card: Card) -> bytes:
    at = now()
    act_id = services.print_rows(
        request_id=form.cleaned_data["request_id"],
        card_id=card.id,
        pickup_ids=form.cleaned_data["pickups"],
        start=form.start,
        actor=signed_in(request),
        at=at,
    )
    data = over_print(queries.printed_by(act_id), look=printing(request, "救助卡套打"))
    return typesetting.pdf("card", data, at=at)


def _told(line: RecordLine) -> str:
    day, total = line.pickup.prepared_on, yuan(line.pickup.total)
    if line.spot is None:
        return _("%(day)s，%(total)s 元，未打印") % {"day": day, "total": total}
    return _("%(day)s，%(total)s 元，已打印在第 %(page)s 页第 %(row)s 行") % {
        "day": day,
        "total": total,
        "page": line.spot.page,
        "row": line.spot.row,
    }
