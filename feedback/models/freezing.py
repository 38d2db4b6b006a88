"""What the database itself refuses to change, whoever asks: what people were told when they answered.

The class and the notice stand in a version, the mode in a collector, and a round asks one version. The core
never changes them; these triggers are a second wall, also before somebody at the file with SQL.
"""

from typing import Any

from sqlalchemy import DDL, event

from feedback.models.answering import Response, SealedAnswer
from feedback.models.asking import Collector, PublishedVersion, Round

VERSIONS = "a published version never changes"
COLLECTORS = "a collector keeps its questionnaire, team, channel and occasion"

SAME = (
    "SELECT 1 FROM versions WHERE id = NEW.id"
    " OR questionnaire = NEW.questionnaire AND number = NEW.number"
)
# All of a sealed answer but its round, which it may join later, and the day its comments are to be read by.
ANSWER = "id, collector_id, version_id, variant, language, mode, helper, answers, equality"
# Words are only ever taken out, when somebody has read them: nothing stays, or what stands for words of a burst.
WAS_READ = (
    "OLD.read_by_on IS NOT NULL AND NEW.read_by_on IS NULL AND"
    """ (NEW.comments = '{}' OR substr(NEW.comments, 1, 6) = '{"": "' AND length(NEW.comments) = 40)"""
)

# How long things are kept, as people were told: columns of a round.
TERMS = ("keep_comments_months", "keep_responses_months", "keep_figures_years")
LONGER = " OR ".join(f"ifnull(NEW.{name} > OLD.{name}, OLD.{name} IS NOT NULL)" for name in TERMS)

# INSERT OR REPLACE fires no trigger for the row it takes away, so the row that would take its place is refused.
FROZEN: tuple[tuple[type[Any], str, str, str], ...] = (
    (PublishedVersion, "versions_are_never_updated", "UPDATE ON versions", VERSIONS),
    (PublishedVersion, "versions_are_never_deleted", "DELETE ON versions", VERSIONS),
    (
        PublishedVersion,
        "versions_are_never_replaced",
        f"INSERT ON versions WHEN EXISTS ({SAME})",
        VERSIONS,
    ),
    (
        Collector,
        "collectors_never_turn_elsewhere",
        "UPDATE OF id, questionnaire, team_id, channel, occasion ON collectors",
        COLLECTORS,
    ),
    (
        Collector,
        "collectors_are_never_replaced",
        "INSERT ON collectors WHEN EXISTS (SELECT 1 FROM collectors WHERE id = NEW.id)",
        COLLECTORS,
    ),
    (
        Round,
        "rounds_keep_their_version",
        "UPDATE OF id, version_id ON rounds",
        "a round keeps the version it was planned with",
    ),
    (
        Round,
        "rounds_are_never_replaced",
        "INSERT ON rounds WHEN EXISTS (SELECT 1 FROM rounds WHERE id = NEW.id)",
        "a round keeps the version it was planned with",
    ),
    (
        Round,
        "rounds_are_never_kept_longer",
        f"UPDATE OF {', '.join(TERMS)} ON rounds WHEN {LONGER}",
        "a round keeps what it brought no longer than its notice said",
    ),
    (
        SealedAnswer,
        "sealed_answers_never_change",
        f"UPDATE OF {ANSWER} ON intake",
        "an answer never changes",
    ),
    (
        SealedAnswer,
        "sealed_words_are_only_taken_out",
        f"UPDATE OF comments ON intake WHEN NOT ({WAS_READ})",
        "an answer never changes",
    ),
    (
        Response,
        "responses_never_change",
        "UPDATE ON responses",
        "an answer never changes",
    ),
)

# Run by whoever makes the tables: create_all below, and the migration.
for table, name, when, words in FROZEN:
    trigger = DDL(  # type: ignore[no-untyped-call]
        f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
    event.listen(table.__table__, "after_create", trigger.execute_if(dialect="sqlite"))
