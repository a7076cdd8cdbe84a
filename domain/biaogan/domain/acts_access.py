"""Access to what is sealed (查阅授权), and the audit of it (保密审计): rows of the lifecycle table."""

from typing import Any

from biaogan.domain import consequences_access as then
from biaogan.domain import events as ev
from biaogan.domain.access import Grant
from biaogan.domain.access import GrantStatus as G
from biaogan.domain.matter import Matter
from biaogan.domain.person import SYSTEM
from biaogan.domain.row import ABSENT, Row, whole
from biaogan.domain.rules import access, audit
from biaogan.domain.status import Phase

SECOND = ("office_director", "integrity_auditor")


def _of_grant(body: Any, m: Matter) -> str | None:
    """The cycle of the grant, else the one the body names."""
    return m.state.cycle if isinstance(m.state, Grant) else getattr(body, "cycle", None)


FIT = (
    access.nobody_is_given_access_by_themselves,
    access.nobody_lets_others_into_the_own_organisation,
    access.the_grantee_holds_a_role_that_may_read,
    access.the_grantee_has_no_part_in_what_is_opened,
    access.the_grant_is_short,
)

# fmt: off
ACTS: tuple[Row, ...] = (
    Row("", "propose_access", ev.AccessGrantProposed, "grant", ("office_director",), whole, (ABSENT,), G.PROPOSED,
        cycle=_of_grant, rules=(
            access.the_grant_says_what_it_opens_and_why,
            access.the_grant_is_about_streams_of_its_cycle,
            *FIT,
        )),
    Row("", "grant_access", ev.AccessGranted, "grant", SECOND, whole, (G.PROPOSED,), G.LIVE,
        cycle=_of_grant, rules=(access.another_person_grants_exactly_what_was_proposed, *FIT), then=then.what_is_opened_is_held),
    Row("", "revoke_access", ev.AccessRevoked, "grant", SECOND, whole, (G.PROPOSED, G.LIVE), G.ENDED,
        cycle=_of_grant, rules=(access.the_revocation_has_a_reason,)),
    Row("", "expire_access", ev.AccessExpired, "grant", (SYSTEM,), whole, (G.LIVE,), G.ENDED,
        cycle=_of_grant, guards=(access.the_grant_is_over,), rules=(access.the_expiry_names_the_end_of_the_grant,)),
    Row("", "report_confidentiality", ev.ConfidentialityAuditReported, "audit", ("integrity_auditor",), whole, (ABSENT,),
        Phase.ACTIVE, cycle=lambda e, _: e.cycle, rules=(
            audit.the_audit_is_of_a_time_that_is_over,
            audit.the_audit_names_its_report_and_counts_what_it_found,
        )),
)
# fmt: on
