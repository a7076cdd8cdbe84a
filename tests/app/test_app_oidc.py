"""Signing in by an institution's login: against a provider over HTTP, with everything it may state made false once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from identity_provider import CLIENT, SECRET, Provider, provider
from joserfc.jwk import ECKey
from test_app_pipeline import COMPANY
from town import Town

from biaogan.app.client import DRAFT, Client, RequestFailed
from biaogan.app.clock import system_clock
from biaogan.app.demo.show import free_port, running
from biaogan.app.wiring import Biaogan

WHO = "{ viewer { person roles { role } sessions { method current } } }"


@dataclass
class Campus:
    """A service that takes the logins of a provider, beside the town's own process."""

    town: Town
    url: str
    provider: Provider
    person: Client
    beside: Biaogan

    def browser(self) -> Client:
        """A browser that has made a key for its session."""
        return Client(self.url, key=Ed25519PrivateKey.generate(), http=self.town.registrar.http)

    def log_in(self, browser: Client) -> httpx.Response:
        """The way there and back, as a browser goes it; the last answer."""
        there = httpx.get(f"{self.url}/oidc/start", params={"jkt": browser.kid})
        assert there.status_code == 302, there.text
        back = httpx.get(there.headers["location"])
        return httpx.get(back.headers["location"])

    def logged_in(self) -> Client:
        """A browser in a session."""
        browser = self.browser()
        answer = self.log_in(browser)
        assert answer.status_code == 302, answer.text
        where = urlsplit(answer.headers["location"])
        assert (where.path, where.query) == ("/graphql", "")
        [browser.token] = parse_qs(where.fragment)["token"]
        return browser

    def state(self, act: str, **body: Any) -> None:
        """An act of the registrar on the person, read by everybody when this returns."""
        outcome = self.town.registrar.act(act, on=self.person.person, **body)
        assert outcome["__typename"] == "Recorded", outcome
        self.town.catch_up()


@pytest.fixture
def campus(small: Town) -> Iterator[Campus]:
    with provider() as made:
        person = small.story.enrol("officer", [("office_officer", "")])
        port = free_port()
        settings = replace(small.biaogan.settings, port=port, public_url=f"http://127.0.0.1:{port}",
                           oidc_issuer=made.issuer, oidc_client=CLIENT, oidc_secret=SECRET)  # fmt: skip
        with running(settings, small.clock) as (url, beside):
            found = Campus(small, url, made, person, beside)
            found.state("linkIdentity", provider=made.issuer, login="officer-7")
            yield found


def test_a_linked_login_reads_as_the_person_and_signs_nothing(campus: Campus) -> None:
    browser = campus.logged_in()
    viewer = browser.query(WHO)["viewer"]
    assert viewer["person"] == campus.person.person
    assert viewer["roles"] == [{"role": "office_officer"}]
    assert viewer["sessions"] == [{"method": "OIDC", "current": True}]
    with pytest.raises(RequestFailed, match="FORBIDDEN"):
        browser.query(DRAFT, {"action": {"registerOrganisation": COMPANY}})
    own = campus.person.draft("registerOrganisation", **COMPANY).text
    through = browser.query(
        "mutation($s: String!) { record(statement: $s) { __typename ... on InvalidStatement { code } } }", {"s": own}
    )
    assert through["record"]["code"] == "session_key_mismatch"
    assert campus.person.record(own)["__typename"] == "NotPermitted"


def test_finding_out_who_logs_in_reads_nobody(campus: Campus) -> None:
    campus.logged_in()
    campus.beside.log.record_unwraps()
    book = campus.town.biaogan.services.unwraps
    assert book is not None
    works = {row.work for row in book.of_stream(campus.person.person, 0, 100, 2**40) if row.personal}
    assert works
    assert "answering" not in works


def test_the_token_is_worth_nothing_without_the_browser_s_key(campus: Campus) -> None:
    browser, thief = campus.logged_in(), campus.browser()
    thief.token = browser.token
    with pytest.raises(RequestFailed, match="UNAUTHENTICATED"):
        thief.query(WHO)


def test_a_login_returns_once(campus: Campus) -> None:
    there = httpx.get(f"{campus.url}/oidc/start", params={"jkt": campus.browser().kid})
    back = httpx.get(there.headers["location"]).headers["location"]
    assert httpx.get(back).status_code == 302
    assert httpx.get(back).status_code == 403
    assert httpx.get(f"{campus.url}/oidc/return", params={"state": "made up", "code": "c"}).status_code == 403
    for wrong in ("", "x", "ä" * 43):
        assert httpx.get(f"{campus.url}/oidc/start", params={"jkt": wrong}).status_code == 400


def test_what_a_provider_may_not_state_leads_to_no_session_and_is_all_answered_alike(campus: Campus) -> None:
    now = int(system_clock().timestamp())
    wrong: list[dict[str, Any]] = [
        {"sub": "stranger"}, {"sub": None}, {"sub": ""}, {"iss": "https://elsewhere.example"}, {"aud": "another"},
        {"nonce": "another"}, {"nonce": None}, {"exp": now - 120}, {"exp": None}, {"azp": "another"}, {"iat": now + 600},
    ]  # fmt: skip
    answers = set()
    for claims in wrong:
        campus.provider.claims = claims
        answer = campus.log_in(campus.browser())
        assert answer.status_code == 403, claims
        answers.add(answer.text)
    campus.provider.claims = {}
    campus.provider.signs_with = ECKey.generate_key("P-256", {"kid": "1"})
    answers.add(campus.log_in(campus.browser()).text)
    assert len(answers) == 1
    campus.provider.signs_with = None
    assert campus.log_in(campus.browser()).status_code == 302


def test_a_provider_that_is_another_or_cannot_be_trusted_with_a_secret_is_not_used(campus: Campus) -> None:
    campus.provider.told = {"issuer": "https://elsewhere.example"}
    start = f"{campus.url}/oidc/start?jkt={campus.browser().kid}"
    assert httpx.get(start).status_code == 502
    campus.provider.told = {"token_endpoint": "http://192.0.2.1/token"}
    assert campus.log_in(campus.browser()).status_code == 403


def test_a_login_that_stands_for_two_people_stands_for_nobody(campus: Campus) -> None:
    other = campus.town.story.enrol("another", [])
    linked = campus.town.registrar.act(
        "linkIdentity", on=other.person, provider=campus.provider.issuer, login="officer-7"
    )
    assert linked["__typename"] == "Recorded"
    campus.town.catch_up()
    assert campus.log_in(campus.browser()).status_code == 403


def test_sessions_end_when_the_login_is_unlinked_and_when_the_registrar_ends_them(campus: Campus) -> None:
    browser = campus.logged_in()
    campus.person.sign_in()
    campus.state("endSessions", reason="设备遗失")
    for ended in (browser, campus.person):
        with pytest.raises(RequestFailed, match="UNAUTHENTICATED"):
            ended.query(WHO)
    browser = campus.logged_in()
    assert browser.query(WHO)["viewer"]["person"] == campus.person.person
    campus.state("unlinkIdentity", provider=campus.provider.issuer, reason="离职")
    with pytest.raises(RequestFailed, match="UNAUTHENTICATED"):
        browser.query(WHO)
    assert campus.log_in(campus.browser()).status_code == 403


def test_without_a_provider_there_is_no_such_way_in(small: Town) -> None:
    assert httpx.get(f"{small.url}/oidc/start", params={"jkt": "x" * 43}).status_code == 404
