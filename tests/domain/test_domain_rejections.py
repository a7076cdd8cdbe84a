"""Refusals: one table, sentences in two languages, details that can be signed."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from biaogan.domain import rejection_table
from biaogan.domain.rejection_table import REJECTIONS
from biaogan.domain.rejections import Rejected, template_fields


def test_a_refusal_names_its_rule_and_shows_the_values_in_both_languages():
    refusal = Rejected("quota_exhausted", unit="hebei-01", quota=3, used=3)
    assert (refusal.code, refusal.rule) == ("quota_exhausted", "R-15")
    assert refusal.details == {"unit": "hebei-01", "quota": 3, "used": 3}
    assert refusal.message("en") == "hebei-01 has used 3 of its 3 recommendation places"
    assert refusal.message("zh") == "hebei-01 的推荐名额 3 个已用完（已用 3 个）"
    assert str(refusal).startswith("quota_exhausted (R-15): hebei-01")


def test_a_refusal_may_name_a_more_specific_rule():
    assert Rejected("quota_exhausted", rule="R-16", unit="t2", quota=5, used=5).rule == "R-16"


def test_an_unknown_code_is_a_programming_error():
    with pytest.raises(KeyError):
        Rejected("no_such_code")


def test_a_sentence_without_one_of_its_values_is_a_programming_error():
    with pytest.raises(KeyError, match="quota_exhausted lacks quota, used"):
        Rejected("quota_exhausted", unit="hebei-01")


def test_a_detail_that_json_cannot_carry_exactly_is_a_programming_error():
    with pytest.raises(TypeError, match="not float"):
        Rejected("quota_exhausted", unit="hebei-01", quota=3, used=3.0)  # type: ignore[arg-type]


def test_an_unknown_language_is_a_programming_error():
    with pytest.raises(KeyError):
        Rejected("quota_exhausted", unit="hebei-01", quota=3, used=3).message("fr")


def test_a_list_in_a_sentence_reads_as_a_list():
    refusal = Rejected("score_row_missing", rows=("A1", "C2"))
    assert refusal.details == {"rows": ["A1", "C2"]}
    assert refusal.message("zh") == "评分项 A1、C2 未评分"
    assert refusal.message("en") == "rows A1, C2 have no score"


def test_nothing_reads_as_none_and_a_mapping_is_copied_as_json():
    refusal = Rejected("calendar_malformed", year=2022, value=None, reason=[], found={"day": ("a", True)})
    assert refusal.message("en").endswith("malformed: none (none)")
    assert refusal.message("zh").endswith("无（无）")
    assert refusal.details["found"] == {"day": ["a", True]}


class Colour(StrEnum):
    RED = "red"


def test_a_name_from_an_enumeration_becomes_plain_text():
    refusal = Rejected("score_row_unknown", row=Colour.RED)
    assert type(refusal.details["row"]) is str
    assert refusal.message("en") == "the score sheet has no row red"


@pytest.mark.parametrize("code", REJECTIONS)
def test_every_code_has_a_rule_and_two_sentences_that_show_the_same_values(code):
    entry = REJECTIONS[code]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
    assert re.fullmatch(r"[RD]-[0-9]{2}", entry.rule)
    assert template_fields(entry.zh) == template_fields(entry.en)
    assert re.search("[\u4e00-\u9fff]", entry.zh)
    assert not re.search("[\u4e00-\u9fff]", entry.en)


def test_the_table_is_sorted_and_has_one_line_per_code():
    codes = re.findall(
        r'^    "([a-z0-9_]+)": Rejection\(".*"\),$', Path(rejection_table.__file__).read_text("utf-8"), re.M
    )
    assert codes == sorted(REJECTIONS)


TESTS = "\n".join(path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))


@pytest.mark.parametrize("code", REJECTIONS)
def test_every_refusal_is_provoked_by_a_test_that_names_its_code(code):
    assert f'"{code}"' in TESTS
