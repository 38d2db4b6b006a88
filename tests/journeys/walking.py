"""A council of its own for one walk: several people with an account, each with a screen."""

from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, Page

from feedback.db import Database
from feedback.public.news import News
from tests.journeys.phone import Council, Phone


@dataclass
class Walk:
    """Phones and staff screens of one council; what went wrong on any of them is in `faults`."""

    browser: Browser
    council: Council
    app: Flask
    phones: list[Phone] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """The council's database."""
        return self.council.database

    @property
    def faults(self) -> list[str]:
        """Everything that went wrong on any screen."""
        return [fault for phone in self.phones for fault in phone.faults]

    def phone(self, *, width: int = 360, height: int = 740) -> Phone:
        """A phone that nobody has used."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        self.phones.append(Phone(context.new_page(), self.council))
        return self.phones[-1]

    def sign_in(self, email: str, password: str) -> Page:
        """A wide screen on which somebody is signed in, on their first page."""
        page = self.phone(width=1280, height=800).page
        page.goto(f"{self.council.address}/staff/sign-in")
        page.fill("#email", email)
        page.fill("#password", password)
        page.locator("main button").click()
        page.wait_for_url("**/staff/")
        return page

    def wait_a_minute(self) -> None:
        """What a server remembers for a minute is forgotten."""
        self.app.extensions["feedback.public"].news = News()

    def close(self) -> None:
        """Shut every screen."""
        for phone in self.phones:
            phone.page.context.close()
