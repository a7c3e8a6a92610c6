"""Addresses of funding."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.funding import views

app_name = "funding"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("budgets/new/", views.add_budget, name="add_budget"),
    path("advances/", views.advances, name="advances"),
    path("advances/new/", views.request_advance, name="request_advance"),
    path("advances/<uuid:advance_id>/", views.advance, name="advance"),
    path("advances/<uuid:advance_id>/answer/", views.answer, name="answer"),
]
