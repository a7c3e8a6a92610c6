"""Addresses of rosters that are read in."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.imports import views

app_name = "imports"
urlpatterns: list[URLPattern] = [
    path("", views.batches, name="batches"),
    path("upload/", views.upload, name="upload"),
    path("template/", views.template, name="template"),
    path("<uuid:batch_id>/", views.batch, name="batch"),
    path("<uuid:batch_id>/take/", views.take, name="take"),
    path("<uuid:batch_id>/stop/", views.stop, name="stop"),
    path("<uuid:batch_id>/abandon/", views.abandon, name="abandon"),
    path("<uuid:batch_id>/result/", views.result, name="result"),
    path("rows/<uuid:row_id>/", views.row, name="row"),
    path("rows/<uuid:row_id>/apart/", views.apart, name="apart"),
]
