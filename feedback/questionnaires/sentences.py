"""What a sentence is made of, told from its words alone: how long it is, and what makes it hard to read.

There is no grammar here, only lists. They are right often enough to give a hint, never to give an order.
"""

import re
from collections.abc import Iterator

GAP_WORDS = "two words"  # what a gap counts as: a name of a council or a telephone number
_ENDS = re.compile(r"(?<=[.?!:])\s+|(?<=[.?!:][\"”'’])\s+|\n+")
_GAP = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[\w'’-]*\w[\w'’-]*")

SHORTENED = re.compile(
    r"\w+['’](?:t|re|ll|ve|d|m)\b|\b(?:it|that|what|who|there|here|let|he|she|how|where)['’]s\b"
    r"|\b(?:e\.g|i\.e|etc)\b\.?",
    re.IGNORECASE,
)
PER_CENT = re.compile(r"%|\bper ?cent(?:age)?s?\b", re.IGNORECASE)
NUMBERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|hundred)\b",
    re.IGNORECASE,
)
INITIALS = re.compile(r"\b(?!(?:OK|TV|UK|NHS)\b)[A-Z]{2,}(?=s?\b)")

_BE = "am|are|be|been|being|is|was|were"
_BETWEEN = r"(?:not|never|always|also|ever|still|all|both|be|been|being)"
_PARTICIPLE = (
    r"(?:\w{2,}(?<!e)ed|asked|told|given|shown|made|done|heard|seen|known|kept|sent|taken|written|held|found|"
    r"put|said|spoken|brought|chosen|understood|paid|read|run|met)"
)


def _list(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words))


# They end like the passive and only describe.
_FEELINGS = _list(
    """tired worried interested excited scared bored pleased disabled married supposed used mixed
    upset relaxed confused annoyed surprised ashamed"""
)
_PASSIVE = re.compile(rf"\b(?:{_BE})\b(?:\s+{_BETWEEN})*\s+({_PARTICIPLE})\b", re.IGNORECASE)
_PASSIVE_QUESTION = re.compile(
    rf"^(?:are|is|was|were)\s+(?:[\w']+\s+){{1,3}}?({_PARTICIPLE})\b", re.IGNORECASE
)

_JOINS = re.compile(r"\b(?:and|but|because|which|although|while|so)\b", re.IGNORECASE)
_VERBS = _list(
    """is are was were am be do does did have has had can could will would may might should must
    know knows knew think thinks thought tell tells told say says said see sees saw read reads
    write writes wrote get gets got give gives gave take takes took make makes made go goes went
    come comes came feel feels felt want wants understand understands understood listen listens
    explain explains meet meets met keep keeps kept find finds found choose chooses chose put puts
    press stop stops live lives happen happens send sends sent speak speaks spoke run runs ran join
    joins leave leaves left treat treats decide decides bring brings brought hear hears heard delete
    deletes let lets became grew taught ask asks show shows use uses"""
)
# A thing as often as something done: only before a word that it is done to.
_EITHER = _list(
    "help call answer phone talk visit plan change text support work name need share look start act"
)
_DONE_TO = _list("you me us them it him her the your my our a an to with people someone")


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`. What ends in a colon counts as one."""
    return [part for part in _ENDS.split(text.strip()) if part]


def count_words(sentence: str) -> int:
    """How many words are read aloud; a gap counts as two."""
    return len(_list_words(_GAP.sub(GAP_WORDS, sentence)))


def find_passive(sentence: str) -> str | None:
    """The words that say something is done without saying who does it, or None."""
    found = _PASSIVE.search(sentence) or _PASSIVE_QUESTION.search(sentence)
    if found is None or found[1].lower() in _FEELINGS:
        return None
    return found[0]


def find_join(sentence: str) -> str | None:
    """The word that joins two ideas, each with a verb of its own, or None."""
    for join in _JOINS.finditer(sentence):
        if _has_verb(sentence[: join.start()]) and _has_verb(sentence[join.end() :]):
            return join[0].lower()
    return None


def find_word(word: str, text: str) -> bool:
    """Whether `text` has `word` or a form of it (meetings, engaged), in small letters or capitals."""
    if word.lower() not in text.lower():  # nearly always, and far quicker than to match
        return False
    return (
        re.search(rf"\b{re.escape(word)}(?:s|es|d|ed|ing|'s|’s)?\b", text, re.IGNORECASE)
        is not None
    )


def is_explained(word: str, sentences: list[str]) -> bool:
    """Whether one of `sentences` is about `word`: "An IRO is …", "Your IRO runs …". A question explains nothing."""
    about = re.compile(rf"(?:(?:an?|the|your|our)\s+)?{re.escape(word)}s?\s+\w", re.IGNORECASE)
    return any(about.match(one) and not one.endswith("?") for one in sentences)


def _list_words(text: str) -> list[str]:
    return _WORD.findall(text)


def _has_verb(text: str) -> bool:
    words = [word.lower() for word in _list_words(text)]
    return any(_is_verb(word, after) for word, after in _pairs(words))


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    return zip(words, [*words[1:], ""], strict=False)


def _is_verb(word: str, after: str) -> bool:
    if word in _EITHER:
        return after in _DONE_TO
    ending = word.endswith("ed") and not word.endswith("eed") and len(word) > 4
    return word in _VERBS or (ending and word not in _FEELINGS)
