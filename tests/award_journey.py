"""A titled case and what may happen to it: the events of a sound revocation, step by step."""

from dataclasses import replace
from typing import Any

import world as w
from journey import reached
from world import DIGEST, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

DAY = "2022-11-01"
"""Tuesday, the day of the proposal; its tenth working day is 15 November."""
HEARING_CLOSES = "2022-11-16T00:00:00+08:00"
PROPOSAL = ev.RevocationProposed("g1", [DIGEST], "检验报告系伪造。", HEARING_CLOSES)
STATED = ev.HolderHeard("报告由第三方出具，本企业并不知情。")
REVERSAL = ev.RevocationReversalProposed(["cd" * 32], "第三方已更正报告，原认定有误。")


def titled() -> tuple[Scene, str]:
    """A scene and its first titled case."""
    scene, cases = reached(Status.TITLED)
    return scene, cases[0]


def signatory(scene: Scene, case: str) -> w.Who:
    """Who signs for the holder of a case."""
    return w.signatory(scene.world[case].organisation)


def proposed(event: ev.RevocationProposed = PROPOSAL) -> tuple[Scene, str]:
    """REVOCATION_REVIEW, on 1 November."""
    scene, case = titled()
    scene.play(event, case, w.DIRECTOR, on(DAY))
    return scene, case


def heard(event: ev.RevocationProposed = PROPOSAL) -> tuple[Scene, str]:
    """REVOCATION_REVIEW, and the holder has stated its case."""
    scene, case = proposed(event)
    scene.play(STATED, case, signatory(scene, case), on("2022-11-10"))
    return scene, case


def decision(event: ev.RevocationProposed = PROPOSAL, **changes: Any) -> ev.TitleRevoked:
    """The decision on a proposal."""
    return replace(ev.TitleRevoked(act_digest(event), event.ground, "中国质协字〔2022〕120号", DIGEST), **changes)


def revoked(event: ev.RevocationProposed = PROPOSAL, day: str = "2022-11-20") -> tuple[Scene, str]:
    """REVOKED, not yet announced."""
    scene, case = heard(event)
    scene.play(decision(event), case, w.CAQ, on(day))
    return scene, case


def announcement(at: str = "2022-11-21T09:00:00+08:00") -> ev.RevocationAnnounced:
    """The announcement on every mandatory channel."""
    return ev.RevocationAnnounced(w.postings(at), DIGEST)


def reversed_() -> tuple[Scene, str]:
    """TITLED again, after an announced revocation."""
    scene, case = revoked()
    scene.play(announcement(), case, w.PUBLISHER, on("2022-11-21"))
    scene.play(REVERSAL, case, w.DIRECTOR, on("2022-12-01"))
    scene.play(reversal(), case, w.CAQ, on("2022-12-05"))
    return scene, case


def reversal(**changes: Any) -> ev.RevocationReversed:
    """The decision on the proposed reversal."""
    return replace(ev.RevocationReversed(act_digest(REVERSAL), "中国质协字〔2022〕130号"), **changes)
