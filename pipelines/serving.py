"""Serve the pages of one tier of one build on loopback: files and nothing else, to this machine and nobody else."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from assets.dashboards.embedding import POLICY

HOST = "127.0.0.1"
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The pages may name people; a browser is not to keep them.
    "Cache-Control": "no-store",
}


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of the files in a folder, on loopback; port 0 takes any free one. Raises ValueError for one in use."""
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Files, directory=str(site.resolve())))
    except OSError:
        raise ValueError(f"port {port} is in use; give another with --port, or 0 for any free one") from None


class _Files(SimpleHTTPRequestHandler):
    """Files by name: no lists of folders, no log of who read what, and no answer to another host's name."""

    #: One connection for the many files of a question, and not one each.
    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        """The file that was asked for, or nothing after an error."""
        # A page elsewhere whose name is made to point here could read everything (DNS rebinding).
        if self.headers.get("Host", "").rpartition(":")[0] not in (HOST, "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        if Path(self.translate_path(self.path)).is_dir() and not self.path.partition("?")[0].endswith("/"):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: str | PathLike[str]) -> None:
        """A folder without a first page is not shown."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Send the policy with every answer."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log: an address may name a lead."""
