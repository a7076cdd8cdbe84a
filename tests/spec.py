"""given(scene).when(...).then(...): how a rule is tested. Three questions: the right facts, the right no, the same on replay.

Every accepted act is recorded with its consequences, and the states folded from the records must equal the states
reached step by step: no test of a rule can pass on a state that a replay would not rebuild.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from world import SERVICE, Scene, Who

from biaogan.domain.act import Consequence
from biaogan.domain.decide import decide
from biaogan.domain.events import Event
from biaogan.domain.rejections import Rejected
from biaogan.domain.states import fold


@dataclass
class Answer:
    """What decide said."""

    scene: Scene
    consequences: tuple[Consequence, ...]
    rejected: Rejected | None

    def then(self, *consequences: tuple[str, Event]) -> Scene:
        """Accepted, with exactly these (stream, event) consequences; answers the scene after the act."""
        assert self.rejected is None, str(self.rejected)
        assert [(c.stream, c.event) for c in self.consequences] == list(consequences)
        return self.accepted()

    def accepted(self) -> Scene:
        """Accepted, whatever follows; replay rebuilds every state. Answers the scene after the act."""
        assert self.rejected is None, str(self.rejected)
        for stream, state in self.scene.world.items():
            assert fold(record for record in self.scene.records if record.stream == stream) == state
        return self.scene

    def then_rejected(self, code: str, rule: str | None = None, **details: Any) -> None:
        """Refused with this code, this rule if given, and at least these details; both sentences can be made."""
        assert self.rejected is not None, "accepted, but a refusal was expected"
        assert (self.rejected.code, rule or self.rejected.rule) == (code, self.rejected.rule), str(self.rejected)
        assert {name: self.rejected.details[name] for name in details} == details
        assert self.rejected.message("zh")
        assert self.rejected.message("en")


@dataclass
class Given:
    """A scene to act in; the scene itself stays as it is."""

    scene: Scene

    def when(self, event: Event, stream: str, who: Who, at: datetime, rules: str | None = None) -> Answer:
        """Somebody states an event on a stream; by default under the rules in force."""
        scene = self.scene.copy()
        try:
            act = scene.act(event, stream, who, at, rules)
            found = decide(act, scene.world)
        except Rejected as rejected:
            return Answer(scene, (), rejected)
        scene.record(event, stream, who, at)
        for consequence in found:
            scene.record(consequence.event, consequence.stream, SERVICE, at)
        return Answer(scene, found, None)


def given(scene: Scene) -> Given:
    """A scene of :mod:`world` or :mod:`journey`."""
    return Given(scene)
