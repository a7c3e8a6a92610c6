"""The field by which a photo or scan is sent, on whatever form it stands: what comes in is cleaned."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from anxin.files.cleaning import MOST_BYTES, clean
from anxin.pages.forms import ActForm
from anxin.pages.words import in_words
from anxin.rules.decisions import Refused
from anxin.rules.files import IS_SMALL_ENOUGH, MOST_MEGABYTES, Purpose

ACCEPTED = "image/jpeg,image/png,application/pdf"
"""With a PDF among them a phone offers its camera as well as its files, which images alone do not."""


def clean_field(form: ActForm, name: str, sent: UploadedFile[bytes], *, purpose: Purpose) -> None:
    """Put what was sent, cleaned, into the form's data as ``cleaned``; or say at its field why not."""
    try:
        if (sent.size or 0) > MOST_BYTES:
            raise IS_SMALL_ENOUGH.refused(limit=MOST_MEGABYTES)
        form.cleaned_data["cleaned"] = clean(sent.read(), purpose=purpose)
    except Refused as refusal:
        for ground in refusal.unmet:
            form.add_error(name, forms.ValidationError(in_words(ground), code=ground.clause))
