"""Make the tables of returns, their links and the pledge."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_returns()
    _make_return_links()
    _make_pledge()


def _make_returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("maker", sa.String(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.String(), server_default="{}", nullable=False),
        sa.Column("saved", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("with_evidence", sa.Boolean(), server_default=sa.false(), nullable=False),
        *_hold_returns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("slot", name=op.f("uq_returns_slot")),
    )


def _hold_returns() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "(team_id IS NULL) != (maker IS NULL)", name=op.f("ck_returns_one_maker")
        ),
        sa.CheckConstraint(
            "status IN ('asked', 'draft', 'sent')", name=op.f("ck_returns_status_is_known")
        ),
        sa.CheckConstraint("stage IN (1, 2)", name=op.f("ck_returns_stage_is_known")),
        sa.CheckConstraint(
            "(stage = 2) = (first_id IS NOT NULL)", name=op.f("ck_returns_second_has_a_first")
        ),
        sa.CheckConstraint(
            "published_on IS NULL OR status = 'sent'",
            name=op.f("ck_returns_only_sent_is_published"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_returns_version_id_versions")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_returns_team_id_teams")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["teams.id"], name=op.f("fk_returns_place_id_teams")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["returns.id"], name=op.f("fk_returns_first_id_returns")
        ),
    ]


def _make_return_links() -> None:
    op.create_table(
        "return_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name=op.f("fk_return_links_return_id_returns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_links")),
        sa.UniqueConstraint("hash", name=op.f("uq_return_links_hash")),
    )


def _make_pledge() -> None:
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("words", name=op.f("uq_pledge_words")),
    )


def downgrade() -> None:
    op.drop_table("pledge")
    op.drop_table("return_links")
    op.drop_table("returns")
