"""Let a return be the answer of a place to the visit of inspectors."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # As SQL of our own: Alembic would copy the table to add the foreign key.
    op.execute(
        "ALTER TABLE returns ADD COLUMN visit_id INTEGER "
        "CONSTRAINT fk_returns_visit_id_returns REFERENCES returns (id)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM return_links WHERE return_id IN (SELECT id FROM returns WHERE visit_id IS NOT NULL)")
    op.execute("DELETE FROM returns WHERE visit_id IS NOT NULL")
    op.execute("ALTER TABLE returns DROP COLUMN visit_id")
