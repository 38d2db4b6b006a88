"""An analyst gets the record-level file once they have said what for; nobody else finds the way to it."""

import csv
import io
import zipfile

import openpyxl
import pytest

from feedback.closing import count_round
from feedback.models.accounts import Role
from feedback.models.asking import Round

from .conftest import TODAY, Council

PAGE = "/staff/rounds/1/records"
PURPOSE = "Compare listening by kind of helper"


@pytest.fixture
def counted(council: Council) -> Council:
    """The council with a counted round of seven answers."""
    council.round(days=(-60, -20))
    council.answer(1, 7, comments='{"best": "canary words"}')
    with council.database.writing() as session:
        count_round(session, session.get_one(Round, 1), zone=council.settings.zone)
    return council


def test_an_analyst_says_what_for_and_gets_the_workbook(counted: Council) -> None:
    """Who, which round, which format and why are written down and stand on the first sheet."""
    client = counted.signed_in(Role.ANALYST)
    assert PAGE in client.get("/staff/rounds/1/results").text

    got = counted.post(client, PAGE, page=PAGE, purpose=PURPOSE, format="xlsx")

    assert got.status_code == 200
    assert got.headers["Content-Disposition"].startswith(
        'attachment; filename="iro-survey-records-'
    )
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    assert book["Records"].max_row == 4 + 7
    about = {str(row[0].value): str(row[1].value) for row in book["About"].iter_rows(min_row=5)}
    assert (about["Asked for by"], about["What for"]) == ("analyst@council.gov.uk", PURPOSE)
    with counted.database.reading() as session:
        last = session.connection().exec_driver_sql(
            "SELECT deed, thing, email, purpose FROM audit JOIN accounts ON done_by = accounts.id ORDER BY audit.id"
        ).all()[-1]  # fmt: skip
    assert tuple(last) == (
        "downloaded-records",
        "records of round 1 as xlsx",
        "analyst@council.gov.uk",
        PURPOSE,
    )


def test_csv_is_one_zip_of_three_files(counted: Council) -> None:
    """What the file is comes with it."""
    client = counted.signed_in(Role.ANALYST)

    got = counted.post(client, PAGE, page=PAGE, purpose=PURPOSE, format="csv")

    assert got.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
        assert archive.namelist() == ["about.txt", "records.csv", "codebook.csv"]
        rows = list(csv.DictReader(io.StringIO(archive.read("records.csv").decode("utf-8-sig"))))
    assert len(rows) == 7
    assert counted.deeds()[-1] == ("downloaded-records", "records of round 1 as csv")


@pytest.mark.parametrize("purpose", ["", "audit", "x " * 200])
def test_without_a_purpose_there_is_no_file(counted: Council, purpose: str) -> None:
    """422 with what was typed still there, and nothing written down."""
    client = counted.signed_in(Role.ANALYST)
    before = counted.deeds()

    got = counted.post(client, PAGE, page=PAGE, purpose=purpose, format="xlsx")

    assert got.status_code == 422
    assert "There is a problem" in got.text
    assert purpose.strip() in got.text
    assert counted.deeds() == before


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER])
def test_others_who_see_results_are_not_led_there(counted: Council, role: Role) -> None:
    """The link is not on their page, and the address is 403; that no other role has it, the matrix says."""
    client = counted.signed_in(role)

    assert "/records" not in client.get("/staff/rounds/1/results").text
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("facts", "says"),
    [({}, "is not counted yet"), ({"counted_on": TODAY, "sealed": True}, "they stay sealed")],
)
def test_a_round_with_nothing_to_give_says_so(
    council: Council, facts: dict[str, object], says: str
) -> None:
    """409 with one clear line, before anything is typed and after."""
    council.round(days=(-60, -20), **facts)
    client = council.signed_in(Role.ANALYST)
    proof = council.proof(client, "/staff/rounds")

    for got in (
        client.get(PAGE),
        client.post(PAGE, data={"csrf_token": proof, "purpose": PURPOSE}),
    ):
        assert got.status_code == 409
        assert says in got.text
