"""Sending a pasted list: looked through line by line, then saved whole, unless somebody else was quicker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.exceptions import ChangedError, FeedbackError
from feedback.pasted_lists import Checked, list_problems
from feedback.web.context import get_database

Check = TypeVar("Check", bound=Checked)


@dataclass(frozen=True)
class PastedList(Generic[Check]):
    """One kind of list: how its text is checked, how checked lines are saved (`seen` before), and its page.

    The page is shown with `text`, `checks`, `problems` and `trouble`, or with what was `saved`.
    """

    check: Callable[[Session, str], Sequence[Check]]
    save: Callable[[Session, Sequence[Check], str], None]
    show: Callable[..., str]

    def send(self) -> ResponseReturnValue:
        """Look through what was sent, or save it once it was looked through."""
        text = request.form.get("list", "")
        if request.form.get("do") == "save":
            return self._save(text)
        return self._look(text)

    def _save(self, text: str) -> ResponseReturnValue:
        try:
            with get_database().writing() as session:
                checks = self.check(session, text)
                self.save(session, checks, request.form.get("seen", ""))
        except ChangedError as problem:
            return self._look(text, trouble=f"{problem} This is how they stand now.", status=409)
        except FeedbackError:
            return self._look(text)
        with get_database().reading() as session:
            return self.show(session, saved=checks)

    def _look(self, text: str, *, trouble: str = "", status: int = 200) -> ResponseReturnValue:
        """The list as it would be saved, or what is wrong with it, and the list itself, untouched."""
        with get_database().reading() as session:
            try:
                checks = self.check(session, text)
            except FeedbackError as problem:
                return self.show(session, text=text, problems=str(problem).split("\n")), 422
            problems = list_problems(checks)
            page = self.show(session, text=text, checks=checks, problems=problems, trouble=trouble)
            return page, 422 if problems else status
