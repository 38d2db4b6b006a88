"""The table of e-mails on their way to staff, and to people who asked for news: a row is there until its e-mail is handed in, and no longer."""

import datetime as dt

from sqlalchemy import CheckConstraint, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, UTCDateTime


class Email(Base):
    """An e-mail that is not handed in yet, or could not be.

    `held_at` is set while somebody hands it in; `told_at` from just before the mail server gets the words, so that
    after a crash it is known whether it may have arrived. `failed_at` ends the trying: then `body` is empty,
    and `trouble` says why.
    """

    __tablename__ = "emails"
    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    held_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    trouble: Mapped[str | None]
    # Set for somebody who asked for news: the key of the page that deletes it, and its last day. The address is locked.
    news_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    until_on: Mapped[dt.date | None]
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_is_a_count"),)
