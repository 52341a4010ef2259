"""Read pages under a time limit: a child process reads them, and is ended when one takes too long.

The libraries that read HTML do so in C, where nothing can interrupt them, and a page can be made on which a plain
selector takes minutes: 240 nested elements, each of them holding a hundred that match, are 74 seconds in libxml2's
XPath.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from scrapers.ad import AdRecord, Rejection
from scrapers.catalog import Market
from scrapers.listing import ListingPage, read_listing
from scrapers.page import read_ad

#: An ad page is read in a few thousandths of a second, the largest honest listing in a tenth.
SECONDS = 5.0
#: A child that has not started by then does not start; on a busy machine it takes some seconds.
STARTS = 120.0
MEMORY = 1 << 30


class Reader:
    """Reads the pages of one market; a page that takes too long, or ends the child, is rejected with that reason."""

    def __init__(self, market: Market, seconds: float = SECONDS) -> None:
        self.market, self.seconds = market, seconds
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ad(self, payload: bytes, content_type: str, url: str, captured_at: datetime) -> AdRecord | Rejection:
        """`page.read_ad`, within the time limit."""
        answer: AdRecord | Rejection = self._ask(read_ad, payload, content_type, url, captured_at, self.market)
        return answer

    def listing(self, payload: bytes, content_type: str, url: str) -> ListingPage | Rejection:
        """`listing.read_listing`, within the time limit."""
        answer: ListingPage | Rejection = self._ask(
            read_listing, payload, content_type, url, self.market.source.listing
        )
        return answer

    def _ask(self, read: Callable[..., Any], *arguments: Any) -> Any:
        try:
            if not self._starts():
                reason = "could not be read: the process that reads pages did not start"
            else:
                self.out.send((read, arguments))
                if self.into.poll(self.seconds):
                    return self.into.recv()
                reason = f"took longer than {self.seconds:g} seconds to read"
        except (EOFError, OSError):
            reason = "could not be read: it ended the process that read it"
        self._end()
        return Rejection(field="page", reason=reason)

    def _starts(self) -> bool:
        """Whether the child is there. The limit of a page is for reading it, and starting is no reading."""
        if self.child is not None:
            return True
        asked, out = os.pipe()
        into, answered = os.pipe()
        command = [sys.executable, "-m", "scrapers.reading"]
        self.child = subprocess.Popen(command, stdin=asked, stdout=answered)
        os.close(asked)
        os.close(answered)
        self.out, self.into = Connection(out, readable=False), Connection(into, writable=False)
        with contextlib.suppress(EOFError):
            return self.into.poll(STARTS) and bool(self.into.recv())
        return False

    def _end(self) -> None:
        if self.child is None:
            return
        self.child.kill()
        self.child.wait()
        self.child = None
        for end in (self.out, self.into):
            end.close()


def main() -> None:
    """Read what standard input asks for until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    into, out = Connection(0, writable=False), Connection(1, readable=False)
    with contextlib.suppress(EOFError, BrokenPipeError):
        out.send("started")
        while True:
            read, arguments = into.recv()
            try:
                out.send(read(*arguments))
            except (ValueError, RecursionError, MemoryError) as error:
                out.send(Rejection(field="page", reason=f"could not be read ({type(error).__name__})"))


if __name__ == "__main__":
    main()
