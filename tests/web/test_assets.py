"""Static files have names that change when they do."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feedback.web import assets
from tests.pages import visit


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of static files of its own."""
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    (tmp_path / "a.css").write_text("a")
    (tmp_path / "b.js").write_text("b")
    return tmp_path


@pytest.mark.parametrize("change", ["content", "name", "more"])
def test_the_address_changes_with_the_files(folder: Path, change: str) -> None:
    """A browser that keeps a file for a year never keeps an old one."""
    before = assets.static_digest.__wrapped__()
    if change == "content":
        (folder / "a.css").write_text("c")
    elif change == "name":
        (folder / "a.css").rename(folder / "c.css")
    else:
        (folder / "c.svg").write_text("c")

    after = assets.static_digest.__wrapped__()

    assert len(after) == 12
    assert after != before


def test_the_address_stays_with_the_files(folder: Path) -> None:
    """Another process of the same release gives the same address."""
    once, twice = (assets.static_digest.__wrapped__() for _ in range(2))

    assert once == twice


def test_every_file_a_page_names_is_there(client: FlaskClient, oak: str) -> None:
    """Styles, scripts and every picture of a page of questions are served."""
    page = visit(client, f"{oak}?variant=easy-read")

    named = {e.get("href", "").partition("#")[0] for e in page.all("link")}
    named |= {e.get("src", "") for e in page.all("script")}
    sprite = client.get(assets.asset("pictures.svg"), buffered=True).get_data(as_text=True)
    used = {e.get("href", "").partition("#")[2] for e in page.root.iter() if e.tag.endswith("use")}

    assert len(named) == 3
    assert all(client.get(path, buffered=True).status_code == 200 for path in named)
    assert used
    assert {name for name in used if f'id="{name}"' not in sprite} == set()
