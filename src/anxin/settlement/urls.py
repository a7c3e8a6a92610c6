"""Addresses of settlement."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.settlement.views import checking, closing, filing, losses

app_name = "settlement"
urlpatterns: list[URLPattern] = [
    path("", filing.claims, name="claims"),
    path("new/", filing.file, name="file"),
    path("losses/", losses.losses, name="losses"),
    path("losses/<uuid:charge_id>/", losses.loss, name="loss"),
    path("losses/<uuid:charge_id>/decide/", losses.decide_loss, name="decide_loss"),
    path("losses/<uuid:charge_id>/pay-back/", losses.pay_back_loss, name="pay_back_loss"),
    path("cards/<uuid:card_id>/", losses.card, name="card"),
    path("<uuid:claim_id>/", filing.claim, name="claim"),
    path("<uuid:claim_id>/lines/", checking.lines, name="lines"),
    path("<uuid:claim_id>/accept-rest/", closing.accept_rest, name="accept_rest"),
    path("<uuid:claim_id>/finish/", closing.finish, name="finish"),
    path("<uuid:claim_id>/accept/", closing.accept, name="accept"),
    path("lines/<uuid:line_id>/", checking.line, name="line"),
    path("lines/<uuid:line_id>/check/", checking.check, name="check"),
    path("lines/<uuid:line_id>/reply/", checking.reply, name="reply"),
]
