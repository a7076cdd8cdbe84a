"""Every key of the cycle file has a meaning, and the document says until when it may change."""

import re
import tomllib

import pytest

from biaogan.app.docs_cycle import ALIASES, CYCLE_FILE, NOTES, cycle_file, further_keys, keys, meaning, rule_of

DOCUMENT = tomllib.loads(CYCLE_FILE.read_text("utf-8"))
KEYS = [*(path for path, _ in keys(DOCUMENT)), *further_keys()]


@pytest.mark.parametrize("path", KEYS)
def test_every_key_of_the_file_has_a_meaning(path: str) -> None:
    assert meaning(path)


def test_keys_that_only_another_programme_has_are_told_too() -> None:
    assert "scoring.scale.bands" in further_keys()
    assert "| `publicity.employer.days` |  | (none) | Least number of whole calendar days" in cycle_file()


def test_no_note_or_alias_is_left_of_a_key_that_is_gone() -> None:
    assert set(NOTES) <= set(KEYS)
    plain = [path.replace("[]", "") for path in KEYS]
    assert not [alias for alias in ALIASES if not any(path == alias or path.startswith(f"{alias}.") for path in plain)]


def test_a_setting_is_shown_with_its_decision_and_a_key_with_its_last_stage() -> None:
    assert rule_of("notice.count_opening_day", DOCUMENT) == "D-14"
    assert "D-22" in rule_of("award.grounds[].bar_cycles", DOCUMENT)
    text = cycle_file()
    assert re.search(
        r"^\| `units\[\]\.quota` \| integer \| `3`, `2` \| .*R-15.*before `t1_review` \|$", text, re.MULTILINE
    )
    assert re.search(r"^\| `cycle\.year` .* never \|$", text, re.MULTILINE)
    assert re.search(r"^\| `labels` .* at any time \|$", text, re.MULTILINE)
    assert "there is no act that sets the quota of one unit" in text


def test_the_table_has_one_row_per_key_and_six_cells_each() -> None:
    rows = [line for line in cycle_file().splitlines() if line.startswith("| `")]
    assert len(rows) == len(KEYS) == len(set(KEYS))
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
