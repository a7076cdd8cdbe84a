"""Amending a published cycle (修订年度通知), R-05: by two persons, whole and valid, before the stage concerned begins."""

from biaogan.domain.amending import ALWAYS, FROZEN, amended, stage_of, value_at
from biaogan.domain.config import CycleConfig, digest
from biaogan.domain.cycle import Amendment, Cycle
from biaogan.domain.events import CycleAmendmentProposed, CycleConfigAmended
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.second_person import somebody_else_acts
from biaogan.domain.stages_begun import the_stage_has_begun
from biaogan.domain.two_person import act_digest


@rule("R-05")
def the_amendment_changes_something_and_says_why(e: CycleAmendmentProposed, m: Matter) -> None:
    """R-05: an amendment (修订) has a reason, and each of its places exists and gets another value."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-05", field="reason")
    if not e.changes:
        raise Rejected("text_missing", rule="R-05", field="changes")
    cycle: Cycle = m.state
    for path in sorted(e.changes):
        if value_at(cycle.document, path) == e.changes[path]:
            raise Rejected("amendment_changes_nothing", path=path)


@rule("R-05", "D-01")
def every_place_may_still_be_amended(e: CycleAmendmentProposed, m: Matter) -> None:
    """R-05, D-01..D-36: a setting changes only before the stage concerned (相关阶段) begins for any case.

    So no scale or weight changes once cases are in review: the scores given and those to come are of one kind.
    """
    for path in sorted(e.changes):
        stage = stage_of(path)
        if stage == FROZEN:
            raise Rejected("amendment_path_frozen", path=path)
        if stage != ALWAYS and the_stage_has_begun(stage, m):
            raise Rejected("amendment_stage_begun", path=path, stage=stage)


@rule("R-05")
def the_amendment_takes_effect_before_a_stage_that_has_not_begun(e: CycleAmendmentProposed, m: Matter) -> None:
    """R-05: the stage (生效阶段) an amendment names is one of the cycle, lies ahead, and no place is settled before it."""
    stages = m.config.stages
    if e.stage not in stages:
        raise Rejected("unknown_reference", field="stage", value=e.stage)
    if the_stage_has_begun(e.stage, m):
        raise Rejected("amendment_stage_begun", path="", stage=e.stage)
    for path in sorted(e.changes):
        settled = stage_of(path)
        if settled in stages and stages.index(settled) < stages.index(e.stage):
            raise Rejected("amendment_stage_late", path=path, settled=settled, stage=e.stage)


@rule("R-05")
def the_amended_configuration_is_valid_and_is_the_one_named(e: CycleAmendmentProposed, m: Matter) -> None:
    """R-05: the configuration after the change (修订后配置) is without a fault, or refused with all of them at once."""
    cycle: Cycle = m.state
    document = amended(cycle.document, e.changes)
    CycleConfig.from_document(document)
    if e.digest != (expected := digest(document)):
        raise Rejected("digest_mismatch", rule="R-05", field="digest", given=e.digest, expected=expected)


@rule("R-05")
def another_person_approves_exactly_what_was_proposed(e: CycleConfigAmended, m: Matter) -> None:
    """R-05: two persons (双人): the approval names the proposal by its digest and repeats all it says."""
    pending: Amendment | None = m.state.pending
    if pending is None:
        raise Rejected("amendment_not_proposed")
    somebody_else_acts(m, "R-05", pending.by)
    repeated = act_digest(CycleAmendmentProposed(e.changes, e.stage, e.reason, e.digest))
    for field, given in (("proposal", e.proposal), ("changes", repeated)):
        if given != pending.digest:
            raise Rejected("digest_mismatch", rule="R-05", field=field, given=given, expected=pending.digest)


@rule("R-05", "D-01")
def the_proposed_amendment_is_still_in_time(e: CycleConfigAmended, m: Matter) -> None:
    """R-05, D-01..D-36: what began between proposal and approval (提议与批准之间) is asked again."""
    pending: Amendment = m.state.pending
    every_place_may_still_be_amended(pending.event, m)
    the_amendment_takes_effect_before_a_stage_that_has_not_begun(pending.event, m)
