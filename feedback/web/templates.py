"""What every template may use: the council, its numbers, pictures and translated sentences."""

from datetime import date
from typing import Any

from flask import Flask
from markupsafe import Markup

from feedback.gaps import CHILDLINE, EMERGENCY, NSPCC
from feedback.listening import is_trial
from feedback.web.assets import asset
from feedback.web.context import get_installation
from feedback.web.languages import (
    get_offer,
    get_speech,
    here_in,
    list_page_languages,
    to,
)
from feedback.web.told import tell
from feedback.web.words import in_english, phone

AWAY = "https://www.bbc.co.uk/weather"  # where “Leave now” leads: a page that anybody might look at


def init_app(app: Flask) -> None:
    """Give the templates their globals. Sentences are marked with `_()` and `ngettext()`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        picture=picture, phone=phone, to=to, here_in=here_in, in_english=_in_english,
        tell=tell, days=_days,
    )  # fmt: skip
    app.context_processor(_everywhere)


def picture(name: str | None) -> Markup:
    """A drawing from the sprite. It repeats the words beside it, so it is hidden from a reader."""
    if not name:
        return Markup("")
    return Markup('<svg class="fb-pic" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        asset("pictures.svg"), name
    )


def _everywhere() -> dict[str, Any]:
    installation = get_installation()
    settings, offer = installation.settings, get_offer()
    return {
        "council": in_english(settings.council_name, offer.speech),
        "demo": installation.demo,
        "trial": is_trial(settings),
        "away": AWAY,
        "emergency": phone(EMERGENCY),
        "childline": phone(CHILDLINE),
        "nspcc": phone(NSPCC),
        "duty_number": phone(settings.duty_number) if settings.duty_number else None,
        "language": offer.language,
        "draft": offer.draft,
        "tongues": list_page_languages(),
        "audience": "child",
        "state": "live",
        "easy": False,
        "kiosk": None,
    }


def _in_english(words: str) -> str:
    return in_english(words, get_speech())


def _days(first: date, last: date) -> str:
    return get_speech().days(first, last)


def _gettext(message: str) -> str:
    return get_speech().gettext(message)


def _ngettext(one: str, many: str, number: int) -> str:
    return get_speech().ngettext(one, many, number)
