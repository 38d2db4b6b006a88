"""Teams close and merge and keep their history; refusals and no contact are counted beside what was due."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("teams", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("teams", sa.Column("left", sa.String(), nullable=True))
    op.create_table(
        "former_names",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_former_names_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_former_names")),
    )
    op.create_table(
        "successors",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "team_id != successor_id", name=op.f("ck_successors_nobody_succeeds_itself")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["teams.id"], name=op.f("fk_successors_successor_id_teams")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_successors_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("team_id", "successor_id", name=op.f("pk_successors")),
    )
    with op.batch_alter_table("round_teams") as table:
        table.add_column(sa.Column("refused", sa.Integer(), nullable=True))
        table.add_column(sa.Column("no_contact", sa.Integer(), nullable=True))
        table.add_column(sa.Column("counted_as", sa.String(), nullable=True))
        table.create_check_constraint(op.f("ck_round_teams_refused_is_a_count"), "refused >= 0")
        table.create_check_constraint(
            op.f("ck_round_teams_no_contact_is_a_count"), "no_contact >= 0"
        )
    op.execute(
        "UPDATE round_teams SET counted_as = (SELECT name FROM teams WHERE id = team_id)"
        " WHERE round_id IN (SELECT round_id FROM figure_rows)"
    )
    op.add_column("figure_rows", sa.Column("refused", sa.Integer(), nullable=True))
    op.add_column("figure_rows", sa.Column("no_contact", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("figure_rows", "no_contact")
    op.drop_column("figure_rows", "refused")
    with op.batch_alter_table("round_teams") as table:
        table.drop_constraint(op.f("ck_round_teams_no_contact_is_a_count"), type_="check")
        table.drop_constraint(op.f("ck_round_teams_refused_is_a_count"), type_="check")
        table.drop_column("counted_as")
        table.drop_column("no_contact")
        table.drop_column("refused")
    op.drop_table("successors")
    op.drop_table("former_names")
    op.drop_column("teams", "left")
    op.drop_column("teams", "closed_on")
