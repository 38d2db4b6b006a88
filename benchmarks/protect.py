"""Working out what may be shown of one round: 60 teams and 20 questions, against the same without All teams."""

import time
from random import Random

from feedback.disclosure.bands import protect, protect_negative
from feedback.disclosure.totals import fit_row, protect_total, protect_total_negative

TEAMS, QUESTIONS = 60, 20


def main() -> None:
    """Print how long it takes."""
    dice = Random(60)
    bases = [dice.randint(5, 40) for _ in range(TEAMS)]
    tables = [[_draw(dice, base) for base in bases] for _ in range(QUESTIONS)]
    rows_only, whole = _time(tables, total=False), _time(tables, total=True)
    print(
        f"protecting {TEAMS} teams x {QUESTIONS} questions: {whole:.2f} s CPU, of which All teams "
        f"{whole - rows_only:.2f} s"
    )


def _draw(dice: Random, base: int) -> tuple[int, int, int]:
    positive = sum(dice.random() < 0.8 for _ in range(base))
    return base, positive, dice.randint(0, base - positive)


def _time(tables: list[list[tuple[int, int, int]]], *, total: bool) -> float:
    start = time.process_time()
    for table in tables:
        _protect(table, total=total)
    return time.process_time() - start


def _protect(table: list[tuple[int, int, int]], *, total: bool) -> None:
    rows = []
    for base, positive, negative in table:
        shown = protect(positive, base).range
        rows.append((base, shown, protect_negative(negative, base, shown)))
    if total:
        base, positive, negative = (sum(row[place] for row in table) for place in range(3))
        told = protect_total(positive, base, [(n, p) for n, p, _ in rows])
        protect_total_negative(negative, [fit_row(*row) for row in rows], told)


if __name__ == "__main__":
    main()
