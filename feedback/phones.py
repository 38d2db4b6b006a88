"""Telephone numbers as people type and paste them: in any digits and signs, read into one form that can be dialled."""

import re
import unicodedata

FEWEST, FEWEST_ABROAD, MOST = 10, 8, 15  # digits; ITU-T E.164 has 15 at most
HOME = "44"
HOME_LENGTH = 12  # digits of a number of this country with its code
_SHAPE = re.compile(r"\(?\+? ?[0-9][0-9 ()./-]*")
# +44 (0)7700 900123: only for whoever leaves the code of the country out.
_ZERO = re.compile(r"\( ?0 ?\)")


def plain(typed: str) -> str:
    """What was typed in our digits, on one line and without signs that nobody sees, such as marks of direction."""
    seen = (sign for sign in unicodedata.normalize("NFKC", typed) if not _is_unseen(sign))
    return " ".join("".join(map(_plain_sign, seen)).split())


def get_number(typed: str) -> str | None:
    """The number somebody typed: from 0 in this country, from + abroad. None where it is no whole one."""
    text = plain(typed)
    if not _SHAPE.fullmatch(text):
        return None
    digits = re.sub(r"[^0-9]", "", text)
    if "+" in text or digits.startswith("00"):
        digits = re.sub(r"[^0-9]", "", _ZERO.sub("", text)).removeprefix("00")
        return _with_code(digits)
    if digits.startswith(HOME) and len(digits) == HOME_LENGTH:
        return _with_code(digits)
    return digits if FEWEST <= len(digits) <= MOST else None


def _with_code(digits: str) -> str | None:
    """The number with these digits, of which the first are the code of a country."""
    if digits.startswith(HOME):
        at_home = "0" + digits.removeprefix(HOME).lstrip("0")
        return at_home if FEWEST <= len(at_home) <= MOST else None
    is_whole = FEWEST_ABROAD <= len(digits) <= MOST and not digits.startswith("0")
    return f"+{digits}" if is_whole else None


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf"


def _plain_sign(sign: str) -> str:
    """A digit of any script is ours, and a dash of any kind a hyphen."""
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(sign) == "Pd" else sign
