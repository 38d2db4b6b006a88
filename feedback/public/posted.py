"""What a form sends: answers, what travels along, the page's token, and which button was pressed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import abort, request

from feedback.public.memory import get_memory
from feedback.public.switching import KEPT, Sent
from feedback.tokens import Token, read_token

MOST_FIELDS = 200


@dataclass(frozen=True)
class Posted:
    """A form as it came. `show` is "language/variant" when a switch was pressed.

    `code` is another code to send it with, typed because the one of the page leads nowhere.
    """

    answers: Sent
    kept: Sent
    token: Token | None
    show: str | None
    at: str
    code: str = ""

    def emptied(self) -> "Posted":
        """The same page with no answer on it."""
        return Posted(answers={}, kept={}, token=self.token, show=None, at="")


def read_posted(keys: Sequence[str]) -> Posted:
    """The form of this request; a step of a page that somebody left comes empty. More than 200 fields: 400."""
    fields: dict[str, list[str]] = {}
    for number, (name, value) in enumerate(request.form.items(multi=True), start=1):
        if number > MOST_FIELDS:
            abort(400)
        fields.setdefault(name, []).append(value.replace("\0", "\ufffd"))
    token = fields.pop("token", [""])[0]
    reserved = {name: fields.pop(name) for name in list(fields) if name.startswith("_")}
    posted = Posted(
        answers=fields,
        kept={name.removeprefix(KEPT): v for name, v in reserved.items() if name.startswith(KEPT)},
        token=read_token(token, keys),
        show=reserved.get("_show", [None])[0],
        at=reserved.get("_at", [""])[0],
        code=reserved.get("_code", [""])[0],
    )
    if posted.show is not None and get_memory().was_left(posted.token):
        return replace(posted.emptied(), token=None, show=posted.show)
    return posted
