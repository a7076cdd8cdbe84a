"""Interpretation of the rules (规则解释), R-14."""

from biaogan.domain.events import RuleInterpretationIssued
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rulebook import IDS
from biaogan.domain.values import sha256_hex


@rule("R-14")
def the_interpretation_names_the_rules_it_is_about(e: RuleInterpretationIssued, m: Matter) -> None:
    """R-14: an interpretation (解释) has a number of its own and is about rules that exist."""
    if not e.number.strip():
        raise Rejected("text_missing", rule="R-14", field="number")
    if e.number in m.state.interpretations:
        raise Rejected("interpretation_number_taken", number=e.number)
    if not e.rules:
        raise Rejected("text_missing", rule="R-14", field="rules")
    if unknown := sorted(set(e.rules) - set(IDS)):
        raise Rejected("rule_unknown", rules=unknown)


@rule("R-14")
def the_interpretation_is_written_and_on_file(e: RuleInterpretationIssued, m: Matter) -> None:
    """R-14: effective from issue (发布之日起施行), so it is written out; its document is named by its digest."""
    if not e.text.strip():
        raise Rejected("text_missing", rule="R-14", field="text")
    sha256_hex(e.document_digest, "document_digest")
