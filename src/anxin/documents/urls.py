"""Addresses of printed forms and exports."""

from __future__ import annotations

from django.urls import URLPattern, path

from anxin.documents.views import exports, prescriptions, printing, records

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("applications/<uuid:application_id>/approval/", printing.approval, name="approval"),
    path("applications/<uuid:application_id>/notice/", printing.notice, name="notice"),
    path("applications/<uuid:application_id>/agreement/", printing.agreement, name="agreement"),
    path("cards/<uuid:card_id>/", printing.card, name="card"),
    path("cards/<uuid:card_id>/rows/", records.rows, name="rows"),
    path("pickups/<uuid:pickup_id>/label/", printing.label, name="label"),
    path("prescription-sheets/<uuid:sheet_id>/", prescriptions.sheet, name="sheet"),
    path("register/", printing.register, name="register"),
    path("calls/<uuid:day_id>/", printing.calls, name="calls"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/", exports.ask, name="ask"),
    path("exports/<uuid:export_id>/", exports.export, name="export"),
    path("exports/<uuid:export_id>/file/", exports.take, name="take"),
]
