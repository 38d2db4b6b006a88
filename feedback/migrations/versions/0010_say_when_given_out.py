"""Say on what day given out was noted last, and refuse a row of the audit in the place of another."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("given_out", sa.Column("noted_on", sa.Date(), nullable=True))
    op.execute(
        "CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit"
        " WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
        " BEGIN SELECT RAISE(ABORT, 'audit rows are never replaced'); END"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER audit_is_never_replaced")
    op.drop_column("given_out", "noted_on")
