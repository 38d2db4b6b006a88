"""An account may be somebody of the council's own sign-in, known by a name that stays theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as table:
        table.add_column(sa.Column("subject", sa.String(), nullable=True))
        table.create_unique_constraint(op.f("uq_accounts_subject"), ["subject"])


def downgrade() -> None:
    with op.batch_alter_table("accounts") as table:
        table.drop_constraint(op.f("uq_accounts_subject"), type_="unique")
        table.drop_column("subject")
