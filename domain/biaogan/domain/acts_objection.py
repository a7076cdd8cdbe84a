"""Objections, their investigation and decision, and re-examination (异议、核查、审议、复核): rows of the lifecycle table."""

from typing import Any

from biaogan.domain import consequences_objection as then
from biaogan.domain import events as ev
from biaogan.domain.case import Case
from biaogan.domain.ids import appeal_id
from biaogan.domain.matter import Matter
from biaogan.domain.objection import Objection
from biaogan.domain.objection import ObjectionStatus as O
from biaogan.domain.reexamination import Reexamination
from biaogan.domain.row import ABSENT, Row, whole
from biaogan.domain.rules import (
    adjudication,
    admission,
    investigation,
    objection,
    reexamination,
    votes,
)
from biaogan.domain.status import Phase


def cycle_of_the_case(body: Any, m: Matter) -> str | None:
    """The cycle of the case objected to, or to be re-examined."""
    case = _case(body, m)
    return case.cycle if case else None


def organisation_of_the_case(body: Any, m: Matter) -> str | None:
    """The organisation whose case is to be re-examined."""
    case = _case(body, m)
    return case.organisation if case else None


def _case(body: Any, m: Matter) -> Case | None:
    name = m.state.case if isinstance(m.state, Objection | Reexamination) else getattr(body, "case", None)
    return m.referred("case", name, Case) if name else None


OFFICE = (admission.nobody_handles_an_objection_to_the_own_organisation,)
INVESTIGATING = (*OFFICE, investigation.an_appointed_investigator_acts)

# fmt: off
ACTS: tuple[Row, ...] = (
    # --- filing and admission (提出、受理)
    Row("22", "file_objection", ev.ObjectionFiled, "objection", ("objector", "office_officer"), whole, (ABSENT,),
        O.FILED, cycle=cycle_of_the_case,
        rules=(
            objection.the_objection_is_complete,
            objection.the_objector_is_named,
            objection.the_objection_is_filed_within_the_notice,
            objection.the_same_facts_were_not_objected_before,
        ),
        then=then.filed, taken="already_filed"),
    Row("22", "admit_objection", ev.ObjectionAdmitted, "objection", ("office_officer",), whole, (O.FILED,), O.ADMITTED,
        cycle=cycle_of_the_case, guards=(*OFFICE, admission.the_objection_is_admissible),
        rules=(admission.the_decision_is_due_when_its_working_days_are_over,), then=then.admitted),
    Row("22", "refuse_objection", ev.ObjectionRefused, "objection", ("office_officer",), whole, (O.FILED,), O.REFUSED,
        cycle=cycle_of_the_case, guards=OFFICE, rules=(admission.the_answer_has_a_coded_reason,), then=then.answered),
    Row("22", "record_lead", ev.LeadRecorded, "objection", ("office_officer",), whole, (O.FILED,), O.LEAD,
        cycle=cycle_of_the_case, guards=OFFICE, rules=(admission.the_answer_has_a_coded_reason,), then=then.answered),
    Row("22", "withdraw_objection", ev.ObjectionWithdrawn, "objection", ("objector", "office_officer"), whole,
        (O.FILED, O.ADMITTED, O.REPORTED), cycle=cycle_of_the_case, guards=(admission.only_the_objector_withdraws,),
        then=then.answered),
    # --- investigation (调查核实)
    Row("23", "discontinue_investigation", ev.InvestigationDiscontinued, "objection", ("office_director",), whole,
        (O.ADMITTED, O.REPORTED), O.RETRACTED, cycle=cycle_of_the_case, guards=OFFICE,
        rules=(investigation.only_a_withdrawn_objection_is_discontinued,), then=then.answered),
    Row("23", "appoint_investigators", ev.InvestigatorAppointed, "objection", ("office_director",), whole,
        (O.ADMITTED,), O.ADMITTED, cycle=cycle_of_the_case, guards=OFFICE,
        rules=(investigation.two_uninvolved_persons_investigate,)),
    Row("23", "hear_applicant", ev.ApplicantHeard, "objection", ("investigator",), whole, (O.ADMITTED,), O.ADMITTED,
        cycle=cycle_of_the_case, guards=INVESTIGATING, rules=(investigation.what_was_said_is_on_file,)),
    Row("23", "hear_expert", ev.ExpertHeard, "objection", ("investigator",), whole, (O.ADMITTED,), O.ADMITTED,
        cycle=cycle_of_the_case, guards=INVESTIGATING, rules=(investigation.what_was_said_is_on_file,)),
    Row("23", "add_evidence", ev.EvidenceAdded, "objection", ("investigator",), whole, (O.ADMITTED,), O.ADMITTED,
        cycle=cycle_of_the_case, guards=INVESTIGATING, rules=(investigation.the_evidence_is_named_by_its_digest,)),
    Row("23", "report_investigation", ev.InvestigationReported, "objection", ("investigator",), whole, (O.ADMITTED,),
        O.REPORTED, cycle=cycle_of_the_case, guards=(*INVESTIGATING, investigation.the_applicant_was_heard),
        rules=(investigation.the_report_finds_and_recommends,), then=then.reported),
    # --- decision (审议决定)
    Row("24", "decide_objection", ev.ObjectionDecided, "objection", ("committee_chair",), whole, (O.REPORTED,),
        O.DECIDED, cycle=cycle_of_the_case, guards=(*OFFICE, votes.the_chair_presides),
        rules=(
            adjudication.the_decision_carries_one_remedy,
            adjudication.the_next_in_rank_is_promoted_only_where_the_cycle_says_so,
            adjudication.the_committee_votes,
            adjudication.deciding_by_scorers_is_disclosed,
        ),
        then=then.decided),
    Row("24", "inform_objector", ev.ObjectorInformed, "objection", ("office_officer",), whole,
        (O.REFUSED, O.LEAD, O.DECIDED, O.RETRACTED), cycle=cycle_of_the_case, guards=OFFICE,
        rules=(admission.the_objector_is_informed_once,)),
    Row("24", "inform_applicant", ev.ApplicantInformed, "objection", ("office_officer",), whole, (O.DECIDED,),
        O.DECIDED, cycle=cycle_of_the_case, guards=OFFICE, rules=(adjudication.the_applicant_is_informed_once,),
        then=then.applicant_informed),
    # --- re-examination (复核)
    Row("", "request_reexamination", ev.ReexaminationRequested, "appeal", ("applicant_signatory",),
        organisation_of_the_case, (ABSENT,), Phase.OPEN, cycle=cycle_of_the_case, stream=lambda e: appeal_id(e.case),
        rules=(reexamination.the_request_comes_within_its_days, reexamination.the_request_is_about_the_procedure),
        then=then.docketed, taken="already_reexamined"),
    Row("", "decide_reexamination", ev.ReexaminationDecided, "appeal", ("office_director",), whole, (Phase.OPEN,),
        Phase.CLOSED, cycle=cycle_of_the_case, guards=(reexamination.nobody_re_examines_the_own_organisation,),
        rules=(reexamination.the_answer_confirms_or_repeats,), then=then.reexamined),
)
# fmt: on
