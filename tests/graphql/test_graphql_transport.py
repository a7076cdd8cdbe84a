"""GraphQL over HTTP, strictly: what is refused with which status, and that no body makes a 500 (defects 3, 5, 6, 7)."""

import gzip
import json
from urllib.parse import quote

import pytest
from fakes import answer, code, world

from biaogan.graphql.http import accepted, is_utf8_json, media_type
from biaogan.graphql.request import MAX_BODY

GRAPHQL = "application/graphql-response+json"
OK = {"query": "{ __typename }"}


def content_type(response: object) -> str:
    return dict(response.headers)["content-type"]  # type: ignore[attr-defined]


BAD_BODIES = {
    "number": b"5",
    "string": b'"x"',
    "null": b"null",
    "true": b"true",
    "array": b"[]",
    "batch": b'[{"query": "{ __typename }"}]',
    "empty": b"",
    "not json": b'{ "not a JSON',
    "two values": b'{"query": "{ __typename }"} {}',
    "invalid utf-8": b'{"query": "{ __typename \xff }"}',
    "utf-16": json.dumps(OK).encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + json.dumps(OK).encode(),
    "deep": b'{"query": "{ __typename }", "variables": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "deep object": b'{"a":' * 40_000,
    "long integer": b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5000 + b"}}",
    "nan": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "infinity": b'{"query": "{ __typename }", "variables": {"a": 1e999}}',
    "gzip": gzip.compress(json.dumps(OK).encode()),
    "surrogate in operationName": b'{"query": "query A { __typename }", "operationName": "\\ud800"}',
    "surrogate in query": b'{"query": "{ \\udfff }"}',
    "surrogate in a variable": b'{"query": "{ __typename }", "variables": {"a": "\\ud83d"}}',
    "nul in a variable": b'{"query": "{ __typename }", "variables": {"a": ["\\u0000"]}}',
    "nul in the query": b'{"query": "{ __typename #\\u0000 }"}',
    "nul escaped in the query": b'{"query": "{ case(id: \\"\\\\u0000\\") { id } }"}',
    "nul escaped otherwise": b'{"query": "{ case(id: \\"\\\\u{00}\\") { id } }"}',
    "query is an object": b'{"query": {}}',
    "query is empty": b'{"query": ""}',
    "no query": b'{"variables": {}}',
    "operationName is a number": b'{"query": "{ __typename }", "operationName": 0}',
    "variables is an array": b'{"query": "{ __typename }", "variables": []}',
    "variables is a string": b'{"query": "{ __typename }", "variables": "{}"}',
    "extensions is false": b'{"query": "{ __typename }", "extensions": false}',
    "minPosition is negative": b'{"query": "{ __typename }", "extensions": {"minPosition": -1}}',
    "minPosition is true": b'{"query": "{ __typename }", "extensions": {"minPosition": true}}',
    "minPosition is a string": b'{"query": "{ __typename }", "extensions": {"minPosition": "1"}}',
}


@pytest.mark.parametrize("accept", [None, "application/json", GRAPHQL])
@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_body_is_a_coded_400(name: str, accept: str | None) -> None:
    response = world().send(BAD_BODIES[name], accept=accept)
    assert response.status == 400
    assert code(response) in ("BAD_REQUEST", "BAD_USER_INPUT")
    assert content_type(response).startswith(accept or "application/json")
    assert "data" not in answer(response)


def test_a_compressed_body_that_says_so_is_refused_too() -> None:
    response = world().send(gzip.compress(json.dumps(OK).encode()), content_encoding="gzip")
    assert (response.status, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "text/plain",
        "text/x-application/json",
        "application/jsonp",
        "application/graphql",
        "application/json, application/json",
        "application/json; charset=latin-1",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json;charset",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ],
)
def test_only_json_in_utf8_is_read(given: str) -> None:
    response = world().send(OK, content_type=given)
    assert (response.status, code(response)) == (415, "BAD_REQUEST")


@pytest.mark.parametrize(
    "given",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=UTF-8",
        'application/json;charset="utf-8"',
        "application/json;",
    ],
)
def test_json_may_say_that_it_is_utf8(given: str) -> None:
    assert world().send(OK, content_type=given).status == 200


def test_a_body_has_at_most_256_kib_and_a_url_16() -> None:
    fits = json.dumps({"query": "{ __typename }", "variables": {"a": "x" * 1000}}).encode()
    assert world().send(fits + b" " * (MAX_BODY - len(fits))).status == 200
    response = world().send(fits + b" " * (MAX_BODY - len(fits) + 1))
    assert (response.status, code(response)) == (413, "BAD_REQUEST")
    assert world().get("query=" + quote("{ __typename }") + "&x=" + "y" * 17_000).status == 414


def test_a_get_reads_and_never_acts() -> None:
    assert world().get("query=" + quote("{ __typename }")).status == 200
    one = world()
    response = one.get("query=" + quote('mutation { record(statement: "s") { __typename } }'))
    assert (response.status, dict(response.headers)["allow"]) == (405, "POST")
    assert content_type(response).startswith("application/json")
    assert one.office.recorded == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"])
def test_any_other_method_is_refused_and_told_which_ones_are_not(method: str) -> None:
    response = world().send(OK, method=method)
    assert (response.status, dict(response.headers)["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("name", ["variables", "extensions", "operationName"])
def test_an_empty_parameter_of_a_get_is_an_absent_one(name: str) -> None:
    assert answer(world().get("query=" + quote("{ __typename }") + f"&{name}="))["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query=",
        "query=" + quote("{ __typename }") + "&variables=5",
        "query=" + quote("{ __typename }") + "&variables={",
        "query=" + quote("{ __typename }") + "&variables=null&variables={}",
        "query=" + quote("{ __typename }") + "&query=" + quote("{ __typename }"),
        "query=%ff",
        "query=" + quote("{ __typename #\0 }"),
        "&".join(f"a{n}=1" for n in range(40)),
    ],
)
def test_a_malformed_get_is_a_coded_400(query: str) -> None:
    response = world().get(query, "application/json")
    assert (response.status, code(response)) == (400, "BAD_REQUEST")


TWO = "query A { a: __typename } query B { b: __typename }"


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (GRAPHQL, 400)])
def test_of_several_operations_one_must_be_named(accept: str, status: int) -> None:
    for name in (None, "", "C"):
        response = world().send({"query": TWO, "operationName": name}, accept=accept)
        assert (response.status, code(response)) == (status, "BAD_USER_INPUT")
        assert "data" not in answer(response)
    assert answer(world().send({"query": TWO, "operationName": "B"}, accept=accept))["data"] == {"b": "Query"}
    assert "errors" in answer(world().send({"query": "query A { __typename }", "operationName": "B"}, accept=accept))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nope }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query($id: ID!) { case(id: $id) { id } }", "variables": {"id": None}}, "BAD_USER_INPUT"),
        ({"query": "query($id: ID!) { case(id: $id) { id } }"}, "BAD_USER_INPUT"),
        ({"query": "{" + "__typename " * 1001 + "}"}, "QUERY_TOO_EXPENSIVE"),
        ({"query": "subscription { records }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": '{ case(id: "\\ud800") { id } }'}, "GRAPHQL_PARSE_FAILED"),
    ],
)
def test_a_request_error_has_a_code_and_no_data(body: dict[str, object], expected: str) -> None:
    legacy, modern, draft = (
        world().send(body, accept="application/json"),
        world().send(body, accept=GRAPHQL),
        world(draft_2026=True).send(body, accept=GRAPHQL),
    )
    for response in (legacy, modern, draft):
        assert code(response) == expected
        assert "data" not in answer(response)
    assert (legacy.status, modern.status) == (200, 400)
    assert draft.status == (400 if expected == "GRAPHQL_PARSE_FAILED" else 422)
    assert content_type(modern) == f"{GRAPHQL}; charset=utf-8"


def test_a_partial_answer_is_200_and_294_in_the_draft_of_2026() -> None:
    body = {"query": '{ ledger { size } at(root: "nothing") { ledger { size } } }'}
    assert world().send(body, accept=GRAPHQL).status == 200
    response = world(draft_2026=True).send(body, accept=GRAPHQL)
    assert (response.status, answer(response)["data"]["at"]) == (294, None)


def test_the_response_is_of_the_type_asked_for() -> None:
    for accept, expected in (
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json;q=0.5, {GRAPHQL};q=0.6", GRAPHQL),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", "application/json"),
        ("text/html, application/json", "application/json"),
    ):
        response = world().send(OK, accept=accept)
        assert (response.status, content_type(response)) == (200, f"{expected}; charset=utf-8")
        assert dict(response.headers)["cache-control"] == "no-store"
    for accept in ("text/html", "image/png", "application/json;q=0", "application/json; charset=utf-16"):
        assert world().send(OK, accept=accept).status == 406


def test_media_types_are_read_as_rfc_9110_has_them() -> None:
    assert media_type('A/b; C="d e" ; e=F') == ("a/b", {"c": "d e", "e": "F"})
    assert [media_type(bad) for bad in ("a", "a/", "/b", "a/b c", "a/b; =c", "a/b; c=", "a /b", "a/b;c=d;c=e")] == [
        None
    ] * 8
    assert is_utf8_json("application/json")
    assert accepted("text/html;q=0.9, */*;q=0.8", True) == "text/html"
    assert accepted("nonsense", False) is None


def test_a_bad_token_is_401_before_anything_is_parsed() -> None:
    response = world().send(b"5", "bad")
    assert (response.status, code(response)) == (401, "UNAUTHENTICATED")
    assert dict(response.headers)["www-authenticate"] == "DPoP"


def test_text_of_any_kind_comes_back_as_it_is() -> None:
    one = world()
    text = "质量标杆 \u2028 🏃 \u0001"
    body = one.ask("query($k: String!) { cases(first: 1, filter: {unit: $k}) { nodes { id } } }", k=text)
    assert body["data"]["cases"]["nodes"] == []
    challenge = one.ask("mutation($k: String!) { challenge(kid: $k) { text } }", k=text)
    assert challenge["data"]["challenge"]["text"] == f"sign for {text}"


def test_a_lone_surrogate_in_stored_text_does_not_break_the_answer() -> None:
    one = world()
    one.ledger.checkpoint = lambda: "\ud800"  # type: ignore[method-assign]
    assert answer(one.send({"query": "{ ledger { checkpoint } }"}))["data"]["ledger"]["checkpoint"] == "\ud800"
