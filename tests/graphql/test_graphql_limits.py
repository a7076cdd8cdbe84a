"""What an operation may ask for: refused before anything runs, in time that does not depend on nesting (defects 1, 2)."""

import time
from typing import Any

import pytest
from fakes import World, answer, code, world
from graphql import get_introspection_query, parse

from biaogan.graphql.faults import TOO_EXPENSIVE
from biaogan.graphql.limits import Limits, measure
from biaogan.graphql.schema import inner_schema

PLAIN = Limits()


def refused(query: str, limit: str, one: World | None = None) -> None:
    asked = one or world()
    body = asked.ask(query)
    extensions = body["errors"][0]["extensions"]
    assert (extensions["code"], extensions["limit"]) == (TOO_EXPENSIVE, limit), body
    assert "data" not in body
    assert asked.views.calls == [], "nothing ran"


def cost(query: str) -> int:
    body = world().ask(query)
    assert "errors" not in body, body
    return body["extensions"]["cost"]


def cost_of(query: str) -> int:
    (found,) = measure(inner_schema(), parse(query), PLAIN).values()
    return found.cost


def test_a_document_has_at_most_a_thousand_tokens() -> None:
    assert "errors" not in world().ask("{" + ' cycle(id: "x") { id }' * 1 + "}" + "," * 5000), "commas are no tokens"
    refused("{" + " __typename" * 1000 + "}", "tokens")
    deep = world().ask("{" * 900)
    assert deep["errors"][0]["extensions"]["code"] in (TOO_EXPENSIVE, "GRAPHQL_PARSE_FAILED")


@pytest.mark.parametrize("opening", ["{a", "[", "query($a:[", "{a(b:[", "{a(b:{c:", '{a(b:"', "{...{", "#\n"])
def test_nothing_is_parsed_without_end(opening: str) -> None:
    started = time.process_time()
    body = world().ask(opening * 5000 + "{")
    assert body["errors"][0]["extensions"]["code"] in (TOO_EXPENSIVE, "GRAPHQL_PARSE_FAILED")
    assert time.process_time() - started < 1


def test_at_most_fifteen_aliases_and_repetitions() -> None:
    for count, fits in ((15, True), (16, False)):
        aliases = "{ ledger { " + " ".join(f"a{n}: size" for n in range(count)) + " } }"
        repeated = "{ ledger { size " + "size " * count + "} }"
        for query in (aliases, repeated):
            assert ("errors" not in world().ask(query)) is fits
    refused("{ ledger { " + "...L " * 4 + "} } fragment L on Ledger { a: size b: size c: size d: size }", "aliases")


def test_at_most_twenty_directives() -> None:
    def query(count: int) -> str:
        fields = " ".join(
            f"... on Ledger @include(if: true) {{ {'size' if n else 'checkpoint'} }}" for n in range(count)
        )
        return "{ ledger { size " + fields + " } }"

    assert "errors" not in world().ask(query(3))
    refused("query($a: Boolean = true) { ledger { " + "... @skip(if: $a) { __typename } " * 21 + "} }", "aliases")
    refused("{ ledger { ...F ...F ...F } } fragment F on Ledger { " + "...G @include(if: true) " * 7 + "} "
            "fragment G on Ledger { size }", "directives")  # fmt: skip


def test_at_most_ten_root_fields_and_one_in_a_mutation() -> None:
    ten = "viewer{person} cycles{id} cases(first:1){nodes{id}} ledger{size} node(id:1){id} nodes(ids:[]){id} "
    ten += "cycle(id:1){id} case(id:1){id} round(id:1){id} "
    assert "errors" not in world().ask("{" + ten + "roster(id:1){id}}")
    refused("{" + ten + "roster(id:1){id} __typename}", "rootFields")
    refused("{ ...A ...A } fragment A on Query {" + ten + "}", "rootFields")
    refused('mutation { record(statement: "a") { __typename } challenge(kid: "k") { text } }', "rootFields")
    one = world()
    one.ask('mutation { record(statement: "a") { __typename } record(statement: "b") { __typename } }')
    assert one.office.recorded == 0


def test_at_most_twelve_levels() -> None:
    def nested(levels: int) -> str:
        return "{" + "at(position: 1) {" * (levels - 1) + "__typename" + "}" * levels

    assert "errors" not in world().ask(nested(12))
    refused(nested(13), "depth")
    refused(nested(100), "depth")
    chain = "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ at(position: 1) {{ ...V{n} }} }}" for n in range(1))
    chain += " ".join(f"fragment V{n} on View {{ at(position: 1) {{ ...V{n + 1} }} }}" for n in range(12))
    refused(chain + " fragment V12 on View { __typename }", "depth")


def test_a_fragment_that_spreads_itself_is_a_validation_error() -> None:
    body = world().ask("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
    assert {error["extensions"]["code"] for error in body["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}


def test_cost_is_the_number_of_objects_requested() -> None:
    assert cost("{ __typename }") == 0
    assert cost('{ case(id: "x") { id title } }') == 1
    assert cost("{ cases(first: 20) { nodes { id } } }") == 1 + 20
    assert cost("{ cases(first: 20) { nodes { id cycle { id } } pageInfo { endCursor } } }") == 1 + 20 * 2 + 1
    assert cost("{ cases(first: 5) { edges { cursor node { id } } } }") == 1 + 5 * 2
    assert cost('{ nodes(ids: ["a", "b", "c"]) { id } }') == 3


def test_a_page_size_that_only_the_variables_tell_is_priced_at_its_maximum() -> None:
    one = world()
    for first in (1, 2, 100):
        body = one.ask("query($n: Int!) { cases(first: $n) { nodes { id } } }", n=first)
        assert body["extensions"]["cost"] == 101
    assert len(one.transport.documents) == 1
    assert cost_of("query($i: [ID!]!) { nodes(ids: $i) { id } }") == 100


def test_a_connections_fragment_does_not_make_it_cheaper() -> None:
    inside = cost_of("{ cases(first: 100) { nodes { id } } }")
    assert cost_of("{ cases(first: 100) { ...P } } fragment P on CaseConnection { nodes { id } }") >= inside
    assert cost_of("{ cases(first: 100) { ... on CaseConnection { nodes { id } } } }") == inside


def test_more_than_five_thousand_objects_are_refused() -> None:
    sheets = "{ cases(first: %d) { nodes { id sheets { total rows { code } } } } }"
    assert cost_of(sheets % 40) == 1 + 40 * (1 + 10 * (1 + 10))
    refused(sheets % 100, "cost")
    refused("{ at(position: 1) { cases(first: 100) { nodes { id sheets { total rows { code } } } } } }", "cost")


def exponential(levels: int) -> str:
    """Every fragment spreads the next one twice: 2^levels selections in a few hundred bytes (defect 1)."""
    fragments = [f"fragment F{n} on View {{ at(position: 1) {{ ...F{n + 1} ...F{n + 1} }} }}" for n in range(levels)]
    return "{ at(position: 1) { ...F0 } } " + " ".join(fragments) + f" fragment F{levels} on View {{ __typename }}"


def test_nested_fragments_are_measured_in_linear_time() -> None:
    took: list[float] = []
    for levels in (25, 50):
        one = world()
        started = time.process_time()
        refused(exponential(levels), "depth", one)
        took.append(time.process_time() - started)
    assert max(took) < 2
    wide = [f"fragment F{n} on View {{ ...F{n + 1} ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    query = "{ at(position: 1) { ...F0 } } " + " ".join(wide) + " fragment F60 on View { x: __typename }"
    started = time.process_time()
    refused(query, "aliases")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "query",
    [
        "{ ledger { " + "... on Ledger { size checkpoint } " * 8 + "} }",
        "{ ledger {" + "".join(f" ...F{n}" for n in range(90)) + " } }"
        + "".join(f" fragment F{n} on Ledger {{ size checkpoint }}" for n in range(90)),
    ],
)  # fmt: skip
def test_the_worst_documents_within_the_limits_are_validated_in_time(query: str) -> None:
    started = time.process_time()
    world().ask(query)
    assert time.process_time() - started < 2


def test_the_standard_introspection_query_passes_and_a_cyclic_one_does_not() -> None:
    everything = get_introspection_query(descriptions=True, specified_by_url=True, input_value_deprecation=True)
    body = world().ask(everything)
    assert "errors" not in body
    assert body["extensions"]["cost"] == 2000
    cyclic = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    assert "errors" in world().ask(cyclic)
    refused("{ a: __schema { types { name } } b: __schema { types { name } } c: __schema { types { name } } }", "cost")


def test_a_refused_document_is_not_kept_and_an_allowed_one_is() -> None:
    one = world()
    for text in ("{ nope }", "{", exponential(30), "{" + " __typename" * 1000 + "}"):
        one.ask(text)
        assert text not in one.transport.documents
        again: Any = one.ask(text)
        assert "errors" in again, "an error stays an error"
        assert "data" not in again
    assert len(one.transport.documents) == 0
    one.ask("{ __typename }")
    one.ask("{ __typename }")
    assert len(one.transport.documents) == 1


def test_the_cache_forgets_the_least_recently_used() -> None:
    one = world()
    one.transport.documents._kept = 3
    for name in "abcadef":
        one.ask(f"query {name} {{ __typename }}")
    kept = [name for name in "abcdef" if f"query {name} {{ __typename }}" in one.transport.documents]
    assert kept == ["d", "e", "f"]


def test_a_synchronous_operation_ends_at_its_deadline() -> None:
    """Defect 2: a timeout that only interrupts awaiting would not stop this."""
    one = world(seconds=-1.0)
    body = one.ask("{ cycles { id } cases(first: 5) { nodes { id sheets { total } } } }", "person_office")
    assert any(error["extensions"]["code"] == TOO_EXPENSIVE for error in body["errors"])


def test_an_act_that_takes_too_long_is_answered_but_not_cut_off() -> None:
    one = world(seconds=0.02)
    one.office.delay = 0.05
    response = one.send({"query": 'mutation { record(statement: "a") { __typename } }'})
    assert code(response) == TOO_EXPENSIVE
    assert "may have been recorded" in answer(response)["errors"][0]["message"]
