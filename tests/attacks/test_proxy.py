"""The proxy of the guide in front of the real server: what either refuses is a page with the help lines, and nothing is kept."""

import re
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import TLSVersion
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from tests.attacks.carried import list_header_faults
from tests.attacks.conftest import furnish
from tests.attacks.proxy import GUIDE, SILENCE, Proxy, proxying, read_example
from tests.attacks.server import Server, read_answer
from tests.attacks.test_real_server import BROKEN, ODD
from tests.floods.test_malformed import MALFORMED
from tests.mail import HOST
from tests.processes import find_port

ADDRESS = "https://ask.example.gov.uk"
HEAD = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
HUGE = (
    b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n"
    + b"a" * 200_000
)
CANARY = b"/q/canary7d1f"
SLOW = 100
LONG = 20_000_000  # bytes
HELP = (b"tel:999", b"tel:08001111")
# What the example has its page for.
NUMBERS = "400 404 405 408 411 413 414 494 497 500 501 502 503 504 505"
# What has no head in its answer: the first HTTP had none.
WITHOUT_HEAD = {"no version"}
REFUSED = [
    (name, raw)
    for name, (raw, _) in (*BROKEN.items(), *MALFORMED.items(), ("too much", (HUGE, 413)))
    if name not in WITHOUT_HEAD
]


@pytest.fixture(scope="module")
def served(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A council whose address is https."""
    for council in furnish(template, tmp_path_factory.mktemp("served")):
        with Server(council, FEEDBACK_PUBLIC_URL=ADDRESS) as server:
            yield server


@pytest.fixture(scope="module")
def proxy(served: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The proxy in front of it, as the guide says."""
    with proxying(read_example(), served.port, tmp_path_factory.mktemp("proxy")) as proxy:
        yield proxy


def list_faults(back: bytes) -> list[str]:
    """What a page that came back lacks. A connection that is closed without a word has no faults."""
    if not back:
        return []
    answer = read_answer(back)
    # nginx says what it is, and no number.
    headers = [pair for pair in answer.headers if pair != ("server", "nginx")]
    faults = list_header_faults(answer.status, headers, https=True)
    return faults if answer.body else [*faults, "no page"]


def test_whatever_is_broken_gets_a_page_or_a_close(proxy: Proxy) -> None:
    """What is no HTTP, what is malformed, what is odd: nginx or the service answers, with the exact headers; both are well after."""
    back = [(name, proxy.send(raw, cut=True)) for name, raw in (*REFUSED, *ODD.items())]

    assert [(name, faults) for name, raw in back if (faults := list_faults(raw))] == []
    assert max(read_answer(raw).status for _, raw in back if raw) in (501, 505)
    assert read_answer(proxy.send(HEAD % b"/health" + b"\r\n")).status == 200
    assert [
        name for name, raw in back if name in BROKEN and not all(line in raw for line in HELP)
    ] == []


def test_a_page_without_a_head_is_a_page(proxy: Proxy) -> None:
    """Who names no version speaks the first HTTP."""
    assert b"<h1" in proxy.send(MALFORMED["no version"][0], cut=True)


def test_https_is_not_spoken_as_http(proxy: Proxy) -> None:
    """Plain text at the address of https: a page, and nothing of the service."""
    answer = read_answer(proxy.send_plain(HEAD % b"/health" + b"\r\n", proxy.port))

    assert answer.status == 400
    assert all(line in answer.body for line in HELP)
    assert answer.get("content-security-policy")


def test_http_leads_to_https_and_keeps_nothing(proxy: Proxy) -> None:
    """Who types the name alone."""
    answer = read_answer(proxy.send_plain(HEAD % CANARY + b"\r\n"))

    assert answer.status == 301
    assert answer.get("location") == [ADDRESS + CANARY.decode()]
    assert find_kept(proxy.folder) == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_only_new_tls_is_spoken(proxy: Proxy) -> None:
    """1.3 and 1.2, and not 1.1."""
    spoken = []
    for newest in (TLSVersion.TLSv1_3, TLSVersion.TLSv1_2):
        with proxy.opened(newest=newest) as line:
            spoken.append(line.version())

    assert spoken == ["TLSv1.3", "TLSv1.2"]
    with (
        pytest.raises(ssl.SSLError, match="alert protocol version"),
        proxy.opened(newest=TLSVersion.TLSv1_1),
    ):
        pass


def test_every_refusal_that_nginx_knows_has_the_page() -> None:
    """Those of its own: broken, too slow, too big, another method or version, http at https; and a service that cannot answer."""
    told = re.findall(r"error_page ([\d ]+) /refused-by-the-proxy;", read_example())

    assert told == [NUMBERS]


def test_a_page_of_the_service_stays_its_own(proxy: Proxy) -> None:
    """What the service refuses with a page: that one, which says more."""
    back = proxy.send(HEAD % b"/nowhere" + b"\r\n")

    assert read_answer(back).status == 404
    assert b'href="/privacy"' in back


def test_a_service_that_is_away_gets_a_page(proxy: Proxy, tmp_path: Path) -> None:
    """The minute of a restart."""
    with proxying(read_example(), find_port(), tmp_path) as alone:
        back = alone.send(HEAD % b"/" + b"\r\n")

    assert read_answer(back).status == 502
    assert list_faults(back) == []
    assert all(line in back for line in HELP)


def test_slow_phones_keep_nobody_waiting(proxy: Proxy) -> None:
    """A hundred that send half a form and no more: nginx waits for them, and others are served."""
    half = HEAD.replace(b"GET", b"POST") % b"/q/222222" + b"Content-Length: 60000\r\n\r\nbest="
    with ExitStack() as stack:
        for _ in range(SLOW):
            stack.enter_context(proxy.opened()).sendall(half)

        assert read_answer(proxy.send(HEAD % b"/" + b"\r\n")).status == 200


def test_no_file_of_the_proxy_keeps_an_address_or_a_page(proxy: Proxy) -> None:
    """After all that was refused here too."""
    proxy.send(HEAD % CANARY + b"\r\n")
    proxy.send(HUGE.replace(b"/q/222222", CANARY))

    assert find_kept(proxy.folder) == []


def test_what_passes_is_put_on_no_disk(tmp_path: Path) -> None:
    """Half a long form, and an answer that nobody reads on: nginx holds them in memory. The control does not."""
    assert list_written(read_example(), tmp_path) == []
    bare = re.sub(
        r"    (client_body_buffer_size|proxy_max_temp_file_size) .*\n", "", read_example()
    )
    assert list_written(bare, tmp_path) == ["answers", "bodies"]


def list_written(example: str, tmp_path: Path) -> list[str]:
    """Which of nginx's folders of temporary files were written to. A file there loses its name at once."""
    with (
        TemporaryDirectory(dir=tmp_path) as name,
        answering_at_length() as service,
        proxying(example, service, Path(name)) as proxy,
        proxy.opened() as writer,
        proxy.opened() as reader,
    ):
        folders = [Path(name) / "answers", Path(name) / "bodies"]
        before = [folder.stat().st_mtime_ns for folder in folders]
        reader.sendall(HEAD % b"/staff/workbook.xlsx" + b"\r\n")
        writer.sendall(b"POST /q/222222 HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
        writer.sendall(b"a" * 40_000)
        time.sleep(SILENCE)
        return [
            folder.name
            for folder, then in zip(folders, before, strict=True)
            if folder.stat().st_mtime_ns != then
        ]


@contextmanager
def answering_at_length() -> Iterator[int]:
    """The port of a service whose every answer is more than a connection holds."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(LONG))
            self.end_headers()
            with suppress(OSError):  # nobody reads on
                self.wfile.write(bytes(LONG))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_staff_pages_may_be_written_down_alone(served: Server, tmp_path: Path) -> None:
    """With the lines of the other guide: pages of staff, and none of who answers, nor the address of an invitation."""
    around, inside = read_log_of_staff()
    log = tmp_path / "staff.log"
    example = around + read_example().replace("location @service {", "location @service {" + inside)
    example = example.replace("/var/log/nginx/feedback-staff.log", str(log))
    with proxying(example, served.port, tmp_path) as proxy:
        for path in (b"/staff/sign-in", b"/staff/invitation/canary7d1f", CANARY):
            proxy.send(HEAD % path + b"\r\n")

    assert [line.split()[2:] for line in log.read_text().splitlines()] == [
        ["GET", "/staff/sign-in", "200"]
    ]


def read_log_of_staff() -> list[str]:
    """What stands outside the server blocks, and what inside the location of the service."""
    guide = (GUIDE.parent / "keep-no-logs.md").read_text(encoding="utf-8")
    found = re.search(
        r"```\n# outside the server blocks\n(.*?)\n# inside its location @service\n(.*?)```",
        guide,
        re.S,
    )
    assert found, "the guide shows no log of staff pages"
    return [found[1], found[2]]


def test_without_the_example_much_is_found(served: Server, tmp_path: Path) -> None:
    """The control: nginx as it comes tells its version, refuses with pages of its own, and keeps address and page."""
    bare = re.sub(
        r"    (access_log|error_log|server_tokens|error_page|if|ssl_protocols) .*\n",
        "",
        read_example(),
    )
    with proxying(bare, served.port, tmp_path) as proxy:
        proxy.send(HEAD % CANARY + b"\r\n")
        back = [proxy.send(raw, cut=True) for _, raw in REFUSED]

    assert sum(bool(list_faults(raw)) for raw in back) > 20
    assert b"nginx/1" in back[0]
    assert [file.name for file in find_kept(tmp_path)] == ["access.log", "error.log"]


def find_kept(folder: Path) -> list[Path]:
    """The files with the address of a phone or the page it opened; but not what says how nginx is set up."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file()
        and file.suffix not in (".conf", ".pem")
        and any(word in file.read_bytes() for word in (b"127.0.0.1, ", b"127.0.0.1 - ", CANARY))
    )
