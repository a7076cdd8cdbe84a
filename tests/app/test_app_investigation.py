"""An objection from day nine of the notice to the end of the new one, over HTTP; ``docs/investigation.md`` tells it."""

from pathlib import Path

import pytest
from investigation import DOCUMENT, tell, to_notice
from reasons import granted, keys_of, proven, told
from town import Town

from biaogan.app.demo.intake import CYCLE


@pytest.mark.slow
def test_the_story_of_an_objection_is_the_one_that_is_told(small: Town, tmp_path: Path) -> None:
    fresh = tell(small)
    (tmp_path / DOCUMENT.name).write_text(fresh, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == fresh, "run `make story`"


@pytest.mark.slow
def test_every_rank_of_a_played_years_list_is_proven_down_to_signed_statements(small: Town) -> None:
    play = to_notice(small)
    auditor = granted(small)
    jwks, steps = keys_of(small), 0
    cases = auditor.ask(
        "query($c: ID!) { nationalList(cycle: $c) { id entries { caseId } } }", {"c": CYCLE}, purpose="为何"
    )
    listed = [entry["caseId"] for entry in cases["nationalList"]["entries"]]
    assert sorted(listed) == sorted(play.listed)
    for place, case in enumerate(listed, 1):
        found = told(auditor, rank={"within": cases["nationalList"]["id"], "case": case})
        assert f"ranked {place} on" in found[0]["told"]["en"]
        kinds = {step["kind"] for step in found}
        assert kinds >= {"RANKING", "AGGREGATE", "SHEET", "STATEMENT", "KEY", "RIGHT", "ASSIGNMENT", "SEAL_OPENING"}
        assert not any(step["withheld"] for step in found)
        for step in found:
            proven(small, step, jwks)
        steps += len(found)
        status = told(auditor, status=case)
        assert "NOTICE" in status[0]["told"]["en"]
        assert sum(step["kind"] == "VOTE" for step in status) == 2, "of the group, and of the committee"
        for step in status:
            proven(small, step, jwks)
    assert steps > 100
