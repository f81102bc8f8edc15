"""What a request accepts, and what it is given of what there is; 406 says in words what there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request

from imaging.archive.stored import StoredInstance
from viewer.dicomweb.accept import Acceptable, Offer, choose, parse_accept

Given = list[tuple[StoredInstance, Offer]]


def acceptables_of(request: Request) -> tuple[Acceptable, ...]:
    """Read what the client accepts; the parameter outranks the header (PS3.18 8.3.3.1), for links that set none."""
    return parse_accept(request.query_params.getlist("accept") or request.headers.getlist("accept"))


def accepted_by(request: Request, *offers: Offer) -> Offer:
    """Return the form of the answer that the client likes best.

    Raises
    ------
    HTTPException
        406 when it likes none of them.
    """
    found = choose(acceptables_of(request), offers)
    if found is None:
        forms = ", ".join(sorted({offer.content_type("…") for offer in offers}))
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"This can be given as: {forms}.")
    return found


def accepted_each(
    request: Request,
    found: Sequence[StoredInstance],
    offers_of: Callable[[StoredInstance], Sequence[Offer]],
    media_type: str,
) -> Given:
    """Choose a form for each instance; those that have none that is accepted are left out.

    Raises
    ------
    HTTPException
        406 when none is left; ``media_type`` is named as what would have been right.
    """
    acceptables = acceptables_of(request)
    chosen = [(one, choose(acceptables, offers_of(one))) for one in found]
    given = [(one, offer) for one, offer in chosen if offer is not None]
    if not given:
        stored = ", ".join(sorted({one.transfer_syntax_uid for one in found}))
        text = f'This can be given as multipart/related; type="{media_type}" with transfer-syntax=* or {stored}.'
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, text)
    return given
