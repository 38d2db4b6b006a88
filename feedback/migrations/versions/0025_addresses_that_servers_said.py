"""Keep of what a mail server said only its number, where somebody asked for news: servers quote the address."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# "The mail server said: 450 4.1.2 <…>": what follows the number goes.
SAID = """
UPDATE emails SET trouble = 'The mail server said ' || rtrim(substr(trouble, 23, 3)) || '.'
WHERE news_key IS NOT NULL AND trouble LIKE 'The mail server said: %'
"""
BROKE = """
UPDATE emails SET trouble = 'The connection broke.'
WHERE news_key IS NOT NULL AND trouble LIKE 'The connection broke: %'
"""
# As feedback/leftovers.py does: the words go from the gaps of the file as well, those of e-mails that are gone too.
LEFTOVERS = """
INSERT OR REPLACE INTO meta (name, value) SELECT 'leftovers', lower(hex(randomblob(8)))
WHERE EXISTS (SELECT 1 FROM emails WHERE news_key IS NOT NULL)
OR EXISTS (SELECT 1 FROM audit WHERE deed = 'told-contacts')
"""


def upgrade() -> None:
    for statement in (SAID, BROKE, LEFTOVERS):
        op.execute(statement)


def downgrade() -> None:
    """What a mail server said is gone."""
