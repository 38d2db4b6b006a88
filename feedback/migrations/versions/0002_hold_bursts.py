"""Hold answers that came in a burst."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_bursts()
    _make_batch_decisions()
    _mark_answers_and_rounds()


def _make_bursts() -> None:
    op.create_table(
        "bursts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("collector_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_bursts_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["collector_id"], ["collectors.id"], name=op.f("fk_bursts_collector_id_collectors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bursts")),
    )
    op.create_index(op.f("ix_bursts_round_id"), "bursts", ["round_id"])


def _make_batch_decisions() -> None:
    op.create_table(
        "batch_decisions",
        sa.Column("burst_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('kept', 'left-out')", name=op.f("ck_batch_decisions_decision_is_known")
        ),
        sa.CheckConstraint(
            "part IN ('hurried', 'alike', 'different')",
            name=op.f("ck_batch_decisions_part_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["burst_id"], ["bursts.id"], name=op.f("fk_batch_decisions_burst_id_bursts")
        ),
        sa.PrimaryKeyConstraint("burst_id", "part", name=op.f("pk_batch_decisions")),
    )


def _mark_answers_and_rounds() -> None:
    # As SQL of our own: Alembic would copy the table to add the foreign key.
    op.execute(
        "ALTER TABLE intake ADD COLUMN burst_id INTEGER "
        "CONSTRAINT fk_intake_burst_id_bursts REFERENCES bursts (id)"
    )
    op.create_index(op.f("ix_intake_burst_id"), "intake", ["burst_id"])
    op.add_column(
        "intake", sa.Column("hurried", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "rounds", sa.Column("left_out", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("rounds", "left_out")
    op.drop_column("intake", "hurried")
    op.drop_index(op.f("ix_intake_burst_id"), "intake")
    op.execute("ALTER TABLE intake DROP COLUMN burst_id")
    op.drop_table("batch_decisions")
    op.drop_table("bursts")
