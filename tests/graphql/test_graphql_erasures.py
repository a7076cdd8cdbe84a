"""删除记录 through the API: whoever may know that something was there is told that it was erased, at every position."""

import pytest
from fakes import World, world
from graphql_scene import CASE_A, CASE_B, EXPERT, FakeViews, at, granted, scene

from biaogan.graphql.schema import inner_schema
from biaogan.projections.erasures import ErasureRow

FIELDS = """{ position personal content ground legalBasis proposedRole erasedRole erasedAt text { zh en }
  proposerId eraserId reference }"""
NOW = "query($c: ID!) { case(id: $c) { erasures " + FIELDS + " } }"
THEN = "query($c: ID!) { at(position: 50) { case(id: $c) { version erasures " + FIELDS + " } } }"


def erased(subject: str = CASE_A, views: FakeViews | None = None) -> World:
    found = views or scene()
    persons = ("person_director", "office_director", at(70), "person_custodian", "key_custodian", at(80), 80)
    row = ErasureRow(
        "erasure_1", "ab" * 32, subject, True, False, "personal_request", "第四十七条", "隐私1号", *persons
    )
    found.add(row)
    return world(found)


def test_a_party_is_told_that_by_what_right_and_in_which_roles_and_no_name() -> None:
    (told,) = erased().data(NOW, "person_applicant", c=CASE_A)["case"]["erasures"]
    assert (told["position"], told["personal"], told["content"]) == (80, True, False)
    assert (told["ground"], told["legalBasis"]) == ("PERSONAL_REQUEST", "第四十七条")
    assert (told["proposedRole"], told["erasedRole"]) == ("office_director", "key_custodian")
    assert (told["proposerId"], told["eraserId"], told["reference"]) == (None, None, None)
    assert told["text"]["zh"].startswith("个人信息已于")
    assert "第四十七条" in told["text"]["en"]


def test_under_a_grant_both_persons_are_named_and_that_is_on_record() -> None:
    one = erased(views=granted(scene(), "person_auditor", "erasure.persons", streams=(CASE_A,)))
    (told,) = one.data(NOW, "person_auditor", c=CASE_A)["case"]["erasures"]
    assert (told["proposerId"], told["eraserId"]) == ("person_director", "person_custodian")
    assert (CASE_A, "erasure.persons") in {(found.stream, found.klass) for found in one.disclosures.seen}


def test_a_view_of_the_past_stays_erased_and_says_so() -> None:
    found = erased().data(THEN, "person_office", c=CASE_A)["at"]["case"]
    assert found["version"] is not None
    assert [told["position"] for told in found["erasures"]] == [80]


@pytest.mark.parametrize("person", [None, "person_idle_expert", "person_other_applicant", "person_ministry"])
def test_whoever_may_not_know_what_was_there_is_not_told_that_it_is_gone(person: str | None) -> None:
    case = erased().data(NOW, person, c=CASE_A)["case"]
    assert case is None or case["erasures"] == []


def test_nothing_is_pushed_to_anybody_so_nothing_is_that_was_erased() -> None:
    assert inner_schema().subscription_type is None
    assert "errors" in erased().ask("subscription { records { stream } }", "person_auditor")


def test_nothing_is_told_of_another_case() -> None:
    assert erased(CASE_B).data(NOW, "person_office", c=CASE_A)["case"]["erasures"] == []


def test_a_person_is_told_of_the_own_erasure_and_of_nobody_elses() -> None:
    mine = "{ viewer { erasures " + FIELDS + " } }"
    assert len(erased(EXPERT).data(mine, EXPERT)["viewer"]["erasures"]) == 1
    assert erased(EXPERT).data(mine, "person_office")["viewer"]["erasures"] == []
    assert erased(EXPERT).data(mine, None)["viewer"]["erasures"] == []
