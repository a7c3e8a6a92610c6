"""Addresses of dispensing."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "dispensing"
urlpatterns: list[URLPattern] = []
