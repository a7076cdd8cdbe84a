"""Exact reading of the small texts inside signed bodies: credit codes, decimals, instants, dates, digests.

Promises: a text is accepted as it stands or refused; nothing is repaired on the way in, because what was signed is what
counts. A refusal of a credit code shows the form that would have been accepted.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import mul

from biaogan.domain.rejections import Rejected

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015; I, O, S, V and Z are left out."""

_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_CREDIT_CODE = re.compile(rf"[{CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def credit_code_character(code: str) -> str:
    """Check character (校验码) over the first 17 places, GB 32100-2015: weights 3^i mod 31."""
    total = sum(map(mul, map(CREDIT_ALPHABET.index, code[:17]), _WEIGHTS))
    return CREDIT_ALPHABET[-total % 31]


def cleaned_credit_code(text: str) -> str:
    """What the writer probably meant: half-width, upper case, no spaces or hyphens. A hint, never stored."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def credit_code(text: str) -> str:
    """A valid unified social credit code (统一社会信用代码, GB 32100-2015), unchanged; R-24.

    Registrar letters (登记管理部门代码, such as N) are accepted. Raises ``credit_code_not_clean``,
    ``credit_code_malformed``, ``credit_code_check_character``.
    """
    cleaned = cleaned_credit_code(text)
    if not _CREDIT_CODE.fullmatch(cleaned):
        raise Rejected("credit_code_malformed", given=text)
    expected = credit_code_character(cleaned)
    if cleaned[-1] != expected:
        raise Rejected("credit_code_check_character", given=text, expected=expected)
    if cleaned != text:
        raise Rejected("credit_code_not_clean", given=text, cleaned=cleaned)
    return text


def decimal(text: str, field: str, *, max_digits: int = 18, max_places: int = 6) -> Decimal:
    """An exact decimal number (十进制数) such as ``-12.50``; raises ``decimal_malformed``.

    No exponent, sign ``+``, leading zero, separator, negative zero, or digit outside ASCII.
    """
    digits = len(re.sub(r"[^0-9]", "", text))
    places = len(text.partition(".")[2])
    if _DECIMAL.fullmatch(text) and digits <= max_digits and places <= max_places:
        value = Decimal(text)
        if value or not text.startswith("-"):
            return value
    raise Rejected("decimal_malformed", field=field, given=text, max_digits=max_digits, max_places=max_places)


def instant(text: str, field: str) -> datetime:
    """An aware instant (时刻) in RFC 3339 with an offset and at most microseconds; raises ``instant_malformed``.

    Years 1970 to 9998, so that no change of offset can overflow; ``-00:00`` (offset unknown) is refused.
    """
    if _INSTANT.fullmatch(text) and not text.endswith("-00:00"):
        with suppress(ValueError):
            value = datetime.fromisoformat(text)
            if 1970 <= value.year <= 9998:
                return value
    raise Rejected("instant_malformed", field=field, given=text)


def instant_text(value: datetime) -> str:
    """RFC 3339 text of an aware instant, in its own offset: ``2022-10-14T00:00:00+08:00``; UTC is written ``Z``."""
    if value.tzinfo is None:
        raise ValueError("an instant has an offset")
    text = value.isoformat()
    return text[:-6] + "Z" if value.tzinfo is UTC else text


def iso_date(text: str, field: str) -> date:
    """A calendar date (日期) ``2022-06-30``; raises ``date_malformed``."""
    if _DATE.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise Rejected("date_malformed", field=field, given=text)


def sha256_hex(text: str, field: str) -> str:
    """A SHA-256 digest (摘要) in 64 lower-case hexadecimal digits; raises ``digest_malformed``."""
    if _DIGEST.fullmatch(text):
        return text
    raise Rejected("digest_malformed", field=field, given=text)
