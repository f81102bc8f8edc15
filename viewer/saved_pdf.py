"""A PDF that somebody else wrote: saved, never shown within a page of ours, and unable to do anything if it is."""

from __future__ import annotations

from starlette.responses import Response

PDF = "application/pdf"


def saved_pdf(content: bytes, name: str) -> Response:
    """Answer with a PDF to be saved under a name, which is ours and names nobody."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type=PDF, headers=headers)
