"""People who want to be talked to, and concerns with what was done about them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# What is written down about a concern is never changed, and stays as long as the concern is open or held.
APPEND_ONLY = (
    "CREATE TRIGGER concern_actions_are_never_updated BEFORE UPDATE ON concern_actions "
    "BEGIN SELECT RAISE(ABORT, 'actions are never changed'); END",
    "CREATE TRIGGER concern_actions_are_never_replaced BEFORE INSERT ON concern_actions"
    " WHEN EXISTS (SELECT 1 FROM concern_actions WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'actions are never replaced'); END",
    "CREATE TRIGGER concern_actions_of_open_ones_stay BEFORE DELETE ON concern_actions"
    " WHEN EXISTS (SELECT 1 FROM concerns WHERE reference = OLD.concern AND (closed_on IS NULL OR held))"
    " BEGIN SELECT RAISE(ABORT, 'actions of an open concern are never deleted'); END",
)


def upgrade() -> None:
    _make_concern_routes()
    _make_concerns()
    _make_talk_requests()
    _make_concern_actions()
    _make_concern_exclusions()
    _keep_what_is_written_down()


def _make_concern_routes() -> None:
    op.create_table(
        "concern_routes",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("goes_to", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "working_days BETWEEN 0 AND 60", name=op.f("ck_concern_routes_working_days_is_a_clock")
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_concern_routes")),
    )


def _make_concerns() -> None:
    op.create_table(
        "concerns",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("out_of_area", sa.String(), nullable=True),
        sa.Column("about_adult", sa.String(), nullable=True),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("comment_key", sa.String(), nullable=True),
        sa.Column("held", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('at-risk', 'allegation', 'complaint', 'compliment', 'contact')",
            name=op.f("ck_concerns_kind_is_known"),
        ),
        sa.CheckConstraint("times > 0", name=op.f("ck_concerns_times_is_a_count")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_concerns_owner_id_accounts")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_concerns_team_id_teams")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_concerns")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_concerns_owner_id"), "concerns", ["owner_id"], unique=False)


def _make_talk_requests() -> None:
    op.create_table(
        "talk_requests",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sent_mac", sa.LargeBinary(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("safe", sa.String(), nullable=False),
        sa.Column("best_time", sa.String(), nullable=False),
        sa.Column("not_say", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "safe IN ('yes', 'sometimes', 'no', 'not-said')",
            name=op.f("ck_talk_requests_safe_is_known"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'done')", name=op.f("ck_talk_requests_status_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["accounts.id"], name=op.f("fk_talk_requests_done_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_requests")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_talk_requests_key_hash")),
        sqlite_with_rowid=False,
    )


def _make_concern_actions() -> None:
    op.create_table(
        "concern_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["concern"], ["concerns.reference"], name=op.f("fk_concern_actions_concern_concerns")
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["accounts.id"], name=op.f("fk_concern_actions_done_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_actions")),
    )
    op.create_index(
        op.f("ix_concern_actions_concern"), "concern_actions", ["concern"], unique=False
    )


def _make_concern_exclusions() -> None:
    op.create_table(
        "concern_exclusions",
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_concern_exclusions_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["concern"], ["concerns.reference"], name=op.f("fk_concern_exclusions_concern_concerns")
        ),
        sa.PrimaryKeyConstraint("concern", "account_id", name=op.f("pk_concern_exclusions")),
    )


def _keep_what_is_written_down() -> None:
    for statement in APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("concern_exclusions")
    op.drop_index(op.f("ix_concern_actions_concern"), table_name="concern_actions")
    op.drop_table("concern_actions")
    op.drop_table("talk_requests")
    op.drop_index(op.f("ix_concerns_owner_id"), table_name="concerns")
    op.drop_table("concerns")
    op.drop_table("concern_routes")
