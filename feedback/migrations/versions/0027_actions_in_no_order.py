"""Number what was done about a concern within that concern alone: a number over all told in which order answers came.

And keep with a concern how long its words may be kept, and which request to talk it came from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NEVER_CHANGED = (
    "CREATE TRIGGER concern_actions_are_never_updated BEFORE UPDATE ON concern_actions "
    "BEGIN SELECT RAISE(ABORT, 'actions are never changed'); END"
)
NEVER_REPLACED = (
    "CREATE TRIGGER concern_actions_are_never_replaced BEFORE INSERT ON concern_actions"
    " WHEN EXISTS (SELECT 1 FROM concern_actions WHERE {})"
    " BEGIN SELECT RAISE(ABORT, 'actions are never replaced'); END"
)
STAY_WHILE_OPEN = (
    "CREATE TRIGGER concern_actions_of_open_ones_stay BEFORE DELETE ON concern_actions"
    " WHEN EXISTS (SELECT 1 FROM concerns WHERE reference = OLD.concern AND (closed_on IS NULL OR held))"
    " BEGIN SELECT RAISE(ABORT, 'actions of an open concern are never deleted'); END"
)
SAME = "concern = NEW.concern AND number = NEW.number"
SAID = "done_on, at, step, words, done_by"
NUMBERED = (
    f"INSERT INTO actions_anew (concern, number, {SAID})"  # noqa: S608 - our own words
    f" SELECT concern, row_number() OVER (PARTITION BY concern ORDER BY id), {SAID}"
    " FROM concern_actions ORDER BY concern"
)
BACK = (
    f"INSERT INTO actions_anew (concern, {SAID})"  # noqa: S608 - our own words
    f" SELECT concern, {SAID} FROM concern_actions ORDER BY concern, number"
)
# As feedback/leftovers.py does: the old numbers go from the gaps of the file as well.
LEFTOVERS = """
INSERT OR REPLACE INTO meta (name, value) SELECT 'leftovers', lower(hex(randomblob(8)))
WHERE EXISTS (SELECT 1 FROM concern_actions)
"""

# What was passed on while it was about safety. The words are those of feedback/concern_steps.py.
ACTED = """
UPDATE concerns SET acted = 1 WHERE EXISTS (
  SELECT 1 FROM concern_actions WHERE concern = reference AND step = 'passed-on'
) AND (kind IN ('at-risk', 'allegation') OR EXISTS (
  SELECT 1 FROM concern_actions
  WHERE concern = reference AND step = 'moved' AND words LIKE 'Child at risk is now %'
))
"""
# The day of a comment's round, or up to three days before it: the months of SQLite are a little longer than ours.
UNTIL = """
UPDATE concerns SET until_on = (
  SELECT date(r.closes_on, '-3 days', r.keep_comments_months || ' months')
  FROM comments c JOIN rounds r ON r.id = c.round_id WHERE lower(hex(c.id)) = concerns.comment_key
) WHERE comment_key IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("concerns", sa.Column("talk_key", sa.String(), nullable=True))
    op.add_column("concerns", sa.Column("until_on", sa.Date(), nullable=True))
    for name in ("acted", "emptied"):
        op.add_column(
            "concerns", sa.Column(name, sa.Boolean(), server_default=sa.text("0"), nullable=False)
        )
    op.execute(ACTED)
    op.execute(UNTIL)
    op.execute(LEFTOVERS)
    number = sa.Column("number", sa.Integer(), autoincrement=False, nullable=False)
    _make_actions(number, "concern", "number", with_rowid=False)
    _take_over(NUMBERED, NEVER_REPLACED.format(SAME))
    _make_exclusions(with_rowid=False)


def downgrade() -> None:
    _make_actions(sa.Column("id", sa.Integer(), nullable=False), "id", with_rowid=True)
    _take_over(BACK, NEVER_REPLACED.format("id = NEW.id"))
    op.create_index("ix_concern_actions_concern", "concern_actions", ["concern"])
    _make_exclusions(with_rowid=True)
    for name in ("emptied", "acted", "until_on", "talk_key"):
        op.drop_column("concerns", name)


def _make_actions(key: sa.Column[int], *primary: str, with_rowid: bool) -> None:
    op.create_table(
        "actions_anew",
        key,
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
        sa.PrimaryKeyConstraint(*primary, name=op.f("pk_concern_actions")),
        sqlite_with_rowid=with_rowid,
    )


def _take_over(rows: str, never_replaced: str) -> None:
    op.execute(rows)
    op.drop_table("concern_actions")  # and its triggers
    op.rename_table("actions_anew", "concern_actions")
    for statement in (NEVER_CHANGED, never_replaced, STAY_WHILE_OPEN):
        op.execute(statement)


def _make_exclusions(*, with_rowid: bool) -> None:
    op.create_table(
        "exclusions_anew",
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_concern_exclusions_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["concern"], ["concerns.reference"], name=op.f("fk_concern_exclusions_concern_concerns")
        ),
        sa.PrimaryKeyConstraint("concern", "account_id", name=op.f("pk_concern_exclusions")),
        sqlite_with_rowid=with_rowid,
    )
    op.execute("INSERT INTO exclusions_anew SELECT * FROM concern_exclusions ORDER BY 1, 2")
    op.drop_table("concern_exclusions")
    op.rename_table("exclusions_anew", "concern_exclusions")
