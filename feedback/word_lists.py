"""Words that comments are looked through for: those that may mean danger, and the names of staff.

A word of concern puts what holds it at the head of the queue and is shown to the reader. It decides nothing, and
where none stands everything is read all the same.
"""

from enum import StrEnum

from sqlalchemy.orm import Session

from feedback import audit
from feedback.exceptions import ChangedError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.models.accounts import Account
from feedback.models.auditing import Deed
from feedback.models.listening import WordList

MOST = 1_000  # words of a list
LONGEST = 80  # characters of one


class ListKind(StrEnum):
    """What a list is of."""

    CONCERN = "concern"
    STAFF = "staff"


# What we begin with, for a safeguarding lead to change. Short forms of their own, so that no rule of grammar is needed.
FIRST_WORDS = {
    ListKind.STAFF: (),
    ListKind.CONCERN: (
        "abuse", "abused", "abuses", "abusing", "abusive", "afraid", "alone at night", "beat", "beaten",
        "beating", "beats", "bruise", "bruised", "bruises", "choked", "choking", "cut myself", "cuts me",
        "cutting", "dead", "die", "do not feel safe", "don't feel safe", "drugs", "drunk", "end it all",
        "end my life", "ending my life", "follow me", "followed me", "following me", "follows me",
        "frightened", "frightening me", "frightens me", "gang", "harm myself", "harmed", "harming myself",
        "hate me", "hated me", "hates me", "hit", "hits", "hitting", "hungry", "hurt", "hurting", "hurts",
        "keep a secret", "kicked", "kicks", "kill", "killed", "killing", "killing myself", "kills", "knife",
        "lock me", "lock us", "locked me", "locked us", "locking me", "locks me", "locks us", "molested",
        "nobody believes me", "not safe", "overdose", "overdosed", "pills", "please help", "punch", "punched",
        "punches", "punching", "ran away", "rape", "raped", "rapes", "raping", "run away", "scared",
        "scares me", "scaring me", "secret", "self harm", "self-harm", "self-harmed", "self-harming", "sex", "slap", "slapped", "slapping",
        "slaps", "stabbed", "starving", "strangled", "suicidal", "suicide", "threaten", "threatened",
        "threatening", "threatens", "touch me", "touched me", "touches me", "touching me", "unsafe", "weapon",
    ),
}  # fmt: skip


def list_words(session: Session, kind: ListKind) -> list[str]:
    """The words of a list, as the council has it or as we begin."""
    row = session.get(WordList, kind.value)
    return row.words.split("\n") if row and row.words else [] if row else list(FIRST_WORDS[kind])


def save_words(
    session: Session, kind: ListKind, text: str, *, seen: str, by: Account | None
) -> None:
    """Let the lines of `text` be the list. Raises RefusedError, and ChangedError when it is not as it was `seen`."""
    if state_of(list_words(session, kind)) != seen:
        raise ChangedError(
            "Somebody changed this list since you opened the page. Yours is still in the box."
        )
    words = sorted({" ".join(line.split()) for line in text.splitlines()} - {""}, key=str.lower)
    if len(words) > MOST:
        raise RefusedError(f"These are {len(words)} lines. Make it {MOST} or fewer.")
    long = next((word for word in words if len(word) > LONGEST), None)
    if long:
        raise RefusedError(f"“{long[:20]}…” is long. Write one word or a few on a line.")
    row = session.get(WordList, kind.value) or WordList(kind=kind.value)
    row.words = "\n".join(words)
    session.add(row)
    audit.record(session, Deed.SAVED_WORDS, f"words of {kind.value}", by=by)


def state_of(words: list[str]) -> str:
    """Changes when a word does."""
    return fingerprint(words)
