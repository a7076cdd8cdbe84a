"""People, keys, the calendar and the cycle (人员、密钥、日历、年度活动): rows of the lifecycle table."""

from biaogan.domain import events as ev
from biaogan.domain.ids import calendar_id
from biaogan.domain.person import SELF
from biaogan.domain.row import ABSENT, Row, own_stream, whole
from biaogan.domain.rules import (
    authority,
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
        )),
    Row("", "revoke_role", ev.RoleRevoked, "person", ("registrar",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(authority.the_ended_role_is_held,)),
    # --- the cycle (年度活动)
    Row("", "load_calendar_year", ev.CalendarYearLoaded, "calendar", ("office_officer",), whole, (ABSENT,),
        Phase.ACTIVE, stream=lambda e: calendar_id(e.year), cycle=None,
        rules=(publishing.the_year_is_a_consistent_table,), taken="calendar_already_loaded"),
    Row("", "publish_cycle", ev.CyclePublished, "cycle", ("office_director",), whole, (ABSENT,), Phase.ACTIVE,
        cycle=None, rules=(publishing.the_configuration_is_valid_and_is_the_one_named,),
        taken="cycle_already_published"),
)
# fmt: on
