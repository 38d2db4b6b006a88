"""The table of who did what: rows are added, never changed or taken away."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import DDL, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, UTCDateTime


class Deed(StrEnum):
    """What is worth a row."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    REFUSED_SIGN_IN = "refused-sign-in"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a word, not a secret
    WRONG_CODE = "wrong-code"
    LOCKED = "locked"
    MADE_ACCOUNT = "made-account"
    INVITED = "invited"
    SET_PASSWORD = "set-password"  # noqa: S105 - a word, not a secret
    SET_SECOND_STEP = "set-second-step"
    REMOVED_SECOND_STEP = "removed-second-step"
    MADE_RECOVERY_CODES = "made-recovery-codes"
    USED_RECOVERY_CODE = "used-recovery-code"
    CHANGED_ACCOUNT = "changed-account"
    CLOSED_ACCOUNT = "closed-account"
    CHANGED_WEEKLY_EMAIL = "changed-weekly-email"
    SENT_EMAILS_AGAIN = "sent-emails-again"
    FORGOT_EMAILS = "forgot-emails"
    ORDERED_FILE = "ordered-file"
    ISSUED_WORKBOOK = "issued-workbook"
    DOWNLOADED_ISSUE = "downloaded-issue"
    WITHDREW_ISSUE = "withdrew-issue"
    NOTED_ACTIVITY = "noted-activity"
    CHANGED_ACTIVITY = "changed-activity"
    REMOVED_ACTIVITY = "removed-activity"
    RESTORED_ACTIVITY = "restored-activity"
    ADDED_PLAN = "added-plan"
    STOPPED_PLAN = "stopped-plan"
    PLANNED_ROUND = "planned-round"
    CHANGED_ROUND = "changed-round"
    CANCELLED_ROUND = "cancelled-round"
    CLOSED_ROUND = "closed-round"
    CLOSED_EARLY = "closed-early"
    KEPT_OPEN = "kept-open"
    DOWNLOADED_WORKBOOK = "downloaded-workbook"
    DOWNLOADED_CORE_MEASURES = "downloaded-core-measures"
    DOWNLOADED_RECORDS = "downloaded-records"
    READ_COMMENTS = "read-comments"
    RELEASED_COMMENT = "released-comment"
    WITHHELD_COMMENT = "withheld-comment"
    READ_TALKS = "read-talk-requests"
    TALKED = "talked"
    REOPENED_TALK = "reopened-talk-request"
    READ_CONCERN = "read-concern"
    RAISED_CONCERN = "raised-concern"
    ADDED_TO_CONCERN = "added-to-concern"
    GAVE_CONCERN = "gave-concern"
    MOVED_CONCERN = "moved-concern"
    HELD_CONCERN = "held-concern"
    CLOSED_CONCERN = "closed-concern"
    REOPENED_CONCERN = "reopened-concern"
    PASSED_ON_COMPLIMENT = "passed-on-compliment"
    READ_COMPLIMENT = "read-compliment"
    EXPORTED_CONCERNS = "exported-concerns"
    SET_CONCERN_ROUTE = "set-concern-route"
    MARKED_READ = "marked-read"
    KEPT_FOR_STAFF = "kept-for-staff"
    ESCALATED_COMMENT = "escalated-comment"
    AGREED_TEAM = "agreed-team"
    NAMED_READER = "named-reader"
    REMOVED_READER = "removed-reader"
    SAVED_WORDS = "saved-words"
    ADDED_THEME = "added-theme"
    CHANGED_THEME = "changed-theme"
    MERGED_THEME = "merged-theme"
    KEPT_BATCH = "kept-batch"
    LEFT_OUT_BATCH = "left-out-batch"
    MADE_LINKS = "made-links"
    PRINTED_SLIPS = "printed-slips"
    FETCHED_SLIPS = "fetched-slips"
    VOIDED_SLIPS = "voided-slips"
    NOTED_GIVEN_OUT = "noted-given-out"
    NOTED_NOT_ASKED = "noted-not-asked"
    SAVED_DUE = "saved-due"
    SAVED_COHORT = "saved-cohort"
    SAVED_TRANSLATIONS = "saved-translations"
    APPROVED_LANGUAGE = "approved-language"
    SAVED_RECORDING = "saved-recording"
    TOOK_AWAY_RECORDING = "took-away-recording"
    ADDED_TEAM = "added-team"
    CHANGED_TEAM = "changed-team"
    CLOSED_TEAM = "closed-team"
    MERGED_TEAM = "merged-team"
    REOPENED_TEAM = "reopened-team"
    ASKED_RETURN = "asked-return"
    SAVED_RETURN = "saved-return"
    SENT_RETURN = "sent-return"
    REOPENED_RETURN = "reopened-return"
    TOOK_BACK_RETURN = "took-back-return"
    PUBLISHED_RETURN = "published-return"
    WITHDREW_RETURN = "withdrew-return"
    INVITED_RETURN = "invited-return"
    REVOKED_RETURN_LINK = "revoked-return-link"
    DOWNLOADED_RETURNS = "downloaded-returns"
    CHANGED_PLEDGE = "changed-pledge"
    DREW_SAMPLE = "drew-sample"
    DELETED_LIST = "deleted-list"
    ADDED_PRIZE_DRAW = "added-prize-draw"
    STOPPED_PRIZE_DRAW = "stopped-prize-draw"
    DREW_PRIZES = "drew-prizes"
    SAW_WINNERS = "saw-winners"
    DELETED_ENTRIES = "deleted-entries"
    DRAFTED_REPLY = "drafted-reply"
    CHANGED_REPLY = "changed-reply"
    APPROVED_REPLY = "approved-reply"
    PUBLISHED_REPLY = "published-reply"
    WITHDREW_REPLY = "withdrew-reply"
    JUDGED_REPLY = "judged-reply"
    NOTED_TOLD = "noted-told"
    PUBLISHED_RESULTS = "published-results"
    WITHDREW_RESULTS = "withdrew-results"
    READ_CONTACTS = "read-contacts"
    TOLD_CONTACTS = "told-contacts"
    DELETED_CONTACTS = "deleted-contacts"
    PUBLISHED_VERSION = "published-version"
    MADE_COPY = "made-copy"
    RESTORED_COPY = "restored-copy"
    PURGED = "purged"


class AuditRow(Base):
    """Somebody did something to a thing at a moment. Never an answer, never the id of one.

    `thing` is a kind and an id, such as "round 3". `done_by` is empty for the command line. `purpose` is what
    somebody typed who had to say what for.
    """

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    deed: Mapped[str]
    thing: Mapped[str]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    purpose: Mapped[str | None]


# Run by whoever makes the table: create_all below, and the migration.
APPEND_ONLY = tuple(
    f"CREATE TRIGGER audit_is_never_{verb}d BEFORE {verb.upper()} ON audit "
    f"BEGIN SELECT RAISE(ABORT, 'audit rows are never {verb}d'); END"
    for verb in ("update", "delete")
)
# INSERT OR REPLACE fires no trigger for the row it takes away.
NEVER_REPLACED = (
    "CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit"
    " WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'audit rows are never replaced'); END"
)
for statement in (*APPEND_ONLY, NEVER_REPLACED):
    trigger = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(AuditRow.__table__, "after_create", trigger.execute_if(dialect="sqlite"))
