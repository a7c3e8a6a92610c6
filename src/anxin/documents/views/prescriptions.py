"""Printing a prescription's sheet, at the point where it was written (rx-2007:sheet)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from anxin.documents import queries, typesetting
from anxin.documents.filling import prescription as prescriptions
from anxin.documents.views.paper import paper
from anxin.documents.views.printing import printing
from anxin.pages.views import page


@page("prescription.print")
@require_safe
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Print one sheet of a prescription."""
    found = queries.find_sheet(sheet_id)
    if found is None:
        raise Http404
    data = prescriptions.sheet(found, look=printing(request, "打印处方笺"))
    if data is None:
        raise Http404
    return paper(typesetting.pdf("prescription", data, at=now()), name="prescription")
