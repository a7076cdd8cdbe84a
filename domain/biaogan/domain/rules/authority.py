"""Who may act (权限), rulebook 1.12: a role held in the scope of the matter; and what roles and keys can be given."""

from re import compile as pattern

from biaogan.domain.events import KeyEnrolled, KeyRevoked, KeyRotated, RoleGranted, RoleRevoked
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import ANYONE, SELF, SERVICE, SYSTEM, Person, thumbprint
from biaogan.domain.rejections import Rejected

ORGANISATION_ROLES = frozenset({"applicant_editor", "applicant_signatory"})
UNIT_ROLES = frozenset({"t1_officer", "t1_approver"})
WHOLE_ROLES = frozenset(
    {
        "t2_officer",
        "t2_approver",
        "office_officer",
        "office_director",
        "committee_chair",
        "vice_chair",
        "group_leader",
        "expert",
        "ministry_consultee",
        "caq_approver",
        "publisher",
        "investigator",
        "objector",
        "integrity_auditor",
        "key_custodian",
        "registrar",
    }
)
SCOPED = ORGANISATION_ROLES | UNIT_ROLES
GRANTABLE = SCOPED | WHOLE_ROLES
_ORGANISATION = pattern(r"org_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNIT_CODE = pattern(r"[a-z][a-z0-9-]*")


def holds(m: Matter, person: str, role: str, scope: str | None) -> bool:
    """Whether ``person`` may act as ``role`` in ``scope``; ``None`` asks for any scope."""
    if role == SELF:
        return person == m.stream
    if role == SYSTEM:
        return person == SERVICE
    state = m.world[person]
    return isinstance(state, Person) and (role == ANYONE or state.holds(role, scope))


@rule("R-04")
def the_actor_holds_one_of_the_roles_in_the_scope(m: Matter, roles: tuple[str, ...], scope: str | None) -> None:
    """R-04, rulebook 1.12: an act is signed in a role (角色) that may do it and that the signer holds for this matter."""
    if m.role not in roles or not holds(m, m.actor, m.role, scope):
        raise Rejected("role_not_held", role=m.role, scope=scope, allowed=list(roles))


@rule("R-04")
def the_role_can_be_granted(e: RoleGranted, m: Matter) -> None:
    """R-04, rulebook 1.12: a registrar grants the roles of people (授予角色), never the service's own."""
    if e.role not in GRANTABLE:
        raise Rejected("role_not_grantable", role=e.role)


@rule("R-04")
def the_scope_suits_the_role(e: RoleGranted, m: Matter) -> None:
    """R-04, rulebook 1.12: an applicant's scope (范围) is an organisation, a tier-1 officer's a unit; others have none."""
    if e.role in ORGANISATION_ROLES:
        fits = _ORGANISATION.fullmatch(e.scope) is not None
    elif e.role in UNIT_ROLES:
        fits = _UNIT_CODE.fullmatch(e.scope) is not None
    else:
        fits = e.scope == ""
    if not fits:
        raise Rejected("scope_malformed", role=e.role, scope=e.scope)


@rule("D-23")
def a_key_custodian_holds_no_other_role(e: RoleGranted, m: Matter) -> None:
    """D-23, rulebook 1.12: who keeps the keys (密钥保管员) sees no content, so holds no other role."""
    held = {role for role, _ in m.state.roles} | {e.role}
    if "key_custodian" in held and len(held) > 1:
        raise Rejected("duties_not_separated", roles=sorted(held))


@rule("R-04")
def the_role_is_not_held_yet(e: RoleGranted, m: Matter) -> None:
    """R-04, rulebook 1.12: a role already held is not granted twice (重复授予)."""
    if (e.role, e.scope) in m.state.roles:
        raise Rejected("role_already_held", role=e.role, scope=e.scope)


@rule("R-04")
def the_ended_role_is_held(e: RoleRevoked, m: Matter) -> None:
    """R-04, rulebook 1.12: only a role that is held can end (撤销角色)."""
    if (e.role, e.scope) not in m.state.roles:
        raise Rejected("role_not_there", role=e.role, scope=e.scope)


@rule("R-04")
def the_key_is_enrolled_for_the_person_of_the_stream(e: KeyEnrolled | KeyRotated, m: Matter) -> None:
    """R-04, D-30: a key (密钥) belongs to the person on whose stream it is recorded."""
    if e.actor != m.stream:
        raise Rejected("stream_mismatch", given=m.stream, expected=e.actor)


@rule("D-30")
def the_key_is_a_new_one(e: KeyEnrolled | KeyRotated, m: Matter) -> None:
    """D-30: one Ed25519 key (密钥) is enrolled once; a key that was given up never comes back."""
    kid = thumbprint(e.jwk)
    if not kid:
        raise Rejected("key_malformed")
    if m.state is not None and kid in m.state.keys | m.state.past_keys:
        raise Rejected("key_already_enrolled", kid=kid)


@rule("D-30")
def the_custody_is_labelled(e: KeyEnrolled, m: Matter) -> None:
    """D-30: a key is held by the person, or labelled as held by the server for them (代管)."""
    if e.custody not in ("person", "custodial"):
        raise Rejected("unknown_reference", rule="D-30", field="custody", value=e.custody)


@rule("D-30")
def the_replaced_key_is_in_use(e: KeyRotated, m: Matter) -> None:
    """D-30: only a key in use can be replaced (密钥轮换)."""
    if e.old_kid not in m.state.keys:
        raise Rejected("key_not_in_use", kid=e.old_kid)


@rule("D-30")
def the_revoked_key_is_in_use_or_found_compromised(e: KeyRevoked, m: Matter) -> None:
    """D-30: a key in use is revoked (密钥吊销); one given up earlier only with a later claim of compromise (泄露)."""
    late_claim = e.kid in m.state.past_keys and e.compromised_since is not None
    if e.kid not in m.state.keys and not late_claim:
        raise Rejected("key_not_in_use", kid=e.kid)
