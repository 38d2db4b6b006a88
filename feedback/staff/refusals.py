"""Which refusals behind the staff door leave a line in the log: those of somebody signed in, and of invitations."""

from flask import Flask, Response, current_app, g, request

from feedback.web.access import get_account

KEPT = "refusal"


def init_app(app: Flask) -> None:
    """Look at every answer of a staff page."""
    app.after_request(log_refusal)


def keep_refusal() -> None:
    """Say that this request is refused for a reason that its status alone does not tell."""
    setattr(g, KEPT, True)


def log_refusal(response: Response) -> Response:
    """Account, address without what fills its gaps, and status: no query, no form, nobody's address."""
    account = get_account()
    if KEPT in g or (account and response.status_code == 403):
        rule = request.url_rule.rule if request.url_rule else "-"
        who = f"account {account.id}" if account else "nobody"
        log = current_app.logger.getChild("staff")
        log.warning("refused %s at %s: %s", who, rule, response.status_code)
    return response
