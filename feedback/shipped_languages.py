"""What a release brings: its sentences, and the drafts of its translators, taken into the database by `init`."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback.catalogues import DOMAINS, INTERFACE, messages_of, path_of, read_catalogue
from feedback.frozen import freeze, freeze_words
from feedback.languages import ENGLISH, LISTED, Language
from feedback.models.asking import Meta
from feedback.models.translating import State, Translation
from feedback.translations import Key, Scope, list_entries, read_translations
from feedback.versions import list_versions

SHIPPED = "shipped_languages"  # the fact which catalogues were taken in
TEMPLATE = f"{INTERFACE}.pot"


def bring_in(session: Session, folder: Path) -> int:
    """Take the catalogues in `folder` in: new sentences as drafts, frozen where a variant is complete.

    What a council has corrected or checked stays as it is. The same files change nothing. How many sentences came.
    """
    mark, known = mark_of(session, folder), session.get(Meta, SHIPPED)
    if known is not None and known.value == mark:
        return 0
    bring_english(session, folder)
    came = sum(_bring(session, folder, language) for language in LISTED if language != ENGLISH)
    session.merge(Meta(name=SHIPPED, value=mark))
    refreeze(session, *LISTED)
    return came


def mark_of(session: Session, folder: Path) -> str:
    """Changes when the catalogues in `folder` do, or when a version is published."""
    files = sorted(folder.glob("*.pot")) + sorted(folder.glob("*/LC_MESSAGES/*.po"))
    versions = "".join(version.sha256 for version in list_versions(session))
    content = b"".join([versions.encode(), *(file.read_bytes() for file in files)])
    return hashlib.sha256(content).hexdigest()


def refreeze(session: Session, *languages: Language) -> None:
    """Freeze what is complete now, as a draft."""
    entries = list_entries(session)
    for language in languages:
        said = {} if language == ENGLISH else read_translations(session, language.tag)
        for scope, own in entries.items() if said else ():
            freeze(session, language, scope, own, said)


def bring_english(session: Session, folder: Path) -> None:
    """The list of what the interface says."""
    template = folder / TEMPLATE
    if not template.is_file():
        return
    listed = [
        ["; ".join(message.auto_comments), _first(message), _forms(message.id)]
        for message in messages_of(read_catalogue(template, ENGLISH))
    ]
    freeze_words(session, ENGLISH, Scope(), listed, approval=None)


def _bring(session: Session, folder: Path, language: Language) -> int:
    paths = [path_of(folder, language, domain) for domain in DOMAINS]
    if not any(path.is_file() for path in paths):
        return 0
    known, changed, new = read_translations(session, language.tag), 0, dict[Key, str]()
    for path in paths:
        for key, words in read_words(read_catalogue(path, language)):
            text = json.dumps(words, ensure_ascii=False)
            if key in known:
                changed += _correct(known[key], text)
            else:
                new[key] = text
    if new:  # thousands: as rows, not as objects
        session.execute(insert(Translation), [_write(language, key, new[key]) for key in new])
    session.flush()
    return changed + len(new)


def read_words(catalogue: Catalog) -> Iterator[tuple[Key, list[str]]]:
    """The translated entries of a catalogue; a fuzzy one is a reminder of what was said before, and no translation."""
    for message in messages_of(catalogue):
        words = _forms(message.string)
        if all(words) and words and not message.fuzzy:
            yield (message.context or "", _first(message)), words


def _correct(row: Translation, text: str) -> bool:
    """Take the words of this release, unless they are the same or somebody here has touched them."""
    if not row.shipped or row.state != State.DRAFT or row.words == text:
        return False
    row.words = text
    return True


def _write(language: Language, key: Key, text: str) -> dict[str, object]:
    return {
        "language": language.tag,
        "context": key[0],
        "sentence": key[1],
        "words": text,
        "state": State.DRAFT.value,
        "shipped": True,
    }


def _first(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words)  # type: ignore[call-overload]
