"""Drop an answer that is no page, before it is archived or read: floods of headers, and whatever is not text.

No picture, film or program is kept, whatever the address promised (a listing may lead to one).
"""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse

#: How the usual kinds of pictures begin, whatever the answer calls them.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_TEXTUAL = (b"text/", b"html", b"xml", b"json", b"javascript")
#: Bytes of all headers together; browsers and servers take 8 to 256 kB.
MAX_HEADERS = 65_536


def is_text(response: Any) -> bool:
    """Whether an answer says that it is text, or says nothing and looks like it."""
    declared = (response.headers.get(b"Content-Type") or b"").lower()
    if not response.body or not declared:
        return not response.body or isinstance(response, TextResponse)
    return any(word in declared for word in _TEXTUAL)


def is_picture(payload: bytes) -> bool:
    """Whether a payload begins as a picture does."""
    boxed = (payload[:4] == b"RIFF" and payload[8:12] == b"WEBP") or payload[4:8] == b"ftyp"
    return payload.startswith(_PICTURES) or boxed


class AnswerGuard:
    """Counts and drops what is no page."""

    def __init__(self, stats: Any) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> AnswerGuard:
        """Made by Scrapy."""
        return cls(crawler.stats)

    def process_response(self, request: Any, response: Any) -> Any:
        """Pass on pages, and answers without content."""
        size = sum(len(name) + len(value) for name, values in response.headers.items() for value in values)
        if size > MAX_HEADERS:
            self._drop("headers")
        if request.meta.get("kind") != "robots" and (not is_text(response) or is_picture(response.body)):
            self._drop("not text")
        return response

    def _drop(self, reason: str) -> None:
        self.stats.inc_value(f"refused/{reason}")
        raise IgnoreRequest(f"answer refused: {reason}")
