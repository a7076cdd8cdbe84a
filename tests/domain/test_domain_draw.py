"""Drawing panels by lot (专家抽取): from the log alone anybody draws the same; edge cases 22 to 24."""

import copy
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import journey as j
import pytest
import world as w
from hypothesis import given as any_of
from hypothesis import strategies as st
from journey import reached
from spec import given
from world import CYCLE, EXPERTS, OFFICER, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.drawing import commitment, drawn, seed_of
from biaogan.domain.rejections import Rejected
from biaogan.domain.status import Status

DRAW = "draw_00000000-0000-4000-8000-000000000001"
SECRET, ANSWER = "河北遴选办公室二〇二二年七月抽取专用语", "委员会主任的应答语：愿评审公正、公开、经得起检验"
POOL = [expert.actor for expert in EXPERTS[:8]]


def committed(drawn_for: list[str], **changes) -> ev.DrawCommitted:
    """The office's half."""
    return replace(ev.DrawCommitted(CYCLE, "desk", drawn_for, POOL, commitment(SECRET)), **changes)


def result(cases: list[str], pool: list[str] = POOL) -> ev.PanelsDrawn:
    """What the seed draws."""
    return ev.PanelsDrawn(SECRET, *drawn(seed_of(SECRET, ANSWER), cases, pool, lambda *_: True, 5, 30))


def answered() -> tuple[Scene, list[str]]:
    """A draw with its seed fixed."""
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(committed(cases), DRAW, OFFICER, on("2022-07-26"))
    scene.play(ev.DrawAnswered(ANSWER), DRAW, w.CHAIR, on("2022-07-27"))
    return scene, cases


def test_case_22_the_draw_is_computed_again_from_the_log_by_code_of_its_own():
    scene, cases = answered()
    scene.play(result(cases), DRAW, OFFICER, on("2022-07-28"))
    told = scene.world[DRAW]
    script = (
        "import sys,hashlib,json\n"
        "cases,pool,secret,answer=json.loads(sys.stdin.read())\n"
        "h=lambda t:hashlib.sha256(t.encode())\n"
        "seed=h(secret+':'+answer).hexdigest()\n"
        "print(json.dumps({c:sorted(pool,key=lambda e:h(seed+':'+c+':'+e).digest())[:5] for c in cases}))\n"
    )
    import json

    asked = json.dumps([list(reversed(told.cases)), list(reversed(told.pool)), SECRET, told.answer])
    made = subprocess.run([sys.executable, "-c", script], input=asked, capture_output=True, text=True, check=True)
    assert {case: list(experts) for case, experts in told.panels.items()} == json.loads(made.stdout)


@any_of(st.permutations(POOL), st.permutations(["case_a", "case_b", "case_c"]))
def test_case_22_no_order_of_pool_or_cases_changes_anything(pool, cases):
    seed = sha256(b"seed").hexdigest()
    first = drawn(seed, ["case_a", "case_b", "case_c"], POOL, lambda *_: True, 3, 30)
    assert drawn(seed, cases, pool, lambda *_: True, 3, 30) == first


def test_case_22_the_draw_of_a_known_seed_never_changes():
    panels, alternates = drawn("00" * 32, ["case_1"], [f"person_{n}" for n in range(6)], lambda *_: True, 3, 30)
    order = sorted(range(6), key=lambda n: sha256(f"{'00' * 32}:case_1:person_{n}".encode()).digest())
    assert panels == {"case_1": [f"person_{n}" for n in order[:3]]}
    assert alternates == {"case_1": [f"person_{n}" for n in order[3:5]]}


def test_case_25_too_few_experts_for_a_case_are_a_named_shortfall_and_nothing_is_relaxed():
    with pytest.raises(Rejected) as refused:
        drawn("00" * 32, ["case_1"], POOL, lambda expert, _: expert in POOL[:2], 3, 30)
    assert (refused.value.code, refused.value.details) == (
        "draw_shortfall", {"case": "case_1", "wanted": 3, "given": 2}
    )  # fmt: skip
    with pytest.raises(Rejected):
        drawn("00" * 32, ["case_1", "case_2"], POOL[:3], lambda *_: True, 3, 1)  # the load is used up


def test_case_23_another_pool_or_another_result_than_was_committed_to_does_not_count():
    scene, cases = answered()
    when = given(scene).when
    swapped = result(cases)
    swapped.panels[cases[0]].reverse()
    when(swapped, DRAW, OFFICER, on("2022-07-28")).then_rejected("draw_not_as_seeded", "D-06", cases=[cases[0]])
    when(result(cases, POOL[1:]), DRAW, OFFICER, on("2022-07-28")).then_rejected("draw_not_as_seeded")
    other = replace(result(cases), secret="一个事后另选的秘密用语，长度足够")
    when(other, DRAW, OFFICER, on("2022-07-28")).then_rejected("digest_mismatch", field="secret")
    when(replace(result(cases), secret="短"), DRAW, OFFICER, on("2022-07-28")).then_rejected("draw_word_too_short")


def test_case_24_a_draw_is_answered_by_another_once_and_what_is_given_up_stays_visible_with_its_reason():
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(committed(cases), DRAW, OFFICER, on("2022-07-26"))
    when = given(scene).when
    when(result(cases), DRAW, OFFICER, on("2022-07-27")).then_rejected("draw_not_answered")
    when(ev.DrawAnswered("太短"), DRAW, w.CHAIR, on("2022-07-27")).then_rejected("draw_word_too_short", wanted=16)
    also_chair = w.Who(OFFICER.actor, "committee_chair")
    own = scene.copy().people(also_chair)
    given(own).when(ev.DrawAnswered(ANSWER), DRAW, also_chair, on("2022-07-27")).then_rejected("same_person", "D-06")
    scene.play(ev.DrawAnswered(ANSWER), DRAW, w.CHAIR, on("2022-07-27"))
    given(scene).when(ev.DrawAnswered(ANSWER), DRAW, w.CHAIR, on("2022-07-27", "11:00:00")).then_rejected(
        "draw_already_answered"
    )
    given(scene).when(ev.DrawVoided(" "), DRAW, w.DIRECTOR, on("2022-07-28")).then_rejected("text_missing")
    void = given(scene).when(ev.DrawVoided("办公室未揭示"), DRAW, w.DIRECTOR, on("2022-07-28")).accepted()
    given(void).when(result(cases), DRAW, OFFICER, on("2022-07-29")).then_rejected("wrong_state", status="VOIDED")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "moon"}, "unknown_reference"),
        ({"kind": "provincial"}, "case_in_wrong_state"),
        ({"cases": []}, "text_missing"),
        ({"pool": [POOL[0], POOL[0]]}, "text_missing"),
        ({"pool": [w.CHAIR.actor]}, "not_an_expert"),
        ({"commitment": "x"}, "digest_malformed"),
    ],
)
def test_a_draw_is_about_cases_in_review_and_people_who_may_score(changes, code):
    scene, cases = reached(Status.DESK_REVIEW)
    given(scene).when(committed(cases, **changes), DRAW, OFFICER, on("2022-07-26")).then_rejected(code)


def test_where_the_cycle_draws_a_round_opens_with_what_was_drawn_and_with_nothing_else():
    scene, cases = answered()
    drawing = copy.deepcopy(w.DOCUMENT)
    drawing["panel"]["drawn"] = True
    scene.record(ev.CyclePublished(drawing, w.digest(drawing)), CYCLE, w.DIRECTOR, on("2022-07-27", "12:00:00"))
    found = result(cases)
    scene.play(found, DRAW, OFFICER, on("2022-07-28"))
    opened = ev.ReviewRoundOpened(CYCLE, "desk", found.panels, "2022-08-20T00:00:00+08:00", DRAW, w.SALT)
    when = given(scene).when
    composed = replace(opened, panels=dict.fromkeys(cases, POOL[:5]))
    when(composed, j.ROUND["desk"], OFFICER, on("2022-08-01")).then_rejected("panels_not_drawn", draw=DRAW)
    when(replace(opened, draw="draw_1"), j.ROUND["desk"], OFFICER, on("2022-08-01")).then_rejected("unknown_reference")
    when(opened, j.ROUND["desk"], OFFICER, on("2022-08-01")).accepted()
