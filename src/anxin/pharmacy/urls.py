"""Addresses of pharmacy."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "pharmacy"
urlpatterns: list[URLPattern] = []
