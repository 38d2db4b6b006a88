"""Which paper form is printed: of which version and variant, for whom, with which numbers in its sentences."""

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback.codes import group_code
from feedback.config import Settings
from feedback.edges import Status, status_of
from feedback.exceptions import NotFoundError
from feedback.gaps import GAP, NUMBERS, list_plain_gaps
from feedback.languages import ENGLISH, Language
from feedback.listening import is_trial
from feedback.models.asking import Collector
from feedback.offers import Offer
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Form, Line, Snapshot
from feedback.reports.paper import NBSP
from feedback.reports.papers.easy_words import EASY
from feedback.reports.papers.words import STANDARD, Notice
from feedback.reports.tongues import Tongue
from feedback.rounds import list_uncounted
from feedback.speech import IN_ENGLISH, Speech
from feedback.versions import open_published, snapshot_of

DOT = " · "  # between what stands at the foot
VARIANT_WORDS = {
    Variant.STANDARD.value: "standard",
    Variant.EASY_READ.value: "easy read",
    Variant.PICTURE.value: "pictures",
}


@dataclass(frozen=True)
class Paper:
    """The paper form of one variant. Without a code it is for any team and leads to no phone."""

    council: str
    snapshot: Snapshot
    form: Form
    gaps: dict[str, str | None] = field(default_factory=dict)
    team: str = ""
    code: str = ""
    url: str = ""
    trial: bool = True
    demo: bool = False
    speech: Speech = IN_ENGLISH
    draft: bool = False
    boxes: bool = True  # whether somebody reads what is written in its language

    def say(self, sentence: str) -> str:
        """A sentence of ours in the language of the form."""
        return self.speech.gettext(sentence)

    @property
    def easy(self) -> bool:
        """Whether it speaks in easy words."""
        return self.form.variant != Variant.STANDARD

    @property
    def notice(self) -> Notice:
        """What is said before and after the questions."""
        said = (EASY if self.easy else STANDARD)[self.snapshot.audience.value]
        return Notice(
            lines=tuple(self._say_line(line) for line in said.lines),
            more=tuple(self._say_line(line) for line in said.more),
            last=self._say_line(said.last),
        )

    def _say_line(self, line: Line) -> Line:
        return Line(text=self.say(line.text), picture=line.picture)

    def fill(self, text: str) -> str:
        """`text` with its gaps filled, with nothing where the council has set nothing."""
        return GAP.sub(lambda gap: self._fill_gap(gap[1]), text)

    def _fill_gap(self, name: str) -> str:
        filled = self.gaps.get(name) or ""
        return filled.replace(" ", NBSP) if name in NUMBERS else filled

    def fill_lines(self, lines: tuple[Line, ...]) -> list[Line]:
        """Each line filled. A line that needs what is not set is left out."""
        return [
            Line(text=self.fill(line.text), picture=line.picture)
            for line in lines
            if all(self.gaps.get(gap) for gap in GAP.findall(line.text))
        ]


def list_foot(code: str, team: str, language: Language) -> tuple[str, str, str]:
    """What stands at the foot of a sheet: its code with the tag of its language, that language for staff, its team."""
    named = "" if language == ENGLISH else language.english
    return code and f"{group_code(code)}{language.path}", named, team


def name_variant(variant: str) -> str:
    """What staff call a variant."""
    return VARIANT_WORDS.get(variant, variant.replace("-", " "))


def paper_of(
    settings: Settings,
    snapshot: Snapshot,
    variant: str,
    *,
    collector: Collector | None = None,
    demo: bool = False,
    tongue: Tongue | None = None,
) -> Paper:
    """The paper form of `variant`, with the code of `collector` if there is one; English without a `tongue`.

    Raises NotFoundError.
    """
    form = next((form for form in snapshot.forms.values() if form.variant == variant), None)
    if form is None:
        raise NotFoundError(
            f"{snapshot.questionnaire}@{snapshot.version} has no variant {variant!r}: "
            f"choose one of {', '.join(snapshot.forms)}."
        )
    offer = tongue.offer if tongue else Offer()
    paper = Paper(
        council=settings.council_name,
        snapshot=snapshot,
        form=tongue.form if tongue else form,
        gaps=list_plain_gaps(settings, offer.speech),
        trial=is_trial(settings),
        demo=demo,
        speech=offer.speech,
        draft=offer.draft,
        boxes=tongue.boxes if tongue else True,
    )
    if collector is None:
        return paper
    url = f"{settings.public_url}/q/{collector.code}{offer.language.path}"
    return replace(paper, team=collector.team.name, code=collector.code, url=url)


def asked_by(session: Session, collector: Collector, *, zone: ZoneInfo) -> Snapshot:
    """What `collector` asks now or next, or would ask. A round that is over takes no paper."""
    lasting = (Status.OPEN, Status.PLANNED)
    uncounted = list_uncounted(session, collector, zone)
    ahead = [one.version for one in uncounted if status_of(one, zone) in lasting]
    return snapshot_of(ahead[0] if ahead else open_published(session, collector.questionnaire))
