"""What comments are about, counted: only those that a workbook shows, so that a count says no more than the rows do.

At council level from ten answers in a round, and beside a team's or service's name only where comments carry it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from feedback.disclosure.comments import EVERYBODY, NAMED_FROM
from feedback.models.asking import Round
from feedback.models.listening import Theme
from feedback.reports.released import ReleasedComment
from feedback.reports.shown import RoundFigures, quarter_of
from feedback.themes import ThemeKind, Tone, list_themes
from feedback.told_comments import list_shown_themes

FEW = 2  # so few of one theme in a quarter might be told apart by somebody who knows them
KIND_WORDS = {
    ThemeKind.THEME.value: "Theme",
    ThemeKind.CHARTER.value: "Charter promise",
    ThemeKind.PLEDGE.value: "Pledge promise",
}


@dataclass
class ThemeCount:
    """How many shown comments have a theme, of a round and a name; `example` is one that everybody may read."""

    questionnaire: str
    round: str
    quarter: str
    team: str
    theme: str
    kind: str
    comments: int = 0
    positive: int = 0
    negative: int = 0
    example: str = ""

    def add(self, comment: ReleasedComment) -> None:
        """Count one comment."""
        self.comments += 1
        self.positive += comment.tone == Tone.POSITIVE
        self.negative += comment.tone == Tone.NEGATIVE
        if not comment.staff_only and (not self.example or comment.comment < self.example):
            self.example = comment.comment


def count_themes(
    session: Session, figures: Sequence[RoundFigures], comments: Iterable[ReleasedComment]
) -> tuple[ThemeCount, ...]:
    """The counts of the rounds behind `figures`: for each theme the council, then the names comments carry."""
    themes = {theme.code: theme for theme in list_themes(session)}
    rounds = {(one.questionnaire, one.label): one for one in figures if _has_enough(one)}
    found: dict[tuple[str, str, str, str], ThemeCount] = {}
    for comment in comments:
        round_ = rounds.get((comment.questionnaire, comment.round))
        if round_ is None:
            continue
        for code in comment.themes:
            for team in dict.fromkeys((EVERYBODY, comment.team)):
                key = (comment.questionnaire, comment.round, code, team)
                if key not in found:
                    found[key] = _begin(round_, comment, themes[code], team)
                found[key].add(comment)
    return tuple(sorted(found.values(), key=_order))


def _has_enough(round_: RoundFigures) -> bool:
    return round_.total is not None and round_.total.received >= NAMED_FROM


def _begin(round_: RoundFigures, comment: ReleasedComment, theme: Theme, team: str) -> ThemeCount:
    return ThemeCount(
        questionnaire=comment.questionnaire,
        round=comment.round,
        quarter=round_.quarter,
        team=team,
        theme=theme.name,
        kind=KIND_WORDS[theme.kind],
    )


def _order(one: ThemeCount) -> tuple[str, ...]:
    return (
        one.questionnaire,
        one.round,
        one.theme.lower(),
        "" if one.team == EVERYBODY else one.team,
    )


@dataclass(frozen=True)
class Trend:
    """One theme over the quarters, at council level."""

    theme: str
    kind: str
    counts: dict[str, int] = field(default_factory=dict)
    tones: dict[tuple[str, str | None], int] = field(default_factory=dict)  # by quarter and tone

    def say_tone(self, quarter: str) -> str:
        """How many of them praise and complain; nothing where one of these, or of the rest, is one or two."""
        parts = [
            self.tones.get((quarter, tone), 0) for tone in (Tone.POSITIVE, Tone.NEGATIVE, None)
        ]
        if not any(parts[:2]) or any(0 < part <= FEW for part in parts):
            return ""
        return f"{parts[0]} praise, {parts[1]} complain"

    def say(self, quarter: str) -> str:
        """How many comments of a quarter have it; one and two are told alike."""
        count = self.counts.get(quarter, 0)
        return f"1 to {FEW}" if 0 < count <= FEW else str(count)


def read_trends(session: Session, rounds: Sequence[Round]) -> tuple[list[str], list[Trend]]:
    """The quarters that say something, oldest first, and each theme that was given in one, the most frequent first.

    A quarter says something when ten or more answered in its rounds. Nothing is counted that no workbook shows.
    """
    counted = [round_ for round_ in rounds if round_.counted_on and not round_.sealed]
    asked: dict[str, int] = defaultdict(int)
    for round_ in counted:
        asked[quarter_of(round_.closes_on)] += round_.received or 0
    quarters = {name for name, received in asked.items() if received >= NAMED_FROM}
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    tones: dict[str, Counter[tuple[str, str | None]]] = defaultdict(Counter)
    for round_, codes, tone in list_shown_themes(session, counted):
        quarter = quarter_of(round_.closes_on)
        for code in codes if quarter in quarters else ():
            counts[code][quarter] += 1
            tones[code][quarter, tone] += 1
    themes = [theme for theme in list_themes(session) if theme.code in counts]
    trends = [
        Trend(t.name, KIND_WORDS[t.kind], dict(counts[t.code]), dict(tones[t.code])) for t in themes
    ]
    return sorted(quarters), sorted(trends, key=lambda one: -sum(one.counts.values()))
