"""Addresses of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.people.views import households, police, twice

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("police/", police.police, name="police"),
    path("duplicates/", twice.duplicates, name="duplicates"),
    path("duplicates/<uuid:person_id>/<uuid:other_id>/", twice.compare, name="compare"),
    path("merges/", twice.merges, name="merges"),
    path("merges/<uuid:merge_id>/", twice.split, name="split"),
    path("<uuid:person_id>/household/", households.household, name="household"),
    path("<uuid:person_id>/household/leave/", households.leave, name="leave_household"),
]
