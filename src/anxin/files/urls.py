"""Addresses of files."""

from django.urls import path

from anxin.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:person_id>/add/", views.add, name="add"),
    path("<uuid:file_id>/", views.content, name="content"),
    path("<uuid:file_id>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("<uuid:file_id>/withdraw/", views.withdraw, name="withdraw"),
]
