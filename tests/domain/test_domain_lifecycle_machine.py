"""A whole year at random: several cases, units and panels; whatever anybody does in whatever order, the year stays sound.

The machine mostly does what people would do next, in any order and at any time, and now and then anything at all: any
act of the table, with any body, on any stream, by anybody. Its invariants are told from the records alone.
"""

from collections import Counter
from datetime import timedelta

import pytest
import review_journey as r
import world as w
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from journey import ORDER, reached
from lifecycle_invariants import Watch
from next_acts import ORGANISATIONS, leaving, next_acts, streams
from objection_journey import INVESTIGATORS, OBJECTOR
from random_acts import Draw
from world import CYCLE, Who, on, opened

from biaogan.domain.lifecycle import ACTS
from biaogan.domain.rejections import Rejected

STEPS: Counter[str] = Counter()
"""Acts tried by all years of this run, and what became of them."""
STARTS = (None, *ORDER, *r.STEPS)
"""From the opening, from any later state, or from any step of a national review with its committee and defence."""


class AYear(RuleBasedStateMachine):
    """One cycle with two units and seven organisations, from its opening or from any later state."""

    @initialize(start=st.sampled_from(STARTS))
    def a_year(self, start):
        if callable(start):
            self.scene = r.after(start)[0]
        else:
            self.scene = opened() if start is None else reached(start)[0]
        self.scene.people(OBJECTOR, *INVESTIGATORS)
        for n in ORGANISATIONS:
            self.scene.organisation(n)
        self.now = max(self.scene.records[-1].at, on("2022-06-17"))
        config = self.scene.world[CYCLE].config
        self.watch = Watch({unit: found.quota for unit, found in config.units.items()}, CYCLE)
        self.seen = 0

    def act(self, event, stream, who):
        """Accepted or refused; never anything else."""
        try:
            self.scene.play(event, stream, who, self.now)
        except Rejected as refused:
            STEPS["refused" if refused.message("zh") and refused.message("en") else "refused without a word"] += 1
        else:
            STEPS["accepted"] += 1

    @rule(data=st.data(), times=st.integers(1, 6))
    def go_on(self, data, times):
        """What somebody would do next."""
        for _ in range(times):
            found = next_acts(self.scene, self.now)
            if found:
                event, stream, who = found[data.draw(st.integers(0, len(found) - 1), "next act")]
                self.now += timedelta(minutes=7)
                self.act(event, stream, who)

    @rule()
    def everybody_goes_on(self):
        """Whatever was waiting when the day began is done, if it may be."""
        for event, stream, who in next_acts(self.scene, self.now):
            self.now += timedelta(minutes=1)
            self.act(event, stream, who)

    @rule(data=st.data())
    def somebody_leaves(self, data):
        """A case withdraws, returns or is disqualified."""
        found = leaving(self.scene)
        if found:
            event, stream, who = found[data.draw(st.integers(0, len(found) - 1), "leaves")]
            self.act(event, stream, who)

    @rule(data=st.data())
    def by_somebody_else(self, data):
        """The right act by whoever."""
        found = next_acts(self.scene, self.now)
        if found:
            event, stream, _ = found[data.draw(st.integers(0, len(found) - 1), "act")]
            self.act(event, stream, data.draw(st.sampled_from(self.people()), "by"))

    @rule(data=st.data())
    def anything(self, data):
        """Any act with any body on any stream, by somebody who holds a role for it if anybody does."""
        draw = Draw(data, self.scene, self.now)
        row = data.draw(st.sampled_from(ACTS), "act")
        event = draw.event(row.event)
        known = [*streams(self.scene, f"{row.kind}_"), f"{row.kind}_new"]
        derived = row.stream(event) if row.stream else None
        stream = derived if derived and data.draw(st.booleans()) else draw.one_of(known)
        able = [who for who in self.people() if who.role in row.roles] or self.people()
        self.act(event, stream, data.draw(st.sampled_from(able), "by"))

    @rule(days=st.sampled_from([0, 1, 3, 14, 40]))
    def wait(self, days):
        """Time goes by."""
        if self.now.year == 2022:
            self.now += timedelta(days=days, hours=1)

    def people(self):
        """Everybody in each of their roles."""
        persons = [(name, self.scene.world[name]) for name in streams(self.scene, "person_")]
        return [Who(name, role, scope) for name, state in persons for role, scope in sorted(state.roles)] + [w.SERVICE]

    @invariant()
    def the_year_is_sound(self):
        if not hasattr(self, "scene"):
            return
        for recorded in self.scene.records[self.seen :]:
            self.watch.take(recorded)
        self.seen = len(self.scene.records)


AYear.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
class TestAYear(AYear.TestCase):
    """At least 10,000 acts."""


@pytest.mark.slow
def test_the_random_years_tried_ten_thousand_acts_and_many_were_accepted():
    assert sum(STEPS.values()) >= 10_000, STEPS
    assert set(STEPS) == {"accepted", "refused"}, STEPS
    assert STEPS["accepted"] >= 2_000, STEPS
    assert STEPS["refused"] >= 2_000, STEPS
