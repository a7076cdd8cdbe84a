"""No id of the rulebook is forgotten: each is kept by something, or it is said what is recorded instead."""

import re

import pytest

from biaogan.app.docs_rules import codes_of, evidence_of, functions, resolved, rules_table
from biaogan.domain.rulebook import ELSEWHERE, IDS, RECORDED_INSTEAD


@pytest.mark.parametrize("name", IDS)
def test_every_id_of_the_rulebook_is_kept_or_recorded(name: str) -> None:
    assert functions(name) or name in ELSEWHERE or name in RECORDED_INSTEAD


@pytest.mark.parametrize("name", [name for name in IDS if functions(name) or codes_of(name)])
def test_every_rule_that_refuses_has_a_test(name: str) -> None:
    assert evidence_of(name)


@pytest.mark.parametrize(("name", "dotted"), [(name, each) for name, found in ELSEWHERE.items() for each in found])
def test_what_carries_a_rule_elsewhere_exists(name: str, dotted: str) -> None:
    assert name in IDS
    assert resolved(dotted) is not None


@pytest.mark.parametrize("name", RECORDED_INSTEAD)
def test_what_cannot_be_enforced_is_told_in_both_languages(name: str) -> None:
    zh, en = RECORDED_INSTEAD[name]
    assert name in IDS
    assert re.search("[\u4e00-\u9fff]", zh)
    assert not re.search("[\u4e00-\u9fff]", en)


def test_the_table_has_a_row_for_each_id_and_nothing_is_kept_by_nothing() -> None:
    text = rules_table()
    assert re.findall(r"^\| ([RD]-[0-9]{2}) \|", text, flags=re.MULTILINE) == list(IDS)
    assert "**nothing**" not in text
    assert "| R-15 | a place of the quota is free" in text
