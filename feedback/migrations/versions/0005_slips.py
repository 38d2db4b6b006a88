"""Make the tables of slips."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slip_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collector_id", sa.Integer(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("good_until", sa.Date(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "good_until >= printed_on",
            name=op.f("ck_slip_batches_good_until_is_after_printing"),
        ),
        sa.ForeignKeyConstraint(
            ["collector_id"],
            ["collectors.id"],
            name=op.f("fk_slip_batches_collector_id_collectors"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_batches")),
    )
    op.create_table(
        "slips",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["slip_batches.id"], name=op.f("fk_slips_batch_id_slip_batches")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_slips")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("slips")
    op.drop_table("slip_batches")
