"""Whatever a unit does in whatever order, its roster never exceeds the quota and its letter ranks exactly the roster.

A state machine endorses, withdraws, refuses and signs at random; a plain set beside it says what must come out.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from journey import OPINION, case_in, letter
from spec import given
from world import CYCLE, METALLURGY, SHIJIAZHUANG, head, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.status import Status

NOW = on("2022-06-28", "12:00:00")
NUMBERS = range(1, 6)
WITHDRAWN = ev.EndorsementWithdrawnByT1("撤回")


class ARoster(RuleBasedStateMachine):
    """One unit and five accepted cases."""

    @initialize(unit=st.sampled_from([(SHIJIAZHUANG, 3), (METALLURGY, 2)]))
    def five_cases(self, unit):
        self.unit, self.quota = unit
        self.scene = opened()
        self.cases = [case_in(self.scene, Status.T1_ACCEPTED, n, self.unit) for n in NUMBERS]
        self.roster = ids.roster_id(CYCLE, self.unit)
        self.held: set[str] = set()
        self.refused: set[str] = set()
        self.signed: list[str] | None = None

    def act(self, event, stream, allowed):
        answer = given(self.scene).when(event, stream, head(self.unit), NOW)
        assert (answer.rejected is None) == allowed, answer.rejected
        if allowed:
            self.scene = answer.scene
        return allowed

    @rule(place=st.sampled_from(range(5)))
    def endorse(self, place):
        case = self.cases[place]
        free = case not in self.held | self.refused and len(self.held) < self.quota and self.signed is None
        if self.act(OPINION, case, free):
            self.held.add(case)

    @rule(place=st.sampled_from(range(5)))
    def withdraw(self, place):
        case = self.cases[place]
        if self.act(WITHDRAWN, case, case in self.held and self.signed is None):
            self.held.remove(case)

    @rule(place=st.sampled_from(range(5)))
    def not_recommend(self, place):
        case = self.cases[place]
        recommended = case in (self.signed or [])
        if self.act(ev.CaseNotRecommendedByT1("不符"), case, not recommended and case not in self.refused):
            self.refused.add(case)
            self.held.discard(case)

    @precondition(lambda self: self.signed is None)
    @rule(order=st.permutations(range(5)), extra=st.booleans(), short=st.booleans())
    def sign(self, order, extra, short):
        ranked = [self.cases[place] for place in order if self.cases[place] in self.held]
        others = [case for case in self.cases if case not in self.held]
        listed = ranked + others[: int(extra)]
        listed = listed[: len(listed) - int(short)] if listed else listed
        if self.act(letter(listed, self.unit), self.roster, set(listed) == self.held):
            self.signed = listed

    @invariant()
    def the_roster_is_within_its_quota_and_as_expected(self):
        if not hasattr(self, "scene"):
            return
        roster = self.scene.world[self.roster]
        places = set(roster.places) if roster else set()
        assert places == self.held
        assert len(places) <= self.quota
        ranks = {case: self.scene.world[case].t1_rank for case in self.signed or []}
        assert sorted(ranks.values()) == list(range(1, len(ranks) + 1))
        assert [case for case, _ in sorted(ranks.items(), key=lambda pair: pair[1])] == (self.signed or [])


TestARoster = ARoster.TestCase
TestARoster.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
