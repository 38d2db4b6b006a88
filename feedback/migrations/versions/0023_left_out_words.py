"""Keep which unread words came in a burst that was left out: they are read last."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("comments", "unread_answers")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table, sa.Column("held", sa.Boolean(), server_default=sa.text("0"), nullable=False)
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "held")
