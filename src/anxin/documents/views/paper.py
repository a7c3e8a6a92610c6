"""How a form or a file is answered: never cached, never named after a person."""

from __future__ import annotations

from django.http import HttpResponse

PAPER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
)
"""What a browser's own viewer of PDF needs, and nothing else; the file holds no script."""
FILE_POLICY = "default-src 'none'; sandbox"


def paper(content: bytes, *, name: str) -> HttpResponse:
    """Answer with a PDF to be looked at and printed."""
    return _answer(content, "application/pdf", f'inline; filename="{name}.pdf"', PAPER_POLICY)


def attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Answer with a file to be kept, which no browser opens in our name."""
    return _answer(content, content_type, f'attachment; filename="{name}"', FILE_POLICY)


def _answer(content: bytes, content_type: str, disposition: str, policy: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
