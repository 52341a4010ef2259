"""Whom to tell of a child in danger: contacts.yml, validated."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("contacts.yml")


class Contact(BaseModel):
    """A national contact, and where it is published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    country: str
    reach: str
    source: str = Field(pattern=r"(19|20)\d\d")


def contacts() -> list[Contact]:
    """Every contact, in the order of the file."""
    return [Contact.model_validate(entry) for entry in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
