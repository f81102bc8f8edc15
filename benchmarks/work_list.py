"""The work list over 100,000 studies, over HTTP: ``python -m benchmarks.work_list``.

The studies are written into the index as their arrival would have written them, their words by the worker's own chore,
so that no pixels need to be made. A doctor who is signed in asks for the first page of what doctors ask for; every
question is another one, and each is noted in the audit. SQLite, and PostgreSQL where it is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Annotated, Any

import httpx
import typer
from sqlalchemy import insert, text

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from benchmarks.postgresql import running_postgresql
from imaging.access.actors import Role
from imaging.archive.folding import fold, fold_name
from imaging.house import House, prepare
from imaging.index.tables import bindings, orders, reports, studies, study_variants
from imaging.reading.study_words import StudyWords
from imaging.settings import Settings
from viewer.callers import SESSION_COOKIE
from viewer.cross_site import page_word

STUDIES = 100_000
ROUNDS = 25
PASSWORD = "correct-horse-battery"
WANTED_MS = 100
SURNAMES = {
    "王": "WANG", "李": "LI", "张": "ZHANG", "刘": "LIU", "陈": "CHEN", "杨": "YANG", "黄": "HUANG", "赵": "ZHAO",
    "吴": "WU", "周": "ZHOU", "徐": "XU", "孙": "SUN", "马": "MA", "朱": "ZHU", "胡": "HU", "郭": "GUO",
}  # fmt: skip
GIVEN = {
    "伟": "WEI", "芳": "FANG", "娜": "NA", "敏": "MIN", "静": "JING", "丽": "LI", "强": "QIANG", "磊": "LEI",
    "军": "JUN", "洋": "YANG", "勇": "YONG", "艳": "YAN", "杰": "JIE", "涛": "TAO", "明": "MING", "超": "CHAO",
    "秀": "XIU", "霞": "XIA", "平": "PING", "刚": "GANG", "桂": "GUI", "英": "YING", "华": "HUA", "玉": "YU",
}  # fmt: skip
MODALITIES = ("CT",) * 30 + ("DX",) * 30 + ("US",) * 18 + ("MR",) * 14 + ("MG",) * 4 + ("XA",) * 3 + ("PT",)
EXAMS = {
    "CT": "头颅 CT 平扫", "DX": "胸部正位片", "US": "腹部超声", "MR": "颅脑磁共振", "MG": "乳腺钼靶", "XA": "冠脉造影",
    "PT": "PET-CT 全身",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """What one study says."""

    number: int
    name: str
    characters: str
    letters: str
    patient_id: str
    accession: str
    modality: str
    at: datetime


def made(number: int, newest: datetime) -> Made:
    """Return a study; the same number makes the same one. Every patient has four of them, more or less."""
    exam, patient = Random(number), Random(number // 4 * 7919)
    family = patient.choice(list(SURNAMES))
    given = "".join(patient.choice(list(GIVEN)) for _ in range(patient.choice((1, 2, 2, 2))))
    letters = SURNAMES[family] + "^" + "".join(GIVEN[each] for each in given)
    written = patient.choice((f"{family}^{given}", letters, f"{letters}={family}^{given}"))
    at = newest - timedelta(minutes=15 * (STUDIES - number), seconds=exam.randrange(900))
    patient_id, accession = f"P{patient.randrange(10**7):07}", f"{at:%Y%m%d}{number % 10_000:04}"
    initials = (SURNAMES[family][0] + "".join(GIVEN[each][0] for each in given)).lower()
    return Made(number, written, family + given, initials, patient_id, accession, exam.choice(MODALITIES), at)


def fill(house: House, count: int) -> None:
    """Write the studies, nine orders and reports for every ten, and the words of all."""
    newest = house.clock.now() - timedelta(minutes=5)
    for begin in range(0, count, 5000):
        batch = [made(number, newest) for number in range(STUDIES - count + begin, STUDIES - count + begin + 5000)]
        with house.index.write() as connection:
            for table, make in _ROWS.items():
                rows = [make(each, number) for number, each in enumerate(batch, begin + 1)]
                connection.execute(insert(table), [row for row in rows if row])
    while StudyWords(house.index).write():
        pass
    with house.index.write() as connection:
        if not house.index.is_sqlite:
            _follow_numbers(connection)
    with house.index.read() as connection:
        connection.execute(text("ANALYZE" if house.index.is_sqlite else "SELECT 1"))


def _follow_numbers(connection: Any) -> None:
    for table in ("studies", "study_variants", "orders", "reports"):
        highest = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        connection.execute(text(highest))


def _study(each: Made, number: int) -> dict[str, Any]:
    return {
        "id": number, "hospital_id": 1, "study_instance_uid": f"2.25.{number}", "created_at": each.at,
        "changed_at": each.at, "revision": 1, "number_of_series": 2, "number_of_instances": 60,
        "modalities": f"\\{each.modality}\\", "exam_time": f"{each.at:%Y%m%d%H%M%S}",
    }  # fmt: skip


def _variant(each: Made, number: int) -> dict[str, Any]:
    described = EXAMS[each.modality]
    said = {
        "00081030": {"vr": "LO", "Value": [described]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": each.name}]},
    }
    return {
        "id": number, "study_id": number, "digest": hashlib.blake2b(str(number).encode(), digest_size=16).digest(),
        "patient_id": each.patient_id, "issuer_of_patient_id": "", "patient_name": each.name,
        "patient_name_folded": fold_name(each.name), "patient_birth_date": f"{1930 + number % 90}0412",
        "patient_sex": "MF"[number % 2], "accession_number": each.accession, "study_id_value": "",
        "study_date": f"{each.at:%Y%m%d}", "study_time": f"{each.at:%H%M%S}", "study_description": fold(described),
        "referring_physician_name": "", "attributes": json.dumps(said, ensure_ascii=False), "words_edition": 0,
    }  # fmt: skip


def _order(each: Made, number: int) -> dict[str, Any] | None:
    return None if number % 10 == 0 else {
        "id": number, "hospital_id": 1, "accession_number": each.accession, "patient_id": each.patient_id,
        "patient_name": each.name, "patient_birth_date": "19600412", "procedure_description": EXAMS[each.modality],
        "modality": each.modality, "created_at": each.at,
    }  # fmt: skip


def _binding(each: Made, number: int) -> dict[str, Any] | None:
    return None if number % 10 == 0 else {
        "study_id": number, "order_id": number, "bound_by": "", "bound_at": each.at, "seen_variants": 1,
    }  # fmt: skip


def _report(each: Made, number: int) -> dict[str, Any] | None:
    is_read = number % 10 and STUDIES - each.number > 60
    return {
        "id": number, "hospital_id": 1, "order_id": number, "version": 1, "issued_at": each.at, "text": "未见异常。",
        "state": "draft" if number % 500 == 1 else "preliminary" if number % 50 == 1 else "final",
    } if is_read else None  # fmt: skip


_ROWS = {
    studies: _study, study_variants: _variant, orders: _order, bindings: _binding, reports: _report,
}  # fmt: skip


def questions(newest: datetime, rounds: int) -> dict[str, Iterator[dict[str, Any]]]:
    """Return what is asked for, by what it is; each question another one."""
    someone = [made(Random(number).randrange(STUDIES), newest) for number in range(rounds)]
    pages = [{"period": f"{day}d"} for day in range(30, 30 + rounds)]
    return {
        "nothing but the newest": iter([{"order": ("exam", "arrival")[number % 2]} for number in range(rounds)]),
        "beginning of a name": iter([{"text": each.characters[:2]} for each in someone]),
        "pinyin": iter([{"text": each.name.split("^")[0].lower()} for each in someone]),
        "initials": iter([{"text": each.letters} for each in someone]),
        "a patient's ID": iter([{"text": each.patient_id} for each in someone]),
        "accession number": iter([{"text": each.accession} for each in someone]),
        "day and modality": iter([{"text": f"{each.modality} {each.at:%Y-%m-%d}"} for each in someone]),
        "name, month, modality": iter(
            [{"text": f"{each.modality} {each.characters[0]} {each.at:%Y-%m}"} for each in someone]
        ),
        "filters": iter([{"reports": ["none"], "unread_only": True, **page} for page in pages]),
        "a rare modality": iter([{"modalities": ["PT"], **page} for page in pages]),
        "drafts": iter([{"reports": ["draft"], "period": f"{day}d"} for day in range(900, 900 + rounds)]),
        "nobody": iter([{"text": f"zzq{number}"} for number in range(rounds)]),
    }


def ask(url: str, session: str, rounds: int, newest: datetime) -> dict[str, list[float]]:
    """Return the milliseconds of every question, by what it is."""
    taken: dict[str, list[float]] = {}
    headers = {"X-CSRF-Token": page_word(session)}
    with httpx.Client(base_url=url, timeout=60, cookies={SESSION_COOKIE: session}) as browser:
        for _ in range(8):
            browser.post("/desk/api/work-list", json={"text": "warm"}, headers=headers)
        for what, asked in questions(newest, rounds).items():
            for question in asked:
                began = time.perf_counter()
                answer = browser.post("/desk/api/work-list", json=question, headers=headers)
                taken.setdefault(what, []).append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.text
    return taken


@contextmanager
def served(folder: Path, count: int, **settings: str) -> Iterator[tuple[str, str, datetime]]:
    """Fill a house and serve it; give its address, the session of a doctor, and the moment of its newest study."""
    with running_filmless(folder, FILMLESS_SESSION_IDLE_MINUTES="600", **settings) as server:
        url = settings.get("FILMLESS_DATABASE_URL", "")
        chosen = Settings(data_dir=server.data_dir, **({"database_url": url} if url else {}))  # type: ignore[arg-type]
        prepare(chosen)
        with House.open(chosen) as house:
            newest = house.clock.now() - timedelta(minutes=5)
            fill(house, count)
            session = house.sessions.begin(house.people.add("doctor", PASSWORD, 1, Role.RADIOLOGIST))
        yield f"http://127.0.0.1:{server.http_port}", session, newest


def figures(count: int = STUDIES, rounds: int = ROUNDS) -> list[Figure]:
    """Measure both databases, as far as they are installed."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="filmless-list-", dir=os.environ.get("FILMLESS_BENCH_DIR")) as name:
        folder = Path(name)
        for engine in ("SQLite", "PostgreSQL"):
            with ExitStack() as stack:
                settings = {}
                if engine == "PostgreSQL":
                    url = stack.enter_context(running_postgresql())
                    if url is None:
                        continue
                    settings["FILMLESS_DATABASE_URL"] = url
                address, session, newest = stack.enter_context(served(folder / engine, count, **settings))
                taken = ask(address, session, rounds, newest)
            every = sorted(each for times in taken.values() for each in times)
            found += [Figure(f"{what}, {engine}, p95", _p95(times), "ms") for what, times in taken.items()]
            found.append(Figure(f"first rows of {count:,} studies, {engine}, p95", _p95(every), "ms", WANTED_MS))
    return found


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main(
    count: Annotated[int, typer.Option(help="Studies.")] = STUDIES,
    rounds: Annotated[int, typer.Option(help="Questions of each kind.")] = ROUNDS,
) -> None:
    """Measure and print."""
    raise typer.Exit(report(figures(count, rounds)))


if __name__ == "__main__":
    typer.run(main)
