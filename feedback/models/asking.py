"""The tables of who is asked what, when, and through which link."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base, UTCDateTime


class Channel(StrEnum):
    """How a collector reaches people."""

    POSTER = "poster"
    SLIP = "slip"
    LINK = "link"
    KIOSK = "kiosk"
    INTERVIEWER = "interviewer"


class Occasion(StrEnum):
    """On what occasion people of a collector are asked. It is printed as it stands here."""

    INITIAL = "initial"
    REVIEW = "review"
    VIRTUAL = "virtual"
    IN_PERSON = "in person"
    VENUE = "block or venue"
    OUT_OF_AREA = "out of area"


GROUP_SESSION = "group session"  # the occasion of a collector that is answered by many in one room


class Team(Base):
    """A team of the council, an outside provider or a group of people.

    From `closed_on` no round begins with it. `left` remembers the planned rounds it left then (JSON), so that
    closing can be undone.
    """

    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    service: Mapped[str]
    group: Mapped[str | None]
    closed_on: Mapped[dt.date | None]
    left: Mapped[str | None]


class FormerName(Base):
    """What a team was called until a day. Nobody else is ever called so: old figures keep their meaning."""

    __tablename__ = "former_names"
    name: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    until_on: Mapped[dt.date]


class Successor(Base):
    """Where the links of a team that was merged lead from a day on, once no round of its own is left.

    Every team down the line has a row; `direct` is the one that somebody chose.
    """

    __tablename__ = "successors"
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    from_on: Mapped[dt.date]
    direct: Mapped[bool]
    team: Mapped[Team] = relationship(foreign_keys=team_id)
    __table_args__ = (CheckConstraint("team_id != successor_id", name="nobody_succeeds_itself"),)


class PublishedVersion(Base):
    """A version of a questionnaire as it was published: never changed afterwards."""

    __tablename__ = "versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    number: Mapped[int]
    snapshot: Mapped[str]  # the resolved English definition, canonical JSON
    sha256: Mapped[str]
    published_on: Mapped[dt.date]
    __table_args__ = (
        UniqueConstraint("questionnaire", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
    )


class Round(Base):
    """A dated fielding of one version to some teams."""

    __tablename__ = "rounds"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]  # once it is counted, the day it ended
    # Takes no answers from here on, when staff ended it before the end of closes_on.
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    counted_on: Mapped[dt.date | None]
    # Fewer than five answers in all: they stay sealed and join the next round.
    sealed: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    received: Mapped[int | None]  # exact, known once counted
    # Answers of a burst that were not counted, known once counted.
    left_out: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The first day by which something was to be read that nobody had read at the count; until it is read.
    unread_by_on: Mapped[dt.date | None]
    # How long what comes of it is kept at most: the shortest that its notice has said.
    keep_comments_months: Mapped[int | None]
    keep_responses_months: Mapped[int | None]
    keep_figures_years: Mapped[int | None]
    version: Mapped[PublishedVersion] = relationship(lazy="joined")
    teams: Mapped[list["RoundTeam"]] = relationship(
        order_by="RoundTeam.team_id", cascade="all, delete-orphan"
    )
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),)


class RoundTeam(Base):
    """A team that takes part in a round, and how many conferences, cases or children it had.

    `refused` and `no_contact` are how many of them did not want to, or could not be asked: never who.
    `counted_as` is the name that the figures of the round carry for ever.
    """

    __tablename__ = "round_teams"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    due: Mapped[int | None]
    refused: Mapped[int | None]
    no_contact: Mapped[int | None]
    counted_as: Mapped[str | None]
    team: Mapped[Team] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint("due >= 0", name="due_is_a_count"),
        CheckConstraint("refused >= 0", name="refused_is_a_count"),
        CheckConstraint("no_contact >= 0", name="no_contact_is_a_count"),
    )


class Collector(Base):
    """A standing link and QR code of one questionnaire and one team: it outlives rounds and versions."""

    __tablename__ = "collectors"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    channel: Mapped[str]
    occasion: Mapped[str] = mapped_column(default="", server_default="")  # "" is no occasion
    code: Mapped[str] = mapped_column(unique=True)
    team: Mapped[Team] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(
            "channel IN ('poster', 'slip', 'link', 'kiosk', 'interviewer')", name="channel_is_known"
        ),
        UniqueConstraint("questionnaire", "team_id", "channel", "occasion"),
    )


class GivenOut(Base):
    """How many posters' readers, slips or links a collector was given to, in one round; noted last on a day."""

    __tablename__ = "given_out"
    collector_id: Mapped[int] = mapped_column(ForeignKey("collectors.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    count: Mapped[int]
    noted_on: Mapped[dt.date | None]
    __table_args__ = (CheckConstraint("count >= 0", name="count_is_a_count"),)


DEMO = "demo"  # the name of the fact that this database holds the sample council


class Meta(Base):
    """Facts about the database itself, such as that it holds the sample council."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
