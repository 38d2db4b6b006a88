"""Freeze what was promised: versions, what a collector and a round ask, and answers themselves."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VERSIONS = "a published version never changes"
COLLECTORS = "a collector keeps its questionnaire, team, channel and occasion"
ROUNDS = "a round keeps the version it was planned with"
ANSWERS = "an answer never changes"
FROZEN = {
    "versions_are_never_updated": ("UPDATE ON versions", VERSIONS),
    "versions_are_never_deleted": ("DELETE ON versions", VERSIONS),
    "versions_are_never_replaced": (
        "INSERT ON versions WHEN EXISTS (SELECT 1 FROM versions WHERE id = NEW.id"
        " OR questionnaire = NEW.questionnaire AND number = NEW.number)",
        VERSIONS,
    ),
    "collectors_never_turn_elsewhere": (
        "UPDATE OF id, questionnaire, team_id, channel, occasion ON collectors",
        COLLECTORS,
    ),
    "collectors_are_never_replaced": (
        "INSERT ON collectors WHEN EXISTS (SELECT 1 FROM collectors WHERE id = NEW.id)",
        COLLECTORS,
    ),
    "rounds_keep_their_version": ("UPDATE OF id, version_id ON rounds", ROUNDS),
    "rounds_are_never_replaced": (
        "INSERT ON rounds WHEN EXISTS (SELECT 1 FROM rounds WHERE id = NEW.id)",
        ROUNDS,
    ),
    "sealed_answers_never_change": (
        "UPDATE OF id, collector_id, version_id, variant, language, mode, helper, answers,"
        " equality, comments ON intake",
        ANSWERS,
    ),
    "responses_never_change": ("UPDATE ON responses", ANSWERS),
}


def upgrade() -> None:
    for name, (when, words) in FROZEN.items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )


def downgrade() -> None:
    for name in FROZEN:
        op.execute(f"DROP TRIGGER {name}")
