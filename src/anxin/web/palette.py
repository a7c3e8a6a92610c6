"""What the command palette opens: places and frequent acts, found by word, pinyin or initials."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.pages.views import page, signed_in
from anxin.web.navigation import Place, reachable

SOURCE_LANGUAGE = "zh-hans"


@page("home.open")
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """List what the duty may open, with all the ways to type it."""
    found = [
        {
            "title": str(place.title),
            "detail": where,
            "url": place.url,
            "typed": typed_as(str(place.title), chinese_of(place)),
        }
        for place, where in reachable(signed_in(request))
    ]
    for title, name in ((_("显示设置"), "web:preferences"), (_("帮助"), "web:help")):
        found.append(
            {"title": title, "detail": "", "url": reverse(name), "typed": typed_as(title, title)}
        )
    return JsonResponse({"entries": found})


def chinese_of(place: Place) -> str:
    """Return a place's title as the notice has it, whatever language the page speaks."""
    with translation.override(SOURCE_LANGUAGE):
        return str(place.title)


@lru_cache(maxsize=1000)
def typed_as(title: str, chinese: str) -> tuple[str, ...]:
    """Return everything that may be typed for a title: its words, whole pinyin, initials."""
    # Loading takes longer than a page may: only who opens the palette pays for it.
    from pypinyin import Style, lazy_pinyin

    text = "".join(character for character in chinese if character.isalnum())
    whole = "".join(lazy_pinyin(text))
    first = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return tuple(dict.fromkeys((title.lower(), chinese, whole, first)))
