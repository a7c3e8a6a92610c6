"""The one box on every page: find a person, and go on to what is next for them (decision 0010).

What was typed is POSTed: a name in an address would lie in histories and logs.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.web.finding import SHOWN, SUGGESTED, Result, results, search, straight_to

SEE_OTHER = 303


@page("person.find")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Show who is found; a card, a scan or an identity number of one person goes straight on."""
    if request.method != "POST":
        return render(request, "web/find.html")
    typed, on = request.POST.get("text", ""), localdate(now())
    hits = search(typed)
    if address := straight_to(hits, actor=signed_in(request), on=on):
        return HttpResponseRedirect(address, status=SEE_OTHER)
    found = results(hits, most=SHOWN, look=look(request, "查找人员"), on=on)
    return render(request, "web/find.html", {"found": found, "typed": typed})


@page("person.find")
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Return the first few people found, for the command palette."""
    hits = search(request.POST.get("text", ""))
    found = results(hits, most=SUGGESTED, look=look(request, "查找人员"), on=localdate(now()))
    rows = [_suggestion(row) for row in found.rows if row.step]
    return JsonResponse({"results": rows, "more": found.more})


def _suggestion(row: Result) -> dict[str, str]:
    assert row.step is not None
    detail = [row.outlook.town, row.status.words if row.status else "", row.step.title]
    if row.about:
        detail.insert(
            0, _("%(sex)s %(age)s岁") % {"sex": in_words(row.about.sex_name), "age": row.age}
        )
    words = " · ".join(word for word in detail if word)
    return {"title": row.name, "detail": words, "url": row.step.url, "kind": "person"}
