"""Nothing that leaves the house says anything about a patient, and nobody is called who must not be."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from imaging.access.directory.outgoing import Outgoing
from imaging.clock import SetClock
from imaging.exchange.telling.calling import Answer, post
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.hooks import Shape
from imaging.exchange.telling.news import Kind, Urgency
from imaging.exchange.telling.outcomes import Later, Never, Trouble
from imaging.exchange.telling.wording import trial, worded
from imaging.orders.orders import NewOrder
from imaging.reporting.critical import NewCritical
from tests.houses import send
from tests.receivers import MailServer, PushedBrowser, Receiver
from tests.unit.imaging.exchange.telling.conftest import HOSPITAL, Ward

PATIENT = ("王小明", "小明", "Wang", "P-1", "A-1", "19600229", "1960-02-29", "CT head", "CRUSHED-SKULL", "2.25.1")


def test_no_byte_names_a_patient(
    mailing: Ward, receiver: Receiver, mail: MailServer, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ward, house = mailing, mailing.house
    order = house.orders.create(HOSPITAL, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT head", "M", "CT"))[0]
    send(house, PatientName="Wang^Xiaoming=王^小明")
    house.bindings.bind_new_studies()
    browser = PushedBrowser(receiver)
    ward.subscribe(ward.ann, browser, Language.ZH)
    ward.address(ward.ann, "ann@hospital.example", mail, Language.ZH)
    ward.choose(ward.ann, channels={kind: frozenset({"push", "mail"}) for kind in Kind})
    for shape in Shape:
        ward.hook(shape, f"{receiver.url}/{shape}?key=1", "x" * 32)
    new = NewCritical(0, "CRUSHED-SKULL", ward.ann.user_id)
    house.reporting.critical.mark(ward.ben, order.id, HOSPITAL, new)
    for kind in Kind:
        ward.tell([ward.ann], kind, key=kind, urgency=Urgency.URGENT, answer_by=clock.now() + timedelta(days=1))
    ward.tell([ward.ann], key="routine")
    ward.work()
    clock.advance(timedelta(days=1))
    ward.work()
    pushed = [browser.read(each) for each in browser.arrived()]
    # What came is what was told, by every way.
    assert {"有一个会诊在等您", "有一个危急值等您确认", "仍未答复：有一个会诊在等您"} <= {
        each["title"] for each in pushed
    }
    assert {each.path.partition("?")[0] for each in receiver.received} == {"/push/1", *(f"/{each}" for each in Shape)}
    letters = "\n".join(mail.texts())
    assert "A consult waits for you" in letters
    sent = (receiver.everything() + b"".join(mail.raw)).decode("utf-8", "replace") + repr(pushed) + letters
    sent += caplog.text
    assert [each for each in PATIENT if each in sent] == []


@pytest.mark.parametrize("language", Language)
def test_every_kind_has_its_words_in_every_language(ward: Ward, language: Language) -> None:
    for kind in Kind:
        ward.tell([ward.ann], kind, key=kind)
    told = ward.inbox(ward.ann)
    titles = {worded([each], language).title for each in told} | {trial(language).title}
    assert len(titles) == len(Kind) + 1
    assert len(worded(told, language).lines) == len(Kind)


def test_pushes_lead_to_nothing_within_the_hospital(receiver: Receiver) -> None:
    for url in (
        "https://10.1.2.3/push",
        "https://192.168.1.1/push",
        "https://169.254.169.254/latest",
        "https://[::1]/",
    ):
        result = post(Outgoing(allows_loopback=False, reaches_only_outside=True), url, b"", {})
        assert result in (Never(Trouble.ADDRESS), Later(Trouble.SILENT))
    assert post(Outgoing(allows_loopback=False), f"{receiver.url}/", b"", {}) == Never(Trouble.ADDRESS)
    assert receiver.received == []


def test_where_this_machine_alone_is_served_it_may_be_called(receiver: Receiver) -> None:
    answer = post(Outgoing(allows_loopback=True, reaches_only_outside=True), f"{receiver.url}/", b"x", {})
    assert isinstance(answer, Answer)
    assert receiver.received[0].body == b"x"


def test_chinese_has_marks_of_its_own() -> None:
    said = trial(Language.ZH)
    assert not set("".join((said.title, *said.lines))) & set(",:;!?"), said
