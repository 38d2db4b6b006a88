"""The door for those who sign in: everything under /staff."""

from flask import Blueprint, Flask

from feedback.staff import (
    account,
    accounts,
    alone,
    bursts,
    cohorts,
    collectors,
    comments,
    council_sign_in,
    deeds,
    due,
    emails,
    findings,
    forms,
    given_out,
    home,
    hooks,
    in_person,
    interviews,
    invitations,
    news,
    paper,
    planning,
    preview,
    public_results,
    queue,
    records,
    refusals,
    replies,
    reply_forms,
    reply_papers,
    results,
    results_over_time,
    rounds,
    second_step,
    sessions,
    signing_in,
    slips,
    team_ends,
    teams,
    words,
    workshop,
    year,
)

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
DOORS = (
    signing_in,
    council_sign_in,
    second_step,
    invitations,
    account,
    home,
    rounds,
    planning,
    preview,
    bursts,
    results,
    results_over_time,
    findings,
    alone,
    records,
    collectors,
    in_person,
    slips,
    queue,
    comments,
    paper,
    interviews,
    given_out,
    due,
    cohorts,
    teams,
    team_ends,
    deeds,
    accounts,
    emails,
    year,
    reply_forms,
    replies,
    reply_papers,
    public_results,
    news,
)
for door in DOORS:
    blueprint.register_blueprint(door.blueprint)


def init_app(app: Flask) -> None:
    """Open the staff door of `app`, which has its installation and its access check already.

    The access check comes first, so that a stranger is asked to sign in before a form is looked at.
    """
    with hooks.only_for_staff(app):
        for part in (sessions, forms, signing_in, council_sign_in, words, refusals, workshop):
            part.init_app(app)
    app.register_blueprint(blueprint)
