"""Cover and Notes: what the workbook is, and every rule behind its figures in words for a board."""

from collections.abc import Iterator, Sequence

from feedback.disclosure.bands import COUNTED_FROM, LEAST_CUT, METHOD, list_classes
from feedback.disclosure.comments import NAMED_FROM
from feedback.disclosure.groups import SMALLEST
from feedback.reports.cohort_gaps import say_missing
from feedback.reports.sheets import periods
from feedback.reports.sheets.page import Contents, Issued, Link, Page, Value, columns
from feedback.reports.sheets.people import say_sealed
from feedback.reports.shown import RoundFigures, say_left_out, write_day

CLASSIFICATION = "OFFICIAL-SENSITIVE"
DEMO = "DEMO: a sample council with made-up answers. Nobody said any of this."
ONE_TEAM = "It is one team: its rows keep the name that they were counted with."
MOST_NAMED = 3  # rounds named on the cover; Notes names all


def cover(contents: Contents, pages: Sequence[Page]) -> Page:
    """The first sheet: whose workbook this is, and a link to every other sheet."""
    made = f"{CLASSIFICATION}. {contents.council}. Made on {write_day(contents.made_on)}."
    if contents.issued:
        made = f"{made} {contents.issued.window}, number {contents.issued.number}. Notes says what changed."
    return Page(
        name="Cover",
        title=f"Feedback from children, young people and parents: {contents.council}",
        says=f"{DEMO} {made}" if contents.demo else made,
        note=f"Rounds covered: {_cover_rounds(contents)}",
        columns=columns(Sheet=26, What_it_shows=110),
        rows=[(Link(page.name), page.says) for page in pages],
        nothing="",
    )


def notes(contents: Contents) -> Page:
    """Every rule, and what the symbols mean."""
    return Page(
        name="Notes",
        title="Notes: how to read this workbook",
        says="Every rule behind the figures. Read Symbols and Base first.",
        note="The symbols stand in square brackets, so that a screen reader says them.",
        columns=columns(Topic=34, Note=110),
        rows=list(_rules(contents)),
        nothing="",
    )


def _cover_rounds(contents: Contents) -> str:
    """Those that show something: of the others Notes says why they do not."""
    rounds = contents.told
    if len(rounds) <= MOST_NAMED:
        return ("; ".join(_name(round_) for round_ in rounds) or "none. Notes says why") + "."
    questionnaires = len({round_.questionnaire for round_ in rounds})
    of = "1 questionnaire" if questionnaires == 1 else f"{questionnaires} questionnaires"
    return f"{len(rounds)} rounds of {of}. Notes names each of them."


def _name(round_: RoundFigures) -> str:
    return f"{round_.name} ({round_.questionnaire}), {round_.label}"


def _rules(contents: Contents) -> Iterator[Sequence[Value]]:
    if contents.demo:
        yield "Sample council", DEMO
    if contents.issued:
        yield from _issued(contents.issued)
    for round_ in contents.told:
        yield (
            "Round in this workbook",
            f"{_name(round_)}. Version {round_.version}. Financial quarter {round_.quarter}.",
        )
    for round_ in contents.sealed:
        yield "Round that stays sealed", say_sealed(round_)
    yield from _names_of_teams(contents)
    for round_ in contents.told:
        if round_.left_out:
            yield "Answers left out", _left_out(round_)
    for symbol, meaning in SYMBOLS:
        yield f"Symbol {symbol}", meaning
    yield NOT_RECORDED
    yield from _FIGURES
    yield from _words_table()
    yield from _OVER_TIME
    yield from periods.NOTES
    yield from _TEAMS
    yield from _RETURNS
    yield from _COMMENTS
    yield from _missing(contents)
    yield from _keeping(contents)


def _issued(issued: Issued) -> Iterator[Sequence[Value]]:
    yield (
        "Issued",
        f"{issued.window}, number {issued.number}. This file is kept as it is: whoever downloads it later gets the same.",
    )
    if issued.number == 1:
        yield "Changed since", "This is the first number of this period."
    for change in issued.changes:
        yield f"Changed since number {issued.number - 1}", change


def _missing(contents: Contents) -> Iterator[Sequence[Value]]:
    for round_ in contents.told:
        if missing := say_missing(round_):
            yield "Who is missing", f"{_name(round_)}. {missing}"
    yield COHORT


def _names_of_teams(contents: Contents) -> Iterator[Sequence[Value]]:
    for name in contents.former_names:
        yield "Names of teams", f"{name} {ONE_TEAM}"


def _left_out(round_: RoundFigures) -> str:
    return (
        f"{_name(round_)}: {say_left_out(round_.left_out)} that came in a burst were left out when it was "
        "counted. No figure holds them."
    )


SYMBOLS = (
    ("[c]", "Confidential: the number is known and hidden, so that nobody can be singled out."),
    ("[z]", "Does not apply: this questionnaire does not ask it, or the number has no meaning here."),
    ("[x]", "Not available: there is nothing to put here. The row says why."),
    ("[b]", "Break: the answers to choose from or the teams changed here. Figures before and after may stand side by side; a difference between them may come from the change alone."),
)  # fmt: skip
NOT_RECORDED = ("Not recorded", "Nobody wrote the number down. It is never guessed.")

COHORT = (
    "Who answered and the cohort",
    "Cohort is how many there are of each answer, as the council has entered it for the round's financial year, to the nearest five. Of those who said leaves out who skipped the question, was not sure or would rather not say. A gap is told only where everything that hidden numbers and rounding leave open lies on one side. Answers are never weighted.",
)

_FIGURES = (
    (
        "Base",
        "Every figure is out of everybody who was asked and sent an answer: the number under Received. Somebody who skipped the question, was not sure or would rather not say counts in the base and not as positive.",
    ),
    (
        "Positive, middle and negative",
        "Each answer of a scale belongs to a band, fixed when the questionnaire is published. Positive takes in the answers that say it went well, such as Yes, or Always and Mostly. The band is kept for ever with the version.",
    ),
    (
        "Not sure",
        "Not sure is an answer of its own. It is neither positive nor negative, and it stays in the base. Rather not say and skipped are treated alike. They are not shown apart for core measures.",
    ),
    (
        "Standard and easy read",
        "Easy read has its own words and often its own scale. A figure for a team counts both by their bands. Averages are never mixed. Questions shows each variant by itself, all teams together.",
    ),
    (
        f"Figures from {SMALLEST} to {COUNTED_FROM - 1} answers",
        f"A row of {SMALLEST} to {COUNTED_FROM - 1} answers is described in words with its base, such as: most of 12. The words stand for the ranges in the lines below. The ranges were fixed beforehand and depend only on the base. Low and High in Core measures give the range.",
    ),
    (
        f"Figures from {COUNTED_FROM} answers",
        f"A row of {COUNTED_FROM} or more answers has counts and per cent, such as: 31 of 35 (89%). Nobody, one and two are told as one range, and so are everybody, all but one and all but two: 33 to 35 of 35 (94 to 100%).",
    ),
    (
        "All teams",
        f"The row All teams covers exactly the rows above it, from {COUNTED_FROM} answers on. It is a count where that leaves every row its whole word. Near either end of what is possible it is a range of a few people, because the exact number would give a row away.",
    ),
    (
        "Questions that not everybody was asked",
        "Some questions are left out of easy read or of the pictures. Rows say nothing of them: of a small team it would tell how many used easy read, and what the few others said. All teams has a figure, out of those asked, where 20 or more were and their number may be told. Where everybody used a version that asks, the figure is like any other.",
    ),
    (
        "Questions that follow an answer",
        "Where a question is put only to those who gave a certain answer, a row is described in words, such as: most of those asked. Its base is not shown, because it would tell how many gave that answer. The words are four here: few or none, some (half or fewer), most, all or nearly all. They stand from ten received and seven asked on, and there is no figure for All teams.",
    ),
    (
        "Negative answers",
        "Negative low and Negative high are the least and the most people in the row who can have given a negative answer. For All teams they are cut so that nobody can work out one or two answers of a row by subtracting the others.",
    ),
    (
        "Single answers",
        f"Questions shows how often each answer was chosen, for a variant used by {LEAST_CUT} or more. Of a core question only the positive answers are shown, and no nearer than All teams tells them. A hidden count may be none at all.",
    ),
    (
        "Per cent",
        "Per cent are of the base, rounded to whole numbers, halves up. Parts may add up to 99 or 101.",
    ),
    (
        "Change",
        f"A change is told in points only where both rounds have {COUNTED_FROM} answers or more, the question and its answers stayed the same, and the ranges do not meet. Otherwise the cell says why not. A few points are usually chance.",
    ),
    (
        "Strongest and weakest",
        "Headlines ranks the core measures of All teams by the lowest share each can be. A measure that may not be told is left out. The teams are never ranked.",
    ),
    (
        "Method",
        f"The figures were made by disclosure method {METHOD} when the round was counted. They are frozen: later versions of this software never work them out anew. Half-years and years are sums of them.",
    ),
)  # fmt: skip

_OVER_TIME = (
    (
        "By quarter",
        "Each round is a point of its own; nothing is added up there. Points stand in one line when they show the same measure, in the same revision, for the same group. A measure that is asked in a way that no longer compares begins a new line. A team that was renamed goes on in its line: Group is the name that a row was counted with, and Why says what the team was called in the row before.",
    ),
    (
        "Break in a line",
        "Break says [b] where the line has a break, and Why says what changed: the answers to choose from, who is asked, or the teams in the row. The row All teams has a break when a team takes part that did not before, or the other way round.",
    ),
    (
        "Level of a change",
        "Versions gives a level for every question that changed. The software works it out from both published versions; the author writes what changed and why. An edit of words that leaves measure, revision and answers as they are counts as no break: whether it means the same is for people to judge.",
    ),
    ("Level exact", "Asked with the same measure, revision and answers. One line. An answer that was added is said beside it."),
    ("Level band", "The same measure, with other answers to choose from or asked of other people. Per cent positive may stand side by side with a break mark. Averages may not."),
    ("Level theme", "Another measure, or asked in a way that no longer compares, on the same theme. A shared heading, never one number."),
    ("Level none", "New, no longer asked, or about something else. Nothing is compared."),
)  # fmt: skip

_TEAMS = (
    (
        "Other teams",
        f"A team with fewer than {SMALLEST} answers has no row of its own. It is put together with other small teams: of its group, else of its service, else of the council. Teams included names them. If what is left still makes fewer than {SMALLEST}, the smallest row takes it in. No answer is left out.",
    ),
    (
        "Rounds that stay sealed",
        f"A round with fewer than {SMALLEST} answers in all is not counted, and nothing is shown of it. Its answers stay sealed and join the next round of the questionnaire.",
    ),
)

_RETURNS = (
    ("Due", "How many conferences, reviews or children there were, as staff recorded it."),
    ("Given out", "How many slips, links or leaflets were handed over, as staff recorded it."),
    ("Received", "How many people sent answers that were counted in the round."),
    (
        "Rate",
        "Received out of due. If due was not recorded, or none, received out of given out. If neither was recorded: not recorded.",
    ),
    (
        "Links that can be used more than once",
        "A poster, QR code or open link can be used more than once by one person, and by people who were not counted as due. A rate can therefore pass 100%, and is a guide, not proof of who answered.",
    ),
    (
        "Answers that come in a burst",
        "Answers to one link that come much faster than people answer are held. Staff keep them or leave them out in batches, without reading them. A round that left some out has a line Answers left out above; every other round counted all that came.",
    ),
    (
        "Activities",
        "In a workbook that was issued for a period, the last rows of Response rates say how people took part besides answering, as staff noted it: Channel is the way, Given out how often, Received how many took part together. Some may have come more than once.",
    ),
    (
        "Channels",
        f"Received is shown by channel (poster, slip, link, kiosk, interviewer) for All teams only, and only when each channel that was used brought {LEAST_CUT} or more and every team had it.",
    ),
    (
        "Who answered",
        f"Age, language and the like are counted for the whole council only, each by itself, from {LEAST_CUT} people on. They are never crossed with a team, with each other or with what people said. They were cut from the answers when the round was counted. How many used a version or a language is told where nobody or at least five did. Any other language stands there even when nobody used one.",
    ),
)

_COMMENTS = (
    (
        "Comments",
        f"Only what a duty reader released stands there, one by one, with names taken out. A comment carries the name of its team where {NAMED_FROM} or more answered there, else of its service. Where its row of By team spans services it carries All teams. So five people or more stand behind every name.",
    ),
    (
        "Comments without a question",
        "Words in a box that only some are led to say that somebody gave the answer that leads there. So where a questionnaire has such a box, every comment of it stands under All teams, and Question says [c]: which box it stood in is not told. Where the comments are more than the boxes for everybody can hold, those from the other boxes are left out.",
    ),
    (
        "Order of comments",
        "Comments stand by round, name and question, and then mixed. Nothing ties a comment to another one of the same person, or to other answers.",
    ),
)


def _words_table() -> Iterator[tuple[str, str]]:
    """The class table, a line a base, written from the classes themselves."""
    for base in range(SMALLEST, COUNTED_FROM):
        classes = (
            f"{figure.word} is {figure.range.low} to {figure.range.high}"
            for figure in reversed(list_classes(base))
        )
        text = "; ".join(classes)
        yield f"Words for a base of {base}", text[0].upper() + text[1:] + "."


def _keeping(contents: Contents) -> Iterator[tuple[str, str]]:
    yield (
        "How long things are kept",
        f"Answers: {contents.keep_responses_months} months. Comments: {contents.keep_comments_months} months. Figures: {contents.keep_figures_years} years. Then they are deleted.",
    )
    yield (
        "Classification",
        f"{CLASSIFICATION}. The figures protect the people who answered only as long as nobody adds other numbers to them. Do not publish single rows beside other counts of the same people.",
    )
