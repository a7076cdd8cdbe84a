"""规则解释 and the principles: R-14 is an act, R-03 is that there is none for money."""

import re
from dataclasses import fields, replace

import pytest
import world as w
from spec import Answer, given
from world import CYCLE, DIGEST, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain.lifecycle import ACTS
from biaogan.domain.rulebook import IDS

ISSUED = ev.RuleInterpretationIssued(
    "解释〔2022〕1号", ["R-20", "D-13"], "“6月30日前”含当日，以服务器收到时间为准。", DIGEST
)


def interpreting(scene: Scene | None = None, **changes: object) -> Answer:
    return given(scene or opened()).when(replace(ISSUED, **changes), CYCLE, w.CAQ, on("2022-06-20"))


def test_an_interpretation_names_its_rules_and_takes_effect_when_issued():
    after = interpreting().then()
    assert after.world[CYCLE].interpretations == {"解释〔2022〕1号": ("R-20", "D-13")}
    interpreting(after).then_rejected("interpretation_number_taken", "R-14", number="解释〔2022〕1号")
    interpreting(after, number="解释〔2022〕2号").then()


def test_an_interpretation_leaves_the_rules_in_force_as_they_are():
    scene = opened()
    assert interpreting(scene).then().world[CYCLE].digest == scene.world[CYCLE].digest


@pytest.mark.parametrize(
    ("changes", "code", "details"),
    [
        ({"number": " "}, "text_missing", {"field": "number"}),
        ({"rules": []}, "text_missing", {"field": "rules"}),
        ({"rules": ["R-88", "R-20", "D-37"]}, "rule_unknown", {"rules": ["D-37", "R-88"]}),
        ({"text": ""}, "text_missing", {"field": "text"}),
        ({"document_digest": "x"}, "digest_malformed", {"field": "document_digest"}),
    ],
)
def test_an_interpretation_is_numbered_written_on_file_and_about_rules_that_exist(changes, code, details):
    interpreting(**changes).then_rejected(code, **details)


def test_only_the_interpretation_authority_interprets():
    given(opened()).when(ISSUED, CYCLE, w.DIRECTOR, on("2022-06-20")).then_rejected("role_not_held")
    assert opened().world[CYCLE].config.interpretation_authority == "中国质量协会"


def test_the_rulebook_has_87_rules_and_36_decisions():
    assert (IDS[0], IDS[86], IDS[87], IDS[-1], len(IDS)) == ("R-01", "R-87", "D-01", "D-36", 123)


def test_no_act_and_no_event_is_about_money_paid():
    """R-03: no fee of any kind. Amounts of the applicant's own accounts (form F2, F4) are no payments."""
    names = [row.act for row in ACTS] + list(ev.EVENTS)
    names += [field.name for event in ev.EVENTS.values() for field in fields(event)]  # type: ignore[arg-type]
    assert not [
        name for name in names if re.search(r"(^|_)(fee|fees|pay|payment|paid|price|invoice|deposit)(_|$)", name)
    ]
    assert opened().world[CYCLE].config.labels["no_fee"].zh == "不收取任何费用"
