"""Have what is sent read by the next working day in every language: no language has days of its own any more."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None

RULE = "ck_language_readers_days_are_few"


def upgrade() -> None:
    with op.batch_alter_table("language_readers") as table:
        table.drop_constraint(op.f(RULE), type_="check")
        table.drop_column("days")


def downgrade() -> None:
    days = sa.Column("days", sa.Integer(), server_default=sa.text("1"), nullable=False)
    with op.batch_alter_table("language_readers") as table:
        table.add_column(days)
        table.create_check_constraint(op.f(RULE), "days BETWEEN 1 AND 5")
