"""The key directory: who held which key at which position, and what a late revocation does to acts in between."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.jwk import KeyRefused, public_jwk, thumbprint
from biaogan.ledger.keys import TOPICS, KeyDirectory, proof_of_possession

LOG, NONCE = "log.example/biaogan", "bm9uY2Utbm9uY2Utbm9uY2U"
ZHANG, LI, SERVICE_ACTOR = "person_zhang", "person_li", "service"
SERVICE, OLD, NEW, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 5))
SERVICE_KID, OLD_KID, NEW_KID, OTHER_KID = (thumbprint(public_jwk(key)) for key in (SERVICE, OLD, NEW, OTHER))


def claims(iss=SERVICE_ACTOR):
    return {"log": LOG, "iss": iss}


def enrolment(key, actor, **changes):
    proof = proof_of_possession(key, LOG, actor, NONCE)
    return {"actor": actor, "jwk": public_jwk(key), "nonce": NONCE, "proof": proof, "custody": "person", **changes}


def rotation(new, old_kid, actor, **changes):
    proof = proof_of_possession(new, LOG, actor, NONCE, old_kid)
    return {"actor": actor, "old_kid": old_kid, "jwk": public_jwk(new), "nonce": NONCE, "proof": proof, **changes}


def revocation(kid, since=None):
    return {"kid": kid, "compromised_since": since, "reason": "遗失"}


@pytest.fixture
def directory():
    """Genesis at 0, Zhang's key enrolled at 5."""
    made = KeyDirectory()
    made.apply(0, "log_created/1", claims(), {"jwk": public_jwk(SERVICE)}, kid=SERVICE_KID)
    made.apply(5, "key_enrolled/1", claims(), enrolment(OLD, ZHANG), kid=SERVICE_KID)
    return made


def rotate(directory, position=10):
    directory.apply(position, "key_rotated/1", claims(ZHANG), rotation(NEW, OLD_KID, ZHANG), kid=OLD_KID)


def revoke(directory, position, kid=OLD_KID, since=None, by=SERVICE_KID):
    directory.apply(position, "key_revoked/1", claims(), revocation(kid, since), kid=by)


def answer(directory, kid, position):
    """What the directory says in one word."""
    try:
        return "contested" if directory.at(kid, position).contested else "valid"
    except KeyRefused as refused:
        return refused.code


def refusal(directory, position, topic, body, kid=SERVICE_KID, iss=SERVICE_ACTOR):
    """The code, after making sure that a refused record leaves the directory as it was."""
    kids = (SERVICE_KID, OLD_KID, NEW_KID, OTHER_KID)
    before = [answer(directory, each, at) for each in kids for at in range(20)]
    with pytest.raises(KeyRefused) as found:
        directory.apply(position, topic, claims(iss), body, kid=kid)
    assert before == [answer(directory, each, at) for each in kids for at in range(20)]
    return found.value.code


def test_a_key_is_valid_after_its_enrolment_and_not_at_it(directory):
    assert [answer(directory, OLD_KID, position) for position in (0, 4, 5, 6, 10**9)] == [
        "key_not_yet_valid", "key_not_yet_valid", "key_not_yet_valid", "valid", "valid",
    ]  # fmt: skip


def test_the_state_tells_whose_key_it_is_and_gives_the_key(directory):
    state = directory.at(OLD_KID, 6)
    assert (state.kid, state.actor, state.custody, state.enrolled) == (OLD_KID, ZHANG, "person", 5)
    assert state.public_key == OLD.public_key()
    assert (state.revoked, state.compromised_since, state.contested) == (None, None, False)
    assert directory.at(OLD_KID, 7).public_key is state.public_key


def test_the_service_key_signs_the_genesis_that_names_it(directory):
    assert answer(directory, SERVICE_KID, 0) == "valid"
    assert (directory.at(SERVICE_KID, 0).actor, directory.at(SERVICE_KID, 0).custody) == (SERVICE_ACTOR, "service")


def test_a_key_that_no_record_enrols_is_unknown_which_is_not_forgery(directory):
    assert answer(directory, OTHER_KID, 6) == "key_unknown"


def test_a_key_held_by_the_server_is_labelled_custodial(directory):
    directory.apply(6, "key_enrolled/1", claims(), enrolment(OTHER, LI, custody="custodial"), kid=SERVICE_KID)
    assert directory.at(OTHER_KID, 7).custody == "custodial"


def test_after_a_rotation_old_acts_stand_and_new_ones_need_the_new_key(directory):
    rotate(directory)
    assert [answer(directory, OLD_KID, position) for position in (5, 6, 9, 10, 11)] == [
        "key_not_yet_valid", "valid", "valid", "valid", "key_revoked",
    ]  # fmt: skip
    assert [answer(directory, NEW_KID, position) for position in (9, 10, 11)] == [
        "key_not_yet_valid", "key_not_yet_valid", "valid",
    ]  # fmt: skip
    assert directory.at(OLD_KID, 9).revoked == 10
    assert directory.at(NEW_KID, 11).actor == ZHANG


def test_a_rotation_keeps_the_custody(directory):
    directory.apply(6, "key_enrolled/1", claims(), enrolment(OTHER, LI, custody="custodial"), kid=SERVICE_KID)
    directory.apply(9, "key_rotated/1", claims(LI), rotation(NEW, OTHER_KID, LI), kid=OTHER_KID)
    assert directory.at(NEW_KID, 10).custody == "custodial"


def test_a_revoked_key_ends_at_the_revocation(directory):
    revoke(directory, 10)
    assert [answer(directory, OLD_KID, position) for position in (6, 9, 10, 11)] == [
        "valid", "valid", "key_revoked", "key_revoked",
    ]  # fmt: skip


def test_a_person_revokes_the_own_key_with_its_last_act(directory):
    revoke(directory, 10, by=OLD_KID)
    assert [answer(directory, OLD_KID, position) for position in (9, 10, 11)] == ["valid", "valid", "key_revoked"]


def test_acts_since_the_compromise_are_contested_and_earlier_ones_stand(directory):
    revoke(directory, 10, since=8)
    assert [answer(directory, OLD_KID, position) for position in (6, 7, 8, 9, 10)] == [
        "valid", "valid", "contested", "contested", "key_revoked",
    ]  # fmt: skip
    assert directory.at(OLD_KID, 8).compromised_since == 8


def test_a_compromise_found_late_contests_acts_of_a_key_retired_long_ago(directory):
    rotate(directory)
    revoke(directory, 15, since=9)
    assert [answer(directory, OLD_KID, position) for position in (8, 9, 10, 11)] == [
        "valid", "contested", "contested", "key_revoked",
    ]  # fmt: skip
    assert answer(directory, NEW_KID, 16) == "valid"


def test_a_compromise_claim_can_only_be_widened(directory):
    revoke(directory, 10, since=8)
    revoke(directory, 11, since=9)
    assert answer(directory, OLD_KID, 8) == "contested"
    revoke(directory, 12, since=7)
    assert [answer(directory, OLD_KID, position) for position in (6, 7)] == ["valid", "contested"]


def test_a_revocation_that_says_nothing_new_is_refused(directory):
    revoke(directory, 10)
    assert refusal(directory, 11, "key_revoked/1", revocation(OLD_KID)) == "key_revoked"


@pytest.mark.parametrize("since", [-1, 11, "8", True, 8.0])
def test_a_compromise_began_at_a_position_up_to_the_revocation(directory, since):
    assert refusal(directory, 10, "key_revoked/1", revocation(OLD_KID, since)) == "bad_key_record"


def test_an_unknown_key_is_not_revoked(directory):
    assert refusal(directory, 10, "key_revoked/1", revocation(OTHER_KID)) == "key_unknown"


def test_there_is_one_genesis_and_it_comes_first(directory):
    body = {"jwk": public_jwk(OTHER)}
    assert refusal(directory, 6, "log_created/1", body, kid=OTHER_KID) == "bad_key_record"
    assert refusal(directory, 0, "log_created/1", body, kid=OTHER_KID) == "bad_key_record"
    assert refusal(KeyDirectory(), 1, "log_created/1", body, kid=OTHER_KID) == "bad_key_record"
    assert refusal(KeyDirectory(), 0, "log_created/1", body, kid=SERVICE_KID) == "wrong_signer"


def test_a_key_is_enrolled_once_for_one_actor(directory):
    assert refusal(directory, 6, "key_enrolled/1", enrolment(OLD, ZHANG)) == "key_already_enrolled"
    assert refusal(directory, 6, "key_enrolled/1", enrolment(OLD, LI)) == "key_already_enrolled"
    assert refusal(directory, 6, "key_enrolled/1", enrolment(SERVICE, LI)) == "key_already_enrolled"
    rotate(directory)
    assert refusal(directory, 11, "key_enrolled/1", enrolment(OLD, ZHANG)) == "key_already_enrolled"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": LI}, "possession_not_proven"),
        ({"nonce": "another nonce"}, "possession_not_proven"),
        ({"proof": "AAAA"}, "possession_not_proven"),
        ({"jwk": public_jwk(NEW)}, "possession_not_proven"),
        ({"jwk": {**public_jwk(OTHER), "x": "A" * 43}}, "weak_key"),
        ({"jwk": {**public_jwk(OTHER), "d": "A" * 43}}, "private_key_given"),
        ({"jwk": None}, "bad_key_record"),
        ({"actor": ""}, "bad_key_record"),
        ({"actor": 5}, "bad_key_record"),
        ({"proof": None}, "bad_key_record"),
        ({"nonce": None}, "bad_key_record"),
        ({"custody": "service"}, "bad_key_record"),
        ({"custody": None}, "bad_key_record"),
    ],
)
def test_an_enrolment_is_whole_and_proven(directory, changes, code):
    assert refusal(directory, 6, "key_enrolled/1", {**enrolment(OTHER, ZHANG), **changes}) == code


def test_a_rotation_is_signed_with_the_old_key_by_its_owner(directory):
    directory.apply(6, "key_enrolled/1", claims(), enrolment(OTHER, LI), kid=SERVICE_KID)
    body = rotation(NEW, OLD_KID, ZHANG)
    assert refusal(directory, 10, "key_rotated/1", body, kid=OTHER_KID, iss=ZHANG) == "wrong_signer"
    assert refusal(directory, 10, "key_rotated/1", body, kid=OLD_KID, iss=LI) == "wrong_signer"
    other = rotation(NEW, OLD_KID, LI)
    assert refusal(directory, 10, "key_rotated/1", other, kid=OLD_KID, iss=LI) == "wrong_signer"


def test_a_rotation_is_countersigned_by_the_new_key(directory):
    plain = enrolment(NEW, ZHANG)["proof"]
    body = rotation(NEW, OLD_KID, ZHANG, proof=plain)
    assert refusal(directory, 10, "key_rotated/1", body, kid=OLD_KID, iss=ZHANG) == "possession_not_proven"


def test_a_rotation_starts_from_a_valid_key_and_ends_in_a_fresh_one(directory):
    body = rotation(SERVICE, OLD_KID, ZHANG)
    assert refusal(directory, 10, "key_rotated/1", body, kid=OLD_KID, iss=ZHANG) == "key_already_enrolled"
    body = rotation(NEW, OTHER_KID, ZHANG)
    assert refusal(directory, 10, "key_rotated/1", body, kid=OTHER_KID, iss=ZHANG) == "key_unknown"
    rotate(directory)
    body = rotation(OTHER, OLD_KID, ZHANG)
    assert refusal(directory, 11, "key_rotated/1", body, kid=OLD_KID, iss=ZHANG) == "key_revoked"


def test_only_key_records_are_taken(directory):
    assert sorted(TOPICS) == ["key_enrolled/1", "key_revoked/1", "key_rotated/1", "log_created/1"]
    assert refusal(directory, 6, "key_enrolled/2", enrolment(OTHER, ZHANG)) == "bad_key_record"


def test_examining_a_record_changes_nothing(directory):
    (state,) = directory.examine(6, "key_enrolled/1", claims(), enrolment(OTHER, LI), kid=SERVICE_KID)
    assert (state.kid, state.enrolled) == (OTHER_KID, 6)
    assert answer(directory, OTHER_KID, 7) == "key_unknown"
