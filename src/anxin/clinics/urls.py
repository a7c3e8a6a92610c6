"""Addresses of clinics."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "clinics"
urlpatterns: list[URLPattern] = []
