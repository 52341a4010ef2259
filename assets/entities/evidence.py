"""Why ads are one advertiser's: identifiers that are its own, texts that nobody else uses, accounts.

Ads are numbers in their order (first capture, then ad_id). Each kind of evidence links the earliest ad that shows it
with each other one, so links grow with ads and not with pairs. Pure functions on columns.

What is shared joins nothing alone. An identifier is a *hub* when its ads show many different names of accounts (in
addresses, handles, sites), or a few and many prices, none of them most of the time: a hotel's phone. A template is a
*stock text* when the ads that follow it are of many advertisers by their identifiers. A limit on an identifier's ads
does not tell a busy advertiser from a shared line; who stands beside it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assets.entities.words import Array

#: A hub stands beside so many accounts, or fewer and so many prices; the most frequent has at most this share.
ACCOUNTS, FEWER, PRICES, LARGEST = 3, 2, 3, 0.6
#: A template of more advertisers than this, by their identifiers, is a stock text.
USERS = 8
#: A text that so many write under, all of them in one city, is of one hand: who copies from others is anywhere.
LOCAL = 3
#: An advertiser that has this share of a template's (a poster's) ads with identifiers is taken to be behind the others.
OWNED = 0.8
HARD = ("phone", "email", "handle", "url")


def accounts(identifiers: pl.DataFrame) -> pl.DataFrame:
    """Columns ad, kind, value, account: names of accounts that ads show; a person has one on several platforms."""
    known = identifiers.filter(pl.col("kind") != "phone").select("kind", "value").unique()
    name = (
        pl.when(kind="handle")
        .then(pl.col("value").str.replace(r"^[^:]*:", ""))
        .when(kind="email")
        .then(pl.col("value").str.replace(r"@.*$", ""))
        .otherwise(pl.col("value").str.replace(r"^(https?://)?(www\.)?", "").str.replace(r"[./].*$", ""))
    )
    named = known.with_columns(account=name.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", ""))
    return identifiers.join(named, on=["kind", "value"])


def hubs(identifiers: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """Columns kind, value, ads, accounts: the identifiers that many advertisers seem to share.

    `identifiers`: ad, kind, value, one row each. `prices`: ad, hourly, one row each.
    """
    shown = accounts(identifiers)
    own = shown.select("kind", "value", pl.col("account").alias("own")).unique()
    counted = identifiers.group_by("kind", "value").agg(pl.len().cast(pl.Int64).alias("ads"))
    several = identifiers.join(counted.filter(pl.col("ads") >= ACCOUNTS), on=["kind", "value"])
    beside = (
        several.join(shown.select("ad", "account").unique(), on="ad")
        .join(own, on=["kind", "value"], how="left")
        .filter(pl.col("own").is_null() | (pl.col("own") != pl.col("account")))
    )
    found = _spread(beside, "account").rename({"different": "accounts"}).filter(pl.col("accounts") >= FEWER)
    priced = several.join(found, on=["kind", "value"], how="semi").join(prices, on="ad")
    costs = _spread(priced, "hourly").filter(pl.col("different") >= PRICES)
    is_priced = found.join(costs, on=["kind", "value"], how="semi")
    return (
        pl.concat([found.filter(pl.col("accounts") >= ACCOUNTS), is_priced])
        .unique()
        .select("kind", "value", "ads", "accounts")
        .sort("kind", "value")
    )


def _spread(shown: pl.DataFrame, what: str) -> pl.DataFrame:
    """How many different things stand beside an identifier, where none of them stands there most of the time."""
    return (
        shown.group_by("kind", "value", "ads", what)
        .agg(pl.len().alias("times"))
        .group_by("kind", "value", "ads")
        .agg(
            pl.len().cast(pl.Int64).alias("different"),
            is_spread=pl.col("times").max() <= LARGEST * pl.col("times").sum(),
        )
        .filter("is_spread")
        .drop("is_spread")
    )


def components(links: pl.DataFrame, count: int) -> Array:
    """For each ad the earliest ad that it is linked with, directly or not."""
    pair = (links["a"].to_numpy(), links["b"].to_numpy())
    graph = coo_array((np.ones(links.height, dtype=np.int8), pair), shape=(count, count))
    label = connected_components(graph, directed=False)[1] if count else np.zeros(0, dtype=np.int32)
    first = np.full(label.max(initial=-1) + 1, count, dtype=np.int64)
    np.minimum.at(first, label, np.arange(count))
    return first[label]


def stars(shown: pl.DataFrame, by: list[str], reason: pl.Expr) -> pl.DataFrame:
    """The earliest ad that shows a thing, linked with each other ad that does. `shown`: ad and the columns `by`."""
    return (
        shown.with_columns(earliest=pl.col("ad").min().over(by))
        .filter(pl.col("earliest") != pl.col("ad"))
        .select(a=pl.col("earliest").cast(pl.UInt32), b=pl.col("ad").cast(pl.UInt32), reason=reason)
    )


def hard_links(identifiers: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Links by identifiers that are no hubs."""
    own = identifiers.filter(pl.col("kind").is_in(HARD)).join(shared, on=["kind", "value"], how="anti")
    return stars(own, ["kind", "value"], "same " + pl.col("kind"))


def users(of: pl.DataFrame, by: list[str], owner: pl.DataFrame) -> pl.DataFrame:
    """Per thing in `of` (ad and columns `by`): users (advertisers by their identifiers), top (the one that has most of
    its ads), times (how many), share (of those with identifiers). `owner`: ad, owner, of ads with identifiers."""
    counted = of.join(owner, on="ad").group_by(*by, "owner").agg(pl.len().alias("times"))
    return (
        counted.sort("times", "owner", descending=[True, False])
        .group_by(by, maintain_order=True)
        .agg(
            users=pl.len().cast(pl.Int64),
            top=pl.col("owner").first(),
            times=pl.col("times").first(),
            share=pl.col("times").first() / pl.col("times").sum(),
        )
    )


def owned_links(templates: pl.DataFrame, owner: pl.DataFrame) -> pl.DataFrame:
    """Ads that show no identifier, linked with the advertiser that has their template nearly for itself."""
    found = users(templates, ["template"], owner).filter(pl.col("share") >= OWNED)
    having = templates.join(found, on="template")
    theirs = having.join(owner, on="ad").filter(pl.col("owner") == pl.col("top"))
    first = theirs.group_by("template").agg(pl.col("ad").min().alias("first"))
    bare = having.join(owner, on="ad", how="anti").join(first, on="template")
    return bare.select(
        a=pl.min_horizontal("ad", "first").cast(pl.UInt32),
        b=pl.max_horizontal("ad", "first").cast(pl.UInt32),
        reason=pl.lit("same template, nobody else's"),
    )


def local_links(templates: pl.DataFrame, places: pl.DataFrame, owner: pl.DataFrame) -> pl.DataFrame:
    """Ads of a text that several advertisers by their identifiers use, all in one city: one writer for several people.

    People who copy a text from each other are spread over cities as everybody is: that three of them are in one of five
    happens to one text in twenty-five. `places`: ad, city.
    """
    local = templates.join(places, on="ad").group_by("template").agg(pl.col("city").n_unique().alias("cities"))
    several = users(templates, ["template"], owner).filter(pl.col("users") >= LOCAL)
    of_one_hand = local.filter(cities=1).join(several, on="template", how="semi")
    return stars(
        templates.join(of_one_hand, on="template", how="semi", maintain_order="left"),
        ["template"],
        pl.lit("same template, of several in one city"),
    )


@dataclass(frozen=True)
class Evidence:
    """What ads show, each table without double rows; `ad` is a number (u32).

    `identifiers`: ad, kind, value. `templates`: ad, template. `prices`: ad, hourly. `names`: ad, name, in lower case.
    `places`: ad, city, poster (with its site; may be empty), one row an ad, in the order of ads.
    """

    identifiers: pl.DataFrame
    templates: pl.DataFrame
    prices: pl.DataFrame
    names: pl.DataFrame
    places: pl.DataFrame


def links(shown: Evidence, shared: pl.DataFrame) -> pl.DataFrame:
    """All links: a, b (the later ad), reason, weight (how many things of that kind the two share).

    `shared`: kind, value of the hubs.
    """
    count, identifiers = shown.places.height, shown.identifiers
    hard = hard_links(identifiers, shared)
    having = identifiers.join(shared, on=["kind", "value"], how="anti").select("ad").unique(maintain_order=True)
    owner = having.with_columns(owner=pl.Series(components(hard, count)).gather(having["ad"]))
    stock = users(shown.templates, ["template"], owner).filter(pl.col("users") > USERS)
    specific = shown.templates.join(stock, on="template", how="anti")
    local = local_links(specific, shown.places.select("ad", "city"), owner)
    found = pl.concat([hard, *_signed_links(shown, specific, shared), local, owned_links(specific, owner)])
    weighed = found.group_by("a", "b", "reason").agg(pl.len().cast(pl.Float64).alias("weight"))
    return weighed.sort("a", "b", "reason")


def _signed_links(shown: Evidence, specific: pl.DataFrame, shared: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Links by two signs neither of which would do alone: a text, an account of a site, a price, a shared line."""
    lines = shown.identifiers.join(shared, on=["kind", "value"]).select("ad", "value")
    posters = shown.places.select("ad", "poster").drop_nulls()
    by_name = shown.prices.join(shown.names, on="ad")
    for one, other, columns, reason in (
        (specific, shown.prices.join(shown.places, on="ad"), ["hourly", "city"], "same template, price and city"),
        (specific, by_name, ["hourly", "name"], "same template, price and name"),
        (specific, lines, ["value"], "same template and shared line"),
        (specific, posters, ["poster"], "same template and poster"),
        (posters, by_name, ["hourly", "name"], "same poster, price and name"),
    ):
        by = [name for name in one.columns if name != "ad"] + columns
        yield stars(one.join(other, on="ad").select("ad", *by), by, pl.lit(reason))


#: What links can say; the strongest first.
REASONS = (
    *("joined by hand", "same email", "same handle", "same phone", "same url", "same template and shared line"),
    *("same template and poster", "same template, price and name", "same template, price and city"),
    *("same template, of several in one city", "same poster, price and name", "same template, nobody else's"),
)
