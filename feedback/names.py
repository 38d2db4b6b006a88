"""When two names are the same, however their accents are made and whatever nobody sees in them; how several are said."""

import unicodedata
from collections.abc import Sequence

JOINERS = "\u200c\u200d"  # invisible, but words of Farsi and pictures are other ones without them


def compose(typed: str) -> str:
    """`typed` with its accents and letters as one sign (NFC), and nothing invisible.

    A list from a Mac, or copied out of a PDF, has the accents of "Tŷ Gwyn" behind their letters, which looks the same.
    """
    seen = (sign for sign in typed if unicodedata.category(sign) != "Cf" or sign in JOINERS)
    return unicodedata.normalize("NFC", "".join(seen))


def clean_name(typed: str) -> str:
    """`typed` as a name is kept: composed, with blanks as one."""
    return " ".join(compose(typed).split())


def key_of(name: str) -> str:
    """What two names have in common that read alike, in small letters."""
    return unicodedata.normalize("NFC", clean_name(name).lower())


def say_names(names: Sequence[str]) -> str:
    """Names in a sentence: "Elm", "Elm and Fir", "Elm, Fir and Oak"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
