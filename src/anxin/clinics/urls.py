"""Addresses of clinics."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.clinics.views import (
    absences,
    attending,
    changing,
    days,
    laboratory,
    owed,
    planning,
    prescribing,
    reviewing,
)

app_name = "clinics"
urlpatterns: list[URLPattern] = [
    path("", days.clinic_days, name="days"),
    path("publish/", days.publish, name="publish"),
    path("month/", planning.month, name="month"),
    path("month/plan/", planning.plan, name="plan"),
    path("month/plan/proposal/", planning.propose, name="propose"),
    path("days/<uuid:day_id>/", days.board, name="day"),
    path("days/<uuid:day_id>/change/", changing.change, name="change"),
    path("days/<uuid:day_id>/calls/", changing.calls, name="calls"),
    path("calls/<uuid:call_id>/", changing.call, name="call"),
    path("days/<uuid:day_id>/find/", attending.find, name="find"),
    path("days/<uuid:day_id>/people/<uuid:person_id>/book/", attending.book, name="book"),
    path("days/<uuid:day_id>/people/<uuid:person_id>/arrive/", attending.arrive, name="arrive"),
    path("missing/", absences.missing, name="missing"),
    path("bookings/<uuid:booking_id>/absent/", absences.follow_up, name="follow_up"),
    path("running-out/", days.running_out, name="running_out"),
    path("owed/", owed.owed, name="owed"),
    path(
        "prescriptions/<uuid:prescription_id>/arrive/",
        owed.arrive_for_owed,
        name="arrive_for_owed",
    ),
    path("visits/<uuid:attendance_id>/", prescribing.visit, name="visit"),
    path("prescriptions/<uuid:prescription_id>/", prescribing.prescription, name="prescription"),
    path("people/<uuid:person_id>/labs/", laboratory.results, name="labs"),
    path("people/<uuid:person_id>/labs/new/", laboratory.record, name="record_labs"),
    path("labs/<uuid:result_id>/correct/", laboratory.correct, name="correct_lab"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<uuid:prescription_id>/", reviewing.review, name="review"),
]
