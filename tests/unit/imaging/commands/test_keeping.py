"""The commands that keep hospitals, machines, people, orders, links and reports, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imaging.errors import ConflictError, FilmlessError, MalformedError, NotFoundError
from imaging.house import House
from imaging.settings import read_settings
from tests.unit.imaging.commands.command_line import Filmless, as_json

ORDER = (
    "order", "add", "A-1", "--patient-id", "P-1", "--name", "王小明", "--birth-date", "1960-02-29", "--exam", "胸部CT",
    "--phone", "13912345678",
)  # fmt: skip


def test_a_hospital_with_its_machine_its_people_and_its_token(filmless: Filmless) -> None:
    assert as_json(filmless("hospital", "add", "WEST", "西院", "--json")) == {"id": 2, "code": "WEST", "name": "西院"}
    assert [each["code"] for each in as_json(filmless("hospital", "list", "--json"))] == ["MAIN", "WEST"]
    filmless("ae", "add", "CT1", "--hospital", "WEST", "--host", "10.0.0.1", "--port", "104")
    (machine,) = as_json(filmless("ae", "list", "--json"))
    assert (machine["hospital"], machine["title"], machine["port"]) == ("WEST", "CT1", 104)
    filmless("ae", "remove", "CT1", "--hospital", "WEST")
    assert "--host" in filmless("ae", "add", "CT2").stderr
    with pytest.raises(MalformedError, match="not both"):
        filmless("ae", "add", "WS1", "--host", "10.0.0.9", "--any-host")
    assert as_json(filmless("ae", "add", "WS1", "--any-host", "--json"))["host"] == "*"
    filmless("ae", "remove", "CT2")
    filmless("ae", "remove", "WS1")
    assert as_json(filmless("ae", "list", "--json")) == []
    filmless("user", "add", "wang", "--hospital", "WEST", "--role", "radiologist", stdin="correct horse\n")
    drawn = as_json(filmless("user", "add", "li", "--role", "front-desk", "--generate", "--json"))
    token = filmless("token", "create", "--hospital", "WEST", "--scope", "read,write").stdout.strip()
    with House.open(read_settings()) as house:
        assert house.people.check_password("wang", "correct horse", "") == house.people.by_login("wang")
        assert house.people.check_password("li", drawn["password"], "") == house.people.by_login("li")
        machine = house.tokens.verify(token)
        assert machine is not None
        assert machine.hospital_id == 2


def test_people_change_and_leave(filmless: Filmless) -> None:
    filmless("user", "add", "wang", "--role", "clinician", stdin="correct horse\n")
    new = as_json(filmless("user", "password", "wang", "--generate", "--json"))["password"]
    with House.open(read_settings()) as house:
        assert house.people.check_password("wang", new, "") == house.people.by_login("wang")
    filmless("user", "disable", "wang")
    assert as_json(filmless("user", "list", "--json")) == []


def test_a_token_is_listed_without_itself_and_revoked(filmless: Filmless) -> None:
    text = filmless("token", "create", "--name", "HIS", "--days", "30").stdout.strip()
    listed = filmless("token", "list", "--json").stdout
    assert text not in listed
    assert json.loads(listed)[0]["scopes"] == "read"
    filmless("token", "revoke", "1")
    with House.open(read_settings()) as house:
        assert house.tokens.verify(text) is None


def test_an_order_its_link_its_slip_and_its_report(filmless: Filmless, tmp_path: Path) -> None:
    added = as_json(filmless(*ORDER, "--at", "2026-03-05 09:30", "--json"))
    assert added["url"].startswith("http://127.0.0.1:8080/i#")
    assert as_json(filmless(*ORDER, "--at", "2026-03-05 09:30", "--json"))["received"] == "unchanged"
    again = as_json(filmless("link", "create", "A-1", "--slip", str(tmp_path / "slip.pdf"), "--json"))
    assert again["url"] != added["url"]
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF-")
    links = as_json(filmless("link", "show", "A-1", "--json"))
    assert [link["revoked_because"] for link in links] == ["", "reprinted"]
    filmless("link", "revoke", "A-1")
    filmless("report", "add", "A-1", "--state", "final", stdin="结节 <5mm\n")
    filmless("report", "add", "A-1", "--state", "amended", "--pdf", str(tmp_path / "slip.pdf"))
    assert [each["state"] for each in as_json(filmless("report", "list", "A-1", "--json"))] == ["amended", "final"]
    (listed,) = as_json(filmless("order", "list", "--json"))
    assert (listed["accession_number"], listed["step"]) == ("A-1", "report")
    filmless("order", "cancel", "A-1")
    assert as_json(filmless("order", "show", "A-1", "--json"))["cancelled_at"] is not None


def test_the_qr_code_is_drawn_where_it_is_asked_for(filmless: Filmless) -> None:
    filmless(*ORDER)
    assert "▀" in filmless("link", "create", "A-1", "--qr").stdout


HEADER = "检查号,患者编号,姓名,出生日期,检查项目,手机号\n"


def bring(filmless: Filmless, directory: Path, lines: str, encoding: str = "utf-8") -> tuple[int, list[dict[str, Any]]]:
    """Import a file of these lines; the exit status and what is told of each."""
    path = directory / "orders.csv"
    path.write_bytes((HEADER + lines).encode(encoding))
    result = filmless("order", "import", str(path), "--json")
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_orders_from_a_file_are_taken_in_every_encoding(filmless: Filmless, tmp_path: Path, encoding: str) -> None:
    status, (row,) = bring(filmless, tmp_path, "A1,P1,王小明,1960/2/29,胸部CT平扫,13912345678\n", encoding)
    assert (status, row["line"], row["error"], row["received"]) == (0, 2, None, "created")
    assert (row["factor"], row["factor_code"]) == ("birth-date-and-phone", None)
    assert row["url"].rpartition("#")[0].endswith("/i")
    shown = as_json(filmless("order", "show", "A1", "--json"))
    assert (shown["patient_name"], shown["patient_birth_date"]) == ("王小明", "19600229")
    assert shown["procedure_description"] == "胸部CT平扫"


def test_bad_lines_are_told_and_keep_no_other_from_being_taken(filmless: Filmless, tmp_path: Path) -> None:
    lines = (
        "A1,P1,王,1960/2/29,CT,\nA2,P2,李,x,CT,\nA1,P9,赵,1960/2/29,CT,\n,P3,钱,1960/2/29,CT,\nA4,P4,孙,1960/2/29,CT,\n"
    )
    status, rows = bring(filmless, tmp_path, lines, "gb18030")
    assert status == 1
    assert [(row["line"], row["received"]) for row in rows] == [
        (2, "created"), (3, None), (4, None), (5, None), (6, "created"),
    ]  # fmt: skip
    reasons = [row["error"] for row in rows if row["error"]]
    assert [reason.split()[0] for reason in reasons] == ["patient_birth_date", "The", "accession_number"]
    assert not [name for name in ("李", "赵", "P9") if name in "".join(reasons)]
    listed = as_json(filmless("order", "list", "--json"))
    assert [each["accession_number"] for each in listed] == ["A4", "A1"]


def test_the_same_file_again_changes_nothing_and_tells_no_secret(filmless: Filmless, tmp_path: Path) -> None:
    line = "A1,P1,王小明,1960/2/29,CT,13912345678\n"
    _, (first,) = bring(filmless, tmp_path, line)
    status, (again,) = bring(filmless, tmp_path, line)
    assert (status, again["received"], again["url"], again["code"]) == (0, "unchanged", None, None)
    assert first["url"]
    assert len(as_json(filmless("link", "show", "A1", "--json"))) == 1


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_formula_is_text_like_any_other(filmless: Filmless, tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    status, _ = bring(filmless, tmp_path, f'A1,P1,"{quoted}",1960/2/29,CT,\n')
    assert status == 0
    assert as_json(filmless("order", "show", "A1", "--json"))["patient_name"] == name


def test_a_number_that_a_spreadsheet_keeps_as_text_is_that_number(filmless: Filmless, tmp_path: Path) -> None:
    """Excel drops zeros in front of a number unless it is written as a text: ="0012"."""
    status, (row,) = bring(filmless, tmp_path, '="0012","=""0034""",王,1960/2/29,CT,\n')
    assert (status, row["accession_number"]) == (0, "0012")
    assert as_json(filmless("order", "show", "0012", "--json"))["patient_id"] == "0034"


def test_a_file_that_is_none_is_refused_whole(filmless: Filmless, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        filmless("order", "import", str(tmp_path / "nothing.csv"))
    path = tmp_path / "orders.csv"
    path.write_text("name,age\nWang,7\n")
    with pytest.raises(MalformedError, match="missing: accession_number"):
        filmless("order", "import", str(path))
    path.write_bytes((HEADER + "A1,P1,王,1960/2/29,CT,\n").encode() + b'A2,"' + b"x" * 200_000)
    with pytest.raises(MalformedError):
        filmless("order", "import", str(path))
    assert as_json(filmless("order", "list", "--json")) == []


def test_every_command_leaves_its_event(filmless: Filmless) -> None:
    filmless("hospital", "add", "WEST", "West")
    filmless(*ORDER)
    events = as_json(filmless("audit", "list", "--json"))
    assert [(event["action"], event["subject"]) for event in events] == [
        ("keep-orders", "order 1"),
        ("administer", "hospital 2"),
    ]
    found = as_json(filmless("audit", "verify", "--json"))
    assert (found["count"], found["is_sound"]) == (2, True)
    assert filmless("audit", "verify", "--head", found["head"]).exit_code == 0
    assert filmless("audit", "verify", "--head", "3:00").exit_code == 1


def test_lists_are_tables_for_people(filmless: Filmless) -> None:
    assert "nothing to list" in filmless("order", "list").stdout
    filmless("hospital", "add", "WEST", "\x1b[31mred[/]")
    shown = filmless("hospital", "list").stdout
    assert "[31mred[/]" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (("order", "show", "A-9"), NotFoundError, "A-9"),
        (("order", "list", "--hospital", "NONE"), NotFoundError, "NONE"),
        (("token", "create", "--scope", "all"), MalformedError, "read, write"),
        (("user", "add", "wang", "--role", "clinician"), MalformedError, "password"),
        (("order", "import", "/nowhere.csv"), NotFoundError, "/nowhere.csv"),
        (("hospital", "add", "west", "West"), MalformedError, "code"),
    ],
)
def test_an_error_is_one_sentence(
    filmless: Filmless, arguments: tuple[str, ...], error: type[FilmlessError], says: str
) -> None:
    with pytest.raises(error, match=says):
        filmless(*arguments)


def test_what_is_read_on_the_command_line_is_in_the_audit(filmless: Filmless) -> None:
    filmless(*ORDER)
    filmless("report", "add", "A-1", "--state", "final", stdin="words")
    for command in (("order", "list"), ("order", "show", "A-1"), ("report", "list", "A-1")):
        filmless(*command)
    found = [(each["action"], each["subject"]) for each in as_json(filmless("audit", "list", "--limit", "3", "--json"))]
    assert found == [("see-reports", "order 1"), ("see-orders", "order 1"), ("see-orders", "")]


def test_an_order_is_corrected_and_its_slip_stays_good(filmless: Filmless) -> None:
    filmless(*ORDER)
    correct = ("order", "correct", "A-1", "--reason", "identity-document", "--birth-date", "1961-02-28")
    with pytest.raises(ConflictError, match="phone"):
        filmless(*correct)
    assert as_json(filmless(*correct, "--phone", "13912345678", "--json"))["changed"] == (
        "patient_birth_date second_factor"
    )
    assert as_json(filmless("order", "show", "A-1", "--json"))["patient_birth_date"] == "19610228"
    assert as_json(filmless("link", "show", "A-1", "--json"))[0]["revoked_at"] is None
    assert as_json(filmless("link", "create", "A-1", "--id-number", "002X", "--json"))["factor"] == "birth-date-and-id"


def test_a_number_is_corrected_and_another_exam_may_take_the_former_one(filmless: Filmless) -> None:
    filmless(*ORDER)
    correct = ("order", "correct", "A-1", "--reason", "typing-error", "--accession-number", "A-2", "--json")
    assert as_json(filmless(*correct))["changed"] == "accession_number"
    assert as_json(filmless(*ORDER, "--json"))["accession_number"] == "A-2"
    with pytest.raises(ConflictError, match="A-2"):
        filmless(*ORDER, "--place", "二楼")
    added = as_json(filmless(*ORDER, "--place", "二楼", "--another-exam", "--json"))
    assert (added["accession_number"], added["received"]) == ("A-1", "created")
