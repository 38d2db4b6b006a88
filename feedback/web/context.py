"""What every view may reach: this installation's settings and its database."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from feedback.config import SecondStep, Settings
from feedback.db import Database
from feedback.models.asking import DEMO, Meta

KEY = "feedback"


@dataclass(frozen=True)
class Installation:
    """An app's settings and database. `demo` says that it holds the sample council."""

    settings: Settings
    database: Database
    demo: bool

    @property
    def second_step_required(self) -> bool:
        """Whether everybody must type a code after the password. Nothing is real in a sample council."""
        chosen = self.settings.second_step
        if chosen is None:
            return self.settings.https and not self.demo
        return chosen is SecondStep.REQUIRED

    @classmethod
    def read(cls, settings: Settings, database: Database) -> "Installation":
        """The installation as its database says it is. Raises StorageError before `feedback init`."""
        with database.reading() as session:
            return cls(settings, database, demo=session.get(Meta, DEMO) is not None)


def install(app: Flask, installation: Installation) -> None:
    """Give `app` its installation."""
    app.extensions[KEY] = installation


def of_app(app: Flask) -> Installation:
    """The installation of `app`."""
    return cast(Installation, app.extensions[KEY])


def get_installation() -> Installation:
    """The installation of the current app."""
    return of_app(current_app)


def get_settings() -> Settings:
    """The settings of the current app."""
    return get_installation().settings


def get_database() -> Database:
    """The database of the current app."""
    return get_installation().database
