"""The draw of panels (专家抽取), D-06, R-10: seeded by two parties, computed by hashing, computed again before it counts."""

from biaogan.domain.case import Case
from biaogan.domain.draw import Draw
from biaogan.domain.drawing import commitment, drawn, seed_of
from biaogan.domain.events import DrawAnswered, DrawCommitted, DrawVoided, PanelsDrawn, ReviewRoundOpened
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import conflict_with
from biaogan.domain.rules.panels import REVIEWED_IN
from biaogan.domain.rules.second_person import somebody_else_acts
from biaogan.domain.status import Phase
from biaogan.domain.values import sha256_hex

LEAST = 16
"""Fewest characters of a secret or an answer, so that nobody tries them out."""


@rule("R-10", "D-06")
def the_draw_is_about_cases_in_review_and_known_experts(e: DrawCommitted, m: Matter) -> None:
    """R-10, D-06: cases waiting for such a round, people of the role of expert (专家库), nobody twice."""
    if e.kind not in m.config.panels:
        raise Rejected("unknown_reference", field="kind", value=e.kind)
    for field, names in (("cases", e.cases), ("pool", e.pool)):
        if not names or len(set(names)) != len(names):
            raise Rejected("text_missing", rule="D-06", field=field)
    for name in sorted(e.cases):
        case = m.referred("cases", name, Case)
        if case.cycle != m.cycle or case.status != REVIEWED_IN[e.kind]:
            raise Rejected("case_in_wrong_state", case=name, status=case.status, allowed=[REVIEWED_IN[e.kind]])
    for expert in sorted(e.pool):
        if not m.referred("pool", expert, Person).holds("expert", ""):
            raise Rejected("not_an_expert", person=expert)
    sha256_hex(e.commitment, "commitment")


@rule("D-06")
def another_person_answers_once(e: DrawAnswered, m: Matter) -> None:
    """D-06: the other half of the seed (种子) comes from somebody else, once, and is not to be guessed."""
    draw: Draw = m.state
    somebody_else_acts(m, "D-06", draw.actor)
    if draw.answer:
        raise Rejected("draw_already_answered", person=draw.answered_by)
    if len(e.answer) < LEAST:
        raise Rejected("draw_word_too_short", length=len(e.answer), wanted=LEAST)


@rule("D-06")
def the_secret_is_the_one_committed_to(e: PanelsDrawn, m: Matter) -> None:
    """D-06: what is revealed (揭示) is what was committed to before the answer."""
    if not m.state.answer:
        raise Rejected("draw_not_answered")
    if len(e.secret) < LEAST:
        raise Rejected("draw_word_too_short", length=len(e.secret), wanted=LEAST)
    if (given := commitment(e.secret)) != m.state.commitment:
        raise Rejected("digest_mismatch", rule="D-06", field="secret", given=given, expected=m.state.commitment)


@rule("D-06", "D-05", "D-23")
def the_panels_are_what_the_seed_draws(e: PanelsDrawn, m: Matter) -> None:
    """D-05, D-06, D-23: drawn again here (复算), from those without a conflict, within the load."""
    draw: Draw = m.state
    panels, alternates = drawn(
        seed_of(e.secret, draw.answer),
        draw.cases,
        draw.pool,
        lambda expert, case: conflict_with(expert, m.referred("cases", case, Case), m) is None,
        m.config.panels[draw.kind].assigned,
        m.config.review.seats.load_max,
    )
    if (e.panels, e.alternates) != (panels, alternates):
        wrong = sorted(case for case in panels if e.panels.get(case) != panels[case])
        raise Rejected("draw_not_as_seeded", cases=wrong or sorted(panels))


@rule("D-06")
def the_voiding_has_its_reason(e: DrawVoided, m: Matter) -> None:
    """D-06: a draw that is given up (作废) says why: nobody draws again in silence until the result pleases."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="D-06", field="reason")


@rule("D-06")
def the_panels_are_those_of_the_draw(e: ReviewRoundOpened, m: Matter) -> None:
    """D-06: where the cycle draws its panels (抽取组成), a round opens with exactly what a finished draw gave."""
    if not m.config.review.seats.drawn:
        return
    draw = m.referred("draw", e.draw, Draw)
    panels = {case: tuple(experts) for case, experts in e.panels.items()}
    if draw.status != Phase.CLOSED or (draw.cycle, draw.kind) != (m.cycle, e.kind) or panels != dict(draw.panels):
        raise Rejected("panels_not_drawn", draw=e.draw)
