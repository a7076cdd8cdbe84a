"""The further views: governance, timelines, dossiers, experts, groups, defences, objections, titles and what they oblige to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FIRST = ["role", "cycle", "organisation", "case", "roster", "round", "assignment", "sheet", "ranking"]
FIRST += ["national_list", "grant", "interest"]


def _column(text: str) -> sa.Column[Any]:
    """``#name?``: ``#`` a number, ``!`` a flag, ``~`` sealed bytes, else text in code point order; ``?`` may be null."""
    name = text.strip("#!~?")
    kinds: dict[str, sa.types.TypeEngine[Any]] = {"#": sa.BigInteger(), "!": sa.Boolean(), "~": sa.LargeBinary()}
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kinds.get(text[0], plain), nullable=text[0] == "~" or text[-1] == "?", autoincrement=False)


def _versioned(name: str, key: str, columns: str, *indexes: str) -> None:
    span = (_column("#since"), _column("#until"), sa.PrimaryKeyConstraint(*key.split(), "since"))
    op.create_table(name, *map(_column, columns.split()), *span)
    for index in indexes:
        fields = index.split()
        op.create_index(f"ix_{name}_{'_'.join(fields)}", name, [*fields, "until", "since"])


def upgrade() -> None:
    """Creates every table. What the first views held is read again from the log, so that all begin together."""
    for name in FIRST:
        op.execute(sa.table(f"view_{name}").delete())
    op.execute("UPDATE view_tracking SET notification_id = 0")
    _rules()
    _files()
    _reviews()
    _objections()
    _titles()


def _rules() -> None:
    _versioned(
        "view_cycle_change",
        "cycle position",
        "cycle #position kind changes? stage? reason? digest? recorded_at",
    )
    _versioned(
        "view_interpretation",
        "cycle number",
        "cycle number rules? text? document_digest? issued_at",
    )
    _versioned(
        "view_calendar",
        "id",
        "id #year holidays workdays source? digest loaded_at",
        "year",
    )


def _files() -> None:
    _versioned(
        "view_timeline",
        "case position",
        "case #position type klass role actor behalf recorded_at",
    )
    _versioned(
        "view_section",
        "case section",
        "case section #times saved_at ~sealed_case",
    )
    _versioned(
        "view_declaration",
        "case",
        "case ~sealed_case",
    )
    _versioned(
        "view_document_check",
        "case number",
        "case #number checked_at ~sealed_case",
    )
    _versioned(
        "view_checklist",
        "case number",
        "case #number stage result actor recorded_at ~sealed_case",
    )


def _reviews() -> None:
    _versioned(
        "view_expert",
        "id",
        "id person !senior_quality_expert status registered_at updated_at ~sealed_id ~sealed_id_p",
        "person",
        "status",
    )
    _versioned(
        "view_pledge",
        "expert cycle",
        "expert cycle signed_at ~sealed_expert",
    )
    _versioned(
        "view_conflict",
        "expert number",
        "expert #number declared_by declared_at ~sealed_expert",
    )
    _versioned(
        "view_committee",
        "id",
        "id cycle formed_at ~sealed_id",
        "cycle",
    )
    _versioned(
        "view_group",
        "id",
        "id cycle status formed_at ~sealed_id",
        "cycle",
    )
    _versioned(
        "view_consensus",
        "group kind",
        "group kind opened_at? concluded_at? ~sealed_group",
    )
    _versioned(
        "view_override",
        "group number",
        "group #number recorded_at ~sealed_group",
    )
    _versioned(
        "view_draw",
        "id",
        "id cycle status committed_by committed_at answered_by? answered_at? drawn_at? voided_at? ~sealed_id",
        "cycle",
    )
    _versioned(
        "view_defence",
        "case",
        "case scheduled_at? result? recorded_at? ~sealed_case",
    )
    _versioned(
        "view_visit",
        "case number",
        "case #number proposed_by proposed_at ordered_at? reported_at? ~sealed_case",
    )


def _objections() -> None:
    _versioned(
        "view_objection",
        "id",
        "id case cycle? organisation status filer filed_at !by_letter !anonymous !as_information receipt_by? admissibility_by? "
        "decide_by? answered_at? !held reported_at? decided_at? withdrawn_at? objector_informed_at? "
        "applicant_informed_at? ~sealed_id ~sealed_id_p",
        "case",
        "cycle",
        "filer",
    )
    _versioned(
        "view_hearing",
        "objection number",
        "objection #number kind !waived recorded_by recorded_at ~sealed_objection",
    )
    _versioned(
        "view_reexamination",
        "id",
        "id case status requested_at decided_at? ~sealed_id",
        "case",
    )


def _titles() -> None:
    _versioned(
        "view_title",
        "case",
        "case title_no #year cycle organisation unit status granted_at ended_at? ground? document_no? postings? "
        "restored_at? ~sealed_organisation ~sealed_case",
        "cycle",
        "organisation",
        "year",
    )
    _versioned(
        "view_duty",
        "case kind name",
        "case kind name status since_at answered_at? ~sealed_case",
    )
    _versioned(
        "view_status_check",
        "case number",
        "case #number ~sealed_case",
    )
    _versioned(
        "view_adverse_fact",
        "case number",
        "case #number reported_by reported_at ~sealed_case",
    )
    _versioned(
        "view_revocation",
        "case number",
        "case #number kind status hearing? proposed_by proposed_at document_no? decided_at? ~sealed_case",
    )
    _versioned(
        "view_bar",
        "organisation case",
        "organisation case set_at ~sealed_organisation",
    )
