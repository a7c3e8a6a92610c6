"""Addresses of policy."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "adoption"
urlpatterns: list[URLPattern] = []
