"""评审诚信线索 from the records of reads: an expert who locks within minutes of first reading stands out, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sealed_round import EXPERTS, Sealed, opened
from town import Town

from biaogan.app.client import Client
from biaogan.app.custody import release
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at
from biaogan.domain.events import AccessGrantProposed
from biaogan.domain.two_person import act_digest

COMPANIES, QUICK = 6, "expert_02"
"""One of the companies is left out by its unit."""
READ = "query($case: ID!) { case(id: $case) { version } }"
SIGNALS = """query($r: ID!) { round(id: $r) { signals {
  signals(kind: FAST_LOCK) { expertIds n effect p acts { stream } } tooFew(kind: FAST_LOCK) { expertIds n } } } }"""
THEN = SIGNALS.replace("($r: ID!) {", "($r: ID!, $p: Position!) { at(position: $p) {") + " }"
READERS = "query($of: ID!) { audit { readsOf(stream: $of, first: 100) { nodes { personId klass fields } } } }"


def played(town: Town) -> Sealed:
    """Two of the panel read on Monday and lock on Wednesday; the third reads when locking is due, and locks at once."""
    sealed = opened(town, companies=COMPANIES, experts=EXPERTS[:3])
    town.catch_up()
    slow = [sealed.person(name) for name in EXPERTS[:3] if name != QUICK]
    for case in sealed.cases:
        for expert in slow:
            expert.ask(READ, {"case": case})
    town.story.jump(at("2022-07-07 09:00"))
    for case in sealed.cases:
        sealed.person(QUICK).ask(READ, {"case": case})
        town.story.jump(town.clock() + timedelta(minutes=4))
        for expert in (sealed.person(QUICK), *slow):
            town.story.kept(sealed.lock(case, expert))
    sealed.close()
    for custodian in sealed.custodians[:2]:
        town.story.kept(release(custodian, sealed.round))
    return sealed


def granted(sealed: Sealed, grantee: Client, *classes: str, second: str) -> None:
    """Two persons grant the signals of the round."""
    expires = (sealed.town.clock() + timedelta(days=9)).isoformat()
    body: dict[str, Any] = {"cycle": CYCLE, "grantee": grantee.person, "classes": list(classes), "streams": [CYCLE]}
    body |= {"purpose": "核查评审用时", "expires": expires}
    grant, story = f"grant_{uuid4()}", sealed.town.story
    story.do(sealed.person("office_director"), "proposeAccess", on=grant, **body)
    story.do(sealed.person(second), "grantAccess", on=grant, proposal=act_digest(AccessGrantProposed(**body)), **body)


def test_who_locks_within_minutes_of_first_reading_stands_out_for_whom_the_audit_is_open(small: Town) -> None:
    sealed, story = played(small), small.story
    auditor, investigator = sealed.person("auditor"), story.enrol("investigator", [("investigator", "")])
    story.enrol("second_director", [("office_director", "")])
    granted(sealed, auditor, "round.signals", second="second_director")
    granted(sealed, investigator, "round.signals", second="auditor")
    now = small.catch_up()

    def asked(who: Client, query: str = SIGNALS, **more: Any) -> Any:
        found = who.ask(query, {"r": sealed.round, **more}, purpose="年度审计")
        return (found.get("at") or found)["round"]["signals"]

    found = asked(auditor)
    by_expert = {row["expertIds"][0]: row for row in found["signals"]}
    assert by_expert.keys() == {sealed.person(name).person for name in EXPERTS[:3]}
    assert found["tooFew"] == []
    quick = by_expert.pop(sealed.person(QUICK).person)
    assert (quick["n"], len(quick["acts"])) == (5, 5)
    assert float(quick["effect"]) < 0.01
    assert float(quick["p"]) < 0.01
    assert all(float(row["effect"]) > 1 and float(row["p"]) > 0.1 for row in by_expert.values())
    assert asked(auditor, THEN, p=now) == found
    nobody = [{"expertIds": [person], "n": 0} for person in sorted({*by_expert, sealed.person(QUICK).person})]
    without = asked(investigator)
    assert (without["signals"], without["tooFew"]) == ([], nobody), "the audit is not open to this investigator"
    granted(sealed, investigator, "round.signals", "audit", second="auditor")
    small.catch_up()
    assert asked(investigator) == found
    reads = auditor.ask(READERS, {"of": sealed.cases[0]}, purpose="年度审计")["audit"]["readsOf"]["nodes"]
    looked = [row["personId"] for row in reads if (row["klass"], row["fields"]) == ("audit", ["first_reads"])]
    assert set(looked) == {auditor.person, investigator.person}
