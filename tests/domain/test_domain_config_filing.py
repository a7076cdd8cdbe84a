"""Filing as configuration (申报设定): every fault of its tables is named where it is."""

from fractions import Fraction

import pytest
from cycle_document import DOCUMENT, GONE, changed

from biaogan.domain.config import ConfigInvalid, CycleConfig


def test_the_2022_cycle_sets_what_the_programme_leaves_open():
    filing = CycleConfig.from_document(DOCUMENT).filing
    assert (filing.withdraw.until, filing.withdraw.refill) == ("approval", False)
    assert (filing.correction.rounds, filing.correction.days) == (1, 3)
    assert filing.documents.similarity_alert == Fraction(4, 5)
    assert dict(filing.documents.limits) == {
        "title": 30, "profile": 500, "background": 1000, "implementation": 8000, "results": 2000
    }  # fmt: skip
    assert filing.documents.required_contact == ("name", "mobile", "email", "address")


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (["withdraw"], GONE, "withdraw", "missing"),
        (["withdraw", "until"], "titles", "withdraw.until", "unknown_name"),
        (["withdraw", "refill"], 1, "withdraw.refill", "wrong_type"),
        (["withdraw", "reinstate_before"], "some_day", "withdraw.reinstate_before", "unknown_name"),
        (["withdraw", "grounds"], [], "withdraw.grounds", "missing"),
        (["correction", "rounds"], -1, "correction.rounds", "out_of_range"),
        (["correction", "days"], 0, "correction.days", "out_of_range"),
        (["documents"], GONE, "documents", "missing"),
        (["documents", "required_sections"], ["F2", "F9"], "documents.required_sections[1]", "unknown_name"),
        (["documents", "required_contact"], ["name", "name"], "documents.required_contact[1]", "duplicate"),
        (["documents", "max_file_bytes"], 0, "documents.max_file_bytes", "out_of_range"),
        (["documents", "count_rule"], "characters/1", "documents.count_rule", "unknown_name"),
        (["documents", "title_pattern"], "^(实施", "documents.title_pattern", "malformed"),
        (["documents", "similarity_alert"], "1.01", "documents.similarity_alert", "out_of_range"),
        (["documents", "similarity_alert"], "0.8.1", "documents.similarity_alert", "malformed"),
        (["documents", "limits", "results"], 0, "documents.limits.results", "out_of_range"),
        (["documents", "limits", "abstract"], 300, "documents.limits.abstract", "unknown_key"),
        (["documents", "limits"], GONE, "documents.limits", "missing"),
    ],
)  # fmt: skip
def test_a_fault_of_filing_is_named_where_it_is(path, value, where, code):
    with pytest.raises(ConfigInvalid) as caught:
        CycleConfig.from_document(changed(path, value))
    assert {fault.path: fault.code for fault in caught.value.faults}[where] == code
