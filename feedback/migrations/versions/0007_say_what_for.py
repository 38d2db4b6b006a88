"""Say what for: what somebody typed who had to give a purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("purpose", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit", "purpose")
