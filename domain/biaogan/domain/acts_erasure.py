"""Erasing personal data (个人信息删除): rows of the lifecycle table."""

from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.erasure import ErasureStatus as E
from biaogan.domain.ids import erasure_id
from biaogan.domain.row import ABSENT, Row, whole
from biaogan.domain.rules import erasure, retention


def _of_subject(e: Any) -> str:
    return erasure_id(e.subject)


FIT = (
    retention.who_is_erased_is_no_longer_needed,
    retention.the_period_is_over,
    retention.nothing_under_way_holds_it,
)

# fmt: off
ACTS: tuple[Row, ...] = (
    Row("", "propose_erasure", ev.ErasureProposed, "erasure", ("office_director", "registrar"), whole,
        (ABSENT, E.KEPT, E.PROPOSED, E.ERASED), E.PROPOSED, cycle=None, stream=_of_subject, rules=(
            erasure.the_erasure_names_keys_of_its_subject,
            erasure.the_erasure_has_its_legal_ground,
            *FIT,
        )),
    Row("", "erase_personal_data", ev.PersonalDataErased, "erasure", ("key_custodian",), whole, (E.PROPOSED,), E.ERASED,
        cycle=None, stream=_of_subject, rules=(erasure.another_person_erases_exactly_what_was_proposed, *FIT)),
)
# fmt: on
