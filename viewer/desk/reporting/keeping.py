"""What is kept around reports: templates, the hospital's rules, and what the patient may read."""

from __future__ import annotations

import base64
from typing import Any

from pydantic import Base64Bytes, Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.orders.report_rules import CriticalKind, ReleaseRule, ReportRules
from imaging.reporting.content import Content, Language, SectionKey
from imaging.reporting.papers import logo_of
from imaging.reporting.templates import NewTemplate, Template
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.reporting.exams import Exams, sections
from viewer.desk.reporting.inbox import ReasonForm
from viewer.moments import written as moment

MAX_LOGO_BODY = 2 * 1024 * 1024
MAX_TEMPLATE_BODY = 1024 * 1024


class TemplateForm(Body):
    """A template as somebody writes it."""

    title: str
    language: Language
    sections: dict[SectionKey, str] = Field(repr=False)
    modality: str = ""
    procedure_words: str = ""
    patient_sex: str = ""
    is_personal: bool = True

    def template(self) -> NewTemplate:
        """Return it as it is kept."""
        content = Content.of_browser(self.language, {key.value: markup for key, markup in self.sections.items()})
        values = self.model_dump(include={"title", "modality", "procedure_words", "patient_sex", "is_personal"})
        return NewTemplate(content=content, **values)


class KindForm(Body):
    """A critical finding."""

    zh: str
    en: str
    minutes: int


class RulesForm(Body):
    """What a hospital decides."""

    heading: str
    department: str
    release: ReleaseRule
    release_hours: int
    sensitive_words: list[str]
    critical_kinds: list[KindForm]

    def rules(self) -> ReportRules:
        """Return it as it is kept."""
        kinds = tuple(CriticalKind(kind.zh.strip(), kind.en.strip(), kind.minutes) for kind in self.critical_kinds)
        return ReportRules(
            self.heading, self.department, self.release, self.release_hours, tuple(self.sensitive_words), kinds
        )


class LogoForm(Body):
    """A picture above reports; empty: none."""

    picture: Base64Bytes = Field(b"", repr=False)


class KeepingPages(DeskPages):
    """Templates, rules, releases."""

    @property
    def exams(self) -> Exams:
        """The exams that are released."""
        return Exams(self.house)

    def routes(self) -> list[Route]:
        """Give the lists, and what changes them."""
        route, template = self.door.route, "/reporting/templates/{template_id:int}"
        write, order, big = Action.WRITE_REPORTS, "/reporting/orders/{order_id:int}", MAX_TEMPLATE_BODY
        return [
            route("GET", "/reporting/templates", write, self.templates),
            route("GET", f"{order}/templates", write, self.fitting),
            route("POST", "/reporting/templates", write, self.add_template, max_body_size=big),
            route("POST", template, write, self.change_template, max_body_size=big),
            route("DELETE", template, write, self.retire_template),
            route("GET", "/reporting/rules", Action.ADMINISTER, self.rules),
            route("POST", "/reporting/rules", Action.ADMINISTER, self.change_rules),
            route("POST", "/reporting/logo", Action.ADMINISTER, self.change_logo, max_body_size=MAX_LOGO_BODY),
            route("POST", f"{order}/release", Action.RELEASE_REPORTS, self.release),
            route("POST", f"{order}/hold", Action.RELEASE_REPORTS, self.hold),
            route("POST", f"{order}/lift", Action.RELEASE_REPORTS, self.lift),
        ]

    def templates(self, asked: Asked) -> dict[str, Any]:
        """Answer with everything that can be chosen."""
        found = self.house.reporting.templates.list(asked.person)
        return {"templates": [_template(each, asked) for each in found]}

    def fitting(self, asked: Asked) -> dict[str, Any]:
        """Answer with what fits an exam, the best first, in every language."""
        order = self.exams.order(asked, Action.WRITE_REPORTS)
        templates = self.house.reporting.templates
        found = (each for language in Language for each in templates.fitting(asked.person, order, language))
        return {"templates": [_template(each, asked) for each in found]}

    def add_template(self, asked: Asked) -> dict[str, Any]:
        """Keep a template."""
        self.house.reporting.templates.add(asked.person, asked.form(TemplateForm).template())
        return self.templates(asked)

    def change_template(self, asked: Asked) -> dict[str, Any]:
        """Write one anew."""
        new = asked.form(TemplateForm).template()
        self.house.reporting.templates.change(asked.person, asked.path["template_id"], new)
        return self.templates(asked)

    def retire_template(self, asked: Asked) -> dict[str, Any]:
        """Offer one no more."""
        self.house.reporting.templates.retire(asked.person, asked.path["template_id"])
        return self.templates(asked)

    def rules(self, asked: Asked) -> dict[str, Any]:
        """Answer with what the hospital has decided."""
        rules, logo = (
            self.house.reporting.rules.of(asked.hospital_id),
            self.house.reporting.rules.logo(asked.hospital_id),
        )
        return {
            "heading": rules.heading,
            "department": rules.department,
            "release": rules.release,
            "release_hours": rules.release_hours,
            "sensitive_words": rules.sensitive_words,
            "critical_kinds": [
                {"zh": kind.zh, "en": kind.en, "minutes": kind.minutes} for kind in rules.critical_kinds
            ],
            "logo": f"data:image/png;base64,{base64.b64encode(logo).decode()}" if logo else None,
        }

    def change_rules(self, asked: Asked) -> dict[str, Any]:
        """Decide anew."""
        self.house.reporting.rules.change(asked.person, asked.hospital_id, asked.form(RulesForm).rules())
        return self.rules(asked)

    def change_logo(self, asked: Asked) -> dict[str, Any]:
        """Put another picture above reports, or none."""
        picture = asked.form(LogoForm).picture
        png = logo_of(picture) if picture else None
        self.house.reporting.rules.change_logo(asked.person, asked.hospital_id, png)
        return self.rules(asked)

    def release(self, asked: Asked) -> dict[str, Any]:
        """Let the patient read what is finished."""
        order = self.exams.order(asked, Action.RELEASE_REPORTS)
        self.house.reporting.releases.release(asked.person, order.id, asked.hospital_id)
        return self.exams.whole(asked, order)

    def hold(self, asked: Asked) -> dict[str, Any]:
        """Keep an order's report from the patient."""
        order = self.exams.order(asked, Action.RELEASE_REPORTS)
        self.house.reporting.releases.hold(asked.person, order.id, asked.hospital_id, asked.form(ReasonForm).reason)
        return self.exams.whole(asked, order)

    def lift(self, asked: Asked) -> dict[str, Any]:
        """Let the rule decide again."""
        order = self.exams.order(asked, Action.RELEASE_REPORTS)
        self.house.reporting.releases.lift(asked.person, order.id, asked.hospital_id)
        return self.exams.whole(asked, order)


def _template(template: Template, asked: Asked) -> dict[str, Any]:
    is_shipped = template.hospital_id is None
    return {
        "key": template.key,
        "title": template.title,
        "language": template.content.language,
        "modality": template.modality,
        "procedure_words": template.procedure_words,
        "patient_sex": template.patient_sex,
        "sections": sections(template.content.sections),
        "origin": "shipped" if is_shipped else "hospital" if template.owner_id is None else "personal",
        "changed_at": moment(template.changed_at),
        "is_changeable": not is_shipped and template.owner_id in {None, asked.person.user_id},
    }
