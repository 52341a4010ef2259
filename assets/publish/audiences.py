"""Who may see what of the lower tiers, `config/audiences.yml`. Without the file nobody sees a row of an advertiser.

partner:
  advertiser_rows: true
  why: agreement of June 2026 with the partner, section 4
  by: the director
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class AudienceError(ValueError):
    """An audience that cannot be read; the message names field and remedy."""


class Audience(BaseModel):
    """What an audience may see beyond counts, and who decided that."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    advertiser_rows: bool = False
    why: str = Field(min_length=5)
    by: str = Field(min_length=1)


class Audiences(BaseModel):
    """The audiences for which more than counts was decided; the public's are counts for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    partner: Audience | None = None

    def may_see_rows(self, tier: str) -> bool:
        """Whether a tier may hold rows of advertisers."""
        return tier == "partner" and self.partner is not None and self.partner.advertiser_rows


def read_audiences(home: Path) -> Audiences:
    """Read the file; raises AudienceError."""
    path = home / "config" / "audiences.yml"
    if not path.exists():
        return Audiences()
    try:
        return Audiences.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError):
        raise AudienceError("config/audiences.yml: not valid YAML; mend the file") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise AudienceError(f"config/audiences.yml: {field}: {first['msg']}; see docs/how-to.md") from None
