"""From where a request comes, told by our own proxies and by nobody else.

Tries are counted by address (decision 0008): behind a proxy that is not named in ``ANXIN_PROXIES``
everybody would come from one place, and whoever wrote the header could come from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def behind_proxies(answer: Answer) -> Answer:
    """Put the caller's address in ``REMOTE_ADDR`` where one of our proxies handed the request on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.META.get("REMOTE_ADDR", "") in settings.PROXIES:
            hops = [h.strip() for h in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            outside = [hop for hop in hops if hop and hop not in settings.PROXIES]
            if outside:
                request.META["REMOTE_ADDR"] = outside[-1]
        return answer(request)

    return middleware
