"""The days before today as an archive in AdRecord form, as a partner would send it.

Every live ad stands in it once a day, because an archive has no listings to see an ad in again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.geography import SimulatedCity, cities
from sandbox.pinelist import address, posted_at
from sandbox.world import Ad, World

SOURCE = "pinelist"
#: When an archived day was captured, by the city's own clock.
CAPTURED = time(12, 0)


def write_history(world: World, days: int, path: Path) -> Path:
    """Write the `days` days before each city's today as JSON Lines, a line an ad and day; returns the file."""
    with path.open("w", encoding="utf-8") as file:
        for city in cities().values():
            for back in range(days, 0, -1):
                for record in records(world, city, city.today() - timedelta(days=back)):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def records(world: World, city: SimulatedCity, day: date) -> Iterator[dict[str, Any]]:
    """The ads live in a city on a day, as their pages would declare them."""
    captured_at = datetime.combine(day, CAPTURED, ZoneInfo(city.time_zone)).astimezone(UTC)
    for ad in world.ads(city.slug, day):
        yield {name: value for name, value in _record(city, ad, captured_at).items() if value is not None}


def _record(city: SimulatedCity, ad: Ad, captured_at: datetime) -> dict[str, Any]:
    return {
        "source": SOURCE,
        "city": city.slug,
        "url": address(city, ad.number),
        "captured_at": captured_at.isoformat(),
        "title": ad.title,
        "body": ad.body,
        "posted_at": posted_at(city, ad).isoformat(),
        "category": ad.category,
        "age": ad.age,
        "price": ad.price,
        "location": ad.place,
        "phone": ad.phone,
        "email": ad.email,
        "images": [f"http://img.pinelist.test/{image}.jpg" for image in ad.images],
    }
