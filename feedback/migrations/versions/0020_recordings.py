"""Make the table of recordings."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = (
        "questionnaire", "variant", "language", "question", "words_sha256", "sha256", "kind",
    )  # fmt: skip
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('mp3', 'opus')", name=op.f("ck_recordings_kind_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint(
            *words[:5],
            name=op.f("uq_recordings_questionnaire_variant_language_question_words_sha256"),
        ),
    )
    op.create_index(op.f("ix_recordings_sha256"), "recordings", ["sha256"])


def downgrade() -> None:
    op.drop_index(op.f("ix_recordings_sha256"), "recordings")
    op.drop_table("recordings")
