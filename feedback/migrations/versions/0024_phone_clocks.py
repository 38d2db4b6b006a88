"""Keep how wrong the clock of somebody's phone is, so that a code need live for its own 30 seconds only."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("clock_off", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("accounts", sa.Column("missed_step", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "missed_step")
    op.drop_column("accounts", "clock_off")
