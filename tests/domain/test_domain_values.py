"""Credit codes, decimals, instants, dates, digests: accepted as they stand, or refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from biaogan.domain import values
from biaogan.domain.rejections import Rejected

patient = settings(deadline=None)
VALID = "91130000MA0000001W"


def refused(code, call, *args, **kwargs):
    with pytest.raises(Rejected) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def with_character(body):
    return body + values.credit_code_character(body)


bodies = st.builds(
    "".join,
    st.tuples(
        st.text("0123456789", min_size=8, max_size=8),
        st.text(values.CREDIT_ALPHABET, min_size=9, max_size=9),
    ),
)


# --- credit codes -----------------------------------------------------------------------------------------------------


def test_the_golden_credit_code_is_valid_and_its_last_character_matters():
    assert values.credit_code(VALID) == VALID
    refusal = refused("credit_code_check_character", values.credit_code, VALID[:-1] + "A")
    assert refusal.rule == "R-24"
    assert refusal.details == {"given": VALID[:-1] + "A", "expected": "W"}
    assert "W" in refusal.message("zh")


def test_a_registrar_letter_is_accepted_although_stdnum_refuses_it():
    assert values.credit_code("N2130100MA0000001H")
    assert not uscc.is_valid("N2130100MA0000001H")


@pytest.mark.parametrize(
    "text",
    [
        "９１１３００００ＭＡ０００００01Ｗ",
        VALID.lower(),
        f" {VALID}",
        f"{VALID}\n",
        "91130000-MA0000001-W",
        "9113 0000 MA00 0000 1W",
    ],
)
def test_full_width_lower_case_or_separated_codes_are_refused_with_the_form_to_write(text):
    refusal = refused("credit_code_not_clean", values.credit_code, text)
    assert refusal.details == {"given": text, "cleaned": VALID}
    assert VALID in refusal.message("zh")
    assert VALID in refusal.message("en")


@pytest.mark.parametrize(
    "text", ["", "9113", VALID + "W", "91130O00MA0000001W", "91130000MAO000001W", "9113000AMA0000001W"]
)
def test_a_code_of_wrong_shape_is_malformed(text):
    refused("credit_code_malformed", values.credit_code, text)


@patient
@given(bodies)
def test_the_check_character_agrees_with_stdnum(body):
    code = with_character(body)
    assert values.credit_code(code) == code
    assert uscc.validate(code) == code


@patient
@given(bodies, st.integers(0, 17), st.sampled_from(values.CREDIT_ALPHABET))
def test_no_single_wrong_character_passes(body, place, char):
    code = with_character(body)
    wrong = code[:place] + char + code[place + 1 :]
    if wrong == code:
        assert values.credit_code(wrong) == code
    else:
        with pytest.raises(Rejected):
            values.credit_code(wrong)


@patient
@given(st.text())
def test_any_text_is_either_returned_unchanged_or_refused(text):
    try:
        found = values.credit_code(text)
    except Rejected as refusal:
        found = refusal.details["given"]
    assert found == text


# --- decimals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0", "0.00", "-0.01", "12.5", "123456789012.123456", "1000000"])
def test_a_decimal_is_read_exactly(text):
    assert str(values.decimal(text, "profit")) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "+1",
        "01",
        ".5",
        "5.",
        "1e3",
        "1E-7",
        "-0",
        "-0.00",
        "1,000",
        "1_000",
        " 1",
        "1\n",
        "１２",
        "٣",
        "NaN",
        "Infinity",
    ],
)
def test_a_number_in_any_other_notation_is_refused(text):
    refusal = refused("decimal_malformed", values.decimal, text, "profit")
    assert refusal.details["given"] == text


def test_digits_and_places_are_limited():
    assert values.decimal("9" * 18, "x") == Decimal(10) ** 18 - 1
    refused("decimal_malformed", values.decimal, "9" * 19, "x")
    refused("decimal_malformed", values.decimal, "0.1234567", "x")
    refused("decimal_malformed", values.decimal, "0.123", "x", max_places=2)


@patient
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6))
def test_every_decimal_with_six_places_survives_its_text(number):
    if number or not str(number).startswith("-"):
        assert values.decimal(f"{number:f}", "x") == number


# --- instants, dates, digests -----------------------------------------------------------------------------------------


def test_an_instant_has_an_offset():
    at = values.instant("2022-07-01T00:00:00+08:00", "closes")
    assert at == datetime(2022, 6, 30, 16, tzinfo=UTC)
    assert values.instant("2022-06-30T16:00:00.123456Z", "at").microsecond == 123456


@pytest.mark.parametrize(
    "text",
    [
        "2022-06-30",
        "2022-06-30T16:00:00",
        "2022-06-30 16:00:00Z",
        "2022-06-30t16:00:00z",
        "2022-06-30T16:00Z",
        "2022-06-30T24:00:00Z",
        "2022-06-30T23:59:60Z",
        "2022-02-30T00:00:00Z",
        "2022-06-30T00:00:00-00:00",
        "2022-06-30T00:00:00+25:00",
        "2022-06-30T00:00:00.1234567Z",
        "1969-12-31T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "２０22-06-30T00:00:00Z",
        "2022-06-30T00:00:00Z\n",
    ],
)
def test_anything_but_a_plain_rfc_3339_instant_is_refused(text):
    assert refused("instant_malformed", values.instant, text, "at").rule == "D-13"


offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@patient
@given(st.datetimes(datetime(1971, 1, 1), datetime(9998, 12, 30), timezones=st.just(UTC) | offsets))
def test_an_instant_survives_its_text(at):
    text = values.instant_text(at)
    if not text.endswith("-00:00"):
        back = values.instant(text, "at")
        assert back == at
        assert values.instant_text(back) == text or at.utcoffset() == timedelta(0)


def test_utc_is_written_z_and_a_naive_time_is_a_programming_error():
    assert values.instant_text(datetime(2022, 6, 30, 16, tzinfo=UTC)) == "2022-06-30T16:00:00Z"
    with pytest.raises(ValueError, match="offset"):
        values.instant_text(datetime(2022, 6, 30))


@pytest.mark.parametrize(
    "text", ["2022-6-30", "20220630", "2022-W26-4", "2022-02-29", "2022-06-30T00:00:00Z", "2022-06-30\n", ""]
)
def test_anything_but_a_calendar_date_is_refused(text):
    assert values.iso_date("2022-06-30", "signed_on").isoformat() == "2022-06-30"
    refused("date_malformed", values.iso_date, text, "signed_on")


def test_a_digest_is_64_lower_case_hexadecimal_digits():
    assert values.sha256_hex("0f" * 32, "letter") == "0f" * 32
    for text in ("", "0F" * 32, "0f" * 31, "0f" * 32 + "\n", "0g" * 32):
        refused("digest_malformed", values.sha256_hex, text, "letter")
