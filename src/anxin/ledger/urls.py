"""Addresses of the books."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.ledger import views

app_name = "ledger"
urlpatterns: list[URLPattern] = [path("", views.books, name="books")]
