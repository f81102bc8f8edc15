"""Tags and what they save."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from viewer.conditions import check_unmodified, entity_tag


def test_tags_depend_on_every_part_and_its_place() -> None:
    tags = {entity_tag("a", "b"), entity_tag("ab"), entity_tag("b", "a"), entity_tag(b"a", "b"), entity_tag("a", None)}
    assert len(tags) == 5
    assert entity_tag("a", 1) == entity_tag("a", 1)


@pytest.mark.parametrize("known", ['"t"', 'W/"t"', '"x", "t"', "*"])
def test_a_known_tag_is_304(known: str) -> None:
    with pytest.raises(HTTPException) as caught:
        check_unmodified(Headers({"if-none-match": known}), '"t"')
    assert caught.value.status_code == 304
    assert caught.value.headers is not None
    assert caught.value.headers["ETag"] == '"t"'


@pytest.mark.parametrize("headers", [{}, {"if-none-match": '"x"'}, {"if-none-match": ""}, {"if-none-match": "t"}])
def test_an_unknown_tag_is_answered(headers: dict[str, str]) -> None:
    check_unmodified(Headers(headers), '"t"')
