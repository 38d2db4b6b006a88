"""A version that was published with a question nobody can answer: everything opens all the same."""

from sqlalchemy import select

from feedback.models.asking import Channel, Collector, Team
from feedback.reports.papers.form import paper_of
from feedback.reports.papers.pdf import make_paper
from feedback.versions import publish
from tests.councils import edit_question, read_forms

from .conftest import TODAY, Council
from .test_paper import Typist, plan_version


def test_a_published_question_without_answers_stops_no_page(council: Council) -> None:
    """Whoever has such a version goes on: on a phone, at a desk, from paper and in print."""
    snapshot = read_forms("iro-survey/2")
    for name in ("know_iro", "did_said"):  # words, numbers
        snapshot = edit_question(snapshot, name, options=(), escapes=())
    with council.database.writing() as session:
        published = publish(session, snapshot, on=TODAY)
        north = session.scalars(select(Team).where(Team.name == "North")).one()
        link = {"questionnaire": "iro-survey", "team_id": north.id, "code": "CCDFGH"}
        session.add(Collector(channel=Channel.INTERVIEWER.value, **link))
    plan_version(council, published.id, first=-10, last=10)
    typist = Typist(council, "BCDFGH", role="administrator")

    variants = [variant.value for variant in snapshot.forms]
    doors = ("/q/BCDFGH", "/staff/paper/BCDFGH", "/staff/interviews/CCDFGH")
    paths = [f"{door}?variant={variant}" for door in doors for variant in variants]
    found = [typist.client.get(path).status_code for path in paths]

    assert found == [200] * 6
    assert all(make_paper(paper_of(council.settings, snapshot, variant)) for variant in variants)
