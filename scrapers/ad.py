"""AdRecord: what every source yields and every import must satisfy, one per captured advertisement."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from scrapers.catalog import Slug

#: Unicode's categories Cc and Cs, but for line ends and tabs.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
MAX_TITLE, MAX_BODY, MAX_FIELD, MAX_IMAGES = 500, 50_000, 500, 200


def _clean(text: str) -> str:
    """Unify line ends and drop what no text may hold (NUL and other controls, lone surrogates)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", unified).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _utc(moment: datetime) -> datetime:
    """Naive UTC; a moment without a zone is taken as UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _no_blank(value: Any) -> Any:
    """A declared field that is blank was not declared."""
    return None if isinstance(value, str) and not value.strip() else value


def _years(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


Moment = Annotated[datetime, AfterValidator(_utc)]
Declared = Annotated[
    Annotated[str, AfterValidator(_line), Field(max_length=MAX_FIELD)] | None, BeforeValidator(_no_blank)
]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+", max_length=2000)]


class AdRecord(BaseModel):
    """One captured advertisement. Times become naive UTC; text loses controls; an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Slug
    city: Slug
    url: Address
    captured_at: Moment
    title: Annotated[str, AfterValidator(_line), Field(max_length=MAX_TITLE)]
    body: Annotated[str, AfterValidator(_clean), Field(max_length=MAX_BODY)]
    posted_at: Moment | None = None
    category: Declared = None
    phone: Declared = None
    email: Declared = None
    handle: Declared = None
    price: Declared = None
    age: Annotated[Annotated[int, Field(ge=0, le=120)] | None, BeforeValidator(_years), BeforeValidator(_no_blank)] = (
        None
    )
    location: Declared = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    images: Annotated[list[Address], Field(max_length=MAX_IMAGES)] = []
    poster: Declared = None


class Rejection(BaseModel):
    """Why a page or record is no AdRecord: the field and the reason, never a value from it."""

    model_config = ConfigDict(frozen=True)

    field: str
    reason: str


def read_record(values: dict[str, Any]) -> AdRecord | Rejection:
    """Validate one record; a record with any bad or unknown field is rejected whole."""
    from pydantic import ValidationError

    try:
        record = AdRecord.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "record"
        known = field in AdRecord.model_fields
        return Rejection(field=field if known else "unknown field", reason=_reason(first["type"], known))
    for field in ("title", "body"):
        if not getattr(record, field):
            return Rejection(field=field, reason="missing")
    return record


def _reason(kind: str, known: bool) -> str:
    if not known:
        return "not a field of an AdRecord"
    return "missing" if kind == "missing" else f"bad value ({kind.replace('_', ' ')})"
