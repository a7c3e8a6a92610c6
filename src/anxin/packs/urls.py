"""Addresses of the clinic day without a line."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.packs.views import asking

app_name = "packs"
urlpatterns: list[URLPattern] = [
    path("", asking.packs, name="packs"),
    path("days/<uuid:day_id>/", asking.ask, name="ask"),
    path("<uuid:pack_id>/", asking.pack, name="pack"),
    path("<uuid:pack_id>/file/", asking.take, name="take"),
]
