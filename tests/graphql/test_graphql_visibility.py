"""Who may see what. The table below is the specification; the code has the same one, and the API is asked to agree."""

from dataclasses import replace

import pytest

from biaogan.domain.access import CLASSES
from biaogan.graphql.viewer import ROLES, Opening, Relation, Subject, Viewer
from biaogan.graphql.visibility import SUSPECTED, TABLE, When, can_see, visible, why_not

MATRIX = """
                      public  self    applicant  unit    province           office  director        chair   expert  auditor         investigator    publisher  approver  ministry  registrar  custodian
cycle                 always  -       -          -       -                  -       -               -       -       -               -               -          -         -         -  -
case.listed           listed  -       always     always  always             always  -               always  always  always          always          on_list    on_list   on_list   -  -
case.content          -       -       always     always  always             always  -               always  always  always          always          -          -         -         -  -
case.suspected        -       -       -          -       -                  -       granted         -       -       granted         -               -          -         -         -  -
case.recommendation   -       -       always     always  always             always  -               always  -       always          always          -          -         -         -  -
case.outcome          -       -       -          -       -                  always  -               always  -       always          always          -          -         -         -  -
organisation.details  -       -       always     always  always             always  -               always  always  always          always          -          -         -         -  -
roster                -       -       -          always  always             always  -               -       -       always          always          -          -         -         -  -
unit.report           -       -       -          always  always             always  -               -       -       always          always          -          -         -         -  -
round                 -       -       -          -       provincial         always  -               always  always  always          always          -          -         -         -  -
round.seal            -       -       -          -       provincial         always  -               always  always  always          always          -          -         -         -  always
round.size            -       -       -          -       provincial         always  -               always  -       always          always          -          -         -         -  -
round.panels          -       -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
round.strictness      -       -       -          -       -                  -       granted_closed  -       -       granted_closed  -               -          -         -         -  -
round.signals         -       -       -          -       -                  -       -               -       -       granted_closed  granted_closed  -          -         -         -          -
sheet                 -       always  -          -       -                  closed  -               closed  -       closed          closed          -          -         -         -  -
sheet.expert          -       always  -          -       -                  -       granted_closed  -       -       granted_closed  granted_closed  -          -         -         -  -
ranking               -       -       -          -       provincial_closed  closed  -               closed  -       closed          closed          -          -         -         -  -
supposition           -       -       -          -       -                  -       -               -       -       closed          closed          -          -         -         -  -
list.notice           listed  -       -          -       -                  always  -               always  -       always          always          always     always    always    -  -
list.ranks            -       -       -          -       -                  always  -               always  -       always          always          always     always    always    -  -
list.steps            -       -       -          -       -                  always  -               always  -       always          always          always     always    always    -  -
person                -       always  -          -       -                  -       granted         -       -       granted         granted         -          -         -         always  -
case.process          -       -       always     always  always             always  -               always  -       always          always          -          -         -         -  -
case.review           -       -       -          -       -                  always  -               always  always  always          always          -          -         -         -  -
case.sealed           -       -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
title.revocation      -       -       -          -       -                  always  -               always  -       always          always          -          always    -         -  -
register              always  -       -          -       -                  -       -               -       -       -               -               -          -         -         -  -
objection             -       always  -          -       -                  always  -               always  -       always          always          -          -         -         -  -
objection.report      -       -       -          -       -                  always  -               always  -       always          always          -          -         -         -  -
objection.file        -       -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
objection.objector    -       always  -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
expert                -       always  -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
expert.employments    -       always  -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
expert.conflicts      -       -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
committee.formed      listed  -       -          -       -                  always  -               always  -       always          always          -          -         -         -  -
committee             listed  -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
group                 -       always  -          -       -                  always  -               always  -       always          always          -          -         -         -  -
group.sealed          -       -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
draw                  -       -       -          -       provincial         always  -               always  -       always          always          -          -         -         -  -
round.progress        -       -       -          -       provincial         always  -               -       -       always          always          -          -         -         -  -
pipeline              -       -       -          always  always             always  -               always  -       always          always          -          -         -         -  -
sight                 -       -       -          -       -                  -       -               -       -       always          granted         -          -         -         -  -
erasure               -       always  always     always  always             always  -               always  always  always          always          -          -         -         -  -
erasure.persons       -       -       -          -       -                  -       granted         -       -       granted         granted         -          -         -         -  -
log                   always  -       -          -       -                  -       -               -       -       -               -               -          -         -         -  -
audit                 -       -       -          -       -                  -       -               -       -       always          granted         -          -         -         -  -
refusal               -       always  -          -       -                  always  -               -       -       always          always          -          -         -         -  -
"""  # noqa: E501 - the table is the specification
HEADER, *LINES = MATRIX.strip("\n").splitlines()
RELATIONS = HEADER.split()
EXPECTED = {
    (line.split()[0], relation): when
    for line in LINES
    for relation, when in zip(RELATIONS, line.split()[1:], strict=True)
}


def test_the_table_is_the_specification() -> None:
    assert {klass for klass, _ in EXPECTED} == set(TABLE)
    assert set(RELATIONS) == set(Relation)
    actual = {
        (klass, relation.value): when.value
        for klass, entry in TABLE.items()
        for relation, when in entry.readers.items()
    }
    assert actual == {place: when for place, when in EXPECTED.items() if when != "-"}


FACTS = {
    When.ALWAYS: {},
    When.LISTED: {"listed": True},
    When.ON_LIST: {"on_list": True},
    When.CLOSED: {"closed": True},
    When.PROVINCIAL: {"provincial": True},
    When.PROVINCIAL_CLOSED: {"provincial": True, "closed": True},
    When.GRANTED: {"granted": True},
    When.GRANTED_CLOSED: {"granted": True, "closed": True},
}
VIEWERS = {
    "public": Viewer(),
    "self": Viewer("me"),
    "applicant": Viewer("me", frozenset({("applicant_editor", "org_1")})),
    "unit": Viewer("me", frozenset({("t1_officer", "u1")})),
    "expert": Viewer("me", frozenset({("expert", "")}), frozenset({"case_1"}), frozenset({"round_1"})),
    **{
        relations[-1].value: Viewer("me", frozenset({(role, "")}))
        for role, relations in ROLES.items()
        if role != "office_director"
    },
    "director": Viewer("me", frozenset({("office_director", "")})),
}
HELD = {"director": ("office",)}
"""A director is of the office too."""
OBJECT = Subject(organisation="org_1", unit="u1", case="case_1", round="round_1")


@pytest.mark.parametrize(("klass", "relation"), sorted(EXPECTED))
def test_the_twins_agree_with_the_table_at_every_place(klass: str, relation: str) -> None:
    opened = frozenset({Opening(frozenset({klass}), frozenset({"round_1"}))})
    for when, found in FACTS.items():
        facts = dict(found)
        viewer = replace(VIEWERS[relation], grants=opened if facts.pop("granted", False) else frozenset())
        subject = replace(OBJECT, owner="me" if relation == "self" else "somebody", **facts)
        wanted = [EXPECTED[klass, place] for place in (*HELD.get(relation, ()), relation, "public")]
        expected = any(need != "-" and FACTS[When(need)].items() <= found.items() for need in wanted)
        assert can_see(viewer, klass, subject) is expected, when
        assert why_not(viewer, klass, subject) == (None if expected else TABLE[klass].rule)
        assert (klass in visible(viewer, frozenset({klass}), subject)) is expected


def test_another_organisation_or_unit_or_case_is_no_relation() -> None:
    foreign = Subject(organisation="org_2", unit="u2", case="case_2", round="round_2")
    for name in ("applicant", "unit", "expert"):
        assert not can_see(VIEWERS[name], "case.content", foreign)


def test_an_empty_scope_is_no_ones_organisation() -> None:
    viewer = Viewer("me", frozenset({("applicant_editor", ""), ("t1_officer", "")}))
    assert not can_see(viewer, "case.content", Subject())


# --- grants (查阅授权) --------------------------------------------------------------------------------------------------

AUDITOR = Viewer("me", frozenset({("integrity_auditor", "")}))


def reading_under(*streams: str, klass: str = "sheet.expert") -> Viewer:
    return replace(AUDITOR, grants=frozenset({Opening(frozenset({klass}), frozenset(streams))}))


def test_every_sealed_class_of_the_table_can_be_granted_and_nothing_else_can() -> None:
    assert {klass for klass, entry in TABLE.items() if entry.level.startswith("K3")} == CLASSES


def test_nothing_sealed_is_open_to_anybody_but_its_subject_without_a_grant() -> None:
    unasked = {
        (klass, relation.value)
        for klass in CLASSES
        for relation, when in TABLE[klass].readers.items()
        if when not in (When.GRANTED, When.GRANTED_CLOSED)
    }
    assert unasked == {
        ("sight", "auditor"), ("person", "self"), ("person", "registrar"), ("sheet.expert", "self"), ("objection.objector", "self"),
        ("expert", "self"), ("expert.employments", "self"), ("committee", "public"),
        ("audit", "auditor"),  # whose own instrument it is; it names nobody, and reading it is a read
    }  # fmt: skip


@pytest.mark.parametrize("stream", ["case_1", "round_1", "cycle_1", "person_1"])
def test_a_grant_opens_what_belongs_to_the_stream_it_names(stream: str) -> None:
    subject = replace(OBJECT, closed=True, owner="person_1", cycle="cycle_1")
    assert can_see(reading_under(stream), "sheet.expert", subject)
    assert not can_see(reading_under(f"{stream}0"), "sheet.expert", subject)
    assert not can_see(reading_under(stream, klass="round.panels"), "sheet.expert", subject)
    assert not can_see(reading_under(stream), "round.panels", subject)


def test_a_grant_does_not_open_the_seal_of_a_running_round() -> None:
    assert not can_see(reading_under("round_1"), "sheet.expert", OBJECT)


def test_a_grant_is_worth_nothing_once_the_role_is_gone() -> None:
    former = replace(reading_under("round_1"), roles=frozenset({("office_officer", "")}))
    assert not can_see(former, "sheet.expert", replace(OBJECT, closed=True))


def test_an_empty_name_in_a_grant_opens_nothing() -> None:
    assert not can_see(reading_under(""), "person", Subject())


@pytest.mark.parametrize("relation", sorted(VIEWERS))
def test_under_suspicion_the_content_is_closed_to_everybody_without_a_grant(relation: str) -> None:
    suspected = replace(OBJECT, suspected=True, owner="me" if relation == "self" else "")
    for klass in SUSPECTED:
        assert not can_see(VIEWERS[relation], klass, suspected)
        assert why_not(VIEWERS[relation], klass, suspected) == "R-33"
        assert klass not in visible(VIEWERS[relation], frozenset({klass}), suspected)


def test_under_suspicion_a_director_or_an_auditor_reads_the_content_under_a_grant() -> None:
    suspected, opened = replace(OBJECT, suspected=True), reading_under("case_1", klass="case.suspected")
    for role, reads in (("integrity_auditor", True), ("office_director", True), ("investigator", False)):
        viewer = replace(opened, roles=frozenset({(role, "")}))
        assert can_see(viewer, "case.content", suspected) is reads
        assert (visible(viewer, frozenset({"case.content"}), suspected) == {"case.content": True}) is reads
