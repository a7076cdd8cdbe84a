"""Who gets on the list (结果确定), D-34: by the committee's choice, by reaching a score, or by its ballot."""

from fractions import Fraction

from biaogan.domain.config_result import BALLOT, THRESHOLD
from biaogan.domain.events import FinalListAdopted
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.domain.rules.votes import carried, live_cases


@rule("D-34")
def every_listed_case_reaches_the_least_score(e: FinalListAdopted, m: Matter) -> None:
    """D-34: nobody is listed below the least score (最低分数线) of the cycle."""
    least, finals = m.config.result.min_score, _finals(e, m)
    below = sorted(entry.case for entry in e.entries if finals.get(entry.case, Fraction(0)) < least)
    if below:
        raise Rejected("score_below_least", cases=below, least=str(least))


@rule("D-34")
def the_list_keeps_to_its_length(e: FinalListAdopted, m: Matter) -> None:
    """D-34: where the cycle limits the titles (名额), the list is no longer than that."""
    quota = m.config.result.quota
    if quota and len(e.entries) > quota:
        raise Rejected("list_too_long", given=len(e.entries), quota=quota)


@rule("D-34")
def nobody_is_left_off_whom_the_method_lists(e: FinalListAdopted, m: Matter) -> None:
    """D-34: where a score or a ballot decides (分数线、票决), everybody it lists is on the list."""
    method = m.config.result.method
    cases = live_cases(sorted(m.referred("round", e.round, Round).panels), m)
    if method == THRESHOLD:
        finals = _finals(e, m)
        due = {case for case in cases if finals.get(case, Fraction(0)) >= m.config.result.min_score}
    elif method == BALLOT:
        due = carried(e.votes, cases, e.attendance, m)
    else:
        return
    if left_off := sorted(due - {entry.case for entry in e.entries}):
        raise Rejected("case_left_off", cases=left_off, method=method)


def _finals(e: FinalListAdopted, m: Matter) -> dict[str, Fraction]:
    results = m.referred("round", e.round, Round).results
    return {row["case"]: Fraction(row["final"]) for row in results}
