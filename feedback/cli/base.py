"""What every command shares: the installation, how results are printed, how dates are read."""

import datetime as dt
import json
import secrets
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import click

from feedback import clock
from feedback.config import Settings, read_settings
from feedback.copies import flush
from feedback.db import Database
from feedback.exceptions import FeedbackError, SettingsError
from feedback.schema import check_current

Command = TypeVar("Command", bound=Callable[..., Any])
as_json = click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON value.")


def out_file(*endings: str) -> Callable[[Command], Command]:
    """The option of a file to write whose name ends in one of these, by which it is opened. None: the command looks itself."""

    def check(_context: click.Context, _option: click.Parameter, file: Path) -> Path:
        is_pipe = file.exists() and not file.is_file()  # /dev/stdout, say
        if endings and file.suffix.lower() not in endings and not is_pipe:
            raise click.BadParameter(f"end the file's name in {' or '.join(endings)}.")
        return file

    return click.option(
        "--out",
        required=True,
        type=click.Path(dir_okay=False, path_type=Path),
        callback=check,
        help="The file to write.",
    )


class Context:
    """The installation a command works on. The database must have its tables and a secret key; `init` makes them."""

    @cached_property
    def settings(self) -> Settings:
        """The settings from the environment."""
        return read_settings(new_secret=False)

    def begin(self) -> None:
        """Make a secret key where there is none: for what begins an installation, or serves it."""
        self.settings = read_settings()

    def find_database(self) -> Database:
        """The database, whatever is in it. Raises FeedbackError that says where there is none."""
        database = Database(self.settings.database_url)
        if not Path(database.file).exists():
            raise FeedbackError(
                f"There is no database {database.file}: set FEEDBACK_INSTANCE as the service has it, "
                "or for a new council run 'feedback init' first."
            )
        return database

    @cached_property
    def database(self) -> Database:
        """The database, ready for this release."""
        database = self.find_database()
        if not self.settings.secret_keys:
            raise SettingsError(
                "The file of FEEDBACK_SECRET_KEY_FILE is not there: put the council's own back, "
                "or 'feedback init' makes a new one."
            )
        check_current(database)
        database.check_settings()
        return database


class Day(click.ParamType[dt.date]):
    """A date from 2000-01-01 to 2199-12-31, written 2026-11-22."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The date in `value`."""
        if isinstance(value, dt.date):
            return value
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date: write it like 2026-11-22.", param, ctx)
        if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
            self.fail(
                f"{day} is too far away: {clock.FIRST_DAY} to {clock.LAST_DAY} will do.", param, ctx
            )
        return day


def print_json(value: object) -> None:
    """Print `value` as the one JSON value of a command."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(rows: list[dict[str, Any]], *, empty: str) -> None:
    """Print rows in columns, or say why there are none."""
    if not rows:
        click.echo(empty)
        return
    texts = [{key: _text(value) for key, value in row.items()} for row in rows]
    widths = {key: max(len(key), *(len(row[key]) for row in texts)) for key in texts[0]}
    for row in [{key: key for key in widths}, *texts]:
        click.echo("  ".join(row[key].ljust(width) for key, width in widths.items()).rstrip())


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, whole or not at all. Raises FeedbackError when that cannot be done."""
    try:
        if path.exists() and not path.is_file():  # /dev/stdout, say
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise FeedbackError(f"{path} cannot be written: {error.strerror}.") from error


def _replace(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file` in one step: a full disk leaves the file that was there."""
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
    try:
        partial.write_bytes(content)
        if file.exists():
            shutil.copymode(file, partial)
        flush(partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def read_file(path: Path) -> str:
    """The text of `path`. Raises FeedbackError when it cannot be read, or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FeedbackError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise FeedbackError(f"{path} is not UTF-8: save it as 'CSV UTF-8' and try again.") from None


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "-" if value is None else str(value)
