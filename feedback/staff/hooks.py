"""What libraries do around every request: kept to staff requests, so that a public page owes them nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, has_request_context, request

from feedback.web.access import is_staff_side

Hook = Callable[..., Any]


@contextmanager
def only_for_staff(app: Flask) -> Iterator[None]:
    """Whatever is hung on every request of `app` meanwhile runs for staff requests only.

    Flask-Login, Flask-Principal and Flask-Limiter would cost each public page about 0.2 ms.
    """
    otherwise: list[tuple[list[Any], Hook]] = [
        (app.before_request_funcs.setdefault(None, []), lambda: None),
        (app.after_request_funcs.setdefault(None, []), lambda response: response),
        (app.template_context_processors.setdefault(None, []), dict),
    ]
    before = [len(hooks) for hooks, _ in otherwise]
    yield
    for (hooks, instead), count in zip(otherwise, before, strict=True):
        hooks[count:] = [_staff_only(hook, instead) for hook in hooks[count:]]


def _staff_only(hook: Hook, instead: Hook) -> Hook:
    def choose(*parts: Any) -> Any:
        staff = has_request_context() and is_staff_side(request)
        return hook(*parts) if staff else instead(*parts)

    return choose
