"""Addresses of enrolment."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.enrolment.views import (
    appealing,
    applications,
    changing,
    drafts,
    forwarding,
    guardians,
    people,
    places,
    reviewing,
    signing,
    yearly,
)

app_name = "enrolment"
urlpatterns: list[URLPattern] = [
    path("", applications.applications, name="applications"),
    path("new/", applications.new, name="new"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", applications.draft, name="draft"),
    path("drafts/<uuid:draft_id>/abandon/", drafts.abandon, name="abandon_draft"),
    path("forwarding/", forwarding.forwarding, name="forwarding"),
    path("forwarding/receive/", forwarding.receive, name="receive"),
    path("village/", reviewing.village, name="village"),
    path("village/<uuid:application_id>/", reviewing.confirm, name="confirm"),
    path("register/", signing.register, name="register"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/history/", people.history, name="history"),
    path("people/<uuid:person_id>/stay/", people.stay, name="stay"),
    path("people/<uuid:person_id>/end/", changing.end, name="end"),
    path("people/<uuid:person_id>/end/undo/", changing.undo_end, name="undo_end"),
    path("people/<uuid:person_id>/clinic/", changing.change_clinic, name="change_clinic"),
    path("people/<uuid:person_id>/guardian/", guardians.change_guardian, name="change_guardian"),
    path(
        "people/<uuid:person_id>/guardian/<uuid:change_id>/sign/",
        guardians.sign_as_guardian,
        name="sign_as_guardian",
    ),
    path("people/<uuid:person_id>/card/", changing.new_card, name="new_card"),
    path("cards/<uuid:card_id>/", signing.card, name="card"),
    path("cards/<uuid:card_id>/loss/", signing.report_loss, name="report_loss"),
    path("cards/<uuid:card_id>/replace/", signing.replace_card, name="replace_card"),
    path("changes/", changing.changes, name="changes"),
    path("places/", places.places, name="places"),
    path("waiting/", places.waiting, name="waiting"),
    path("waiting/offer/", places.offer, name="offer"),
    path("waiting/offers/<uuid:offer_id>/", places.answer, name="answer"),
    path("waiting/back/<uuid:enrolment_id>/", places.take_up, name="take_up"),
    path("yearly/", yearly.yearly, name="yearly"),
    path("yearly/propose/", yearly.propose_all, name="yearly_propose"),
    path("yearly/keep/", yearly.keep_all, name="yearly_keep"),
    path("yearly/<uuid:enrolment_id>/", yearly.one, name="yearly_one"),
    path("yearly/<uuid:enrolment_id>/propose/", yearly.propose, name="yearly_step"),
    path("yearly/<uuid:enrolment_id>/decide/", yearly.decide, name="yearly_decide"),
    path("yearly/<uuid:enrolment_id>/renew/", yearly.renew, name="yearly_renew"),
    path("<uuid:application_id>/", applications.application, name="application"),
    path("<uuid:application_id>/correct/", applications.correct, name="correct"),
    path("<uuid:application_id>/appeal/", appealing.appeal, name="appeal"),
    path("<uuid:application_id>/withdraw/", applications.withdraw, name="withdraw"),
    path("<uuid:application_id>/review/", reviewing.review, name="review"),
    path("<uuid:application_id>/decide/", reviewing.decide, name="decide"),
    path("<uuid:application_id>/sign/", signing.sign, name="sign"),
]
