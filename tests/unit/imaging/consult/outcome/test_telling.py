"""Who is told that a consult is concluded, and for whose signature it waits."""

from __future__ import annotations

from sqlalchemy import insert, select

from imaging.access.actors import Person, Role
from imaging.consult.news_keys import asked_key
from imaging.consult.participants import Part
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.index.tables import consult_invitations, consult_participants, news
from tests.consulted import HOSPITAL, PASSWORD, Consulted, set_part
from tests.houses import NOON


def told(asked: Consulted, who: Person) -> list[str]:
    """What somebody finds in their inbox, and whether it waits."""
    found = asked.house.telling.inbox.of(who.user_id)
    return sorted(f"{each.kind} {'waits' if each.read_at is None else 'read'}" for each in found)


def concluded(asked: Consulted) -> None:
    asked.write()
    asked.conclude()


def sent(asked: Consulted, who: Person) -> list[str]:
    """What is to go out to somebody."""
    kept = news.c
    query = select(kept.kind).where(kept.user_id == who.user_id, kept.planned_at.is_(None), kept.withdrawn_at.is_(None))
    with asked.house.index.read() as connection:
        return sorted(connection.scalars(query))


def test_who_must_sign_is_called_once_and_finds_both(asked: Consulted) -> None:
    concluded(asked)
    assert told(asked, asked.expert) == ["consult-concluded waits", "consult-to-sign waits"]
    assert sent(asked, asked.expert) == ["consult-to-sign"]
    path = {each.path for each in asked.house.telling.inbox.of(asked.expert.user_id)}
    assert path == {f"/c/{asked.gathering.code}"}


def test_who_concludes_is_not_called_for_what_is_before_them(asked: Consulted) -> None:
    concluded(asked)
    assert told(asked, asked.asker) == ["consult-to-sign waits"]
    assert sent(asked, asked.asker) == []


def test_who_only_watched_hears_of_it_and_signs_nothing(asked: Consulted) -> None:
    watcher, gone = (
        asked.house.people.add(name, PASSWORD, HOSPITAL, Role.CLINICIAN, name) for name in ("watcher", "gone")
    )
    for who, part in ((watcher, Part.WATCHES), (gone, Part.GONE)):
        row = {"consult_id": asked.consult_id, "user_id": who.user_id, "part": part, "since": NOON}
        with asked.house.index.write() as connection:
            connection.execute(insert(consult_participants).values(row))
    concluded(asked)
    assert sent(asked, watcher) == ["consult-concluded"]
    assert told(asked, gone) == []


def test_a_signature_is_awaited_no_more_once_it_is_given(asked: Consulted) -> None:
    concluded(asked)
    asked.sign(asked.expert)
    assert told(asked, asked.expert) == ["consult-concluded read", "consult-to-sign read"]
    assert sent(asked, asked.asker) == []
    assert told(asked, asked.asker) == ["consult-to-sign waits"]


def test_a_further_version_is_signed_instead_of_the_former_one(asked: Consulted) -> None:
    concluded(asked)
    asked.sign(asked.asker)
    asked.write(opinion="又看了一遍。")
    asked.conclude()
    waits = [each for each in asked.house.telling.inbox.of(asked.expert.user_id) if each.kind is Kind.CONSULT_TO_SIGN]
    assert [each.key for each in waits] == [f"consult-{asked.consult_id}-sign-2"]
    assert told(asked, asked.asker).count("consult-to-sign waits") == 1


def test_nobody_is_waited_for_once_it_is_closed(asked: Consulted) -> None:
    concluded(asked)
    asked.sign(asked.asker)
    asked.house.outcomes.signing.close(asked.gathering, asked.asker)
    assert told(asked, asked.expert) == ["consult-concluded waits"]


def test_who_was_still_asked_is_not_reminded_of_what_is_concluded(asked: Consulted) -> None:
    late = asked.house.people.add("late", PASSWORD, HOSPITAL, Role.CLINICIAN, "late")
    invited = {
        "consult_id": asked.consult_id, "user_id": late.user_id, "part": Part.SPEAKS, "state": "waiting",
        "invited_by": asked.asker.user_id, "invited_at": asked.house.clock.now(),
    }  # fmt: skip
    with asked.house.index.write() as connection:
        inserted = insert(consult_invitations).values(invited).returning(consult_invitations.c.id)
        key = asked_key(asked.consult_id, connection.execute(inserted).scalar_one())
    asking = News([late.user_id], Kind.CONSULT_ASKED, key, "/c/1", Urgency.URGENT, HOSPITAL)
    with asked.house.index.write() as connection:
        asked.house.telling.inbox.tell(connection, asking)
    set_part(asked, asked.expert, Part.WATCHES)
    concluded(asked)
    assert told(asked, late) == []
    assert sent(asked, asked.expert) == ["consult-concluded"]


def test_whoever_is_away_is_told_that_something_is_proposed_until_they_look(asked: Consulted) -> None:
    here, expert = frozenset({asked.participant(asked.expert).id}), asked.participant(asked.expert)
    propose = asked.house.outcomes.drafting.propose
    propose(asked.gathering, expert, "first", "", here)
    assert sent(asked, asked.asker) == ["consult-new"]
    propose(asked.gathering, expert, "better", "", here)
    assert sent(asked, asked.asker) == ["consult-new"], "once until they have looked"
    assert told(asked, asked.expert) == []
    asked.house.asking.looks.note(asked.asker, asked.consult_id, 0)
    assert told(asked, asked.asker) == []
    here |= {asked.participant(asked.asker).id}
    propose(asked.gathering, expert, "best", "", here)
    assert told(asked, asked.asker) == [], "who has the room before them sees it"
