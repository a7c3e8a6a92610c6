"""Addresses of the clinic day without a line."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.packs.views import asking, coming_back, entering

app_name = "packs"
urlpatterns: list[URLPattern] = [
    path("", asking.packs, name="packs"),
    path("days/<uuid:day_id>/", asking.ask, name="ask"),
    path("<uuid:pack_id>/", asking.pack, name="pack"),
    path("<uuid:pack_id>/file/", asking.take, name="take"),
    path("<uuid:pack_id>/upload/", coming_back.upload, name="upload"),
    path("<uuid:pack_id>/rows/", coming_back.rows, name="rows"),
    path("rows/<uuid:entry_id>/", entering.entry, name="entry"),
    path("rows/<uuid:entry_id>/correct/", coming_back.correct, name="correct"),
    path("rows/<uuid:entry_id>/aside/", coming_back.set_aside, name="set_aside"),
    path("rows/<uuid:entry_id>/resume/", coming_back.resume, name="resume"),
    path("rows/<uuid:entry_id>/arrive/", entering.arrive, name="arrive"),
    path("rows/<uuid:entry_id>/sign/", entering.sign, name="sign"),
    path("rows/<uuid:entry_id>/review/", entering.review, name="review"),
    path("rows/<uuid:entry_id>/give/", entering.give, name="give"),
]
