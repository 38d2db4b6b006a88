"""Keep a second step, recovery codes, and how often an account was locked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "hash", name=op.f("pk_recovery_codes")),
    )
    op.add_column(
        "accounts", sa.Column("locks", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "accounts", sa.Column("joined", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("accounts", sa.Column("second_step", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("last_step", sa.Integer(), nullable=True))
    op.execute("UPDATE accounts SET joined = 1 WHERE password IS NOT NULL")


def downgrade() -> None:
    op.drop_table("recovery_codes")
    for name in ("last_step", "second_step", "joined", "locks"):
        op.drop_column("accounts", name)
