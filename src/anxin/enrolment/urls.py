"""Addresses of enrolment."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.enrolment.views import applications, people, reviewing, signing

app_name = "enrolment"
urlpatterns: list[URLPattern] = [
    path("", applications.applications, name="applications"),
    path("new/", applications.new, name="new"),
    path("village/", reviewing.village, name="village"),
    path("village/<uuid:application_id>/", reviewing.confirm, name="confirm"),
    path("register/", signing.register, name="register"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/stay/", people.stay, name="stay"),
    path("cards/<uuid:card_id>/", signing.card, name="card"),
    path("cards/<uuid:card_id>/loss/", signing.report_loss, name="report_loss"),
    path("cards/<uuid:card_id>/replace/", signing.replace_card, name="replace_card"),
    path("<uuid:application_id>/", applications.application, name="application"),
    path("<uuid:application_id>/correct/", applications.correct, name="correct"),
    path("<uuid:application_id>/withdraw/", applications.withdraw, name="withdraw"),
    path("<uuid:application_id>/review/", reviewing.review, name="review"),
    path("<uuid:application_id>/decide/", reviewing.decide, name="decide"),
    path("<uuid:application_id>/sign/", signing.sign, name="sign"),
]
