"""How many were due: a list from the case system, checked line by line against the rounds, then saved whole."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import audit
from feedback.edges import Status, status_of
from feedback.exceptions import ChangedError, FeedbackError, RefusedError
from feedback.fingerprints import fingerprint
from feedback.mergers import read_mergers
from feedback.models.accounts import Account
from feedback.models.asking import Round, RoundTeam, Team
from feedback.models.auditing import Deed
from feedback.names import key_of
from feedback.pasted_lists import list_problems, read_lines, write_lines
from feedback.rounds import MOST_GIVEN_OUT, list_rounds
from feedback.teams import list_teams, read_names
from feedback.versions import snapshot_of

COLUMNS = ("team", "questionnaire", "due")
NOT_RECORDED = "not recorded"
HEADER = "The first line must name the columns: team,questionnaire,due"
DIGITS = len(str(MOST_GIVEN_OUT))


@dataclass(frozen=True)
class DueLine:
    """One line of a list, as it was written."""

    number: int
    team: str
    questionnaire: str
    due: str
    extra: bool = False


@dataclass(frozen=True)
class DueCheck:
    """One line and what it would do: `member` in `round` goes from `before` to `after`, or a `problem` in words."""

    line: DueLine
    round: Round | None = None
    member: RoundTeam | None = None
    before: int | None = None
    after: int | None = None
    problem: str = ""


def read_due_list(text: str) -> list[DueLine]:
    """The lines of a list with commas, semicolons or tabs, as spreadsheets copy it. Raises FeedbackError."""
    found = read_lines(text, COLUMNS, header=HEADER)
    rows = [
        DueLine(one.number, one.cells[0], one.cells[1], one.cells[2], one.extra)
        for one in found
        if any(one.cells)
    ]
    if not rows:
        raise FeedbackError("The list has no lines under its column names. Paste it again.")
    return rows


def check_due(
    session: Session, lines: Iterable[DueLine], *, zone: ZoneInfo, round_: Round | None = None
) -> list[DueCheck]:
    """What each line would do to `round_`, or to the round of its questionnaire and team that has begun."""
    desk = _Desk(session, zone, round_)
    return [desk.check(line) for line in lines]


def state_of(checks: Sequence[DueCheck]) -> str:
    """Changes when a number that would be replaced does: what somebody saw when they decided."""
    facts = [(one.round and one.round.id, one.line.team, one.before) for one in checks]
    return fingerprint(facts)


def save_due(
    session: Session,
    checks: Sequence[DueCheck],
    *,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """Save every line, or none. Raises RefusedError for a problem, ChangedError when not as `seen`."""
    problems = list_problems(checks)
    if problems:
        raise RefusedError("\n".join(problems))
    if seen is not None and seen != state_of(checks):
        raise ChangedError(
            "Somebody else changed some of these counts meanwhile. Nothing was saved."
        )
    for one in checks:
        assert one.member is not None  # no problem, so there is one
        one.member.due = one.after
    for round_id in sorted({one.round.id for one in checks if one.round}):
        audit.record(session, Deed.SAVED_DUE, f"round {round_id}", by=by)


def write_before(checks: Iterable[DueCheck]) -> str:
    """The same list with the numbers that were there before: to put them back."""
    return write_lines(
        COLUMNS,
        (
            [
                one.line.team,
                one.line.questionnaire,
                NOT_RECORDED if one.before is None else one.before,
            ]
            for one in checks
        ),
    )


@dataclass
class _Desk:
    """What a list is checked against."""

    session: Session
    zone: ZoneInfo
    only: Round | None
    seen: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.teams = read_names(self.session)
        self.mergers = read_mergers(self.session)
        self.by_id = {team.id: team for team in list_teams(self.session)}
        self.rounds = [r for r in list_rounds(self.session) if not r.counted_on]
        every = list_rounds(self.session)
        self.names = _name_questionnaires([*every, *([self.only] if self.only else [])])

    def check(self, line: DueLine) -> DueCheck:
        """One line."""
        try:
            return self._check(line)
        except RefusedError as problem:
            return DueCheck(line, problem=str(problem))

    def _check(self, line: DueLine) -> DueCheck:
        if line.extra:
            raise RefusedError("it has more columns than the first line.")
        team = self._find_team(line.team)
        round_ = self._find_round(team, self._find_questionnaire(line.questionnaire))
        member = self._find_member(round_, team)
        after = read_count(line.due)
        first = self.seen.setdefault((round_.id, member.team_id), line.number)
        if first != line.number:
            raise RefusedError(f"{member.team.name} stands in line {first} already.")
        return DueCheck(line, round_, member, member.due, after)

    def _find_team(self, name: str) -> Team:
        team = self.teams.get(key_of(name))
        if team is None:
            near = difflib.get_close_matches(key_of(name), self.teams, 1)
            hint = f" Is it {self.teams[near[0]].name}?" if near else ""
            raise RefusedError(
                f"there is no team called “{name}”.{hint}" if name else "it names no team."
            )
        return team

    def _find_questionnaire(self, name: str) -> str:
        found = self.names.get(key_of(name))
        if found is None:
            known = ", ".join(sorted(set(self.names.values()))) or "none yet"
            raise RefusedError(f"no round asks a questionnaire “{name}”. There are: {known}.")
        return found

    def _find_round(self, team: Team, questionnaire: str) -> Round:
        if self.only is not None:
            return self._check_named(self.only, questionnaire)
        begun = [
            r
            for r in self.rounds
            if r.version.questionnaire == questionnaire
            and status_of(r, self.zone) is not Status.PLANNED
        ]
        own = [r for r in begun if any(m.team_id == team.id for m in r.teams)]
        found = own or begun
        if not found:
            raise RefusedError(f"no round of {questionnaire} is open now.")
        return found[-1]

    def _check_named(self, round_: Round, questionnaire: str) -> Round:
        if round_.version.questionnaire != questionnaire:
            raise RefusedError(f"round {round_.id} asks {round_.version.questionnaire}.")
        if round_.counted_on:
            raise RefusedError(f"round {round_.id} is counted, and its figures never change.")
        return round_

    def _find_member(self, round_: Round, team: Team) -> RoundTeam:
        member = next((m for m in round_.teams if m.team_id == team.id), None)
        if member is None:
            merger = self.mergers.get(team.id)
            into = self.by_id[merger.successor_id].name if merger else ""
            hint = f" It was merged into {into}: add its number to that line." if merger else ""
            raise RefusedError(f"{team.name} does not take part in round {round_.id}.{hint}")
        return member


def _name_questionnaires(rounds: Iterable[Round]) -> Mapping[str, str]:
    """Questionnaires by their name in addresses and by their title, in small letters."""
    found: dict[str, str] = {}
    for round_ in rounds:
        questionnaire = round_.version.questionnaire
        found |= {
            key_of(snapshot_of(round_.version).name): questionnaire,
            key_of(questionnaire): questionnaire,
        }
    return found


def read_count(typed: str) -> int | None:
    """A count as it was typed, None for one that is not recorded. Raises RefusedError."""
    if typed.lower() == NOT_RECORDED:
        return None
    if not typed:
        raise RefusedError(f"it has no number. Write one, or “{NOT_RECORDED}”.")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS):
        raise RefusedError(f"“{typed}” is not a whole number such as 12.")
    count = int(typed)
    if count > MOST_GIVEN_OUT:
        raise RefusedError(f"{count:,} is more than {MOST_GIVEN_OUT:,}.")
    return count
