"""Rounds keep their terms: how long the notice said that what comes of them is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TERMS = ("keep_comments_months", "keep_responses_months", "keep_figures_years")
LONGER = " OR ".join(f"ifnull(NEW.{name} > OLD.{name}, OLD.{name} IS NOT NULL)" for name in TERMS)


def upgrade() -> None:
    for name in TERMS:
        op.add_column("rounds", sa.Column(name, sa.Integer(), nullable=True))
    op.execute(
        "CREATE TRIGGER rounds_are_never_kept_longer BEFORE UPDATE OF keep_comments_months,"
        f" keep_responses_months, keep_figures_years ON rounds WHEN {LONGER}"
        " BEGIN SELECT RAISE(ABORT, 'a round keeps what it brought no longer than its notice said'); END"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER rounds_are_never_kept_longer")
    for name in TERMS:
        op.drop_column("rounds", name)
