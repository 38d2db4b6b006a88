"""Keep what nobody had read at the count, compliments that are passed on, and e-mails to people who asked for news."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("unread_by_on", sa.Date(), nullable=True))
    _make_unread_answers()
    _make_passed_compliments()
    op.add_column(
        "news_contacts",
        sa.Column("language", sa.String(), server_default=sa.text("'en'"), nullable=False),
    )
    op.add_column("emails", sa.Column("news_key", sa.LargeBinary(), nullable=True))
    op.add_column("emails", sa.Column("until_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM emails WHERE news_key IS NOT NULL")  # their addresses are locked
    op.drop_column("emails", "until_on")
    op.drop_column("emails", "news_key")
    op.drop_column("news_contacts", "language")
    op.drop_table("passed_compliments")
    op.drop_table("unread_answers")
    op.drop_column("rounds", "unread_by_on")


def _make_unread_answers() -> None:
    op.create_table(
        "unread_answers",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_unread_answers_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_unread_answers_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unread_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_unread_answers_round_id", "unread_answers", ["round_id"])


def _make_passed_compliments() -> None:
    op.create_table(
        "passed_compliments",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern"], ["concerns.reference"], name=op.f("fk_passed_compliments_concern_concerns")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passed_compliments_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_passed_compliments")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_passed_compliments_concern", "passed_compliments", ["concern"])
