"""Addresses of the overview."""

from django.urls import URLPattern, path

from anxin.supervision import views

app_name = "supervision"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("<slug:section>/", views.rows, name="rows"),
]
