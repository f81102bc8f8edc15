"""Two doctors at the same moment, on SQLite and on PostgreSQL: one report, one signature, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imaging.access.actors import Person, Role
from imaging.access.signing_in import Proof
from imaging.errors import ConflictError
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.reporting.content import Content, Language
from imaging.reporting.critical import Acknowledgement, How, NewCritical
from imaging.reporting.signing import Assent
from imaging.reporting.work import Beginning, StepKind
from tests.houses import open_house

HOSPITAL = 1


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    url = request.getfixturevalue("postgresql").new_database() if request.param == "postgresql" else ""
    with open_house(tmp_path, database_url=url) as opened:
        yield opened


def at_once(work: Callable[[int], object], times: int = 8) -> list[object]:
    """Do it so many times at the same moment, and return what came of each."""

    def tried(number: int) -> object:
        try:
            return work(number)
        except ConflictError as error:
            return error.problem

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(tried, range(times)))


def exam(house: House) -> tuple[int, list[Person]]:
    order, _ = house.orders.create(HOSPITAL, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))
    names = [f"doctor{number}" for number in range(4)]
    return order.id, [house.people.add(name, "correct-horse-battery", HOSPITAL, Role.RADIOLOGIST) for name in names]


def test_who_begins_at_once_has_one_report_in_one_pair_of_hands(house: House) -> None:
    order_id, people = exam(house)
    works = house.reporting.works
    begun = at_once(lambda number: works.begin(people[number % 4], order_id, HOSPITAL, Beginning()).id)
    assert len(set(begun)) == 1
    work = works.of_order(order_id)
    assert work is not None
    content = Content.of_browser(Language.ZH, {"findings": "<p>x</p>"})
    holder = next(person for person in people if person.user_id == work.holder_id)
    saved = at_once(lambda _: works.save(holder, work.id, HOSPITAL, 1, content))
    assert (saved.count(2), saved.count("report-edited")) == (1, 7)
    assent = Assent(Proof.PASSWORD, 2)
    signed = at_once(lambda _: house.reporting.signing.sign(holder, work.id, HOSPITAL, assent).version)
    assert signed.count(1) == 1
    assert [report.version for report in house.reports.for_patient(order_id)] == [1]
    assert house.reporting.verifying.verify(house.reports.of_order(order_id)[0]).is_intact
    assert house.audit.verify().is_sound


def test_windows_that_are_behind_keep_their_texts(house: House) -> None:
    order_id, (doctor, *_) = exam(house)
    works = house.reporting.works
    work = works.begin(doctor, order_id, HOSPITAL, Beginning())
    texts = [Content.of_browser(Language.ZH, {"findings": f"<p>text {number}</p>"}) for number in range(8)]
    at_once(lambda number: works.save(doctor, work.id, HOSPITAL, 1, texts[number]))
    kept = [step.sections for step in works.steps(work.id) if step.kind is StepKind.SET_ASIDE]
    kept.append(works.by_id(work.id, HOSPITAL).content.written())
    assert sorted(kept) == sorted(text.written() for text in texts)


def test_one_acknowledges_and_one_worker_escalates(house: House) -> None:
    order_id, people = exam(house)
    critical = house.reporting.critical
    marked = critical.mark(people[0], order_id, HOSPITAL, NewCritical(0))
    said = Acknowledgement(How.READ)
    known = at_once(lambda number: critical.acknowledge(people[number % 4], marked.id, HOSPITAL, said).is_open)
    assert (known.count(False), known.count("critical-settled")) == (1, 7)
