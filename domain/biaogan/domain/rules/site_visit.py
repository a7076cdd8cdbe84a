"""The site visit (现场考察), R-71, D-08: in doubt, by order of two persons, pass or fail, without points."""

from biaogan.domain.case import Case
from biaogan.domain.events import FinalConsensusOpened, SiteVisitOrdered, SiteVisitProposed, SiteVisitReported
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import DEFENCE, DESK, Round
from biaogan.domain.rules.committee import pooled_expert
from biaogan.domain.rules.conflict import the_expert_has_no_conflict
from biaogan.domain.rules.intake import the_day_is_not_in_the_future
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.rules.votes import live_cases
from biaogan.domain.values import iso_date, sha256_hex


@rule("R-71")
def the_cycle_has_site_visits(m: Matter) -> None:
    """R-71: visits (现场考察) belong to cycles that have that stage."""
    if "site_visit" not in m.config.stages:
        raise Rejected("stage_not_held", stage="site_visit")


@rule("R-71")
def every_case_was_visited_where_the_cycle_wants_it(e: FinalConsensusOpened, m: Matter) -> None:
    """R-71: where the cycle visits everybody (必须现场考察), no group concludes before each of its visits is reported."""
    if not m.config.review.site.mandatory:
        return
    cases = {name: m.referred("cases", name, Case) for name in live_cases(m.state.cases, m)}
    if unvisited := sorted(name for name, case in cases.items() if case.visit is None or not case.visit.reported):
        raise Rejected("visit_missing", cases=unvisited)


@rule("R-71")
def the_doubt_and_the_questions_are_stated(e: SiteVisitProposed, m: Matter) -> None:
    """R-71: a visit is for an enterprise in doubt (有疑问): the doubt and different questions to answer."""
    if not e.doubt.strip():
        raise Rejected("text_missing", rule="R-71", field="doubt")
    if not e.questions or len(set(e.questions)) != len(e.questions) or not all(q.strip() for q in e.questions):
        raise Rejected("text_missing", rule="R-71", field="questions")


@rule("R-71")
def the_visit_was_proposed_by_another(e: SiteVisitOrdered, m: Matter) -> None:
    """R-71: two persons order a visit (双人行为): the office exactly what the group's leader proposed."""
    visit = m.state.visit
    expected = visit.proposal if visit and not visit.team else ""
    the_proposal_is_named(e.proposal, expected, "R-71")
    somebody_else_acts(m, "R-71", visit.proposer)


@rule("D-08", "D-23")
def the_team_is_large_enough_and_free(e: SiteVisitOrdered, m: Matter) -> None:
    """D-08, D-23: so many different experts (考察组), one of them its lead, none with a conflict."""
    _enough(e.team, m)
    if e.lead not in e.team:
        raise Rejected("leader_not_a_member", person=e.lead)
    for expert in sorted(e.team):
        pooled_expert(expert, m)
        the_expert_has_no_conflict(expert, m.stream, m.state, m)


@rule("D-08")
def somebody_who_does_not_visit_scores_too(e: SiteVisitOrdered, m: Matter) -> None:
    """D-08: no case is scored only by those who visited it (考察与评分分离)."""
    case: Case = m.state
    name = case.round_of(DEFENCE) or case.round_of(DESK)
    round_ = m.world[name] if name else None
    if isinstance(round_, Round) and set(round_.panels.get(m.stream, ())) <= set(e.team):
        raise Rejected("only_visitors_score", case=m.stream)


@rule("R-71")
def the_visit_has_a_day(e: SiteVisitOrdered, m: Matter) -> None:
    """R-71: the report is due on a day (考察期限) that is not past."""
    if iso_date(e.due_on, "due_on") < m.at.astimezone(m.config.zone).date():
        raise Rejected("slot_wrong", starts=e.due_on)


@rule("R-71")
def the_lead_reports(m: Matter) -> None:
    """R-71: the report (考察报告) is the team leader's."""
    visit = m.state.visit
    if visit is None or visit.lead != m.actor:
        raise Rejected("not_the_leader", person=m.actor)


@rule("R-71", "D-08")
def every_question_is_answered_by_enough_visitors(e: SiteVisitReported, m: Matter) -> None:
    """R-71, D-08: enough of the team were there, and each question has its finding (逐项结论), none has points."""
    visit = m.state.visit
    _enough(e.visitors, m)
    if strangers := sorted(set(e.visitors) - set(visit.team)):
        raise Rejected("not_of_the_committee", rule="D-08", persons=strangers)
    the_day_is_not_in_the_future("visited_on", e.visited_on, m)
    answered = [finding.question for finding in e.findings if finding.text.strip()]
    if sorted(answered) != sorted(visit.questions):
        raise Rejected("questions_open", questions=sorted(set(visit.questions) - set(answered)))
    sha256_hex(e.report_digest, "report_digest")


def _enough(team: list[str], m: Matter) -> None:
    least, given = m.config.review.site.min_team, len(set(team))
    if given < least or given != len(team):
        raise Rejected("team_too_small", given=given, wanted=least)
