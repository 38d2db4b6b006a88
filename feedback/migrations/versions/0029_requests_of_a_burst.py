"""Mark which requests to talk came in a burst: they are shown after the others."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE, MARKS = "talk_requests", ("in_burst", "hurried")
INDEX = "ix_talk_requests_in_burst"


def upgrade() -> None:
    for mark in MARKS:
        op.add_column(
            TABLE, sa.Column(mark, sa.Boolean(), server_default=sa.text("0"), nullable=False)
        )
    op.create_index(op.f(INDEX), TABLE, ["in_burst", "status", "hurried"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), TABLE)
    for mark in MARKS:
        op.drop_column(TABLE, mark)
