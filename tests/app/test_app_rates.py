"""Who asks too often is told so, with when to come back; others, and signed acts by default, are not slowed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_app_pipeline import COMPANY
from town import Town

from biaogan.app.client import CHALLENGE, DRAFT, RECORD, Client
from biaogan.app.demo.show import free_port, running
from biaogan.app.rates import Rates
from biaogan.app.settings import Settings
from biaogan.graphql.faults import RateLimited

SIGN_IN = 'mutation { signIn(statement: "x") { __typename } }'
LEDGER = "{ ledger { size } }"


def limited(answer: httpx.Response) -> bool:
    """Whether it is a 429, complete with all that belongs to one."""
    if answer.status_code != 429:
        assert "errors" not in answer.json() or "RATE_LIMITED" not in answer.text
        return False
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    seconds = int(answer.headers["retry-after"])
    assert 1 <= seconds <= 86_400
    assert (str(seconds) in error["message"], str(seconds) in error["extensions"]["zh"]) == (True, True)
    assert "data" not in answer.json()
    return True


def post(url: str, query: str, variables: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json={"query": query, "variables": variables or {}}, headers=headers)


def test_each_limit_answers_429_and_spares_the_others(small: Town) -> None:
    person = small.story.enrol("expert", [("expert", "")])
    person.sign_in()
    settings = replace(small.biaogan.settings, port=free_port(), public_url=small.url, project=False,
                       limit_key="2/day", limit_address="5/day", limit_act="3/day",
                       limit_question="4/day", proxies="127.0.0.1")  # fmt: skip
    with running(settings, small.clock) as (url, _):
        asked = [limited(post(url, CHALLENGE, {"kid": "k1"}, **{"x-forwarded-for": "192.0.2.1"})) for _ in range(3)]
        assert asked == [False, False, True]
        assert not limited(post(url, CHALLENGE, {"kid": "k2"}, **{"x-forwarded-for": "192.0.2.1"}))
        assert [limited(post(url, SIGN_IN, **{"x-forwarded-for": "192.0.2.1"})) for _ in range(2)] == [False, True]
        assert not limited(post(url, SIGN_IN, **{"x-forwarded-for": "192.0.2.2"}))
        assert [limited(post(url, RECORD, {"statement": "x"})) for _ in range(4)] == [False, False, False, True]
        assert [limited(post(url, LEDGER)) for _ in range(5)] == [False] * 4 + [True]
        in_session = [limited(post(url, LEDGER, **person.proof())) for _ in range(5)]
        assert in_session == [False] * 4 + [True]
        assert limited(post(url, DRAFT, {"action": {"registerOrganisation": COMPANY}}, **person.proof()))


def test_a_batch_counts_as_many_acts_as_it_has(small: Town) -> None:
    settings = replace(small.biaogan.settings, port=free_port(), project=False, limit_act="3/day")
    batch = 'mutation { recordAll(statements: ["a", "b", "c", "d"]) { __typename } }'
    with running(settings, small.clock) as (url, _):
        assert limited(post(url, batch))


def test_signed_acts_are_not_counted_by_default_and_what_is_counted_leaves_room(tmp_path: Path) -> None:
    rates = Rates(Settings(data=tmp_path))
    for _ in range(3000):
        rates.act("somebody")
        rates.question("somebody")
    for number in range(60):
        rates.sign_in("key", f"address {number}")
    with pytest.raises(RateLimited):
        rates.sign_in("key", "address")
    rates.sign_in("another key", "address")


def test_a_limit_that_is_no_rate_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="often"):
        Rates(Settings(data=tmp_path, limit_act="often"))


def test_a_client_cannot_choose_its_address_where_no_proxy_is_trusted(small: Town) -> None:
    settings = replace(small.biaogan.settings, port=free_port(), project=False, limit_question="1/day")
    with running(settings, small.clock) as (url, _):
        answers = [limited(post(url, LEDGER, **{"x-forwarded-for": f"192.0.2.{n}"})) for n in range(2)]
        assert answers == [False, True]
    assert Client(small.url, http=small.registrar.http).query(LEDGER)["ledger"]["size"] > 0
