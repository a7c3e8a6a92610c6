"""Addresses of publicity."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.publicity import views

app_name = "publicity"
urlpatterns: list[URLPattern] = [
    path("", views.publicity, name="list"),
    path("new/", views.add, name="add"),
    path("<uuid:publicity_id>/correct/", views.correct, name="correct"),
]
