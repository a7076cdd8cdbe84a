"""Roles, scopes and keys (rulebook 1.12, D-23, D-30): who may act, and what a registrar can give."""

import pytest
import world as w
from journey import case_in, draft
from spec import given
from world import CHENGDE, SHIJIAZHUANG, Who, on, opened, person

from biaogan.domain import events as ev
from biaogan.domain.person import Person, thumbprint
from biaogan.domain.rules import authority
from biaogan.domain.status import Status

NOW = on("2022-06-20")
ORG = w.ids.organisation_id(w.code_of(1))
NEW = Who(person("newcomer"), "expert")


def jwk(x: str) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": x}


def enrolment(actor: str, key: dict[str, str]) -> ev.KeyEnrolled:
    return ev.KeyEnrolled(actor, key, "nonce", "proof")


def test_a_registrar_enrols_a_key_and_the_person_exists_from_then_on():
    scene = given(opened()).when(enrolment(NEW.actor, jwk("a")), NEW.actor, w.REGISTRAR, NOW).then()
    assert scene.world[NEW.actor] == Person(keys=frozenset({thumbprint(jwk("a"))}))


def test_the_thumbprint_is_that_of_rfc_8037():
    key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "ignored"}
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("key", [{}, {"crv": "Ed25519", "kty": "OKP"}, {"crv": "P-256", "kty": "EC", "x": "a"}])
def test_a_key_that_is_no_ed25519_key_is_refused(key):
    given(opened()).when(enrolment(NEW.actor, key), NEW.actor, w.REGISTRAR, NOW).then_rejected("key_malformed")


def test_a_key_is_enrolled_once_and_on_the_stream_of_its_person():
    scene = opened()
    scene.play(enrolment(NEW.actor, jwk("a")), NEW.actor, w.REGISTRAR, NOW)
    again = given(scene).when(enrolment(NEW.actor, jwk("a")), NEW.actor, w.REGISTRAR, NOW)
    again.then_rejected("key_already_enrolled", kid=thumbprint(jwk("a")))
    other = given(scene).when(enrolment(w.CAQ.actor, jwk("b")), NEW.actor, w.REGISTRAR, NOW)
    other.then_rejected("stream_mismatch", expected=w.CAQ.actor)


def test_only_a_registrar_enrols():
    answer = given(opened()).when(enrolment(NEW.actor, jwk("a")), NEW.actor, w.DIRECTOR, NOW)
    answer.then_rejected("role_not_held", allowed=["registrar"])


def rotation(old: str, new: dict[str, str]) -> ev.KeyRotated:
    return ev.KeyRotated(NEW.actor, old, new, "nonce", "proof")


def test_a_person_replaces_the_own_key_and_nobody_elses():
    scene = opened().people(NEW)
    old = next(iter(scene.world[NEW.actor].keys))
    me = Who(NEW.actor, "self")
    after = given(scene).when(rotation(old, jwk("new")), NEW.actor, me, NOW).then()
    assert after.world[NEW.actor].keys == {thumbprint(jwk("new"))}
    stranger = Who(w.CAQ.actor, "self")
    given(scene).when(rotation(old, jwk("new")), NEW.actor, stranger, NOW).then_rejected("role_not_held")
    given(scene).when(rotation("unknown", jwk("new")), NEW.actor, me, NOW).then_rejected("key_not_in_use")
    given(after).when(rotation(thumbprint(jwk("new")), jwk(NEW.actor)), NEW.actor, me, NOW).then_rejected(
        "key_already_enrolled"
    )


def test_a_revoked_key_is_out_of_use_and_never_comes_back():
    scene = opened().people(NEW)
    kid = next(iter(scene.world[NEW.actor].keys))
    revoked = ev.KeyRevoked(kid, "遗失")
    after = given(scene).when(revoked, NEW.actor, w.REGISTRAR, NOW).then()
    assert after.world[NEW.actor].keys == frozenset()
    given(after).when(revoked, NEW.actor, w.REGISTRAR, NOW).then_rejected("key_not_in_use", kid=kid)
    again = given(after).when(enrolment(NEW.actor, jwk(NEW.actor)), NEW.actor, w.REGISTRAR, NOW)
    again.then_rejected("key_already_enrolled")


def test_a_late_claim_of_compromise_names_a_key_given_up_earlier():
    scene = opened().people(NEW)
    kid = next(iter(scene.world[NEW.actor].keys))
    scene.play(ev.KeyRevoked(kid, "离职"), NEW.actor, w.REGISTRAR, NOW)
    given(scene).when(ev.KeyRevoked(kid, "泄露", 7), NEW.actor, w.REGISTRAR, NOW).then()
    given(scene).when(ev.KeyRevoked("other", "泄露", 7), NEW.actor, w.REGISTRAR, NOW).then_rejected("key_not_in_use")


def test_a_person_may_revoke_the_own_key_and_no_other_persons():
    scene = opened().people(NEW)
    kid = next(iter(scene.world[NEW.actor].keys))
    assert given(scene).when(ev.KeyRevoked(kid, "遗失"), NEW.actor, Who(NEW.actor, "self"), NOW).then()
    stranger = Who(w.CAQ.actor, "self")
    given(scene).when(ev.KeyRevoked(kid, "遗失"), NEW.actor, stranger, NOW).then_rejected("role_not_held")


@pytest.mark.parametrize(
    ("custody", "labelled"), [("person", True), ("custodial", True), ("service", False), ("", False)]
)
def test_who_holds_a_key_is_labelled(custody, labelled):
    body = ev.KeyEnrolled(NEW.actor, jwk("a"), "nonce", "proof", custody)
    answer = given(opened()).when(body, NEW.actor, w.REGISTRAR, NOW)
    if labelled:
        answer.then()
    else:
        answer.then_rejected("unknown_reference", "D-30", field="custody")


@pytest.mark.parametrize("role", ["system", "self", "", "minister"])
def test_the_services_role_and_unknown_roles_cannot_be_granted(role):
    scene = opened().people(NEW)
    given(scene).when(ev.RoleGranted(role), NEW.actor, w.REGISTRAR, NOW).then_rejected("role_not_grantable", role=role)


@pytest.mark.parametrize("role", sorted(authority.GRANTABLE - {"expert", "key_custodian"}))
@pytest.mark.parametrize("scope", ["", "hebei-01", ORG, "org_", "Hebei 01", "case_1", f"{ORG}\n"])
def test_a_role_is_granted_only_within_a_scope_of_its_kind(role, scope):
    right = {"applicant": ORG, "t1": "hebei-01"}.get(role.split("_")[0], "")
    answer = given(opened().people(NEW)).when(ev.RoleGranted(role, scope), NEW.actor, w.REGISTRAR, NOW)
    if scope == right:
        assert answer.then().world[NEW.actor].holds(role, right)
    else:
        answer.then_rejected("scope_malformed", role=role, scope=scope)


def test_a_role_is_not_granted_twice_and_ends_once():
    scene = opened().people(NEW)
    given(scene).when(ev.RoleGranted("expert"), NEW.actor, w.REGISTRAR, NOW).then_rejected("role_already_held")
    ended = ev.RoleRevoked("expert", "", "任期届满")
    after = given(scene).when(ended, NEW.actor, w.REGISTRAR, NOW).then()
    assert not after.world[NEW.actor].holds("expert", None)
    given(after).when(ended, NEW.actor, w.REGISTRAR, NOW).then_rejected("role_not_there", role="expert")


def test_a_login_is_linked_once_and_given_up_once():
    scene, provider = opened().people(NEW), "https://id.example"
    for wrong in (ev.OidcIdentityLinked("id.example", "7"), ev.OidcIdentityLinked(provider, " ")):
        given(scene).when(wrong, NEW.actor, w.REGISTRAR, NOW).then_rejected("login_malformed")
    unlinked = ev.OidcIdentityUnlinked(provider, "离职")
    given(scene).when(unlinked, NEW.actor, w.REGISTRAR, NOW).then_rejected("login_not_linked", provider=provider)
    linked = given(scene).when(ev.OidcIdentityLinked(provider, "7"), NEW.actor, w.REGISTRAR, NOW).then()
    again = ev.OidcIdentityLinked(provider, "8")
    given(linked).when(again, NEW.actor, w.REGISTRAR, NOW).then_rejected("login_already_linked", provider=provider)
    free = given(linked).when(unlinked, NEW.actor, w.REGISTRAR, NOW).then()
    assert free.world[NEW.actor].logins == frozenset()
    assert given(free).when(again, NEW.actor, w.REGISTRAR, NOW).then().world[NEW.actor].logins == {provider}


def test_ending_sessions_is_for_the_registrar_and_the_person_and_changes_nothing_of_the_person():
    scene = opened().people(NEW)
    before = scene.world[NEW.actor]
    after = given(scene).when(ev.SessionsEnded("失窃"), NEW.actor, w.REGISTRAR, NOW).then()
    assert after.world[NEW.actor] == before
    other = Who(person("other"), "expert")
    scene.people(other)
    given(scene).when(ev.SessionsEnded("失窃"), NEW.actor, other, NOW).then_rejected("role_not_held")


def test_a_key_custodian_holds_no_other_role_whichever_came_first():
    scene = opened().people(NEW)
    custodian = given(scene).when(ev.RoleGranted("key_custodian"), NEW.actor, w.REGISTRAR, NOW)
    custodian.then_rejected("duties_not_separated", rule="D-23", roles=["expert", "key_custodian"])
    alone = Who(person("custodian"), "key_custodian")
    scene.people(alone)
    given(scene).when(ev.RoleGranted("publisher"), alone.actor, w.REGISTRAR, NOW).then_rejected("duties_not_separated")


def test_a_role_needs_a_person_who_exists():
    given(opened()).when(ev.RoleGranted("expert"), NEW.actor, w.REGISTRAR, NOW).then_rejected(
        "wrong_state", status=None
    )


def test_a_role_counts_only_within_its_scope():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED, unit=SHIJIAZHUANG)
    reasons = ev.CaseReturnedByT1([w.forms.Reason("R-25", "补充")])
    given(scene).when(reasons, case, w.clerk(SHIJIAZHUANG), NOW).then()
    given(scene).when(reasons, case, w.clerk(CHENGDE), NOW).then_rejected("role_not_held", scope=SHIJIAZHUANG)
    given(scene).when(reasons, case, w.head(SHIJIAZHUANG), NOW).then_rejected("role_not_held")


def test_a_role_that_is_claimed_but_not_held_counts_for_nothing():
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    impostor = Who(w.OFFICER.actor, "t1_officer")
    given(scene).when(ev.CaseReturnedByT1([]), case, impostor, NOW).then_rejected("role_not_held", role="t1_officer")
    nobody = Who(person("nobody"), "t1_officer")
    given(scene).when(ev.CaseReturnedByT1([]), case, nobody, NOW).then_rejected("role_not_held")


def test_another_organisations_editor_cannot_touch_a_case():
    scene = opened()
    case, other = draft(scene, 1), scene.organisation(2)
    saved = ev.DeclarationSaved(w.declaration(1), w.CONTACT)
    given(scene).when(saved, case, w.editor(other), NOW).then_rejected("role_not_held")


def test_nobody_but_the_service_acts_as_the_system():
    expiry = ev.NoticePeriodExpired("2022-10-14T00:00:00+08:00")
    stream = w.ids.list_id(w.CYCLE)
    given(opened()).when(expiry, stream, Who(w.OFFICER.actor, "system"), NOW, rules="").then_rejected("role_not_held")
    given(opened()).when(expiry, stream, w.SERVICE, NOW, rules="").then_rejected("wrong_state", status=None)
