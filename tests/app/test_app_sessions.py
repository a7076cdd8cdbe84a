"""Sessions over HTTP: bound to a key, ended by time, by their owner and by the log; errors tell nothing of anybody."""

from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from town import ORIGIN, Town

from biaogan.app.client import CHALLENGE, SIGN_IN, Client, RequestFailed
from biaogan.app.clock import system_clock
from biaogan.app.demo.show import free_port, running
from biaogan.app.dpop import prove
from biaogan.app.settings import Settings
from biaogan.ledger.keys import proof_of_possession, public_jwk
from biaogan.ledger.statement import Draft, attach

WHO = "{ viewer { person } }"
SESSIONS = "{ viewer { sessions { id method created used expires current } } }"


def ask(url: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json={"query": WHO}, headers=headers)


def signed_in(town: Town, name: str = "expert") -> Client:
    person = town.story.enrol(name, [("expert", "")])
    person.sign_in()
    return person


def over(person: Client) -> bool:
    """Whether the session is answered 401."""
    answer = ask(person.url, person.proof())
    assert answer.status_code in (200, 401)
    return answer.status_code == 401


def test_a_token_needs_a_proof_of_its_key_at_every_request(service: Town) -> None:
    person = signed_in(service)
    headers = person.proof()
    assert ask(service.url, headers).json()["data"]["viewer"]["person"] == person.person
    stolen = {"authorization": headers["authorization"]}
    thief = prove(Ed25519PrivateKey.generate(), "POST", f"{service.url}/graphql", person.token, system_clock())
    cases = {
        "shown before": headers,
        "missing": stolen,
        "not Bearer": {"authorization": f"Bearer {person.token}"},
        "sign in again": stolen | {"dpop": thief},
        "one compact JWS": stolen | {"dpop": person.proof()["dpop"] + ", " + person.proof()["dpop"]},
    }
    for reason, given in cases.items():
        answer = ask(service.url, given)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
        told = answer.headers["www-authenticate"]
        assert told.startswith('DPoP algs="EdDSA", error="invalid_')
        assert reason in told
    assert not over(person)


def test_a_proof_shown_to_one_process_is_refused_by_another(small: Town) -> None:
    person = signed_in(small)
    settings = small.biaogan.settings
    beside = Settings(data=settings.data, database=settings.database, views=settings.views,
                      port=free_port(), public_url=small.url, project=False)  # fmt: skip
    with running(beside, small.clock) as (url, _):
        headers = person.proof()
        assert ask(url, headers).status_code == 200
        assert "shown before" in ask(small.url, headers).headers["www-authenticate"]
        headers = person.proof()
        assert ask(small.url, headers).status_code == 200
        assert "shown before" in ask(url, headers).headers["www-authenticate"]


def test_a_session_ends_after_idleness_and_at_the_longest_however_busy(small: Town) -> None:
    person = signed_in(small)
    for _ in range(25):  # used every 28 minutes, it lives on, but not for ever
        assert not over(person)
        small.clock.jump(small.clock() + timedelta(minutes=28))
    assert not over(person)
    small.clock.jump(small.clock() + timedelta(minutes=21))
    assert over(person)
    person.sign_in()
    small.clock.jump(small.clock() + timedelta(minutes=31))
    assert over(person)


def test_sessions_are_listed_to_their_owner_and_ended_one_by_one_or_all_at_once(service: Town) -> None:
    first, other = signed_in(service), signed_in(service, "another")
    second = Client(first.url, first.person, first.key, first.http)
    second.sign_in()
    listed = first.query(SESSIONS)["viewer"]["sessions"]
    assert [entry["current"] for entry in listed] in ([False, True], [True, False])
    assert {entry["method"] for entry in listed} == {"KEY"}
    assert first.query("mutation($id: ID) { signOut(session: $id) }", {"id": other_id(other)}) == {"signOut": False}
    assert not over(other)
    [theirs] = [entry["id"] for entry in listed if not entry["current"]]
    assert first.query("mutation($id: ID) { signOut(session: $id) }", {"id": theirs}) == {"signOut": True}
    assert over(second)
    assert not over(first)
    second.sign_in()
    assert first.query("mutation { signOutEverywhere }") == {"signOutEverywhere": True}
    assert over(first)
    assert over(second)
    assert not over(other)


def other_id(person: Client) -> str:
    [entry] = person.query(SESSIONS)["viewer"]["sessions"]
    return str(entry["id"])


def test_a_revoked_key_s_session_is_over_at_once(service: Town) -> None:
    person, other = signed_in(service), signed_in(service, "another")
    service.registrar.act("revokeKey", on=person.person, kid=person.kid, reason="lost")
    assert over(person)
    assert not over(other)
    with pytest.raises(RequestFailed, match="sign_in_refused"):
        person.sign_in()


def test_a_rotated_key_s_session_is_over_at_once(small: Town) -> None:
    person = signed_in(small)
    new = Ed25519PrivateKey.generate()
    proof = proof_of_possession(new, ORIGIN, person.person, "n", old_kid=person.kid)
    names = {"on": person.person, "actor": person.person, "oldKid": person.kid}
    person.act("rotateKey", **names, jwk=public_jwk(new), nonce="n", proof=proof)
    assert over(person)


def test_who_loses_a_role_has_to_sign_in_again(small: Town) -> None:
    person, other = signed_in(small), signed_in(small, "another")
    small.registrar.act("revokeRole", on=person.person, role="expert", scope="", reason="任期届满")
    assert over(person)
    assert not over(other)
    person.sign_in()
    assert not over(person)


def test_signing_in_tells_nothing_of_who_is_enrolled(small: Town) -> None:
    person = signed_in(small)
    small.registrar.act("revokeKey", on=person.person, kid=person.kid, reason="lost")
    known, stranger = small.story.enrol("known", []), Client(small.url, "", Ed25519PrivateKey.generate())
    public = Client(small.url, http=small.registrar.http)
    answers = []
    for kid in (known.kid, stranger.kid, person.kid):
        challenge = public.query(CHALLENGE, {"kid": kid})["challenge"]["text"]
        forged = attach(Draft(challenge, ()), Ed25519PrivateKey.generate().sign(challenge.encode()))
        answers.append(public.query(SIGN_IN, {"statement": forged})["signIn"])
    assert answers[0]["code"] == "sign_in_refused"
    assert answers[0] == answers[1] == answers[2]


def test_bearer_is_for_development_on_one_s_own_machine_only(small: Town) -> None:
    person = signed_in(small)
    settings = small.biaogan.settings
    alike = {"data": settings.data, "database": settings.database, "views": settings.views}
    development = Settings(**alike, port=free_port(), project=False, bearer=True)
    with running(development, small.clock) as (url, _):
        assert ask(url, {"authorization": f"Bearer {person.token}"}).status_code == 200
        assert ask(url, {"authorization": "Bearer nonsense"}).status_code == 401
    assert not Settings(data=settings.data, host="0.0.0.0", bearer=True).takes_bearer


def test_the_address_proofs_name_is_the_public_one() -> None:
    assert Settings(data=ORIGIN, port=9).url == "http://127.0.0.1:9"  # type: ignore[arg-type]
    assert Settings(data=ORIGIN, host="0.0.0.0").url == "http://127.0.0.1:8000"  # type: ignore[arg-type]
    assert Settings(data=ORIGIN, host="::1").url == "http://[::1]:8000"  # type: ignore[arg-type]
    assert Settings(data=ORIGIN, public_url="https://b.example/").url == "https://b.example"  # type: ignore[arg-type]
