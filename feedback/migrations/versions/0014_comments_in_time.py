"""Make room for reading comments in time: readers, word lists, themes, and what was done with a comment."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


ANSWER = "id, collector_id, version_id, variant, language, mode, helper, answers, equality"
WAS_READ = (
    "OLD.read_by_on IS NOT NULL AND NEW.read_by_on IS NULL AND"
    """ (NEW.comments = '{}' OR substr(NEW.comments, 1, 6) = '{"": "' AND length(NEW.comments) = 40)"""
)
REFUSE = "BEGIN SELECT RAISE(ABORT, 'an answer never changes'); END"
FROZEN = "CREATE TRIGGER sealed_answers_never_change BEFORE UPDATE OF {} ON intake " + REFUSE
ONLY_OUT = (
    "CREATE TRIGGER sealed_words_are_only_taken_out BEFORE"
    f" UPDATE OF comments ON intake WHEN NOT ({WAS_READ}) {REFUSE}"
)


def upgrade() -> None:
    _let_words_be_only_taken_out()
    _make_language_readers()
    _make_word_lists()
    _make_themes()
    _add_to_comments_and_intake()
    _let_wait()


def _let_words_be_only_taken_out() -> None:
    op.execute("DROP TRIGGER sealed_answers_never_change")
    op.get_bind().exec_driver_sql(FROZEN.format(ANSWER))
    op.get_bind().exec_driver_sql(ONLY_OUT)


def _make_language_readers() -> None:
    op.create_table(
        "language_readers",
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("cover", sa.String(), nullable=False),
        sa.Column("emails", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "days BETWEEN 1 AND 5", name=op.f("ck_language_readers_days_are_few")
        ),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_language_readers")),
    )


def _make_word_lists() -> None:
    op.create_table(
        "word_lists",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_word_lists")),
    )


def _make_themes() -> None:
    op.create_table(
        "themes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('theme', 'charter', 'pledge')", name=op.f("ck_themes_kind_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["themes.code"], name=op.f("fk_themes_merged_into_themes")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_themes")),
        sa.UniqueConstraint("name", name=op.f("uq_themes_name")),
    )


def _add_to_comments_and_intake() -> None:
    for column in (
        sa.Column("original", sa.String(), nullable=True),
        sa.Column("themes", sa.String(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("tone", sa.String(), nullable=True),
        sa.Column("decided_by", sa.LargeBinary(), nullable=True),
        sa.Column("team_agreed", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    ):
        op.add_column("comments", column)
    op.create_index(
        "ix_intake_read_by_on",
        "intake",
        ["read_by_on"],
        sqlite_where=sa.text("read_by_on IS NOT NULL"),
    )


def _let_wait() -> None:
    """What lies in the intake waits from now on: words, and whatever may be an unsafe answer."""
    waits = "UPDATE intake SET read_by_on = :day WHERE comments <> '{}' OR answers <> '[]'"
    op.get_bind().execute(sa.text(waits), {"day": dt.datetime.now(dt.UTC).date().isoformat()})


def downgrade() -> None:
    op.execute("DROP TRIGGER sealed_words_are_only_taken_out")
    op.execute("DROP TRIGGER sealed_answers_never_change")
    op.get_bind().exec_driver_sql(FROZEN.format(f"{ANSWER}, comments"))
    op.execute("UPDATE intake SET read_by_on = NULL")
    op.execute("UPDATE comments SET status = 'new' WHERE status = 'read'")
    op.execute("UPDATE comments SET status = 'withheld' WHERE status IN ('staff-only', 'escalated')")
    op.drop_index("ix_intake_read_by_on", table_name="intake")
    for column in ("team_agreed", "decided_by", "tone", "themes", "original"):
        op.drop_column("comments", column)
    op.drop_table("themes")
    op.drop_table("word_lists")
    op.drop_table("language_readers")
