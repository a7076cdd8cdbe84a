"""The GraphiQL page: offline, vendored with checksums; its three example queries are valid."""

import hashlib
import re
from pathlib import Path

import pytest
from fakes import answer, world
from graphql import parse, validate

from biaogan.graphql.graphiql import page
from biaogan.graphql.schema import inner_schema

ASSETS = Path(__file__).parents[2] / "app" / "biaogan" / "app" / "assets" / "graphiql"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_browser_gets_the_page_and_a_program_does_not() -> None:
    response = world().get("", BROWSER)
    headers = dict(response.headers)
    assert (response.status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self'" in headers["content-security-policy"]
    assert answer(world().get("query=%7B__typename%7D", "application/json"))["data"] == {"__typename": "Query"}
    assert world(graphiql=False).get("", "text/html").status == 406
    assert world().get("query=%7B__typename%7D").status == 200


def test_the_page_asks_no_other_server_and_holds_no_script_of_its_own() -> None:
    text = page("/assets/graphiql") + (ASSETS / "page.js").read_text() + (ASSETS / "page.css").read_text()
    assert "://" not in text
    assert re.search(r"<script(?! src=)", text) is None
    assert "/x&quot;y/page.js" in page('/x"y'), "a path is escaped"


def test_every_file_the_page_names_is_there() -> None:
    for name in re.findall(r'/assets/graphiql/([^"]+)', page("/assets/graphiql")):
        assert (ASSETS / name).is_file(), name


def test_the_vendored_files_are_what_their_checksums_say() -> None:
    lines = (ASSETS / "SHA256SUMS").read_text().splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    ours = {"page.js", "page.css", "README.md", "SHA256SUMS"}
    assert set(named) == {file.name for file in ASSETS.iterdir()} - ours
    for name, digest in named.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name


def test_the_vendored_files_carry_their_licences() -> None:
    for name in ("LICENSE.graphiql", "LICENSE.react"):
        assert "MIT License" in (ASSETS / name).read_text()


@pytest.mark.parametrize("name", ["Public", "Mine", "Past"])
def test_the_example_queries_are_valid(name: str) -> None:
    script = (ASSETS / "page.js").read_text()
    (query,) = (text for text in re.findall(r"`([^`]*)`", script) if f"query {name}" in text)
    assert validate(inner_schema(), parse(query)) == []
    assert "errors" not in world().ask(query, "person_expert", time="2022-06-15T00:30:00+00:00")
