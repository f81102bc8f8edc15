"""A browser keeps frames, and asks before it shows one again; when access has ended the answer is no 304."""

from __future__ import annotations

import pytest

from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from tests.gathered import ask, guest_session, set_part, set_state
from tests.integration.viewer.consult.conftest import Town, Visit
from viewer.consult.callers import GUEST_COOKIE


@pytest.mark.parametrize("form", ["", "/picture?format=webp"])
@pytest.mark.parametrize("end", ["closed", "gone", "revoked"])
def test_what_is_kept_is_not_shown_once_access_has_ended(town: Town, visit: Visit, form: str, end: str) -> None:
    house, code = town.place.house, f"cached-{end}-{len(form)}"
    instance = next(each for each in house.archive.retrieve.instances_of(None) if each.rows)
    consult_id = ask(house, town.asker, instance.study_id, code)
    participant_id, session = guest_session(house, consult_id, code, Part.SPEAKS)
    client, path = visit(""), f"/c/api/{code}/instances/{instance.id}/frames/1{form}"
    client.cookies.set(GUEST_COOKIE, session)
    first = client.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    if end == "closed":
        set_state(house, consult_id, ConsultState.CLOSED)
    elif end == "gone":
        set_part(house, participant_id, Part.GONE)
    else:
        house.guest_sessions.end(session)
    assert client.get(path, headers=known).status_code == {"closed": 410, "gone": 404, "revoked": 401}[end]
