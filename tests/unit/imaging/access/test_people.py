from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import func, select

from imaging.access.actors import Person, Role
from imaging.access.people import SIGN_IN, People, SignInRefusal, generate_password
from imaging.access.sessions import handle_of, session_hash
from imaging.access.throttle import Throttle
from imaging.clock import SetClock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.house import House
from imaging.index.tables import sign_in_attempts, users

PASSWORD = "correct horse battery"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def wang(house: House) -> Person:
    return house.people.add("wang", PASSWORD, 1, Role.RADIOLOGIST, "王医生")


def test_the_right_password_says_who_it_is(house: House, wang: Person) -> None:
    assert house.people.check_password(" Wang ", PASSWORD, HERE) == wang


@pytest.mark.parametrize(
    ("login", "password"), [("wang", "wrong password"), ("nobody", PASSWORD), ("", ""), ("wang", "")]
)
def test_a_wrong_password_and_an_unknown_login_are_one_answer(
    house: House, wang: Person, login: str, password: str
) -> None:
    assert house.people.check_password(login, password, HERE) is SignInRefusal.WRONG


def test_the_password_is_kept_as_argon2id_with_a_pepper(house: House, wang: Person) -> None:
    with house.index.read() as connection:
        stored = connection.scalar(select(users.c.password_hash))
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_guessing_is_slowed_down_here_and_nobody_is_locked_out_elsewhere(house: House, wang: Person) -> None:
    answers = [house.people.check_password("wang", "wrong password", HERE) for _ in range(12)]
    assert answers == [SignInRefusal.WRONG] * 10 + [SignInRefusal.TOO_MANY] * 2
    assert house.people.check_password("wang", PASSWORD, HERE) is SignInRefusal.TOO_MANY
    assert house.people.check_password("wang", PASSWORD, ELSEWHERE) == wang


def test_after_a_quarter_of_an_hour_it_may_be_tried_again(house: House, wang: Person, clock: SetClock) -> None:
    for _ in range(10):
        house.people.check_password("wang", "wrong password", HERE)
    clock.advance(timedelta(minutes=15))
    assert house.people.check_password("wang", PASSWORD, HERE) == wang


def test_right_passwords_do_not_count(house: House, wang: Person) -> None:
    for _ in range(12):
        assert house.people.check_password("wang", PASSWORD, HERE) == wang
    with house.index.read() as connection:
        assert connection.scalar(select(func.count()).select_from(sign_in_attempts)) == 0


def test_one_guess_for_each_of_many_names_is_guessing_too(house: House, clock: SetClock) -> None:
    throttle = Throttle(house.index, clock, most=10, most_from_address=20)
    taken = [throttle.begin(f"name{number}", HERE) for number in range(25)]
    assert [number is not None for number in taken] == [True] * 20 + [False] * 5
    assert throttle.begin("name0", ELSEWHERE) is not None


def test_refusals_are_kept_without_what_was_typed(house: House, wang: Person) -> None:
    house.people.check_password("mysecretpassword", "typed into the wrong field", HERE)
    event = house.audit.list(limit=1)[0]
    assert (event.action, event.outcome, event.address, event.actor) == (SIGN_IN, "denied", HERE, "")
    assert "mysecret" not in repr(event)


def test_somebody_disabled_signs_in_no_more(house: House, wang: Person) -> None:
    house.people.disable(wang.user_id)
    assert house.people.check_password("wang", PASSWORD, HERE) is SignInRefusal.WRONG
    with pytest.raises(NotFoundError):
        house.people.by_login("wang")
    assert house.people.list() == ()


def test_a_changed_password_replaces_the_former(house: House, wang: Person) -> None:
    house.people.set_password(wang.user_id, "another password")
    assert house.people.check_password("wang", PASSWORD, HERE) is SignInRefusal.WRONG
    assert house.people.check_password("wang", "another password", HERE) == wang


@pytest.mark.parametrize("password", ["", "short", "x" * 129])
def test_passwords_too_short_or_too_long_are_refused(house: House, password: str) -> None:
    with pytest.raises(MalformedError):
        house.people.add("li", password, 1, Role.CLINICIAN)


@pytest.mark.parametrize("login", ["", "Wang", "wang li", "<script>", "-wang", "w" * 65, "王"])
def test_logins_are_plain(house: House, login: str) -> None:
    with pytest.raises(MalformedError):
        house.people.add(login, PASSWORD, 1, Role.CLINICIAN)


def test_a_login_belongs_to_one_person(house: House, wang: Person) -> None:
    with pytest.raises(ConflictError, match="wang"):
        house.people.add("wang", PASSWORD, 1, Role.CLINICIAN)


def test_generated_passwords_differ_and_are_taken(house: House) -> None:
    passwords = {generate_password() for _ in range(100)}
    assert len(passwords) == 100
    assert house.people.add("li", passwords.pop(), 1, Role.CLINICIAN).login == "li"


def test_nothing_of_a_password_is_cut_off(house: House) -> None:
    longest = "0123456789abcdef" * 8
    person = house.people.add("li", longest, 1, Role.CLINICIAN)
    assert house.people.check_password("li", longest, HERE) == person
    assert house.people.check_password("li", longest + "x", HERE) is SignInRefusal.WRONG
    assert house.people.check_password("li", longest[:-1], HERE) is SignInRefusal.WRONG


def test_a_licence_counts_once_confirmed_and_until_it_changes(house: House, wang: Person) -> None:
    people, admin = house.people, house.people.add("root", "another password", 1, Role.ADMINISTRATOR)
    assert not people.is_licensed(wang.user_id)
    people.set_licence(wang.user_id, " 110310000012345 ")
    assert not people.is_licensed(wang.user_id)
    with pytest.raises(ConflictError):
        people.confirm_licence(wang.user_id, "another number", admin)
    people.confirm_licence(wang.user_id, "110310000012345", admin)
    assert people.is_licensed(wang.user_id)
    people.set_licence(wang.user_id, "110310000012345")
    assert people.is_licensed(wang.user_id)
    people.set_licence(wang.user_id, "110310000054321")
    assert not people.is_licensed(wang.user_id)
    people.confirm_licence(wang.user_id, "110310000054321", admin)
    people.disable(wang.user_id)
    assert not people.is_licensed(wang.user_id)


def test_nobody_without_a_number_has_it_confirmed(house: House, wang: Person) -> None:
    with pytest.raises(ConflictError):
        house.people.confirm_licence(wang.user_id, "", None)


def test_people_belong_to_departments_of_their_hospital(house: House, wang: Person) -> None:
    other = house.hospitals.ensure("WEST", "West")
    ct, mr = (house.departments.add(1, name) for name in ("CT", "MR"))
    theirs = house.departments.add(other.id, "CT")
    house.departments.set_of(wang.user_id, 1, {ct.id, mr.id})
    assert house.people.by_login("wang").department_ids == {ct.id, mr.id}
    assert house.people.list()[0].department_ids == {ct.id, mr.id}
    with pytest.raises(NotFoundError):
        house.departments.set_of(wang.user_id, 1, {theirs.id})
    with pytest.raises(ConflictError):
        house.departments.remove(ct.id, 1)
    with pytest.raises(ConflictError):
        house.departments.add(1, " CT ")
    house.departments.set_of(wang.user_id, 1, {mr.id})
    house.departments.remove(ct.id, 1)
    assert [each.name for each in house.departments.list(1)] == ["MR"]


class TestSessions:
    def test_a_session_says_who_is_signed_in(self, house: House, wang: Person) -> None:
        session = house.sessions.begin(wang)
        assert house.sessions.person_of(session) == wang
        assert house.sessions.person_of("somebody else's") is None
        # As a cookie it needs no quoting, and it is long enough not to be guessed (128 bits are 22 characters).
        assert SimpleCookie({"session": session})["session"].coded_value == session
        assert len(session) >= 43

    def test_signing_in_again_gives_a_new_number_and_ends_the_old_one(self, house: House, wang: Person) -> None:
        planted = house.sessions.begin(wang)
        fresh = house.sessions.begin(wang, former=planted)
        assert fresh != planted
        assert house.sessions.person_of(planted) is None
        assert house.sessions.person_of(fresh) == wang

    def test_who_does_nothing_for_a_quarter_of_an_hour_is_signed_out(
        self, house: House, wang: Person, clock: SetClock
    ) -> None:
        session = house.sessions.begin(wang)
        for _ in range(5):
            clock.advance(timedelta(minutes=14))
            assert house.sessions.person_of(session) == wang
        clock.advance(timedelta(minutes=15))
        assert house.sessions.person_of(session) is None

    def test_a_page_that_only_looks_for_news_keeps_nobody_signed_in(
        self, house: House, wang: Person, clock: SetClock
    ) -> None:
        session = house.sessions.begin(wang)
        for _ in range(14):
            clock.advance(timedelta(minutes=1))
            assert house.sessions.person_of(session, is_seen=False) == wang
        clock.advance(timedelta(minutes=1))
        assert house.sessions.person_of(session, is_seen=False) is None
        # What somebody does a moment after such a look is seen.
        session = house.sessions.begin(wang)
        clock.advance(timedelta(minutes=10))
        assert house.sessions.person_of(session, is_seen=False) == wang
        assert house.sessions.person_of(session) == wang
        clock.advance(timedelta(minutes=10))
        assert house.sessions.person_of(session) == wang

    def test_after_twelve_hours_everybody_signs_in_again(self, house: House, wang: Person, clock: SetClock) -> None:
        session = house.sessions.begin(wang)
        for _ in range(12 * 6 - 1):
            clock.advance(timedelta(minutes=10))
            assert house.sessions.person_of(session) == wang
        clock.advance(timedelta(minutes=10))
        assert house.sessions.person_of(session) is None

    def test_devices_are_told_apart_and_ended_one_by_one(self, house: House, wang: Person, clock: SetClock) -> None:
        phone = house.sessions.begin(wang, address=HERE, browser="Phone\n1")
        clock.advance(timedelta(minutes=1))
        desk = house.sessions.begin(wang, address=ELSEWHERE, browser="Desk")
        assert [(each.browser, each.address) for each in house.sessions.of_person(wang.user_id)] == [
            ("Desk", ELSEWHERE),
            ("Phone 1", HERE),
        ]
        with pytest.raises(NotFoundError):
            house.sessions.end_one(wang.user_id + 1, handle_of(phone))
        house.sessions.end_one(wang.user_id, handle_of(phone))
        assert house.sessions.person_of(phone) is None
        assert house.sessions.person_of(desk) == wang
        third = house.sessions.begin(wang)
        house.sessions.end_others(wang.user_id, third)
        assert house.sessions.person_of(desk) is None
        assert house.sessions.person_of(third) == wang

    def test_who_changes_their_own_password_stays_where_they_are(self, house: House, wang: Person) -> None:
        here, elsewhere = house.sessions.begin(wang), house.sessions.begin(wang)
        house.people.set_password(wang.user_id, "another password", keeping=session_hash(here))
        assert house.sessions.person_of(here) == wang
        assert house.sessions.person_of(elsewhere) is None

    @pytest.mark.parametrize("end", ["sign out", "disable", "change password", "change role"])
    def test_what_ends_a_session_ends_it_in_other_processes_within_five_seconds(
        self, house: House, wang: Person, clock: SetClock, end: str
    ) -> None:
        session = house.sessions.begin(wang)
        elsewhere = type(house.sessions)(house.index, clock)
        assert elsewhere.person_of(session) == wang
        people: People = house.people
        {
            "sign out": lambda: house.sessions.end(session),
            "disable": lambda: people.disable(wang.user_id),
            "change password": lambda: people.set_password(wang.user_id, "another password"),
            "change role": lambda: people.set_role(wang.user_id, Role.CLINICIAN),
        }[end]()
        clock.advance(timedelta(seconds=5))
        assert elsewhere.person_of(session) is None
