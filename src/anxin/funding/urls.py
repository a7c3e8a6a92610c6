"""Addresses of funding."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.funding.views import consultations, fund

app_name = "funding"
urlpatterns: list[URLPattern] = [
    path("", fund.overview, name="overview"),
    path("budgets/new/", fund.add_budget, name="add_budget"),
    path("advances/", fund.advances, name="advances"),
    path("advances/new/", fund.request_advance, name="request_advance"),
    path("advances/<uuid:advance_id>/", fund.advance, name="advance"),
    path("advances/<uuid:advance_id>/answer/", fund.answer, name="answer"),
    path("experts/", consultations.consultations, name="consultations"),
    path("experts/visits/<uuid:attendance_id>/", consultations.ask_expert, name="ask_expert"),
    path("experts/<uuid:consultation_id>/", consultations.consultation, name="consultation"),
    path("experts/<uuid:consultation_id>/word/", consultations.record_word, name="record_word"),
    path("experts/<uuid:consultation_id>/conclude/", consultations.conclude, name="conclude"),
    path(
        "experts/<uuid:consultation_id>/withdraw/",
        consultations.withdraw_question,
        name="withdraw_question",
    ),
    path("experts/<uuid:consultation_id>/paper/", consultations.paper, name="paper"),
]
