"""Everything of the desk, for the application to put in."""

from __future__ import annotations

from starlette.routing import BaseRoute

from imaging.house import House
from viewer.desk.account import AccountPages
from viewer.desk.administration import AdministrationPages
from viewer.desk.annotations import AnnotationPages
from viewer.desk.consults.routes import routes as consult_routes
from viewer.desk.destinations import DestinationPages
from viewer.desk.directory_settings import DirectorySettingsPages
from viewer.desk.directory_sign_in import DirectorySignIn
from viewer.desk.documents import DocumentPages
from viewer.desk.door import Door
from viewer.desk.emergencies import EmergencyPages
from viewer.desk.exports import ExportPages
from viewer.desk.grants import GrantPages
from viewer.desk.orders import OrderPages
from viewer.desk.outbox import OutboxPages
from viewer.desk.oversight import OversightPages
from viewer.desk.pages import Pages
from viewer.desk.papers import PaperPages
from viewer.desk.patients import PatientPages
from viewer.desk.people import PeoplePages
from viewer.desk.questions import QuestionPages
from viewer.desk.reporting.routes import routes as reporting_routes
from viewer.desk.reports import ReportPages
from viewer.desk.session import Session
from viewer.desk.telling.routes import routes as telling_routes
from viewer.desk.work_list import WorkListPages
from viewer.static_files import StaticFiles


def routes(house: House) -> list[BaseRoute]:
    """Give the page and its endpoints."""
    door = Door(house)
    return [
        *Pages(StaticFiles("desk"), StaticFiles("push")).routes(),
        *Session(door).routes(),
        *DirectorySignIn(door).routes(),
        *OrderPages(door).routes(),
        *ReportPages(door).routes(),
        *reporting_routes(door),
        *DocumentPages(door).routes(),
        *QuestionPages(door).routes(),
        *AccountPages(door).routes(),
        *telling_routes(door),
        *PeoplePages(door).routes(),
        *GrantPages(door).routes(),
        *EmergencyPages(door).routes(),
        *DirectorySettingsPages(door).routes(),
        *AdministrationPages(door).routes(),
        *DestinationPages(door).routes(),
        *OutboxPages(door).routes(),
        *OversightPages(door).routes(),
        *AnnotationPages(door).routes(),
        *ExportPages.over(door).routes(),
        *WorkListPages(door).routes(),
        *PatientPages(door).routes(),
        *PaperPages(door).routes(),
        *consult_routes(door),
    ]
