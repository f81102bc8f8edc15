"""What is old is forgotten."""

from __future__ import annotations

from datetime import timedelta

from imaging.clock import SetClock
from imaging.exchange.telling.forgetting import KEPT
from tests.receivers import PushedBrowser, Receiver
from tests.unit.imaging.exchange.telling.conftest import Ward


def test_news_are_forgotten_with_their_ways_after_half_a_year(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    forgetting = ward.house.telling.forgetting
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.tell([ward.ann, ward.ben], key="old")
    ward.work()
    clock.advance(KEPT)
    assert forgetting.run() == 0
    ward.tell([ward.ann], key="new")
    ward.work()
    clock.advance(timedelta(seconds=1))
    assert (forgetting.run(), forgetting.run()) == (2, 0)
    assert [each.key for each in ward.inbox(ward.ann)] == ["new"]
    assert (ward.inbox(ward.ben), len(ward.settled())) == ([], 1)
