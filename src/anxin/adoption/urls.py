"""Addresses of policy."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.adoption import views, what_if_views

app_name = "adoption"
urlpatterns: list[URLPattern] = [
    path("", views.parameters, name="parameters"),
    path("values/<slug:name>/", views.parameter, name="parameter"),
    path("values/<slug:name>/new/", views.draft, name="draft"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/answer/", views.answer, name="answer"),
    path("proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("proposals/<uuid:proposal_id>/what-if/", what_if_views.runs, name="what_if"),
    path("proposals/<uuid:proposal_id>/what-if/run/", what_if_views.run, name="try"),
    path("calendar/", views.this_year, name="this_year"),
    path("calendar/<int:year>/", views.calendar, name="calendar"),
    path("calendar/<int:year>/new/", views.draft_calendar, name="draft_calendar"),
]
