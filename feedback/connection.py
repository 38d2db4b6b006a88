"""One connection to the production server: what cannot be read gets its page, and nobody holds one for ever."""

import asyncio
import socket
import sys
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from feedback.front import Answer

HEAD_PATIENCE = 15  # seconds until the head of a request must be here
MOST_OF_HEAD = 64 * 1024  # bytes
LINGER = 5  # seconds for which the rest is read, and thrown away, of what is refused
STALL = 30  # seconds without a byte taken of what was said last, then it is cut
MOST_CONNECTIONS = 4096  # slow ones cost one each, and no thread


class _Transport:
    """A transport whose end is the connection's to choose."""

    def __init__(self, transport: asyncio.Transport, connection: "Connection") -> None:
        self._transport, self._connection = transport, connection

    def close(self) -> None:
        """Hang up."""
        self._connection.hang_up()

    def is_closing(self) -> bool:
        """Whether nothing more is said."""
        return self._connection.ended or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connection(H11Protocol):
    """uvicorn's, with pages of ours for what it refuses by itself.

    uvicorn answers with a bare word, waits for a head as long as it takes, and closes while more is coming: the system
    then throws away what was said and not yet read.
    """

    pages: dict[int, Answer]  # by status
    most = MOST_CONNECTIONS
    ended = False
    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there."""
        self._real = transport
        # An answer is said in parts. The last would wait 40 ms until the first is heard (Nagle); asyncio sees to that
        # only where whoever opened the socket named its protocol.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(_Transport(transport, self))  # type: ignore[arg-type]
        if len(self.connections) > self.most:
            self._refuse(503)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any longer."""
        self.ended = True
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self.ended:
            return
        super().data_received(data)
        self._watch()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Nothing more comes. Whoever asked a whole question waits for the answer; half a one is refused."""
        if self.ended:
            return False
        if self._is_answering() and self.conn.their_state in (h11.DONE, h11.MUST_CLOSE):
            self.cycle.keep_alive = False
            return True
        if self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]:
            self._refuse(400)
        return False

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, as h11 says why; an encoding that it does not know (501) is no mistake of ours."""
        hint = getattr(sys.exception(), "error_status_hint", 400)
        self._refuse(hint if hint in self.pages else 400)

    def on_response_complete(self) -> None:
        """An answer was sent."""
        super().on_response_complete()
        if self.conn.their_state is not h11.IDLE:
            self._watch()

    def shutdown(self) -> None:
        """The server stops. A form of which more is to come would keep it waiting, and can be sent again."""
        if self.conn.their_state is h11.SEND_BODY:
            self._refuse(503)
        elif not self.ended:
            super().shutdown()

    def hang_up(self, *, more: bool = False) -> None:
        """Close it once what was said can be read. `more`: something is coming, or may be."""
        if self.ended:
            return
        self.ended = True
        self._stop_clock()
        if more or self.conn.their_state is h11.SEND_BODY:
            self._real.resume_reading()
            self._real.write_eof()
            self.loop.call_later(LINGER, self._real.close)
        else:
            self._real.close()
        self.loop.call_later(STALL, self._see_off, self._real.get_write_buffer_size())

    def _see_off(self, before: int) -> None:
        """Wait on while somebody reads; `before`: how many bytes were left when it was looked last."""
        left = self._real.get_write_buffer_size()
        if 0 < left < before:
            self.loop.call_later(STALL, self._see_off, left)
        else:
            self._real.abort()

    def _refuse(self, status: int) -> None:
        """Say the page of this status, where nothing was said yet, and hang up."""
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            page = self.pages[status]
            headers = [*self.server_state.default_headers, *page.headers, (b"Connection", b"close")]
            reason = HTTPStatus(status).phrase.encode()
            said = (
                h11.Response(status_code=status, headers=headers, reason=reason),
                h11.Data(data=page.body),
                h11.EndOfMessage(),
            )
            for event in said:
                self._real.write(self.conn.send(event) or b"")
        self.hang_up(more=True)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        """Wait for the rest of a head, or of what was refused, and no longer."""
        if self._is_answering() or self.ended:
            self._stop_clock()
        elif self._clock is None:
            self._clock = self.loop.call_later(HEAD_PATIENCE, self._end)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self) -> None:
        """It took too long. Whoever never said a word is told nothing."""
        if self.conn.trailing_data[0]:
            self._refuse(408)
        else:
            self.hang_up()


def prepare(pages: dict[int, Answer], *, most: int) -> type[Connection]:
    """Connections of a server, no more than `most` at a time, whose refused requests get `pages`, by status."""
    return type("Connection", (Connection,), {"pages": pages, "most": most})
