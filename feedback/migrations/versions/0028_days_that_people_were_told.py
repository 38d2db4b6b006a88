"""Keep to the days that people were told: one to read by in every language, a round ends when it did, a year is a year."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

RULE = "ck_language_readers_days_are_few"
# At midnight a day is over. The hour that summer time is ahead may make it a day early, and nothing is kept longer for it.
ENDED = "max(opens_on, date(ended_at, '-1 second'))"

MONTH_BEFORE = "date(until_on, 'start of month', '-1 day')"


def upgrade() -> None:
    with op.batch_alter_table("language_readers") as table:
        table.drop_constraint(op.f(RULE), type_="check")
        table.drop_column("days")
    op.execute(
        f"UPDATE rounds SET closes_on = {ENDED}"  # noqa: S608 - our own words
        f" WHERE counted_on IS NOT NULL AND {ENDED} < closes_on"
    )
    # Somebody's address was to be deleted at the end of the month a year on, up to a month too late.
    for dated in ("news_contacts", "emails"):
        op.execute(f"UPDATE {dated} SET until_on = {MONTH_BEFORE}")  # noqa: S608 - our own words


def downgrade() -> None:
    days = sa.Column("days", sa.Integer(), server_default=sa.text("1"), nullable=False)
    with op.batch_alter_table("language_readers") as table:
        table.add_column(days)
        table.create_check_constraint(op.f(RULE), "days BETWEEN 1 AND 5")
