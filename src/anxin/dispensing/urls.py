"""Addresses of the counter."""

from __future__ import annotations

from django.urls import path

from anxin.dispensing.views import after, preparing, signing

app_name = "dispensing"

urlpatterns = [
    path("", preparing.counter, name="counter"),
    path("people/<uuid:person_id>/", preparing.person, name="person"),
    path("prescriptions/<uuid:prescription_id>/settle/", preparing.settle, name="settle"),
    path("pickups/", after.pickups, name="pickups"),
    path("pickups/<uuid:pickup_id>/", signing.pickup, name="pickup"),
    path("pickups/<uuid:pickup_id>/sign/", signing.sign, name="sign"),
    path("pickups/<uuid:pickup_id>/release/", signing.release, name="release"),
    path("pickups/<uuid:pickup_id>/reverse/", after.reverse, name="reverse"),
    path("pickups/<uuid:pickup_id>/scan/", after.scan, name="scan"),
    path("slips/", after.slips, name="slips"),
]
