"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_meta_teams_and_versions()
    _make_accounts()
    _make_collectors()
    _make_rounds()
    _make_audit()
    _make_channel_figures_and_comments()
    _make_equality_answers()
    _make_figure_rows_and_given_out()
    _make_intake()
    _make_option_figures_and_receipts()
    _make_responses()
    _make_round_teams_and_figures()


def _make_meta_teams_and_versions() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_versions_number_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint(
            "questionnaire", "number", name=op.f("uq_versions_questionnaire_number")
        ),
    )


def _make_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'analyst', 'manager', 'champion', 'duty-reader', 'reviewer', 'interviewer', 'contributor')",
            name=op.f("ck_accounts_role_is_known"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_is_lower_case")),
        sa.CheckConstraint(
            "failed_sign_ins >= 0", name=op.f("ck_accounts_failed_sign_ins_is_a_count")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_accounts_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_accounts_fs_uniquifier")),
    )


def _make_collectors() -> None:
    op.create_table(
        "collectors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), server_default="", nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('poster', 'slip', 'link', 'kiosk', 'interviewer')",
            name=op.f("ck_collectors_channel_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_collectors_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collectors")),
        sa.UniqueConstraint("code", name=op.f("uq_collectors_code")),
        sa.UniqueConstraint(
            "questionnaire",
            "team_id",
            "channel",
            "occasion",
            name=op.f("uq_collectors_questionnaire_team_id_channel_occasion"),
        ),
    )


def _make_rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_rounds_closes_after_it_opens")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_rounds_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"], ["accounts.id"], name=op.f("fk_audit_done_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    # What was recorded is never changed or taken back.
    op.execute(
        """CREATE TRIGGER audit_is_never_updated BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never updated'); END"""
    )
    op.execute(
        """CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END"""
    )


def _make_channel_figures_and_comments() -> None:
    op.create_table(
        "channel_figures",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("given_out", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_channel_figures_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("round_id", "channel", name=op.f("pk_channel_figures")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default=sa.text("'new'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_comments_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_comments_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comments_round_id"), "comments", ["round_id"], unique=False)


def _make_equality_answers() -> None:
    op.create_table(
        "equality_answers",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_equality_answers_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_equality_answers_round_id"), "equality_answers", ["round_id"], unique=False
    )


def _make_figure_rows_and_given_out() -> None:
    op.create_table(
        "figure_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("teams_included", sa.String(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("given_out", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('team', 'other', 'all')", name=op.f("ck_figure_rows_kind_is_known")
        ),
        sa.CheckConstraint(
            "received >= 5 OR kind = 'all'", name=op.f("ck_figure_rows_never_fewer_than_five")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_figure_rows_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_rows")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_figure_rows_round_id_position")),
    )
    op.create_table(
        "given_out",
        sa.Column("collector_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_given_out_count_is_a_count")),
        sa.ForeignKeyConstraint(
            ["collector_id"], ["collectors.id"], name=op.f("fk_given_out_collector_id_collectors")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_given_out_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("collector_id", "round_id", name=op.f("pk_given_out")),
    )


def _make_intake() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("collector_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("helper", sa.String(), nullable=True),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("equality", sa.String(), nullable=False),
        sa.Column("comments", sa.String(), nullable=False),
        sa.Column("read_by_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collector_id"], ["collectors.id"], name=op.f("fk_intake_collector_id_collectors")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_intake_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_intake_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_intake_round_id"), "intake", ["round_id"], unique=False)


def _make_option_figures_and_receipts() -> None:
    op.create_table(
        "option_figures",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_option_figures_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint(
            "round_id", "variant", "question", "option", name=op.f("pk_option_figures")
        ),
    )
    op.create_table(
        "receipts",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("answers_mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_receipts_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )


def _make_responses() -> None:
    op.create_table(
        "responses",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("helper", sa.String(), nullable=True),
        sa.Column("answers", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_responses_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_responses_team_id_teams")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_responses_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_responses_round_id"), "responses", ["round_id"], unique=False)


def _make_round_teams_and_figures() -> None:
    op.create_table(
        "round_teams",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.CheckConstraint("due >= 0", name=op.f("ck_round_teams_due_is_a_count")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_teams_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_round_teams_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("round_id", "team_id", name=op.f("pk_round_teams")),
    )
    op.create_table(
        "figures",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("of_those_asked", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String(), nullable=True),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("negative_low", sa.Integer(), nullable=True),
        sa.Column("negative_high", sa.Integer(), nullable=True),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_id"], ["figure_rows.id"], name=op.f("fk_figures_row_id_figure_rows")
        ),
        sa.PrimaryKeyConstraint("row_id", "question", name=op.f("pk_figures")),
    )


def downgrade() -> None:
    op.drop_table("figures")
    op.drop_table("round_teams")
    op.drop_index(op.f("ix_responses_round_id"), table_name="responses")
    op.drop_table("responses")
    op.drop_table("receipts")
    op.drop_table("option_figures")
    op.drop_index(op.f("ix_intake_round_id"), table_name="intake")
    op.drop_table("intake")
    op.drop_table("given_out")
    op.drop_table("figure_rows")
    op.drop_index(op.f("ix_equality_answers_round_id"), table_name="equality_answers")
    op.drop_table("equality_answers")
    op.drop_index(op.f("ix_comments_round_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_table("channel_figures")
    op.drop_table("audit")
    op.drop_table("rounds")
    op.drop_table("collectors")
    op.drop_table("accounts")
    op.drop_table("versions")
    op.drop_table("teams")
    op.drop_table("meta")
