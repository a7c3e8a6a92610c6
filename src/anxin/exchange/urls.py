"""Addresses of the exchange of information."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.exchange import views

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<uuid:alert_id>/", views.alert, name="alert"),
    path("people/<uuid:person_id>/alert/", views.raise_alert, name="raise"),
]
