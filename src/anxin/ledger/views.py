"""The page of the books: every balance, and whether they agree (5.4)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anxin.ledger import queries
from anxin.pages.views import page, render


@page("books.read")
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """Show the trial balance and the units of medicine, recomputed from the postings."""
    checks = queries.checks()
    context = {
        "trial": queries.trial_balance(),
        "units": queries.units(),
        "checks": checks,
        "agree": all(check.holds for check in checks),
    }
    return render(request, "ledger/books.html", context)
