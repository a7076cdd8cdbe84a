"""Statements under random attack: no change goes unnoticed, no input raises anything but StatementError."""

import contextlib
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st
from statement_samples import JWK, KEY, KID, b64, disclosure, draft, forge, header, payload, salts, signed

from biaogan.ledger.errors import StatementError
from biaogan.ledger.statement import parse, parse_stored, sign, verify
from biaogan.ledger.wire import MAX_INTEGER

GOOD = signed()
GOOD_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/= \n\0é中"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda name: name not in ("_sd", "_sd_alg", "...")
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def only_statement_errors(text):
    with contextlib.suppress(StatementError):
        parse(text)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(GOOD_CHARACTERS))
@settings(max_examples=600)
def test_a_changed_character_is_refused_or_breaks_the_signature(place, character):
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    if changed != GOOD:
        try:
            verify(changed, JWK)
        except StatementError:
            return
        raise AssertionError(f"position {place} may be changed to {character!r}")


@given(st.integers(0, len(GOOD)), st.sampled_from(GOOD_CHARACTERS))
@settings(max_examples=300)
def test_an_inserted_character_is_refused(place, character):
    try:
        verify(GOOD[:place] + character + GOOD[place:], JWK)
    except StatementError:
        return
    raise AssertionError(f"{character!r} may be inserted at {place}")


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 400))
@settings(max_examples=300)
def test_a_cut_leaves_only_whole_disclosures_out(place, length):
    try:
        statement = verify(GOOD[:place] + GOOD[place + length :], JWK)
    except StatementError:
        return
    whole = parse(GOOD)
    assert statement.jws == whole.jws
    assert set(statement.disclosures) <= set(whole.disclosures)


@given(st.one_of(st.text(), st.binary(), st.text(GOOD_CHARACTERS, max_size=200)))
@example("." * 100_000)
@example("~" * 100_000)
@example("A." * 100_000)
@settings(max_examples=500)
def test_any_text_raises_nothing_else(text):
    only_statement_errors(text)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_stored_bytes_raise_nothing_else(jws, disclosures):
    with contextlib.suppress(StatementError):
        parse_stored(jws, disclosures)


@given(st.one_of(ANY_JSON, st.binary()), st.one_of(ANY_JSON, st.binary()), st.lists(st.one_of(ANY_JSON, st.binary())))
@settings(max_examples=300)
def test_any_json_signed_or_not_raises_nothing_else(head, claims, parts):
    only_statement_errors(forge(header(), payload(), [b64(json.dumps(repr(part)).encode()) for part in parts]))
    only_statement_errors(forge(head, claims, [disclosure(*part) for part in parts if isinstance(part, list)]))


@given(st.sampled_from(sorted(payload())), ANY_JSON)
@settings(max_examples=500)
def test_any_value_of_any_claim_raises_nothing_else(name, value):
    only_statement_errors(forge(claims=payload(**{name: value})))


@given(st.sampled_from(["alg", "typ", "kid"]), ANY_JSON)
def test_any_value_of_any_header_member_raises_nothing_else(name, value):
    only_statement_errors(forge(header(**{name: value})))


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.sets(st.integers(0, 5)))
@settings(max_examples=300)
def test_whatever_is_composed_is_read_back_exactly_and_can_be_redacted(body, places):
    statement = verify(sign(draft(body, salt=salts()), KEY), JWK)
    assert statement.body == body
    assert statement.kid == KID
    names = [name for place, name in enumerate(body) if place in places]
    left = verify(statement.without(*names), JWK)
    assert left.body == {name: value for name, value in body.items() if name not in names}
    assert len(left.withheld) == len(names)


@given(ANY_JSON)
@settings(max_examples=300)
def test_compose_raises_nothing_else_and_makes_nothing_unreadable(value):
    try:
        made = draft({"field": value})
    except StatementError:
        return
    assert parse(sign(made, KEY)).body == {"field": value}
