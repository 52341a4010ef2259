"""What somebody asks for, read as an ad's text is: by the same kernels, so that one spelling finds every other."""

from __future__ import annotations

import polars as pl

from assets.staging.stg_identifiers import identifiers

IDENTIFIERS = ("phone", "email", "handle", "url")


def as_identifiers(kind: str, given: str) -> list[str]:
    """The values of one of IDENTIFIERS, as stg_identifiers has them, that a text could be read to say; often one."""
    nothing = {f"declared_{name}": [None] for name in ("phone", "email", "handle")}
    where = "text" if kind == "url" else f"declared_{kind}"
    types = {"row": pl.UInt32, "text": pl.String, **dict.fromkeys(nothing, pl.String)}
    ad = pl.DataFrame({"row": [0], "text": [""], **nothing, **{where: [given]}}, schema=types)
    return identifiers(ad).filter(kind=kind)["value"].unique().sort().to_list()
