"""How long what is kept: `config/retention.yml`, in days since an advertiser was last seen.

    not_queued: 90        # of advertisers that are no queued lead and were never confirmed
    queued: 1825          # of those that are
    child_safety: 1825    # ads on the child-safety list
    review: 365           # a queued lead is looked at again, or due
    at_most: 1825         # an ad that was not seen for so long goes, whoever it is of
    sources:
      partner_a: {not_queued: 30}

All of it may be left out; these are the values then. A source may say other days of its own; a legal hold
(config/holds.yml) stops every clock.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scrapers.catalog import Slug

FILE = "config/retention.yml"
#: What an ad is kept as.
Class = Literal["not_queued", "queued", "child_safety"]
Days = Annotated[int, Field(ge=1, le=36_500)]


class RetentionError(ValueError):
    """A retention file that cannot be read; the message names field and remedy."""


class _Clocks(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    not_queued: Days | None = None
    queued: Days | None = None
    child_safety: Days | None = None


class Retention(BaseModel):
    """The clocks, in days; those of a source go before the general ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    not_queued: Days = 90
    queued: Days = 1825
    child_safety: Days = 1825
    review: Days = 365
    at_most: Days = 1825
    sources: dict[Slug, _Clocks] = {}

    def days(self, source: str, kept_as: Class) -> int:
        """For how many days after an advertiser was last seen its ads from this source are kept."""
        own = getattr(self.sources[source], kept_as) if source in self.sources else None
        found: int = own if own is not None else getattr(self, kept_as)
        return min(found, self.at_most)


def read_retention(home: Path) -> Retention:
    """Read the file; raises RetentionError."""
    path = home / FILE
    if not path.exists():
        return Retention()
    try:
        return Retention.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError):
        raise RetentionError(f"{FILE}: not valid YAML; mend the file") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise RetentionError(f"{FILE}: {field}: {first['msg']}; see docs/how-to.md") from None
