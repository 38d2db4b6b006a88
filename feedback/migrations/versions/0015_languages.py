"""Make the tables of translations and of frozen languages."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SAME = (
    "SELECT 1 FROM frozen_languages WHERE state = 'approved' AND (id = NEW.id OR"
    " language = NEW.language AND questionnaire = NEW.questionnaire AND number = NEW.number"
    " AND variant = NEW.variant AND revision = NEW.revision)"
)


def upgrade() -> None:
    _make_translations()
    _make_frozen_languages()
    _keep_what_is_approved()


def _make_translations() -> None:
    op.create_table(
        "translations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("context", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'checked', 'approved')", name=op.f("ck_translations_state_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translations")),
        sa.UniqueConstraint(
            "language", "context", "sentence", name=op.f("uq_translations_language_context_sentence")
        ),
    )


def _make_frozen_languages() -> None:
    op.create_table(
        "frozen_languages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'approved')", name=op.f("ck_frozen_languages_state_is_known")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_frozen_languages_revision_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_languages")),
        sa.UniqueConstraint(
            "language",
            "questionnaire",
            "number",
            "variant",
            "revision",
            name=op.f("uq_frozen_languages_language_questionnaire_number_variant_revision"),
        ),
    )


def _keep_what_is_approved() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb, when in (
            ("update", "UPDATE ON frozen_languages WHEN OLD.state = 'approved'"),
            ("delete", "DELETE ON frozen_languages WHEN OLD.state = 'approved'"),
            ("replace", f"INSERT ON frozen_languages WHEN EXISTS ({SAME})"),
        ):
            op.execute(
                f"CREATE TRIGGER approved_languages_are_never_{verb}d BEFORE {when}"
                " BEGIN SELECT RAISE(ABORT, 'an approved language never changes'); END"
            )


def downgrade() -> None:
    for verb in ("update", "delete", "replace"):
        op.execute(f"DROP TRIGGER IF EXISTS approved_languages_are_never_{verb}d")
    op.drop_table("frozen_languages")
    op.drop_table("translations")
