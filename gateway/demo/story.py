"""What the demo tells: two hospitals, their machines and people, three appointments, an earlier exam, two reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from gateway.demo.prior import Prior
from imaging.access.actors import Role
from imaging.orders.orders import NewOrder


@dataclass(frozen=True)
class Machine:
    """A modality and what it sends: folders of ``sample_dicom``."""

    title: str
    hospital: str
    folders: tuple[str, ...]


@dataclass(frozen=True)
class Player:
    """Somebody who can sign in."""

    login: str
    role: Role
    name: str
    # Empty: the default hospital.
    hospital: str = ""
    department: str = ""
    # Of doctors; it counts as confirmed.
    licence_number: str = ""
    has_second_factor: bool = False


@dataclass(frozen=True)
class Appointment:
    """An order, and what its patient knows besides the slip."""

    order: NewOrder
    phone: str
    shows: str
    report: str = ""


@dataclass(frozen=True)
class EarlierExam:
    """An exam from before there were slips, which the machine that made it sends with the others."""

    folder: str
    prior: Prior
    order: NewOrder
    report: str


DEFAULT_HOSPITAL_NAME: Final = "示范中心医院 Demo Central Hospital"
OTHER_HOSPITAL: Final = "EAST"
OTHER_HOSPITAL_NAME: Final = "城东医院 East District Hospital"

PLAYERS: Final = (
    Player("desk", Role.FRONT_DESK, "前台 Front desk"),
    Player(
        "doctor",
        Role.RADIOLOGIST,
        "李医生 Dr Li",
        department="影像科 Radiology",
        licence_number="110110000000001",
        has_second_factor=True,
    ),
    Player("admin", Role.ADMINISTRATOR, "管理员 Administrator"),
    Player("privacy", Role.PRIVACY_OFFICER, "隐私专员 Privacy officer"),
    Player(
        "east",
        Role.CLINICIAN,
        "陈医生 Dr Chen",
        hospital=OTHER_HOSPITAL,
        department="神经内科 Neurology",
        licence_number="110220000000002",
    ),
    Player(
        "surgeon",
        Role.CLINICIAN,
        "赵医生 Dr Zhao",
        hospital=OTHER_HOSPITAL,
        department="神经外科 Neurosurgery",
        licence_number="110220000000003",
    ),
    Player("east-admin", Role.ADMINISTRATOR, "城东管理员 Administrator of East", hospital=OTHER_HOSPITAL),
)

REPORT: Final = """影像所见 FINDINGS
双侧大脑半球对称，灰白质分界清楚，未见异常信号。脑室系统大小形态正常，中线结构居中。
Both hemispheres are symmetrical; grey and white matter are well delimited, without abnormal signal.
The ventricles are of normal size and shape; midline structures are not displaced.

诊断意见 IMPRESSION
头颅MR平扫未见明显异常。
Unremarkable MR of the head without contrast.

此报告为演示内容，不用于诊断。 A demonstration; not for diagnosis."""


EARLIER_REPORT: Final = """影像所见 FINDINGS
头部模体CT：各插入体边界清楚，密度均匀，未见裂隙。
CT of the head phantom: every insert is well delimited and homogeneous; no crack.

诊断意见 IMPRESSION
模体完好，建议半年后复查。
The phantom is intact; to be repeated in half a year.

此报告为演示内容，不用于诊断。 A demonstration; not for diagnosis."""


EARLIER_EXAM: Final = EarlierExam(
    folder="ct_head_phantom",
    prior=Prior("DEMOACC0001", date(2014, 8, 11), shift_mm=-30.0),
    order=NewOrder(
        accession_number="DEMOACC0001",
        patient_id="DEMO0003",
        patient_name="Mo^Ti=模^体",
        patient_birth_date="1975-05-12",
        procedure_description="头部CT CT of the head",
        modality="CT",
        scheduled_at=datetime(2014, 8, 11, 8, 40, tzinfo=UTC),
    ),
    report=EARLIER_REPORT,
)


def machines(default_hospital: str) -> tuple[Machine, ...]:
    """Return who sends what."""
    central = ("ct_head_phantom", "mr_brain_t1", "cr_chest", "mg", "mr_overlay", "seg", "sc", "ecg", "report_sr")
    return (
        Machine("CENTRAL", default_hospital, (*central, "charset")),
        Machine("EAST_US", OTHER_HOSPITAL, ("us_echo", "us_ob", "us_rgb", "cr_leg")),
    )


def appointments(today: datetime) -> tuple[Appointment, ...]:
    """Return one appointment in each of the states that a patient meets."""
    return (
        Appointment(
            NewOrder(
                accession_number="DEMOACC0002",
                patient_id="DEMO0002",
                patient_name="Zhang^San=张^三",
                patient_birth_date="1980-01-01",
                procedure_description="头颅MR平扫 MR of the head",
                modality="MR",
                scheduled_at=_at(today, 0, time(8, 30)),
                place="影像楼二层 Imaging building, floor 2",
                preparation="请取下金属物品。 Please take off everything made of metal.",
            ),
            phone="13800001234",
            shows="images and the final report",
            report=REPORT,
        ),
        Appointment(
            NewOrder(
                accession_number="DEMOACC0003",
                patient_id="DEMO0003",
                patient_name="Mo^Ti=模^体",
                patient_birth_date="1975-05-12",
                procedure_description="头部CT CT of the head",
                modality="CT",
                scheduled_at=_at(today, 0, time(9, 15)),
                place="影像楼一层 Imaging building, ground floor",
                preparation="请取下耳环和发饰。 Please take off earrings and hair pins.",
            ),
            phone="13900005678",
            shows="images, the report is being written",
        ),
        Appointment(
            NewOrder(
                accession_number="DEMOACC0009",
                patient_id="DEMO0009",
                patient_name="Wang^Xiuying=王^秀英",
                patient_birth_date="1948-11-03",
                procedure_description="胸部X线 Chest X-ray",
                modality="DX",
                scheduled_at=_at(today, 1, time(9, 30)),
                place="影像楼一层 Imaging building, ground floor",
                preparation="无需准备。 Nothing to prepare.",
            ),
            phone="13700004321",
            shows="not yet: the exam is tomorrow",
        ),
    )


def _at(today: datetime, days: int, hour: time) -> datetime:
    return datetime.combine(today.date() + timedelta(days=days), hour, today.tzinfo)
