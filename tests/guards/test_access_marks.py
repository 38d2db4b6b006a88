"""Who may open which address."""

from flask import Flask

from feedback.web.access import EVERYBODY, access_mark

PUBLIC = {
    "/", "/q/<code>", "/Q/<code>", "/q/<code>/sent", "/Q/<code>/sent",
    "/CHANGES/<questionnaire>", "/CHANGES/<questionnaire>/<tongue:tongue>", "/changes/<questionnaire>/<tongue:tongue>",
    "/<tongue:tongue>", "/q/<code>/<tongue:tongue>", "/Q/<code>/<tongue:tongue>",
    "/leave", "/prize/<prize_id>", "/prize/<prize_id>/sent", "/changes", "/changes/<questionnaire>", "/changes/<questionnaire>/tell-me", "/tell-me/<key>", "/talk", "/talk/sent", "/help", "/privacy", "/accessibility", "/health",
    "/recordings/<name>",
    "/returns", "/returns/<return_id>", "/return/<token>",
    "/staff/sign-in", "/staff/invitation/<token>", "/staff/sign-in/council", "/staff/sign-in/council/back",
}  # fmt: skip


def test_every_address_says_who_may_open_it(app: Flask) -> None:
    """A view without a mark lets nobody in, and does not get past this test."""
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}

    unmarked = [address for address, view in views.items() if access_mark(view) is None]

    assert not unmarked


def test_only_these_addresses_are_open_to_everybody(app: Flask) -> None:
    """A new open address is a decision: it is added here by hand."""
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}

    everybody = {
        address for address, view in views.items() if EVERYBODY in (access_mark(view) or ())
    }

    assert everybody == PUBLIC
