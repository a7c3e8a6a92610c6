"""Every address of the program, by context."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("anxin.web.urls")),
    path("readings/", include("anxin.web.reading_urls")),
    path("publicity/", include("anxin.publicity.urls")),
    path("policy/", include("anxin.adoption.urls")),
    path("people/", include("anxin.people.urls")),
    path("files/", include("anxin.files.urls")),
    path("admission/", include("anxin.enrolment.urls")),
    path("exchange/", include("anxin.exchange.urls")),
    path("clinic/", include("anxin.clinics.urls")),
    path("counter/", include("anxin.dispensing.urls")),
    path("medicines/", include("anxin.pharmacy.urls")),
    path("books/", include("anxin.ledger.urls")),
    path("money/", include("anxin.funding.urls")),
    path("claims/", include("anxin.settlement.urls")),
    path("forms/", include("anxin.documents.urls")),
    path("rosters/", include("anxin.imports.urls")),
    path("packs/", include("anxin.packs.urls")),
    path("overview/", include("anxin.supervision.urls")),
]

handler400 = "anxin.web.views.bad_request"
handler403 = "anxin.web.views.not_allowed"
handler404 = "anxin.web.views.page_not_found"
handler500 = "anxin.web.views.server_error"
