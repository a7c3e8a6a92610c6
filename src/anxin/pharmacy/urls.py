"""Addresses of pharmacy."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.pharmacy import views

app_name = "pharmacy"
urlpatterns: list[URLPattern] = [
    path("", views.stock, name="stock"),
    path("orders/", views.orders, name="orders"),
    path("orders/new/", views.add_order, name="add_order"),
    path("orders/<uuid:order_id>/", views.order, name="order"),
    path("orders/<uuid:order_id>/receive/", views.receive, name="receive"),
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/new/", views.add_transfer, name="add_transfer"),
]
