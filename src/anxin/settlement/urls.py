"""Addresses of settlement."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "settlement"
urlpatterns: list[URLPattern] = []
