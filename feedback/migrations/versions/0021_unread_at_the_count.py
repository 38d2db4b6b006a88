"""Keep what nobody had read at the count: unsafe answers, and the day by which a round is to be read."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("unread_by_on", sa.Date(), nullable=True))
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


def downgrade() -> None:
    op.drop_table("unread_answers")
    op.drop_column("rounds", "unread_by_on")
