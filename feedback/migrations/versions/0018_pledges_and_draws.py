"""Make the tables of what bears on promises, of random draws and of prize draws, and count answers by team from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_pledge_measures()
    _make_draws()
    _make_draw_references()
    _make_prize_draws()
    _make_prize_entries()
    _count_answers_by_team()


def _make_pledge_measures() -> None:
    op.create_table(
        "pledge_measures",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["pledge.id"], name=op.f("fk_pledge_measures_promise_id_pledge")),
        sa.PrimaryKeyConstraint("promise_id", "measure", name=op.f("pk_pledge_measures")),
    )


def _make_draws() -> None:
    op.create_table(
        "draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.CheckConstraint("size > 0 AND size < listed", name=op.f("ck_draws_size_is_a_part")),
        sa.CheckConstraint("delete_on >= drawn_on", name=op.f("ck_draws_delete_on_is_after_drawing")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_draws_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )


def _make_draw_references() -> None:
    op.create_table(
        "draw_references",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_draw_references_draw_id_draws")),
        sa.PrimaryKeyConstraint("draw_id", "reference", name=op.f("pk_draw_references")),
        sqlite_with_rowid=False,
    )


def _make_prize_draws() -> None:
    op.create_table(
        "prize_draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("prize", sa.String(), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint("winners > 0", name=op.f("ck_prize_draws_winners_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_draws")),
    )


def _make_prize_entries() -> None:
    op.create_table(
        "prize_entries",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("prize_draw_id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("won", sa.Boolean(), nullable=False),
        sa.CheckConstraint("whose IN ('own', 'adult')", name=op.f("ck_prize_entries_whose_is_known")),
        sa.ForeignKeyConstraint(["prize_draw_id"], ["prize_draws.id"], name=op.f("fk_prize_entries_prize_draw_id_prize_draws")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_entries")),
        sa.UniqueConstraint("prize_draw_id", "contact", name=op.f("uq_prize_entries_prize_draw_id_contact")),
        sqlite_with_rowid=False,
    )


def _count_answers_by_team() -> None:
    op.drop_index(op.f("ix_responses_round_id"), "responses")
    op.create_index(op.f("ix_responses_round_id_team_id"), "responses", ["round_id", "team_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_responses_round_id_team_id"), "responses")
    op.create_index(op.f("ix_responses_round_id"), "responses", ["round_id"])
    for table in ("prize_entries", "prize_draws", "draw_references", "draws", "pledge_measures"):
        op.drop_table(table)
