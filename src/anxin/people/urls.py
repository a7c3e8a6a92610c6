"""Addresses of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [path("police/", views.police, name="police")]
