"""Which round a round is compared with: the latest one before it that asked some of the same teams."""

from collections.abc import Iterable

from feedback.models.asking import Round


def find_before(round_: Round, others: Iterable[Round]) -> Round | None:
    """The round before `round_` among `others`: of its questionnaire, counted, and showing something."""
    teams = _teams(round_)
    earlier = [
        other
        for other in others
        if other.version.questionnaire == round_.version.questionnaire
        and other.closes_on < round_.opens_on
        and other.counted_on
        and not other.sealed
        and teams & _teams(other)
    ]
    return max(earlier, key=lambda other: (other.closes_on, other.id), default=None)


def _teams(round_: Round) -> set[int]:
    return {member.team_id for member in round_.teams}
