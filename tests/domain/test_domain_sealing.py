"""评分密封: nobody reads a score before its round is over, except by two persons and aloud (R-13)."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import journey as j
import pytest
import review_journey as r
import world as w
from spec import Answer, given
from world import SERVICE, Scene, Who, on, person

from biaogan.domain import events as ev
from biaogan.domain.act import Act
from biaogan.domain.config import CycleConfig, digest
from biaogan.domain.cycle import Cycle
from biaogan.domain.decide import decide
from biaogan.domain.round import Round
from biaogan.domain.rules.sealing import sheets_of_round
from biaogan.domain.sheet import Sheet
from biaogan.domain.two_person import act_digest

KEEPERS = [Who(person(f"keeper{number}"), "key_custodian") for number in (1, 2, 3)]
PUBLIC = b64encode(bytes(32)).decode()
SHARES = {who.actor: b64encode(who.actor.encode()).decode() for who in KEEPERS}
SEAL = ev.RoundSealed(
    PUBLIC, "custodians", 2, [ev.KeyShare(who.actor, sha256(who.actor.encode()).hexdigest(), "") for who in KEEPERS]
)
KEPT = ev.RoundSealed(PUBLIC, "operator", 1, [])
CLOSED, LATER = on("2022-08-11"), on("2022-08-12")
AUDITOR = Who(person("auditor"), "integrity_auditor")
EARLY = ev.EarlyOpeningProposed("系统故障，须核对已锁定的评分")


def split(scene: Scene) -> Scene:
    """The cycle as it is when custodians keep the key; each of them has a custody key."""
    held = scene.world[w.CYCLE]
    document = {**held.document, "sealing": {"custody": "custodians", "threshold": 2}}
    config = CycleConfig.from_document(document)
    scene.world[w.CYCLE] = replace(held, document=document, config=config, digest=digest(document))
    return scene


def sealed(seal: ev.RoundSealed = SEAL) -> tuple[Scene, list[str]]:
    """A desk round that was sealed when it was opened, and its people."""
    scene, cases = r.after(r.open_desk)
    scene.people(*KEEPERS, AUDITOR)
    scene.record(seal, r.DESK, SERVICE, on("2022-08-01"))
    return scene, cases


def closed(seal: ev.RoundSealed = SEAL) -> tuple[Scene, list[str]]:
    """... and closed with every sheet in."""
    scene, cases = sealed(seal)
    j.score(scene, cases, "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, CLOSED)
    return scene, cases


def saying(scene: Scene, event: ev.Event, who: Who, at=LATER, stream: str = r.DESK) -> Answer:
    return given(scene).when(event, stream, who, at)


def opening(scene: Scene, *, early: bool = False) -> ev.SealOpened:
    return ev.SealOpened(early, sheets_of_round(r.DESK, scene.world[r.DESK], scene.world))


def released(scene: Scene, *keepers: Who) -> Scene:
    for who in keepers:
        scene = saying(scene, ev.KeyShareReleased(SHARES[who.actor]), who).then()
    return scene


def test_what_is_scored_in_an_opened_round_is_sealed_to_the_key_that_was_made_for_it():
    scene, cases = r.at_desk_review()
    opened = r.round_of(cases, "desk", "2022-08-20T00:00:00+08:00")
    act = scene.act(opened, r.DESK, w.OFFICER, on("2022-08-01"))
    first, *rest = decide(replace(act, seal=KEPT), scene.world)
    assert (first.stream, first.event) == (r.DESK, KEPT)
    assert rest == list(decide(act, scene.world))
    assert isinstance(act, Act)


def test_the_statistics_of_a_sealed_round_wait_until_it_is_opened():
    scene, _ = closed()
    round_: Round = scene.world[r.DESK]
    assert (round_.is_sealed, round_.is_over, round_.results) == (True, False, ())
    saying(scene, ev.DeskConsensusOpened(r.DESK), r.LEADER, stream=r.GROUP).then_rejected("round_not_closed")
    scene = released(scene, *KEEPERS[:2])
    after = saying(scene, opening(scene), SERVICE).accepted()
    assert (after.world[r.DESK].is_over, len(after.world[r.DESK].results)) == (True, 3)
    saying(after, ev.DeskConsensusOpened(r.DESK), r.LEADER, stream=r.GROUP).accepted()


def test_a_round_that_nobody_sealed_has_its_statistics_when_it_is_closed():
    scene, _ = r.after(r.close_desk)
    assert scene.world[r.DESK].is_over
    saying(scene, opening(scene), SERVICE).then_rejected("round_not_sealed", "R-13")


def test_the_operator_who_keeps_the_key_opens_it_once_the_round_is_closed_and_not_before():
    scene, _ = sealed(KEPT)
    saying(scene, opening(scene), SERVICE).then_rejected("seal_still_closed", "R-13")
    scene, _ = closed(KEPT)
    after = saying(scene, opening(scene), SERVICE).accepted()
    saying(after, opening(after), SERVICE).then_rejected("round_not_sealed")
    saying(scene, opening(scene), w.OFFICER).then_rejected("role_not_held")


def test_as_many_custodians_as_the_threshold_open_the_round_and_one_less_does_not():
    scene, _ = closed()
    saying(scene, opening(scene), SERVICE).then_rejected("shares_missing", "R-13", released=0, wanted=2)
    one = released(scene, KEEPERS[0])
    saying(one, opening(one), SERVICE).then_rejected("shares_missing", released=1)
    two = released(one, KEEPERS[2])
    saying(two, opening(two), SERVICE).accepted()


def test_a_share_is_handed_over_by_its_custodian_once_and_only_when_the_round_may_be_opened():
    share = ev.KeyShareReleased(SHARES[KEEPERS[0].actor])
    scene, _ = sealed()
    saying(scene, share, KEEPERS[0]).then_rejected("seal_still_closed", "R-13")
    scene, _ = closed()
    saying(scene, ev.KeyShareReleased(SHARES[KEEPERS[1].actor]), KEEPERS[0]).then_rejected("share_mismatch", "R-13")
    saying(scene, ev.KeyShareReleased("kein base64"), KEEPERS[0]).then_rejected("share_mismatch")
    stranger = Who(person("keeper9"), "key_custodian")
    scene.people(stranger)
    saying(scene, share, stranger).then_rejected("not_a_custodian", "R-13", person=stranger.actor)
    scene = released(scene, KEEPERS[0])
    saying(scene, share, KEEPERS[0]).then_rejected("share_released_already", "R-13")


def test_an_early_opening_takes_two_persons_and_leaves_the_round_open():
    scene, cases = sealed()
    j.lock(scene, "desk", cases[0], r.DESK_PANEL[0], "2022-08-10", w.rows())
    saying(scene, ev.EarlyOpeningProposed(" "), w.DIRECTOR).then_rejected("text_missing", field="reason")
    saying(scene, ev.EarlyOpeningApproved("0" * 64), AUDITOR).then_rejected("digest_mismatch")
    scene = saying(scene, EARLY, w.DIRECTOR).then()
    both = Who(w.DIRECTOR.actor, "integrity_auditor")
    agreed = ev.EarlyOpeningApproved(act_digest(EARLY))
    with_both = scene.copy()
    with_both.world[both.actor] = replace(with_both.world[both.actor], roles=frozenset({("integrity_auditor", "")}))
    assert (found := given(with_both).when(agreed, r.DESK, both, LATER)).rejected is not None
    assert found.rejected.code == "same_person"
    scene = saying(scene, agreed, AUDITOR).then()
    saying(scene, EARLY, w.DIRECTOR).then_rejected("early_opening_agreed", "R-13")
    saying(scene, agreed, AUDITOR).then_rejected("early_opening_agreed")
    scene = released(scene, *KEEPERS[1:])
    after = saying(scene, opening(scene, early=True), SERVICE).then()
    round_ = after.world[r.DESK]
    assert (round_.status, round_.is_sealed, round_.is_over, round_.seal.early) == ("OPEN", False, False, True)


def test_the_opening_names_every_sheet_there_is_and_whether_it_is_early():
    scene, _ = closed(KEPT)
    sound = opening(scene)
    assert len(sound.sheets) == 15
    for wrong in (replace(sound, sheets=sound.sheets[1:]), replace(sound, early=True), replace(sound, sheets=[])):
        saying(scene, wrong, SERVICE).then_rejected("sheets_left_out", "R-13")


def test_a_sheet_whose_scores_are_sealed_counts_as_locked_and_tells_nothing():
    scene, cases = sealed()
    stream = w.sheet_id(r.DESK, cases[0], r.DESK_PANEL[0].actor)
    unread = ev.ScoreSheetLocked(r.DESK, cases[0], None, None, None)  # type: ignore[arg-type]
    scene.record(unread, stream, r.DESK_PANEL[0], on("2022-08-10"))
    held: Sheet = scene.world[stream]
    assert (held.done, held.valid, held.unread, held.points) == (True, True, True, {})


def test_a_round_names_enough_custodians_with_a_key_where_the_cycle_splits_it():
    scene, cases = r.at_desk_review()
    scene = split(scene)
    scene.people(*KEEPERS)
    names = [who.actor for who in KEEPERS]

    def trying(custodians: list[str]) -> Answer:
        opened = r.round_of(cases, "desk", "2022-08-20T00:00:00+08:00")
        return given(scene).when(replace(opened, custodians=custodians), r.DESK, w.OFFICER, on("2022-08-01"))

    trying(names).then_rejected("not_a_custodian")
    for who in KEEPERS:
        scene.world[who.actor] = replace(scene.world[who.actor], custody_key=PUBLIC)
    trying(names[:1]).then_rejected("custodians_wrong", "R-13", given=1, wanted=2)
    trying([names[0], names[0]]).then_rejected("custodians_wrong", given=1)
    trying([*names, w.OFFICER.actor]).then_rejected("not_a_custodian", person=w.OFFICER.actor)
    assert trying(names).rejected is None
    assert isinstance(scene.world[w.CYCLE], Cycle)


def test_where_the_operator_keeps_the_key_no_custodian_is_named():
    scene, cases = r.at_desk_review()
    opened = replace(r.round_of(cases, "desk", "2022-08-20T00:00:00+08:00"), custodians=[KEEPERS[0].actor])
    given(scene).when(opened, r.DESK, w.OFFICER, on("2022-08-01")).then_rejected("custodians_wrong", wanted=0)


@pytest.mark.parametrize("key", ["", "AAAA", b64encode(bytes(31)).decode(), "!" * 44])
def test_a_custody_key_is_an_x25519_key_of_a_custodian(key: str):
    scene, _ = r.at_desk_review()
    scene.people(KEEPERS[0])
    own = Who(KEEPERS[0].actor, "self")
    saying(scene, ev.CustodyKeyEnrolled(key), own, stream=own.actor).then_rejected("custody_key_malformed", "R-13")
    after = saying(scene, ev.CustodyKeyEnrolled(PUBLIC), own, stream=own.actor).then()
    assert after.world[own.actor].custody_key == PUBLIC
    other = Who(w.OFFICER.actor, "self")
    saying(scene, ev.CustodyKeyEnrolled(PUBLIC), other, stream=other.actor).then_rejected("not_a_custodian")
