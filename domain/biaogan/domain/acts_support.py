"""Acting for another (代为办理): rows of the lifecycle table. Which acts may be done so is each row's ``for_another``."""

from biaogan.domain import events as ev
from biaogan.domain.person import SELF
from biaogan.domain.row import Row, own_stream, whole
from biaogan.domain.rules import support
from biaogan.domain.status import Phase

FIT = (support.the_supporter_is_another_person_and_fit, support.the_help_is_short_and_has_a_purpose)

# fmt: off
ACTS: tuple[Row, ...] = (
    Row("", "ask_for_support", ev.ActAsGranted, "person", (SELF,), own_stream, (Phase.ACTIVE,), cycle=None, rules=FIT),
    Row("", "agree_to_support", ev.ActAsApproved, "person", ("office_director",), whole, (Phase.ACTIVE,),
        cycle=None, rules=(support.a_director_agrees_to_exactly_what_was_asked, *FIT)),
    Row("", "end_support", ev.ActAsRevoked, "person", (SELF, "office_director"), whole, (Phase.ACTIVE,),
        cycle=None, rules=(support.the_help_to_be_ended_is_there,)),
)
# fmt: on
