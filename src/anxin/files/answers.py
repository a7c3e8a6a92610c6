"""How a kept file is answered with: by itself, running nothing and loading nothing."""

from __future__ import annotations

from django.http import HttpResponse

ALONE = "default-src 'none'; sandbox"
"""A file opened by itself runs nothing and loads nothing."""
KINDS = {"jpeg": ("image/jpeg", "jpg", "inline"), "pdf": ("application/pdf", "pdf", "attachment")}


def file_answer(body: bytes, *, kind: str, name: str) -> HttpResponse:
    """Return a file in the clear as the browser may show or keep it."""
    content_type, ending, way = KINDS[kind]
    return HttpResponse(
        body,
        content_type=content_type,
        headers={
            "Content-Disposition": f'{way}; filename="{name}.{ending}"',
            "Content-Security-Policy": ALONE,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
