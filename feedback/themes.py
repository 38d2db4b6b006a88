"""What comments are about: a code frame the council edits. Promises of its charter and pledge stand in it too."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.answering import Comment
from feedback.models.auditing import Deed
from feedback.models.listening import Theme
from feedback.names import clean_name, key_of

LONGEST = 60  # characters of a name
MOST = 200  # themes ever


class ThemeKind(StrEnum):
    """Where a theme comes from."""

    THEME = "theme"
    CHARTER = "charter"
    PLEDGE = "pledge"


class Tone(StrEnum):
    """Whether a comment praises or complains, as its reader sees it."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


# What we begin with: what councils' own strategies group children's words under. The promises are each council's own.
FIRST_THEMES = (
    "Being listened to", "Meetings and reviews", "My worker", "Changes of worker", "Family and contact",
    "Where I live", "School and learning", "Health and feelings", "Feeling safe", "Information and plans",
    "Waiting and time", "Money and things", "Friends and activities", "Moving on and leaving care",
)  # fmt: skip


def begin(session: Session) -> None:
    """Put the themes we begin with where there are none."""
    if session.scalars(select(Theme).limit(1)).first() is None:
        session.add_all(Theme(code=_slug(name), name=name, kind="theme") for name in FIRST_THEMES)


def list_themes(session: Session, *, retired: bool = True) -> list[Theme]:
    """The themes by kind and name; without the retired ones only those that may be given to a comment."""
    query = select(Theme) if retired else select(Theme).where(~Theme.retired)
    kinds = list(ThemeKind)
    return sorted(
        session.scalars(query), key=lambda one: (kinds.index(ThemeKind(one.kind)), one.name.lower())
    )


def open_theme(session: Session, code: str) -> Theme:
    """The theme with this code. Raises NotFoundError."""
    theme = session.get(Theme, code)
    if theme is None:
        raise NotFoundError("There is no such theme. The page Themes shows those there are.")
    return theme


def add_theme(session: Session, name: str, kind: ThemeKind, *, by: Account | None) -> Theme:
    """A new theme. Raises RefusedError."""
    known = list_themes(session)
    if len(known) >= MOST:
        raise RefusedError(f"There are {MOST} themes. Merge some before you add more.")
    name = _check_name(name, known)
    code = base = _slug(name) or "theme"
    number = 2
    while any(one.code == code for one in known):
        code, number = f"{base}-{number}", number + 1
    theme = Theme(code=code, name=name, kind=kind.value)
    session.add(theme)
    audit.record(session, Deed.ADDED_THEME, f"theme {code}", by=by)
    return theme


def change_theme(
    session: Session, theme: Theme, *, name: str, kind: ThemeKind, seen: str, by: Account | None
) -> None:
    """Give `theme` another name or kind: comments that have it keep it. Raises RefusedError and ChangedError."""
    check_seen(theme, seen)
    theme.name = _check_name(name, [t for t in list_themes(session) if t.code != theme.code])
    theme.kind = kind.value
    audit.record(session, Deed.CHANGED_THEME, f"theme {theme.code}", by=by)


def retire_theme(session: Session, theme: Theme, *, seen: str, by: Account | None) -> None:
    """Offer `theme` for no more comments, or offer it again. Comments that have it keep it. Raises ChangedError."""
    check_seen(theme, seen)
    if theme.merged_into:
        raise RefusedError(f"“{theme.name}” is merged into another theme. That cannot be undone.")
    theme.retired = not theme.retired
    audit.record(session, Deed.CHANGED_THEME, f"theme {theme.code}", by=by)


def merge_theme(
    session: Session, theme: Theme, into: Theme, *, seen: str, by: Account | None
) -> None:
    """Give every comment of `theme` the theme `into` instead. Cannot be undone. Raises RefusedError and ChangedError."""
    check_seen(theme, seen)
    if theme.code == into.code or into.merged_into or theme.merged_into:
        raise RefusedError("Choose another theme that goes on.")
    like = f'%"{theme.code}"%'
    for comment in session.scalars(select(Comment).where(Comment.themes.like(like))):
        codes = [into.code if one == theme.code else one for one in read_codes(comment)]
        comment.themes = json.dumps(list(dict.fromkeys(codes)))
    for older in session.scalars(select(Theme).where(Theme.merged_into == theme.code)):
        older.merged_into = into.code
    theme.retired, theme.merged_into = True, into.code
    audit.record(session, Deed.MERGED_THEME, f"theme {theme.code}", by=by)


def give_themes(
    session: Session, comment: Comment, codes: Collection[str], *, tone: Tone | None
) -> None:
    """Say what `comment` is about. A retired theme stays where it is and is given to nothing new.

    Raises RefusedError for a code that may not be given.
    """
    before = read_codes(comment)
    offered = {one.code for one in list_themes(session, retired=False)} | set(before)
    if not set(codes) <= offered:
        raise RefusedError(
            "A theme you chose is gone: somebody retired or merged it. Choose again."
        )
    comment.themes = json.dumps(sorted(set(codes)))
    comment.tone = tone.value if tone else None


def read_codes(comment: Comment) -> list[str]:
    """The codes of the themes of `comment`."""
    found: list[str] = json.loads(comment.themes)
    return found


def name_themes(themes: Iterable[Theme], codes: Collection[str]) -> list[str]:
    """The names of `codes`, by name. A code that is not known is left out."""
    names = {one.code: one.name for one in themes}
    return sorted((names[code] for code in codes if code in names), key=str.lower)


def state_of(theme: Theme) -> str:
    """Changes when anything of it does."""
    return fingerprint(theme.name, theme.kind, theme.retired, theme.merged_into)


def check_seen(theme: Theme, seen: str) -> None:
    """Raise ChangedError unless `theme` is as it was `seen`."""
    if state_of(theme) != seen:
        raise ChangedError("Somebody changed this theme since you opened the page. Look again.")


def _check_name(name: str, others: Sequence[Theme]) -> str:
    name = clean_name(name)
    if not name:
        raise RefusedError("Write a name, such as “Being listened to”.")
    if len(name) > LONGEST:
        raise RefusedError(f"That name is {len(name)} characters. Make it {LONGEST} or fewer.")
    if any(key_of(name) == key_of(other.name) for other in others):
        raise RefusedError(f"There is a theme “{name}” already. Choose another name.")
    return name


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
