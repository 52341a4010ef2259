"""What a killed crawl had archived: a crawl of the same market and day takes it over instead of asking again."""

from __future__ import annotations

import contextlib
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from scrapers.partition import ASIDE, WARC, is_being_written, partition_folder
from scrapers.warc import ASKED, BROKEN, KIND, Page, Record, read_at, read_records

OK = "200"


class Salvage:
    """The good ad pages in the unfinished folders of a market and day, by the address under which a listing names them.

    Only addresses and places are held; what was being written when the crawl was killed is left out.
    """

    def __init__(self, home: Path, market: str, day: date) -> None:
        folder = partition_folder(home, market, day)
        unfinished = sorted(folder.parent.glob(f"{ASIDE}{folder.name}-*"))
        self.folders = [path for path in unfinished if not is_being_written(path)]
        self.places: dict[str, tuple[Path, int]] = {}
        for path in (item / WARC for item in self.folders):
            with contextlib.suppress(*BROKEN):
                for record in read_records(path):
                    if record.warc_headers.get(KIND) == "ad" and record.status_line.startswith(OK):
                        self.places[record.warc_headers.get(ASKED, record.url)] = (path, record.offset)

    def take(self, url: str) -> tuple[Page, bytes] | None:
        """A page and its records as they were archived; None for an address that is not there."""
        place = self.places.pop(url, None)
        if place is None:
            return None
        try:
            record, archived = read_at(*place)
        except BROKEN:
            return None
        return _page(record, url), archived

    def clear(self) -> None:
        """Remove the folders, once what was in them has landed."""
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)


def _page(record: Record, url: str) -> Page:
    content_type = next((value for name, value in record.http_headers if name.lower() == "content-type"), "")
    captured_at = datetime.fromisoformat(record.warc_headers["WARC-Date"]).astimezone(UTC).replace(tzinfo=None)
    return Page(
        url=record.url,
        captured_at=captured_at,
        kind="ad",
        payload=record.payload,
        content_type=content_type[:200],
        status=int(OK),
        headers=record.http_headers,
        asked_url=url,
    )
