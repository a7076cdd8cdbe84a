"""Stream ids: ``<type>_<uuid>``. Derived ids make uniqueness a property of the log, not of a query.

An organisation has one stream because its id comes from its credit code; an expert has one sheet per case and round.
"""

from functools import lru_cache
from hashlib import sha256
from uuid import UUID, uuid5

NAMESPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
"""RFC 9562 namespace for OIDs, used with our own prefixes below."""


@lru_cache(maxsize=8192)
def _derived(kind: str, *parts: str) -> str:
    return f"{kind}_{uuid5(NAMESPACE, ':'.join(('biaogan', kind, *parts)))}"


def organisation_id(credit_code: str) -> str:
    """The organisation's stream, from its unified social credit code (统一社会信用代码)."""
    return _derived("org", credit_code)


def cycle_id(name: str) -> str:
    """The cycle's stream, from its name in the cycle file, such as ``nqb-2022``."""
    return _derived("cycle", name)


def calendar_id(year: int) -> str:
    """The working-day table of one year."""
    return _derived("calendar", str(year))


def roster_id(cycle: str, unit: str) -> str:
    """A tier-1 unit's roster (推荐名册) in a cycle."""
    return _derived("roster", cycle, unit)


def sheet_id(round_: str, case: str, expert: str, salt: str) -> str:
    """One expert's score sheet (评分表) for a case in a round; nobody derives it without the round's sealed salt."""
    return _derived("sheet", round_, case, expert, salt)


def expert_no(sheet: str) -> int:
    """The number a sheet's expert is shown under (专家编号), six digits, another one for each case and round, 1.12.

    It follows from the stream of the sheet alone, so it stays when other sheets come, are voided or are replaced.
    """
    return 100_000 + int.from_bytes(sha256(f"expert_no:{sheet}".encode()).digest()[:8]) % 900_000


def sheet_name(case: str, sheet: str) -> str:
    """What a sheet is called where nobody may be told whose it is (评分表代称): its case and its expert's number."""
    return f"{case}#{expert_no(sheet)}"


def selection_id(cycle: str) -> str:
    """The province's selection (省级遴选) of a cycle."""
    return _derived("selection", cycle)


def list_id(cycle: str) -> str:
    """The national list (推荐名单) of a cycle, from adoption to announcement."""
    return _derived("list", cycle)


def expert_id(person: str) -> str:
    """A person's place in the expert pool (专家库)."""
    return _derived("expert", person)


def committee_id(cycle: str) -> str:
    """The review committee (评审委员会) of a cycle."""
    return _derived("committee", cycle)


def group_id(cycle: str, code: str) -> str:
    """A professional group (专业组) of the cycle's committee, by its code."""
    return _derived("group", cycle, code)


def prints_id(cycle: str) -> str:
    """The fingerprints (经验指纹) of a cycle's experiences."""
    return _derived("prints", cycle)


def appeal_id(case: str) -> str:
    """The one re-examination (复核) of a case."""
    return _derived("appeal", case)


def erasure_id(subject: str) -> str:
    """Where the erasure of a stream (删除) is decided and recorded, apart from what it erases."""
    return _derived("erasure", subject)


def kind_of(stream: str) -> str:
    """``case_6f...`` -> ``case``."""
    return stream.partition("_")[0]
