"""Delete the files of workbooks that were issued without comments and hold some: a sheet gave examples of themes."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

FILES = "FROM issue_files WHERE issue_id IN (SELECT id FROM issues WHERE NOT comments)"
# As feedback/leftovers.py does: the words go from the gaps of the file as well.
LEFTOVERS = f"""
INSERT OR REPLACE INTO meta (name, value) SELECT 'leftovers', lower(hex(randomblob(8)))
WHERE EXISTS (SELECT 1 {FILES})
"""  # noqa: S608 - our own words


def upgrade() -> None:
    for statement in (LEFTOVERS, f"DELETE {FILES}"):
        op.execute(statement)


def downgrade() -> None:
    """What is deleted does not come back."""
