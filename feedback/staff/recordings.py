"""Recordings, as staff see them: what is recorded of a language, and each question to hear, replace or take away."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from feedback import clock
from feedback.accounts import open_account as open_own_account
from feedback.codes import read_id
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.languages import Language, get_language
from feedback.permissions import Action
from feedback.recording_parts import Line, Part, list_parts, open_part
from feedback.recordings import save_recording, take_away
from feedback.scanner import ScannerError, scan
from feedback.sounds import MOST_BYTES, Sound, read_sound
from feedback.translations import Scope
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.errors import Kind, show_kind
from feedback.web.form_parsing import MOST_OF_RECORDINGS
from feedback.web.languages import get_spoken

blueprint = Blueprint("recordings", __name__)

PART = "/recordings/<tag>/<questionnaire>/<number>/<variant>"
LONGEST_SHOWN = 60  # letters of a file's name
UNSEEN = (
    "The virus scanner does not answer, so this file is not kept. Choose it again later; if this stays, tell "
    "whoever looks after the service."
)
TOO_MUCH = Kind(
    "That was too much at once",
    (
        f"All files together may be {MOST_OF_RECORDINGS // 1024 // 1024} MB. Nothing is stored.",
        "Go back and choose fewer at a time.",
    ),
)


@dataclass
class Said:
    """What the page says about what was just sent: how many were saved, and what is wrong, by question."""

    saved: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


@blueprint.errorhandler(RequestEntityTooLarge)
def say_too_much(_error: RequestEntityTooLarge) -> Response:
    """More files than we take at once."""
    return show_kind(413, TOO_MUCH)


@blueprint.get("/recordings/<tag>")
@open_to(Action.TRANSLATE)
def see_parts(tag: str) -> ResponseReturnValue:
    """What there is to record in a language, part by part."""
    language = _open_language(tag)
    with get_database().reading() as session:
        parts = list_parts(session, get_spoken().refresh(session), language)
    return render_template("staff/recordings.html", one=language, parts=parts)


@blueprint.get(PART)
@open_to(Action.TRANSLATE)
def see_part(tag: str, questionnaire: str, number: str, variant: str) -> ResponseReturnValue:
    """Every question of one part, and its recording."""
    with get_database().reading() as session:
        part = _open(session, tag, questionnaire, number, variant)
    return _show(part, Said(saved=read_id(request.args.get("saved", ""))))


@blueprint.post(PART)
@open_to(Action.TRANSLATE)
def save(tag: str, questionnaire: str, number: str, variant: str) -> ResponseReturnValue:
    """Keep every file that is a recording, and say what is wrong with the others."""
    with get_database().reading() as session:
        part = _open(session, tag, questionnaire, number, variant)
    said = Said()
    sounds = _hear_all(part, said)
    with get_database().writing() as session:
        _save_all(session, part, sounds, said)
        part = _open(session, tag, questionnaire, number, variant)
    if said.faults:
        return _show(part, said), 422
    return redirect(_address(part, saved=said.saved))


@blueprint.post(f"{PART}/take-away")
@open_to(Action.TRANSLATE)
def remove(tag: str, questionnaire: str, number: str, variant: str) -> ResponseReturnValue:
    """Take one recording away, unless somebody else did or replaced it."""
    question, _, name = request.form.get("recording", "").partition(" ")
    with get_database().writing() as session:
        part = _open(session, tag, questionnaire, number, variant)
        try:
            by = open_own_account(session, open_account().id)
            take_away(session, part.place, question, name, by=by)
        except ChangedError as refusal:
            return _show(part, Said(faults=[(question, str(refusal))])), 409
    return redirect(_address(part))


def _hear_all(part: Part, said: Said) -> list[tuple[Line, Sound]]:
    """Every file that is a recording, looked at by the scanner too, before anything is locked."""
    sounds: list[tuple[Line, Sound]] = []
    chosen: set[str] = set()
    for line, file in _list_chosen(part, said):
        try:
            if line.question in chosen:
                raise RefusedError("Two files were chosen for it. Choose one.")
            chosen.add(line.question)
            sounds.append((line, _hear(file.stream.read(MOST_BYTES + 1))))
        except RefusedError as refusal:
            said.faults.append((line.question, str(refusal)))
    if not chosen and not said.faults:
        said.faults.append(("", "Choose at least one file."))
    return sounds


def _hear(content: bytes) -> Sound:
    sound, scanner = read_sound(content), get_settings().scanner
    if scanner:
        try:
            scan(scanner, content)
        except ScannerError as error:
            raise RefusedError(UNSEEN) from error
    return sound


def _save_all(session: Session, part: Part, sounds: list[tuple[Line, Sound]], said: Said) -> None:
    by, today = open_own_account(session, open_account().id), clock.today(get_settings().zone)
    for line, sound in sounds:
        try:
            seen = request.form.get(f"seen-{line.question}", "")
            save_recording(session, part.read(line), sound, seen=seen, on=today, by=by)
            said.saved += 1
        except RefusedError as refusal:
            said.faults.append((line.question, str(refusal)))


def _list_chosen(part: Part, said: Said) -> Iterator[tuple[Line, FileStorage]]:
    """Each file with its question: in whose row it was chosen, or whose short name it has."""
    lines = {line.question: line for line in part.lines}
    for line in part.lines:
        for file in request.files.getlist(f"file-{line.question}"):
            if file.filename:
                yield line, file
    for file in request.files.getlist("many"):
        if not file.filename:
            continue
        name = file.filename.replace("\\", "/").rpartition("/")[2].strip()
        found = lines.get(name.rpartition(".")[0].casefold())
        if found:
            yield found, file
        else:
            said.faults.append(("", _say_unknown(name, part)))


def _say_unknown(name: str, part: Part) -> str:
    shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
    return (
        f"“{shown}” has the short name of no question here. Call it by the name that stands at its question, "
        f"such as “{part.lines[0].question}.mp3”."
    )


def _show(part: Part, said: Said) -> str:
    wrong = dict(said.faults)
    return render_template("staff/recording.html", part=part, said=said, wrong=wrong)


def _open(session: Session, tag: str, questionnaire: str, number: str, variant: str) -> Part:
    offers = get_spoken().refresh(session)
    scope = Scope(questionnaire, read_id(number), variant)
    return open_part(session, offers, _open_language(tag).tag, scope)


def _open_language(tag: str) -> Language:
    language = get_language(tag)
    if language is None:
        raise NotFoundError(f"There is no language {tag!r}. Languages shows them all.")
    return language


def _address(part: Part, saved: int | None = None) -> str:
    scope = part.scope
    return url_for(
        ".see_part",
        tag=part.language.tag,
        questionnaire=scope.questionnaire,
        number=scope.number,
        variant=scope.variant,
        saved=saved,
    )
