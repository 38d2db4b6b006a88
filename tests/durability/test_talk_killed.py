"""kill -9 between Send and thanks: whoever was thanked is on the list, and whoever was not can send the page again."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback.config import read_settings
from feedback.db import Database
from feedback.models.contacts import TalkRequest
from feedback.schema import upgrade

ENVIRON = {
    "FEEDBACK_DUTY_READER": "Ada",
    "FEEDBACK_DUTY_COVER": "Bob",
    "FEEDBACK_DUTY_NUMBER": "01632 960123",
    "FEEDBACK_OUT_OF_HOURS": "Call.",
}
# A server that dies at the worst moment: just before its transaction is kept, or just after.
DYING = """
import os, signal, sys
from feedback import talks
from feedback.app import create_app
from feedback.config import read_settings

client = create_app(read_settings()).test_client()
html = client.get("/talk").text
key = html.partition('name="_key" value="')[2].partition('"')[0]
fields = {"_key": key, "_who": "Bluebell", "_reach": "At school", "_send": "yes"}
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "before":
    take = talks.take
    talks.take = lambda *given, **more: (take(*given, **more), die())[0]
answer = client.post("/talk", data=fields)
print(answer.status_code, answer.location, flush=True)
die()
"""


@pytest.mark.parametrize(
    ("moment", "said", "kept"), [("before", "", []), ("after", "303 /talk/sent", ["Bluebell"])]
)
def test_nobody_is_thanked_for_what_is_lost(
    tmp_path: Path, moment: str, said: str, kept: list[str]
) -> None:
    """Thanked and kept, or neither. The control is the other moment."""
    environ = {**ENVIRON, "FEEDBACK_INSTANCE": str(tmp_path)}
    database = Database(read_settings(environ).database_url)
    upgrade(database)

    dying = subprocess.run(
        [sys.executable, "-c", DYING, moment],
        env=environ,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert dying.returncode == -signal.SIGKILL, dying.stderr
    assert dying.stdout.strip() == said
    with database.reading() as session:
        assert [one.who for one in session.scalars(select(TalkRequest))] == kept
