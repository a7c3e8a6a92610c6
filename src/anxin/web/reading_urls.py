"""Addresses of the record of readings, and of the one reading that a person asks for (7.2.d).

They stand in ``web`` because ``privacy`` lies below ``people`` and ``pages``.
"""

from django.urls import path

from anxin.web import readings

app_name = "privacy"
urlpatterns = [
    path("", readings.records, name="records"),
    path("<uuid:person_id>/<slug:field>/", readings.reveal, name="reveal"),
]
