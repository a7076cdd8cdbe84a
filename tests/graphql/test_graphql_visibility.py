"""Who may see what. The table below is the specification; the code has the same one, and the API is asked to agree."""

from dataclasses import replace

import pytest

from biaogan.graphql.visibility import ROLES, TABLE, Relation, Subject, Viewer, When, can_see, visible, why_not

MATRIX = """
                        public   self   applicant unit   province           office director chair  expert auditor investigator publisher approver ministry registrar
cycle                   always   -      -         -      -                  -      -        -      -      -       -            -         -        -        -
case.listed             listed   -      always    always always             always -        always always always  always       on_list   on_list  on_list  -
case.content            -        -      always    always always             always -        always always always  always       -         -        -        -
case.recommendation     -        -      always    always always             always -        always -      always  always       -         -        -        -
case.outcome            -        -      -         -      -                  always -        always -      always  always       -         -        -        -
organisation.details    -        -      always    always always             always -        always always always  always       -         -        -        -
roster                  -        -      -         always always             always -        -      -      always  always       -         -        -        -
round                   -        -      -         -      provincial         always -        always always always  always       -         -        -        -
round.size              -        -      -         -      provincial         always -        always -      always  always       -         -        -        -
round.panels            -        -      -         -      -                  -      always   -      -      closed  closed       -         -        -        -
round.strictness        -        -      -         -      -                  -      closed   -      -      closed  -            -         -        -        -
sheet                   -        always -         -      -                  closed -        closed -      closed  closed       -         -        -        -
sheet.expert            -        always -         -      -                  -      closed   -      -      closed  closed       -         -        -        -
ranking                 -        -      -         -      provincial_closed  closed -        closed -      closed  closed       -         -        -        -
list.notice             listed   -      -         -      -                  always -        always -      always  always       always    always   always   -
list.ranks              -        -      -         -      -                  always -        always -      always  always       always    always   always   -
list.steps              -        -      -         -      -                  always -        always -      always  always       always    always   always   -
person                  -        always -         -      -                  -      always   -      -      always  -            -         -        -        always
log                     always   -      -         -      -                  -      -        -      -      -       -            -         -        -        -
refusal                 -        -      -         -      -                  always -        -      -      always  always       -         -        -        -
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
}
OBJECT = Subject(organisation="org_1", unit="u1", case="case_1", round="round_1")


@pytest.mark.parametrize(("klass", "relation"), [place for place in EXPECTED if place[1] != "director"])
def test_the_twins_agree_with_the_table_at_every_place(klass: str, relation: str) -> None:
    viewer = VIEWERS[relation]
    for when, facts in FACTS.items():
        subject = replace(OBJECT, owner="me" if relation == "self" else "somebody", **facts)
        granted = {EXPECTED[klass, relation], EXPECTED[klass, "public"]}
        expected = any(
            wanted != "-" and all(getattr(subject, name) for name in FACTS[When(wanted)]) for wanted in granted
        )
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
