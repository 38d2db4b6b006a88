"""The tables of frozen figures: what a counted round may show, for ever the same."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class FigureRow(Base):
    """One row of a counted round: a team, the merged teams, or all teams."""

    __tablename__ = "figure_rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    position: Mapped[int]
    kind: Mapped[str]  # team, other, all
    service: Mapped[str]  # "" where a row spans services
    team: Mapped[str]
    teams_included: Mapped[str]  # JSON list of names
    due: Mapped[int | None]
    given_out: Mapped[int | None]
    refused: Mapped[int | None]
    no_contact: Mapped[int | None]
    received: Mapped[int]
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("kind IN ('team', 'other', 'all')", name="kind_is_known"),
        CheckConstraint("received >= 5 OR kind = 'all'", name="never_fewer_than_five"),
    )


class FigureRecord(Base):
    """What one row may say about one core measure. Numbers that may not be shown are NULL."""

    __tablename__ = "figures"
    row_id: Mapped[int] = mapped_column(ForeignKey("figure_rows.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    base: Mapped[int | None]
    of_those_asked: Mapped[bool]
    word: Mapped[str | None]  # a Word; NULL when the figure is hidden
    low: Mapped[int | None]
    high: Mapped[int | None]
    negative_low: Mapped[int | None]
    negative_high: Mapped[int | None]
    method: Mapped[int]


class OptionRecord(Base):
    """How often one option was chosen, council level. low = high is a count; NULL is hidden."""

    __tablename__ = "option_figures"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    variant: Mapped[str] = mapped_column(primary_key=True)  # "all" for who answered
    question: Mapped[str] = mapped_column(primary_key=True)
    option: Mapped[str] = mapped_column(primary_key=True)  # a code, or `Question.skipped`
    position: Mapped[int]
    base: Mapped[int | None]
    low: Mapped[int | None]
    high: Mapped[int | None]
    method: Mapped[int]


class ChannelRecord(Base):
    """Given out and received by channel, council level."""

    __tablename__ = "channel_figures"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    given_out: Mapped[int | None]
    received: Mapped[int]
