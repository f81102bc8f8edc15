"""The tables, by subject."""

from imaging.index.metadata import metadata
from imaging.index.tables.audit import audit_events
from imaging.index.tables.directories import directories, directory_people, directory_visits
from imaging.index.tables.finding import papers, saved_lists, seen_studies, study_words
from imaging.index.tables.grants import emergencies, grants, sharing_rules
from imaging.index.tables.hospitals import application_entities, departments, hospitals, tokens
from imaging.index.tables.orders import binding_questions, bindings, document_questions, former_numbers, orders, reports
from imaging.index.tables.people import (
    department_members,
    invitations,
    recovery_codes,
    second_factors,
    sessions,
    sign_in_attempts,
    sign_in_tickets,
    users,
)
from imaging.index.tables.reading import drawing_versions, drawings, viewer_preferences
from imaging.index.tables.reporting import (
    critical_results,
    orders_of_studies,
    report_contents,
    report_holds,
    report_releases,
    report_settings,
    report_signatures,
    report_steps,
    report_templates,
    report_works,
)
from imaging.index.tables.sharing import link_sessions, links
from imaging.index.tables.studies import (
    instances,
    quarantine,
    series,
    series_variants,
    studies,
    study_variants,
    undecodable_frames,
)

__all__ = [
    "application_entities",
    "audit_events",
    "binding_questions",
    "bindings",
    "critical_results",
    "department_members",
    "departments",
    "directories",
    "directory_people",
    "directory_visits",
    "document_questions",
    "drawing_versions",
    "drawings",
    "emergencies",
    "former_numbers",
    "grants",
    "hospitals",
    "instances",
    "invitations",
    "link_sessions",
    "links",
    "metadata",
    "orders",
    "orders_of_studies",
    "papers",
    "quarantine",
    "recovery_codes",
    "report_contents",
    "report_holds",
    "report_releases",
    "report_settings",
    "report_signatures",
    "report_steps",
    "report_templates",
    "report_works",
    "reports",
    "saved_lists",
    "second_factors",
    "seen_studies",
    "series",
    "series_variants",
    "sessions",
    "sharing_rules",
    "sign_in_attempts",
    "sign_in_tickets",
    "studies",
    "study_variants",
    "study_words",
    "tokens",
    "undecodable_frames",
    "users",
    "viewer_preferences",
]
