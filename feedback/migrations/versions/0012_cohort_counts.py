"""Make the table of cohort counts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort_counts",
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("year", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "count >= 0 AND count % 5 = 0", name=op.f("ck_cohort_counts_count_is_in_fives")
        ),
        sa.PrimaryKeyConstraint(
            "questionnaire", "year", "item", "code", name=op.f("pk_cohort_counts")
        ),
    )


def downgrade() -> None:
    op.drop_table("cohort_counts")
