"""The further views: governance, timelines, dossiers, experts, groups, defences, objections, titles and what they oblige to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FIRST = ["role", "cycle", "organisation", "case", "roster", "round", "assignment", "sheet", "ranking"]
FIRST += ["national_list", "grant"]


def _column(text: str) -> sa.Column[Any]:
    """``#name?``: ``#`` a number, ``!`` a flag, else text in code point order; ``?`` may be null."""
    name = text.strip("#!?")
    kinds: dict[str, sa.types.TypeEngine[Any]] = {"#": sa.BigInteger(), "!": sa.Boolean()}
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kinds.get(text[0], plain), nullable=text.endswith("?"), autoincrement=False)


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
        "case #position type klass role actor recorded_at",
    )
    _versioned(
        "view_section",
        "case section",
        "case section digest? files? #times saved_at",
    )
    _versioned(
        "view_declaration",
        "case",
        "case enterprise_type? industry_class? organisation_size? directions? revenue? profit?",
    )
    _versioned(
        "view_document_check",
        "case document",
        "case document findings? counts? checker? checked_at",
    )
    _versioned(
        "view_checklist",
        "case number",
        "case #number stage result items? reasons? confirmations? due? answer? actor recorded_at",
    )


def _reviews() -> None:
    _versioned(
        "view_expert",
        "id",
        "id person specialities? industries? employments? !senior_quality_expert status suspended_reason? "
        "registered_at updated_at",
        "person",
        "status",
    )
    _versioned(
        "view_pledge",
        "expert cycle",
        "expert cycle digest? signed_at",
    )
    _versioned(
        "view_conflict",
        "expert number",
        "expert #number cycle? organisation? kind? from_day? to_day? evidence? declared_by declared_at",
    )
    _versioned(
        "view_committee",
        "id",
        "id cycle chair? vice_chairs? members? formed_at",
        "cycle",
    )
    _versioned(
        "view_group",
        "id",
        "id cycle code? field? leader? members? cases? round? status formed_at",
        "cycle",
    )
    _versioned(
        "view_consensus",
        "group kind",
        "group kind round? opened_at? decisions? entries? attendance? votes? dissent? minutes_digest? concluded_at?",
    )
    _versioned(
        "view_override",
        "group number",
        "group #number round? case? #statistic_rank? #decided_rank? decided_score? reason? recorded_at",
    )
    _versioned(
        "view_draw",
        "id",
        "id cycle kind? status commitment? committed_by committed_at answer? answered_by? answered_at? secret? "
        "drawn_at? void_reason? voided_at? cases? pool? panels? alternates?",
        "cycle",
    )
    _versioned(
        "view_defence",
        "case",
        "case starts? place? scheduled_at? result? #minutes? attendance? questions_digest? note? recorded_at?",
    )
    _versioned(
        "view_visit",
        "case number",
        "case #number doubt? questions? proposed_by proposed_at team? lead? due_on? ordered_at? visitors? "
        "visited_on? findings? report_digest? reported_at?",
    )


def _objections() -> None:
    _versioned(
        "view_objection",
        "id",
        "id case cycle? status filer filed_at !by_letter received_at? !anonymous !as_information ground? subject? "
        "arguments? remedy_sought? objector? receipt_by? admissibility_by? decide_by? answered_at? !held "
        "answer_reason? answer_text? investigators? scope? due_on? findings? recommendation? report_digest? "
        "reported_at? outcome? remedy? correction? title? replacement? reasons? ballots? minutes_digest? "
        "!decided_by_scorers? decided_at? withdrawn_at? objector_informed_at? applicant_informed_at?",
        "case",
        "cycle",
        "filer",
    )
    _versioned(
        "view_hearing",
        "objection number",
        "objection #number kind expert? name? text? digest? heard_on? !waived recorded_by recorded_at",
    )
    _versioned(
        "view_reexamination",
        "id",
        "id case status ground? text? evidence? requested_at decide_by? outcome? reasons? letter_digest? decided_at?",
        "case",
    )


def _titles() -> None:
    _versioned(
        "view_title",
        "case",
        "case title_no #year cycle organisation organisation_name title unit status granted_at ended_at? ground? "
        "document_no? postings? restored_at? #checked_year? checked_on?",
        "cycle",
        "organisation",
        "year",
    )
    _versioned(
        "view_duty",
        "case kind name",
        "case kind name status day? digest? #brand_seconds? #experience_seconds? reason? since_at answered_at?",
    )
    _versioned(
        "view_status_check",
        "case number",
        "case #number #year? checked_on? result? findings?",
    )
    _versioned(
        "view_adverse_fact",
        "case number",
        "case #number kind? source? severity? summary? reported_by reported_at",
    )
    _versioned(
        "view_revocation",
        "case number",
        "case #number kind status ground? statement? evidence? occurred_on? hearing_closes? hearing? "
        "hearing_statement? proposed_by proposed_at reasons? opinion_digest? document_no? decided_at?",
    )
    _versioned(
        "view_bar",
        "organisation case",
        "organisation case #until_year? set_at",
    )
