"""How codes look: an alphabet made for paper, no words anybody would be upset by, any way of typing them."""

import secrets
import unicodedata

# No vowels and nothing that looks like something else (0 O, 1 I L).
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
COLLECTOR_LENGTH = 6
SLIP_LENGTH = 10  # 28 to the power of 10: nobody guesses one of a few thousand
LONGEST_ID = 18  # digits: what a row's number can have and SQLite can hold
# What the letters that are left could still be read as. A code that holds one is drawn again.
REFUSED = (
    "BSTRD", "CNT", "DCK", "FCK", "FGT", "FKN", "KKK", "KNT", "NGR", "NZ", "PSS", "SHT", "SLT",
    "SS", "TWT", "WNK", "WTF", "XX",
)  # fmt: skip


def make_code(length: int = COLLECTOR_LENGTH) -> str:
    """A random code of `length` characters that spells nothing on the refuse list."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if not any(word in code for word in REFUSED):
            return code


def read_code(typed: str) -> str:
    """The code somebody typed: any case, spaces or hyphens, Arabic and Persian digits.

    What cannot be a code comes back as it is, and is then simply not found.
    """
    kept = (character for character in typed.upper() if character.isalnum())
    return "".join(_plain_digit(character) for character in kept)


def group_code(code: str) -> str:
    """A code in groups as it is printed: "7KX WPM", ten characters as 3-3-4."""
    if len(code) == COLLECTOR_LENGTH:
        return f"{code[:3]} {code[3:]}"
    return f"{code[:3]} {code[3:6]} {code[6:]}".strip()


def read_id(typed: str) -> int:
    """The id of a row as somebody typed it; 0, which no row has, when it cannot be one."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_ID else 0


def _plain_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
