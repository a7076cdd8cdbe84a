"""People, keys, the calendar and the cycle (人员、密钥、日历、年度活动): rows of the lifecycle table."""

from biaogan.domain import events as ev
from biaogan.domain.ids import calendar_id
from biaogan.domain.person import SELF
from biaogan.domain.row import ABSENT, Row, own_cycle, own_stream, whole
from biaogan.domain.rules import (
    amendment,
    authority,
    conflict,
    interpretation,
    logins,
    postponement,
    publishing,
)
from biaogan.domain.status import Phase

KEY_RULES = (authority.the_key_is_enrolled_for_the_person_of_the_stream, authority.the_key_is_a_new_one)

# fmt: off
ACTS: tuple[Row, ...] = (
    # --- people and keys (人员与密钥)
    Row("", "enrol_key", ev.KeyEnrolled, "person", ("registrar",), whole, (ABSENT, Phase.ACTIVE), Phase.ACTIVE,
        cycle=None, rules=(*KEY_RULES, authority.the_custody_is_labelled)),
    Row("", "rotate_key", ev.KeyRotated, "person", (SELF,), own_stream, (Phase.ACTIVE,),
        cycle=None, rules=(*KEY_RULES, authority.the_replaced_key_is_in_use)),
    Row("", "revoke_key", ev.KeyRevoked, "person", ("registrar", SELF), whole, (Phase.ACTIVE,),
        cycle=None, rules=(authority.the_revoked_key_is_in_use_or_found_compromised,)),
    Row("", "grant_role", ev.RoleGranted, "person", ("registrar",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(
            authority.the_role_can_be_granted,
            authority.the_scope_suits_the_role,
            authority.the_role_is_not_held_yet,
            authority.a_key_custodian_holds_no_other_role,
            conflict.no_duty_is_given_that_the_person_must_not_have,
        )),
    Row("", "revoke_role", ev.RoleRevoked, "person", ("registrar",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(authority.the_ended_role_is_held,)),
    Row("", "end_sessions", ev.SessionsEnded, "person", ("registrar", SELF), whole, (Phase.ACTIVE,), cycle=None),
    Row("", "link_identity", ev.OidcIdentityLinked, "person", ("registrar",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(logins.the_login_is_whole, logins.a_person_has_one_login_at_a_provider)),
    Row("", "unlink_identity", ev.OidcIdentityUnlinked, "person", ("registrar", SELF), whole, (Phase.ACTIVE,),
        cycle=None, rules=(logins.the_ended_login_is_linked,)),
    Row("", "declare_interest", ev.InterestDeclared, "person", (SELF, "office_director", "integrity_auditor"), whole,
        (Phase.ACTIVE,), cycle=None, rules=(conflict.the_interest_is_in_a_known_organisation,)),
    # --- the cycle (年度活动)
    Row("", "load_calendar_year", ev.CalendarYearLoaded, "calendar", ("office_officer",), whole, (ABSENT,),
        Phase.ACTIVE, stream=lambda e: calendar_id(e.year), cycle=None,
        rules=(publishing.the_year_is_a_consistent_table,), taken="calendar_already_loaded"),
    Row("", "amend_calendar_year", ev.CalendarAmended, "calendar", ("office_officer",), whole, (Phase.ACTIVE,),
        stream=lambda e: calendar_id(e.year), cycle=None,
        rules=(postponement.the_amendment_names_the_table_it_replaces,)),
    Row("", "extend_deadline", ev.DeadlineExtended, "cycle", ("office_director",), whole, (Phase.ACTIVE,),
        cycle=own_cycle, rules=(postponement.the_deadline_moves_back_to_a_whole_day,)),
    Row("", "publish_cycle", ev.CyclePublished, "cycle", ("office_director",), whole, (ABSENT,), Phase.ACTIVE,
        cycle=None, rules=(publishing.the_configuration_is_valid_and_is_the_one_named,),
        taken="cycle_already_published"),
    Row("", "propose_amendment", ev.CycleAmendmentProposed, "cycle", ("office_director",), whole, (Phase.ACTIVE,),
        cycle=own_cycle, rules=(
            amendment.the_amendment_changes_something_and_says_why,
            amendment.every_place_may_still_be_amended,
            amendment.the_amendment_takes_effect_before_a_stage_that_has_not_begun,
            amendment.the_amended_configuration_is_valid_and_is_the_one_named,
        )),
    Row("", "amend_cycle", ev.CycleConfigAmended, "cycle", ("caq_approver",), whole, (Phase.ACTIVE,),
        cycle=own_cycle, rules=(
            amendment.another_person_approves_exactly_what_was_proposed,
            amendment.the_proposed_amendment_is_still_in_time,
        )),
    Row("", "interpret_rules", ev.RuleInterpretationIssued, "cycle", ("caq_approver",), whole, (Phase.ACTIVE,),
        cycle=own_cycle, rules=(
            interpretation.the_interpretation_names_the_rules_it_is_about,
            interpretation.the_interpretation_is_written_and_on_file,
        )),
)
# fmt: on
