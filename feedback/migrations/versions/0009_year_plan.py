"""The year plan: what is asked how often, and which rounds came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("how_often", sa.String(), nullable=False),
        sa.Column("every_team", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("open_weeks", sa.Integer(), nullable=False),
        sa.Column("reply_owner", sa.String(), nullable=False),
        sa.Column("reply_weeks", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "how_often IN ('once', 'monthly', 'quarterly', 'six-monthly', 'yearly', 'always-open')",
            name=op.f("ck_plans_how_often_is_known"),
        ),
        sa.CheckConstraint("open_weeks > 0", name=op.f("ck_plans_open_weeks_is_positive")),
        sa.CheckConstraint("reply_weeks > 0", name=op.f("ck_plans_reply_weeks_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_table(
        "plan_teams",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_teams_plan_id_plans")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_plan_teams_team_id_teams")),
        sa.PrimaryKeyConstraint("plan_id", "team_id", name=op.f("pk_plan_teams")),
    )
    op.create_table(
        "plan_rounds",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_rounds_plan_id_plans")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_plan_rounds_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("plan_id", "begins_on", name=op.f("pk_plan_rounds")),
        sa.UniqueConstraint("round_id", name=op.f("uq_plan_rounds_round_id")),
    )


def downgrade() -> None:
    op.drop_table("plan_rounds")
    op.drop_table("plan_teams")
    op.drop_table("plans")
