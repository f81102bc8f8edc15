"""Everything that reporting consists of, put together once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Self

from imaging.access.confirming import Confirming
from imaging.access.hospitals import Hospitals
from imaging.access.signing_in import SigningIn
from imaging.orders.binding import Bindings
from imaging.orders.orders import Orders
from imaging.orders.releases import Releases
from imaging.orders.report_rules import RulesOfHospitals
from imaging.orders.reports import Reports
from imaging.reporting.critical import CriticalResults
from imaging.reporting.insertables import Insertables
from imaging.reporting.papers import Papers
from imaging.reporting.signing import Signing
from imaging.reporting.templates import Templates
from imaging.reporting.unordered import UnorderedStudies
from imaging.reporting.verifying import Verifying
from imaging.reporting.works import Works


@dataclass(frozen=True)
class ReportingDesk:
    """What a door is given."""

    confirming: Confirming
    works: Works
    signing: Signing
    verifying: Verifying
    papers: Papers
    templates: Templates
    unordered: UnorderedStudies
    rules: RulesOfHospitals
    releases: Releases
    critical: CriticalResults
    insertables: Insertables

    @classmethod
    def compose(
        cls,
        signing_in: SigningIn,
        reports: Reports,
        orders: Orders,
        hospitals: Hospitals,
        bindings: Bindings,
        insertables: Insertables,
        time_zone: tzinfo | None,
    ) -> Self:
        """Put it together over what lies below."""
        index, clock, audit = reports.index, reports.clock, reports.audit
        works = Works(index, clock, audit, reports)
        rules = RulesOfHospitals(index, clock, audit)
        papers = Papers(index, orders, hospitals, rules, time_zone, insertables.key_pictures)
        return cls(
            confirming=Confirming(signing_in),
            works=works,
            signing=Signing(index, clock, audit, reports, works, papers.typeset),
            verifying=Verifying(index, reports),
            papers=papers,
            templates=Templates(index, clock, audit),
            unordered=UnorderedStudies(index, clock, orders, bindings),
            rules=rules,
            releases=Releases(index, clock, audit),
            critical=CriticalResults(index, clock, audit, signing_in.people),
            insertables=insertables,
        )
