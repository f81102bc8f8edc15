"""The commands that keep destinations, as somebody types them."""

from __future__ import annotations

import pytest

from imaging.errors import MalformedError
from imaging.house import House
from imaging.settings import read_settings
from tests.failing_receivers import Received, mllp_server
from tests.ports import free_port
from tests.unit.imaging.commands.command_line import Filmless, as_json, filmless

__all__ = ["filmless"]


def test_destinations_are_added_listed_tested_and_removed(filmless: Filmless) -> None:
    with mllp_server(Received()) as port:
        added = as_json(filmless("destination", "add", "HIS", "hl7-mllp", "--host", "127.0.0.1", "--port", str(port),
                                 "--application", "HIS", "--json"))  # fmt: skip
        assert (added["number"], added["where"], added["is_active"]) == (1, f"127.0.0.1:{port}", True)
        assert as_json(filmless("destination", "test", "1", "--json"))["answer"] == "it answers"
    assert as_json(filmless("destination", "test", "1", "--json"), exit_code=1)["answer"] == "unreachable"
    key = "a key of twenty-four letters"
    filmless("destination", "add", "hook", "web-hook", "--url", "https://his.example.org/hook", stdin=f"{key}\n")
    listed = filmless("destination", "list", "--json")
    assert key not in listed.output
    assert [(each["name"], each["kind"], each["waiting"]) for each in as_json(listed)] == [
        ("HIS", "hl7-mllp", 0), ("hook", "web-hook", 0),
    ]  # fmt: skip
    with House.open(read_settings()) as house:
        assert house.destinations.one(2, 1).address.secret == key
    assert "0 sent again" in filmless("destination", "resend", "2").output
    filmless("destination", "remove", "1")
    assert [each["number"] for each in as_json(filmless("destination", "list", "--json"))] == [2]
    state = as_json(filmless("status", "--json"))
    assert (state["waiting_to_be_sent"], state["given_up"]) == (0, 0)


def test_what_can_not_be_called_is_refused(filmless: Filmless) -> None:
    with pytest.raises(MalformedError):
        filmless("destination", "add", "x", "c-store", "--host", "169.254.169.254", "--port", str(free_port()),
                 "--ae-title", "X")  # fmt: skip
