"""Catalogues for translators: what there is to translate, taken from code, templates and questionnaires.

Two domains, as gettext calls them: `interface`, the sentences of pages and paper, and `questionnaires`. Poedit and
Weblate open both. Contexts and comments are made here, so that a translator sees where a sentence stands.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

from feedback.exceptions import RefusedError
from feedback.languages import Language, get_language
from feedback.questionnaires.snapshot import Snapshot
from feedback.questionnaires.wording import Sentence, list_sentences

INTERFACE, QUESTIONNAIRES = "interface", "questionnaires"
DOMAINS = (INTERFACE, QUESTIONNAIRES)
LISTED = "questionnaires.txt"  # in the folder of translations: which questionnaires are translated

# Lines of the head that say nothing: days, and places Babel keeps for names nobody gave.
EMPTY = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Report-Msgid-Bugs-To: EMAIL@',
    '"Last-Translator: FULL',
    '"Project-Id',
    '"Language-Team',
)

# Babel cuts the last letter off where a quotation mark is missing.
LINE = re.compile(rb'(#.*|(msg(id|id_plural|ctxt|str(\[\d+\])?)\s+)?"([^"\\]|\\.)*")?')

CODE = Path(__file__).parent
METHODS = [
    ("templates/public/**.html", "jinja2"),
    ("templates/returns/**.html", "jinja2"),
    ("**.py", "python"),
]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}

# Where an interface sentence is seen, by the beginning of its file.
SEEN = {
    "templates/public/questionnaire": "page of questions",
    "templates/public/_questions": "page of questions",
    "templates/public/base": "every page",
    "templates/public/_leave": "button on every page",
    "templates/public/_languages": "every page, choosing a language",
    "templates/public/sent": "thank-you page",
    "templates/public/home": "first page, for typing a code",
    "templates/public/_code_box": "box for typing a code",
    "templates/public/help": "help page",
    "templates/public/privacy": "page about what happens to answers",
    "templates/public/talk": "page for someone to talk to",
    "templates/public/changes": "page about what changed",
    "templates/public/prize": "page to enter a prize draw",
    "templates/public/return": "page of a return",
    "templates/returns/": "page of a return",
    "return": "message on the page of a return",
    "web/return_pages": "message on the page of a return",
    "public/prizes": "message on the page to enter a prize draw",
    "templates/public/accessibility": "page about accessibility",
    "templates/public/kind": "page when something is wrong",
    "templates/public/": "a public page",
    "public/sentences": "message on the page of questions",
    "public/closed": "page when questions are closed",
    "public/": "a public page",
    "web/errors": "page when something is wrong",
    "gaps": "inside a sentence",
    "replies": "small teams put together, page about what changed",
    "reports/shown": "figure on the page about what changed",
    "reports/since": "figure on the page about what changed",
    "reports/poster_words": "poster",
    "reports/slip_words": "paper slip with a code",
    "reports/papers/easy_words": "paper form, easy read",
    "reports/papers/": "paper form",
    "": "a public page",
}
PARTS = {
    "title": "title of the questions",
    "invitation": "sentence on the poster",
    "heading": "heading of some questions",
    "intro": "sentence under a heading",
    "text": "question",
    "help": "explanation under a question",
    "low": "words at 0 of a scale from 0 to 10",
    "high": "words at 10 of a scale from 0 to 10",
    "when": "says when a question is asked",
    "line": "sentence of a notice",
    "answer": "answer",
}
VARIANTS = {"standard": "", "easy-read": "easy read", "picture": "pictures, for under 8"}


def extract_interface() -> Catalog:
    """Every sentence marked in the code and the public templates, with where it is seen."""
    catalogue = _new(INTERFACE)
    for place, line, message, comments, context in extract_from_dir(
        CODE, METHODS, keywords=KEYWORDS
    ):
        seen = [words for start, words in SEEN.items() if place.startswith(start)][:1]
        catalogue.add(
            message,
            locations=[(f"feedback/{place}", line)],
            auto_comments=[*comments, *(f"Seen on: {words}" for words in seen)],
            context=context,
        )
    return catalogue


def extract_questionnaires(snapshots: Iterable[Snapshot]) -> Catalog:
    """Every sentence of `snapshots`, in reading order, each once however many questionnaires say it."""
    catalogue = _new(QUESTIONNAIRES)
    for snapshot in snapshots:
        sentences = list_sentences(snapshot)
        beside = {_without_variant(s): s for s in sentences if s.variant == "easy-read"}
        standard = {_without_variant(s): s for s in sentences if s.variant == "standard"}
        for sentence in sentences:
            other = (standard if sentence.variant != "standard" else beside).get(
                _without_variant(sentence)
            )
            catalogue.add(
                sentence.text,
                context=sentence.context,
                auto_comments=list(_remarks(sentence, other)),
            )
    return catalogue


def where_seen(sentence: Sentence) -> str:
    """What `sentence` is, in plain words: "question, easy read, child"."""
    if sentence.context.startswith("scale:"):
        scale = sentence.context.split(":")[1]
        what = f"answer of scale {scale}" if scale != "escapes" else "answer to any question"
    else:
        what = PARTS[sentence.part]
    return ", ".join(filter(None, (what, VARIANTS[sentence.variant], sentence.audience)))


def read_catalogue(path: Path, language: Language) -> Catalog:
    """The catalogue in `path`; an empty one when there is none.

    Raises RefusedError naming the line that is wrong, and where its header says that it is of another language.
    """
    if not path.is_file():
        return _new(path.stem, language.babel)
    with path.open("rb") as file:
        lines = _Lines(file)
        try:
            found = read_po(lines, locale=language.babel, domain=path.stem, abort_invalid=True)
            _check_language(path, language, str(found.locale_identifier or language.tag))
            return found
        except PoFileError as error:
            wrong = error.lineno + 1
        except (AttributeError, LookupError, TypeError, ValueError):
            wrong = lines.number  # Babel trips over what it does not expect
    raise RefusedError(
        f"{path.name} cannot be read at line {wrong}: is a line or a quotation mark missing there?"
    )


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    """Write `catalogue` to `path`, without the day, so that the same words give the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = BytesIO()
    write_po(made, catalogue, width=110, include_lineno=False)
    lines = made.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(EMPTY)), encoding="utf-8")


def path_of(folder: Path, language: Language, domain: str) -> Path:
    """Where the catalogue of `language` lies."""
    return folder / language.folder / "LC_MESSAGES" / f"{domain}.po"


def update_catalogue(catalogue: Catalog, template: Catalog) -> Catalog:
    """`catalogue` with the sentences of `template`. Others keep their words; a reworded one has its old words, fuzzy."""
    updated = _new(str(template.domain), catalogue.locale)
    updated.header_comment = catalogue.header_comment  # it says who wrote the words
    before = {message.context: message for message in messages_of(catalogue) if message.context}
    for message in messages_of(template):
        same = catalogue.get(message.id, context=message.context)
        had = same or before.get(message.context or "")
        new = message.clone()
        if had is not None and any(_forms(had)):
            new.string, new.user_comments = had.string, list(had.user_comments)
            new.flags |= {"fuzzy"} if same is None or had.fuzzy else set()
        updated[new.id] = new
    return updated


def messages_of(catalogue: Catalog) -> Iterator[Message]:
    """The entries of `catalogue`, without its head."""
    return (message for message in catalogue if message.id)


class _Lines:
    """The lines of a catalogue, each of them one that can stand in it, and the number of the last that was read."""

    def __init__(self, file: Iterable[bytes]) -> None:
        self._file = file
        self.number = 1

    def __iter__(self) -> Iterator[bytes]:
        for number, line in enumerate(self._file, 1):
            self.number = number
            if not LINE.fullmatch(line.strip()):
                raise ValueError
            yield line


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _check_language(path: Path, language: Language, said: str) -> None:
    """Raise RefusedError unless `said`, such as pl or pl_PL, is `language`."""
    named = get_language(said) or get_language(said.partition("_")[0])
    if named != language:
        raise RefusedError(
            f"{path.name} says that it is for {named.english if named else repr(said)}, not for {language.english}: "
            "send it for that language, or put Language in its header right."
        )


def _new(domain: str, locale: Locale | None = None) -> Catalog:
    return Catalog(
        locale=locale, domain=domain, header_comment=f"# Feedback: {domain}", fuzzy=False
    )


def _without_variant(sentence: Sentence) -> tuple[str, ...]:
    head, *rest = sentence.context.split(":")
    at = 0 if head not in ("shared", "scale") else 1
    return (head, *(part for place, part in enumerate(rest) if place != at))


def _remarks(sentence: Sentence, other: Sentence | None) -> Iterator[str]:
    yield where_seen(sentence)
    if sentence.about and sentence.part == "answer" and not sentence.context.startswith("scale:"):
        yield f"Answers: {sentence.about}"
    if other is not None and other.text != sentence.text:
        name = "standard" if sentence.variant != "standard" else "easy read"
        yield f"In {name}: {other.text}"
