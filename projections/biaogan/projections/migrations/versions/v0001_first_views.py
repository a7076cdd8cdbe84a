"""The first views: people, cycles, organisations, cases, rosters, rounds, sheets, rankings, national lists."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, null: bool = False) -> sa.Column[str]:
    """Text in code point order."""
    return sa.Column(name, sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=null)


def _number(name: str, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=null, autoincrement=False)


def _flag(name: str, null: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=null)


def _sealed(key: str) -> sa.Column[bytes]:
    """All that is sealed under the key which the column ``key`` names; ``_p`` for personal data."""
    return sa.Column(f"sealed_{key}", sa.LargeBinary, nullable=True)


def _versioned(name: str, key: str, *columns: sa.Column[Any]) -> None:
    span = (_number("since"), _number("until"), sa.PrimaryKeyConstraint(*key.split(), "since"))
    op.create_table(name, *columns, *span)


def upgrade() -> None:
    """Creates every table; the log is tracked from before its first record."""
    tracking = op.create_table(
        "view_tracking",
        sa.Column("application_name", sa.Text, primary_key=True),
        sa.Column("notification_id", sa.BigInteger, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(tracking, [{"application_name": "log", "notification_id": 0, "generation": 0}])
    _people_and_cycles()
    _cases()
    _reviews()
    _national_list()
    _grants_and_interests()
    _documents()


def _people_and_cycles() -> None:
    _versioned(
        "view_role",
        "person role scope",
        _text("person"),
        _text("role"),
        _text("scope"),
        _sealed("person_p"),
        _text("granted_at"),
        _text("granted_by"),
    )
    _versioned("view_login", "person provider", _text("person"), _text("provider"), _sealed("person_p"))
    op.create_index("ix_view_login_provider", "view_login", ["provider", "until", "since"])
    op.create_index("ix_view_role_role_scope", "view_role", ["role", "scope", "until", "since"])
    _versioned(
        "view_cycle",
        "id",
        _text("id"),
        _text("name"),
        _number("year", null=True),
        _text("name_zh"),
        _text("name_en"),
        _text("config"),
        _text("digest", null=True),
        _text("deadlines"),
        _text("published_at"),
    )
    _versioned(
        "view_organisation",
        "id",
        _text("id"),
        _sealed("id"),
        _flag("synthetic"),
        _text("registered_at"),
    )


def _cases() -> None:
    _versioned(
        "view_case",
        "id",
        *(_text(name) for name in ("id", "cycle", "organisation", "unit", "status")),
        _flag("endorsed"),
        _sealed("id"),
        _sealed("organisation"),
        _text("title_no"),
        _number("version"),
        _text("drafted_at"),
        _text("submitted_at", null=True),
        _text("updated_at"),
        _number("open_since"),
        _flag("suspected"),
        _flag("noticed"),
    )
    op.create_index("ix_view_case_cycle", "view_case", ["cycle", "until", "since"])
    op.create_index("ix_view_case_organisation", "view_case", ["organisation", "until", "since"])
    _versioned(
        "view_roster",
        "id",
        _text("id"),
        _text("cycle", null=True),
        _text("unit", null=True),
        _number("quota", null=True),
        _text("places"),
        _text("status"),
        _sealed("id"),
        *(_text(name, null=True) for name in ("sealed_on", "signed_at")),
    )
    op.create_index("ix_view_roster_cycle", "view_roster", ["cycle", "until", "since"])


def _reviews() -> None:
    _versioned(
        "view_round",
        "id",
        _text("id"),
        _text("cycle", null=True),
        _text("kind", null=True),
        _text("status"),
        _text("closes", null=True),
        _number("cases"),
        _number("assigned"),
        _sealed("id"),
        _text("opened_at"),
        _text("closed_at", null=True),
        _text("shares"),
        _text("custody", null=True),
        _flag("sealed"),
        _text("unsealed_at", null=True),
        _flag("early"),
    )
    op.create_index("ix_view_round_cycle", "view_round", ["cycle", "until", "since"])
    _versioned(
        "view_assignment",
        "round case expert",
        *(_text(name) for name in ("round", "case", "expert")),
        *(_text(name, null=True) for name in ("cycle", "kind", "closes")),
    )
    op.create_index("ix_view_assignment_expert", "view_assignment", ["expert", "until", "since"])
    op.create_index("ix_view_assignment_case", "view_assignment", ["case", "until", "since"])
    _versioned(
        "view_sheet",
        "id",
        *(_text(name) for name in ("round", "case", "expert", "id")),
        _sealed("id"),
        _flag("sealed"),
        _text("locked_at"),
    )
    op.create_index("ix_view_sheet_round", "view_sheet", ["round", "until", "since"])
    op.create_index("ix_view_sheet_case", "view_sheet", ["case", "until", "since"])
    op.create_index("ix_view_sheet_expert", "view_sheet", ["expert", "until", "since"])
    _versioned(
        "view_ranking",
        "round case",
        _text("round"),
        _text("case"),
        _sealed("round"),
    )


def _national_list() -> None:
    consultation = ("due_on", "opened_at", "closed_at")
    notice = ("postings", "contact", "closes", "published_at", "expired_at", "outages")
    result = ("approved_at", "announcement_postings", "announcement_digest", "announced_at")
    _versioned(
        "view_national_list",
        "id",
        _text("id"),
        _text("cycle", null=True),
        _text("status"),
        _text("round", null=True),
        _sealed("id"),
        _text("adopted_at"),
        *(_text(f"consultation_{name}", null=True) for name in consultation),
        *(_text(f"notice_{name}", null=True) for name in notice),
        *(_text(name, null=True) for name in result),
    )
    op.create_index("ix_view_national_list_cycle", "view_national_list", ["cycle", "until", "since"])


def _grants_and_interests() -> None:
    _versioned(
        "view_grant",
        "id",
        _text("id"),
        _text("cycle", null=True),
        _text("grantee"),
        _sealed("id"),
        *(_text(name) for name in ("granted_by", "granted_at", "expires")),
    )
    op.create_index("ix_view_grant_grantee", "view_grant", ["grantee", "until", "since"])
    _versioned(
        "view_support",
        "person supporter",
        _text("person"),
        _text("supporter"),
        _sealed("person"),
        *(_text(name) for name in ("expires", "asked_at", "agreed_by")),
    )
    op.create_index("ix_view_support_supporter", "view_support", ["supporter", "until", "since"])
    _versioned(
        "view_erasure",
        "id proposal",
        *(_text(name) for name in ("id", "proposal", "subject")),
        *(_flag(name) for name in ("personal", "content")),
        _text("ground"),
        _sealed("id"),
        *(_text(name) for name in ("proposed_by", "proposed_role", "proposed_at")),
        *(_text(name) for name in ("erased_by", "erased_role", "erased_at")),
    )
    op.create_index("ix_view_erasure_subject", "view_erasure", ["subject", "until", "since"])


def _documents() -> None:
    _versioned("view_documents", "case", _text("case"), _number("unchecked"), _sealed("case"))
    op.create_index("ix_view_documents_unchecked", "view_documents", ["unchecked", "until", "since"])
    _versioned(
        "view_interest",
        "person organisation last_day",
        *(_text(name) for name in ("person", "organisation", "last_day", "declared_at")),
    )
