"""How somebody likes the pages: language, contrast, size of type, single-key shortcuts.

Kept in plain cookies of the browser, for they say nothing of anybody and hold before sign-in;
applied on the server, so that no page shows itself first one way and then the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from anxin.pages.views import public, render

LASTS = timedelta(days=365)
HTML_LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing to choose; the first choice holds where nothing was chosen."""

    name: str
    label: str | Promise
    choices: tuple[tuple[str, str | Promise], ...]
    help_text: str | Promise = ""

    @property
    def cookie(self) -> str:
        """Return the name of its cookie."""
        return f"anxin_{self.name}"

    def of(self, request: HttpRequest) -> str:
        """Return what was chosen; what a cookie can't mean is the first choice."""
        chosen = request.COOKIES.get(self.cookie, "")
        known = [value for value, _label in self.choices]
        return chosen if chosen in known else known[0]


LANGUAGE = Preference("language", gettext_lazy("界面语言"), tuple(settings.LANGUAGES))
CONTRAST = Preference(
    "contrast",
    gettext_lazy("对比度"),
    (("normal", gettext_lazy("标准")), ("high", gettext_lazy("高对比度"))),
    gettext_lazy("高对比度：黑字白底，线条加深"),
)
TEXT = Preference(
    "text",
    gettext_lazy("字号"),
    (
        ("normal", gettext_lazy("标准")),
        ("large", gettext_lazy("大（120%）")),
        ("larger", gettext_lazy("特大（150%）")),
    ),
)
KEYS = Preference(
    "keys",
    gettext_lazy("单键快捷键"),
    (("on", gettext_lazy("打开")), ("off", gettext_lazy("关闭"))),
    gettext_lazy("指 j、k、/、?、g 等单个按键；使用语音输入时建议关闭，Ctrl+K 等组合键不受影响"),
)
PREFERENCES = (LANGUAGE, CONTRAST, TEXT, KEYS)


def in_language(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language that the browser's cookie names, pages about faults as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = LANGUAGE.of(request)
        with translation.override(language):
            response = answer(request)
        response.headers.setdefault("Content-Language", HTML_LANGUAGES[language])
        return response

    return middleware


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what ``base.html`` writes on the page's root."""
    language = LANGUAGE.of(request)
    return {
        "html_language": HTML_LANGUAGES[language],
        "contrast": CONTRAST.of(request),
        "text_size": TEXT.of(request),
        "keys": KEYS.of(request),
        "other_languages": [
            (code, name, HTML_LANGUAGES[code])
            for code, name in settings.LANGUAGES
            if code != language
        ],
    }


class PreferencesForm(forms.Form):
    """One choice of each."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in PREFERENCES:
            self.fields[one.name] = forms.ChoiceField(
                label=str(one.label),
                choices=one.choices,
                help_text=str(one.help_text),
                widget=forms.RadioSelect,
                error_messages={"required": _("请选择一项"), "invalid_choice": _("请选择一项")},
            )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose how the pages look and speak, signed in or not."""
    now = {one.name: one.of(request) for one in PREFERENCES}
    form = PreferencesForm(request.POST or None, initial=now)
    if form.is_valid():
        response = redirect("web:preferences")
        for one in PREFERENCES:
            _keep(response, one, form.cleaned_data[one.name])
        with translation.override(form.cleaned_data[LANGUAGE.name]):
            messages.success(request, _("已保存显示设置，只对这个浏览器有效"))
        return response
    return render(
        request, "web/preferences.html", {"form": form}, status=422 if form.errors else 200
    )


@public
@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """Go on in another language, on the page one came from."""
    response = HttpResponseRedirect(_came_from(request))
    chosen = request.POST.get("language", "")
    if chosen in HTML_LANGUAGES:
        _keep(response, LANGUAGE, chosen)
    return response


def _came_from(request: HttpRequest) -> str:
    address = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if safe else "/"


def _keep(response: HttpResponse, preference: Preference, value: str) -> None:
    response.set_cookie(
        preference.cookie,
        value,
        max_age=int(LASTS.total_seconds()),
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
