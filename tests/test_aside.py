"""Who asked for help since the copy is not lost by a restore: carried over, or counted and said."""

import datetime as dt
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import accounts, audit, clock, return_links, talks
from feedback.aside import CAME_SINCE, NOBODY, NOT_KNOWN, Since, recall
from feedback.backups import back_up
from feedback.comments import Status
from feedback.concern_steps import pass_on
from feedback.concerns import Raised, note_step, raise_concern
from feedback.config import Settings
from feedback.db import Database
from feedback.diagnosis import examine
from feedback.models.accounts import Account, Role
from feedback.models.answering import Comment
from feedback.models.asking import Meta, Round
from feedback.models.auditing import Deed
from feedback.models.concerning import Concern, ExcludedAccount, Kind, Source, Step
from feedback.models.contacts import TalkRequest
from feedback.restoring import Restored, restore
from feedback.retention import delete_expired
from feedback.return_links import LinkOverError
from feedback.talks import Asked
from tests.conftest import NOON
from tests.replying import make_staff
from tests.returning import ask as ask_for_return

GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "back-up-and-restore.md"


@dataclass
class Desk:
    """A council with a copy of this noon, in which there are two duty readers, and Ash wants to be talked to."""

    database: Database
    settings: Settings
    copy: Path

    def ask(self, who: str) -> None:
        """Somebody wants to be talked to."""
        with self.database.writing() as session:
            asked = Asked(who=who, reach="07700 900123")
            talks.take(session, who.encode(), asked, language="en", zone=self.settings.zone)

    def accuse(self, words: str, *, kept_from: str) -> None:
        """The duty reader raises an allegation that must not reach somebody, and writes a note."""
        zone = self.settings.zone
        with self.database.writing() as session:
            reader = make_staff(session, Role.DUTY_READER)
            excluded = (make_staff(session, Role.DUTY_READER, name=kept_from).id,)
            raised = Raised(
                Kind.ALLEGATION, words, about_adult="Mr Grey", line="Oak", excluded=excluded
            )
            concern = raise_concern(session, raised, zone=zone, by=reader)
            note_step(session, concern, Step.NOTE, "Rang the school.", zone=zone, by=reader)

    def restore(self) -> Restored:
        """Put the copy in the place of the database."""
        self.database.engine.dispose()
        return restore(self.copy, self.settings, yes=True)

    def advise(self) -> str:
        """What the doctor says of the restore."""
        checks = examine(self.settings, self.database)
        return next(one.advice for one in checks if one.check == "restored")

    def list_talks(self) -> list[str]:
        """Who waits to be talked to."""
        with self.database.reading() as session:
            return sorted(session.scalars(select(TalkRequest.who)))


@pytest.fixture
def desk(database: Database, settings: Settings, tmp_path: Path) -> Desk:
    """Just after its copy was made."""
    desk = Desk(database, settings, tmp_path)
    with database.writing() as session:
        make_staff(session, Role.DUTY_READER).password = "hashed"
        make_staff(session, Role.DUTY_READER, name="other")
    desk.ask("Ash")
    (tmp_path / "copies").mkdir()
    desk.copy = back_up(database, settings, tmp_path / "copies").file
    return desk


def read_concern(session: Session) -> tuple[str, list[str], list[str]]:
    """The one concern: its words, what was done about it, and from whom it is kept."""
    concern = session.scalars(select(Concern)).one()
    join = select(Account.email).join(ExcludedAccount, ExcludedAccount.account_id == Account.id)
    return concern.words, [one.words for one in concern.actions][1:], list(session.scalars(join))


def read_concern_of(desk: Desk) -> tuple[str, list[str]]:
    """Its words and what was done about it."""
    with desk.database.reading() as session:
        return read_concern(session)[:2]


def test_who_asked_for_help_since_the_copy_is_carried_over(desk: Desk) -> None:
    """Requests to talk, and concerns with what was written down and from whom they are kept."""
    desk.ask("Kim")
    desk.accuse("He hits me", kept_from="other")

    done = desk.restore()

    assert done.since == Since(talks=1, concerns=1)
    assert desk.list_talks() == ["Ash", "Kim"]
    with desk.database.reading() as session:
        kept = ("He hits me", ["Rang the school."], ["other@council.gov.uk"])
        assert read_concern(session) == kept
    assert "carried over: 1 request to talk and 1 concern." in desk.advise()


def test_what_is_past_its_date_is_not_carried_over(desk: Desk) -> None:
    """The control: a request that was done goes by its date, whichever database it comes from."""
    desk.ask("Kim")
    with desk.database.writing() as session:
        kim = session.scalars(select(TalkRequest).where(TalkRequest.who == "Kim")).one()
        reader = make_staff(session, Role.DUTY_READER)
        seen = talks.state_of(kim)
        talks.finish(session, kim, "Called.", seen=seen, zone=desk.settings.zone, by=reader)

    with clock.frozen_at(NOON + dt.timedelta(days=200)):
        desk.restore()

    assert desk.list_talks() == ["Ash"]


def test_a_concern_outlives_a_restore_that_knows_nothing_of_its_comment(desk: Desk) -> None:
    """It was read since the copy, so it lies in the intake there. The control: the day of its round has come."""
    until = NOON.date() + dt.timedelta(days=30)
    with desk.database.writing() as session:
        by, key = make_staff(session, Role.DUTY_READER), (b"k" * 16).hex()
        raised = Raised(
            Kind.COMPLAINT, "Rude to mum", source=Source.COMMENT, comment_key=key, until_on=until
        )
        concern = raise_concern(session, raised, zone=desk.settings.zone, by=by)
        pass_on(session, concern, "To Ms Hill", zone=desk.settings.zone, by=by)

    done = desk.restore()

    def words_on(day: dt.date) -> list[str]:
        with clock.frozen_at(NOON + (day - NOON.date())), desk.database.writing() as session:
            delete_expired(session, desk.settings)
            return list(session.scalars(select(Concern.words)))

    assert done.since == Since(concerns=1)
    assert read_concern_of(desk) == ("Rude to mum", ["To Ms Hill"])
    assert words_on(until) == ["Rude to mum"]
    assert words_on(until + dt.timedelta(days=1)) == [""]


def test_a_restore_shows_no_comment_that_an_allegation_was_raised_from(
    desk: Desk, round_: Round, tmp_path: Path
) -> None:
    """It was released when the copy was made, and withheld since. The control: another that was released."""
    keys = [b"k" * 16, b"l" * 16]
    with desk.database.writing() as session:
        facts = {"round_id": round_.id, "team_id": 1, "question": "best", "language": "en"}
        for key in keys:
            session.add(Comment(id=key, comment="Words", status=Status.RELEASED.value, **facts))
    desk.copy = back_up(desk.database, desk.settings, tmp_path / "copies").file
    with desk.database.writing() as session:
        raised = Raised(Kind.ALLEGATION, "He hits me", about_adult="Jo", line="Oak", comment_key=keys[0].hex())  # fmt: skip
        reader = make_staff(session, Role.DUTY_READER)
        raise_concern(session, raised, zone=desk.settings.zone, by=reader)

    desk.restore()

    with desk.database.reading() as session:
        statuses = [session.get_one(Comment, key).status for key in keys]
    assert statuses == [Status.WITHHELD, Status.RELEASED]


def test_a_concern_that_names_somebody_whom_the_copy_has_not_is_left(desk: Desk) -> None:
    """From whom an allegation is kept would be lost. It is counted, and said before “delete it”."""
    desk.accuse("He hits me", kept_from="new")

    done = desk.restore()

    assert done.since == Since(left_concerns=1)
    advice = desk.advise()
    left = advice.index("is in the database before alone: 1 concern.")
    assert left < advice.index("delete it once all is well")
    with desk.database.reading() as session:
        assert session.scalars(select(Concern)).all() == []


@pytest.mark.parametrize("other_release", [False, True])
def test_whose_account_was_closed_since_stays_outside(desk: Desk, other_release: bool) -> None:
    """Their password would open it again. It is said, and goes on to be said by the doctor; others come in as before."""
    with desk.database.writing() as session:
        accounts.close(session, "duty-reader@council.gov.uk")
        accounts.close(session, "other@council.gov.uk")
        accounts.invite(session, "other@council.gov.uk", role=Role.DUTY_READER)
    if other_release:
        desk.database.engine.dispose()
        with closing(sqlite3.connect(desk.database.file)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()

    done = desk.restore()

    assert done.since == Since(closed=1)
    with desk.database.reading() as session:
        standing = {
            one.email: (one.active, one.password) for one in accounts.list_accounts(session)
        }
        deeds = [(row.deed, row.thing) for row in audit.list_deeds(session)]
    assert standing == {
        "duty-reader@council.gov.uk": (False, None),
        "other@council.gov.uk": (True, None),
    }
    assert (Deed.CLOSED_ACCOUNT.value, "account 1") in deeds
    assert "Accounts closed since, and closed again: 1." in desk.advise()


def test_what_a_restore_of_an_earlier_release_noted_is_read(desk: Desk) -> None:
    """It did not know of accounts; the doctor of this release says the rest."""
    with desk.database.writing() as session:
        session.add(Meta(name=CAME_SINCE, value='[2, 0, 0, 0, ["workbook 3"]]'))

    with desk.database.reading() as session:
        assert recall(session) == Since(talks=2, withdrawn=("workbook 3",))


def test_of_another_release_they_are_counted(desk: Desk) -> None:
    """Whoever goes back from a release that failed is told how many are in the database before alone."""
    desk.ask("Kim")
    desk.ask("Lou")
    desk.database.engine.dispose()
    with closing(sqlite3.connect(desk.database.file)) as connection:
        connection.execute("ALTER TABLE talk_requests ADD COLUMN newer TEXT")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    done = desk.restore()

    assert done.since == Since(left_talks=2)
    assert desk.list_talks() == ["Ash"]
    assert "alone: 2 requests to talk." in desk.advise()


@pytest.mark.parametrize("lost", [True, False])
def test_it_says_when_nobody_can_tell(desk: Desk, lost: bool) -> None:
    """Without a database before, and not where one says that nobody asked."""
    desk.database.engine.dispose()
    if lost:
        Path(desk.database.file).unlink()

    done = desk.restore()

    assert (done.since is None) is lost
    assert (NOT_KNOWN in desk.advise(), NOBODY in desk.advise()) == (lost, not lost)


def test_links_have_ended_and_what_was_withdrawn_is_named(desk: Desk, tmp_path: Path) -> None:
    """A link that was revoked since does not live again. Not named: what was withdrawn before the copy."""
    with desk.database.writing() as session:
        audit.record(session, Deed.WITHDREW_REPLY, "reply 1", by=None)
        return_ = ask_for_return(session, maker="Kite Trust")
        url = return_links.make_link(session, desk.settings, return_, today=NOON.date(), by=None)
    desk.copy = back_up(desk.database, desk.settings, tmp_path / "copies").file
    with clock.frozen_at(NOON + dt.timedelta(hours=6)), desk.database.writing() as session:
        audit.record(session, Deed.WITHDREW_ISSUE, "workbook 3", by=None)
        audit.record(session, Deed.WITHDREW_RESULTS, "round 2", by=None)

    desk.restore()

    assert "there again: workbook 3, results of round 2. Withdraw it today." in desk.advise()
    with desk.database.reading() as session, pytest.raises(LinkOverError):
        return_links.open_link(session, url.rpartition("/")[2], today=NOON.date())


def test_the_guide_reads_what_is_left(desk: Desk) -> None:
    """Its queries are of tables and columns that there are."""
    queries = re.findall(r'"(SELECT .+)"', GUIDE.read_text(encoding="utf-8"))
    desk.ask("Kim")

    aside = desk.restore().aside

    assert aside
    with closing(sqlite3.connect(aside)) as connection:
        found = [list(connection.execute(query)) for query in queries]
    assert [len(rows) for rows in found] == [2, 0]
