"""Make the tables of replies, of results for everybody, and of where to send news."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_replies()
    op.create_table(
        "reply_verdicts",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('changed', 'a-bit', 'not-yet')",
            name=op.f("ck_reply_verdicts_verdict_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reply_verdicts_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name=op.f("fk_reply_verdicts_reply_id_replies")
        ),
        sa.PrimaryKeyConstraint("reply_id", "account_id", name=op.f("pk_reply_verdicts")),
    )
    op.create_table(
        "public_results",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_public_results_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_public_results")),
    )
    op.create_table(
        "news_contacts",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.CheckConstraint("way IN ('email', 'phone')", name=op.f("ck_news_contacts_way_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_contacts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("news_contacts", "public_results", "reply_verdicts", "replies"):
        op.drop_table(table)


def _make_replies() -> None:
    words = (
        "question", "team", "theme", "you_said", "easy_you_said", "kind", "we_did", "easy_we_did",
        "picture", "proposal", "owner",
    )  # fmt: skip
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _BY),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('did', 'will', 'cannot')", name=op.f("ck_replies_kind_is_known")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'approved', 'published', 'withdrawn')",
            name=op.f("ck_replies_status_is_known"),
        ),
        sa.CheckConstraint(
            "question <> '' OR theme <> ''", name=op.f("ck_replies_is_of_something")
        ),
        sa.CheckConstraint(
            "status <> 'published' OR published_on IS NOT NULL",
            name=op.f("ck_replies_published_on_a_day"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_replies_round_id_rounds")),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_replies_{name}_accounts"))
            for name in _BY
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )


_BY = ("drafted_by", "written_by", "approved_by")
