"""Which ads are linked and which are not: one small market a test, ads numbered from 0."""

from __future__ import annotations

import polars as pl

from assets.entities.evidence import Evidence, components, hubs, links

AD = pl.UInt32


def table(name: str, *rows: tuple[int, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"ad": AD, name: pl.String}, orient="row")


def identifiers(*rows: tuple[int, str]) -> pl.DataFrame:
    """`(0, "phone 555")` is ad 0 with a phone."""
    parts = [(ad, *shown.split(" ")) for ad, shown in rows]
    return pl.DataFrame(parts, schema={"ad": AD, "kind": pl.String, "value": pl.String}, orient="row")


def prices(*rows: tuple[int, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"ad": AD, "hourly": pl.Float64}, orient="row")


def market(
    count: int,
    ids: pl.DataFrame | None = None,
    templates: pl.DataFrame | None = None,
    hourly: pl.DataFrame | None = None,
    names: pl.DataFrame | None = None,
    cities: list[str] | None = None,
    posters: list[str | None] | None = None,
) -> Evidence:
    places = pl.DataFrame(
        {"ad": range(count), "city": cities or ["miami"] * count, "poster": posters or [None] * count},
        schema={"ad": AD, "city": pl.String, "poster": pl.String},
    )
    return Evidence(
        identifiers() if ids is None else ids,
        table("template") if templates is None else templates,
        prices() if hourly is None else hourly,
        table("name") if names is None else names,
        places,
    )


def found(shown: Evidence) -> pl.DataFrame:
    return links(shown, hubs(shown.identifiers, shown.prices))


def advertisers(shown: Evidence) -> list[int]:
    """For each ad the earliest ad of its advertiser."""
    return components(found(shown), shown.places.height).tolist()


def test_a_phone_of_ones_own_joins() -> None:
    shown = market(3, identifiers((0, "phone +1305"), (1, "phone +1404"), (2, "phone +1305")))
    assert advertisers(shown) == [0, 1, 0]
    assert found(shown).rows() == [(0, 2, "same phone", 1.0)]


def test_links_grow_with_ads_not_with_pairs() -> None:
    shown = market(100, identifiers(*((ad, "phone +1305") for ad in range(100))))
    assert found(shown).height == 99


def test_a_shared_phone_joins_nobody() -> None:
    rows = [(ad, shown) for ad in range(8) for shown in ("phone +1305", f"handle telegram:person{ad // 2}")]
    shown = market(8, identifiers(*rows))
    assert hubs(shown.identifiers, shown.prices).rows() == [("phone", "+1305", 8, 4)]
    assert advertisers(shown) == [0, 0, 2, 2, 4, 4, 6, 6]


def test_one_person_on_many_platforms_is_no_hub() -> None:
    """The same name everywhere is one account, however many sites it is on."""
    values = ("handle telegram:ava_404", "email ava404@mail.example", "url www.ava404.example/me", "handle kik:ava.404")
    shown = market(4, identifiers(*((ad, "phone +1305") for ad in range(4)), *enumerate(values)))
    assert advertisers(shown) == [0, 0, 0, 0]


def test_a_travelling_advertiser_stays_one() -> None:
    """Many cities, texts and ads are no sign of a shared line."""
    cities = ["miami", "atlanta", "houston", "las_vegas", "washington_dc"] * 20
    rows = [(ad, "phone +1305") for ad in range(100)] + [(ad, "handle telegram:ava") for ad in range(0, 100, 3)]
    assert set(advertisers(market(100, identifiers(*rows), cities=cities))) == {0}


def test_a_busy_advertiser_with_some_strange_accounts_is_no_hub() -> None:
    """One account most of the time; the others were misread."""
    rows = [(ad, "phone +1305") for ad in range(20)]
    rows += [(ad, f"handle telegram:{'ava' if ad > 4 else f'misread{ad}'}") for ad in range(20)]
    assert set(advertisers(market(20, identifiers(*rows)))) == {0}


def test_few_accounts_and_many_prices_make_a_hub() -> None:
    rows = [(ad, "phone +1305") for ad in range(12)] + [(ad, f"email p{ad % 2}@mail.example") for ad in range(4)]
    hourly = prices(*((ad, 100.0 + 20 * (ad % 4)) for ad in range(12)))
    assert hubs(identifiers(*rows), hourly)["value"].to_list() == ["+1305"]
    assert hubs(identifiers(*rows), prices(*((ad, 100.0) for ad in range(12)))).is_empty()


def test_a_text_alone_joins_nobody() -> None:
    shown = market(2, identifiers((0, "phone +1305"), (1, "phone +1404")), table("template", (0, "t"), (1, "t")))
    assert advertisers(shown) == [0, 1]


def test_a_text_with_another_sign_joins() -> None:
    ids, text = identifiers((0, "phone +1305"), (1, "phone +1404")), table("template", (0, "t"), (1, "t"))
    hourly = prices((0, 160.0), (1, 160.0))
    assert advertisers(market(2, ids, text, hourly)) == [0, 0]
    assert advertisers(market(2, ids, text, hourly, cities=["miami", "atlanta"])) == [0, 1]
    names = table("name", (0, "ava"), (1, "ava"))
    shown = market(2, ids, text, hourly, names, cities=["miami", "atlanta"])
    assert found(shown)["reason"].to_list() == ["same template, price and name"]


def test_a_stock_text_joins_nobody_whatever_else_is_the_same() -> None:
    ids = identifiers(*((ad, f"phone +1{ad}") for ad in range(12)))
    text = table("template", *((ad, "popular") for ad in range(12)))
    assert advertisers(market(12, ids, text, prices(*((ad, 160.0) for ad in range(12))))) == list(range(12))


def test_a_text_under_three_phones_in_one_city_is_of_one_hand_and_one_that_travels_is_copied() -> None:
    ids = identifiers((0, "phone +1305"), (1, "phone +1404"), (2, "phone +1202"), (3, "phone +1404"))
    text = table("template", *((ad, "t") for ad in range(4)))
    shown = market(4, ids, text)
    assert advertisers(shown) == [0, 0, 0, 0]
    assert found(shown)["reason"].unique().sort().to_list() == ["same phone", "same template, of several in one city"]
    assert advertisers(market(4, ids, text, cities=["miami"] * 3 + ["atlanta"])) == [0, 1, 2, 1]
    two = identifiers((0, "phone +1305"), (1, "phone +1404"), (2, "phone +1305"), (3, "phone +1404"))
    assert advertisers(market(4, two, text)) == [0, 1, 0, 1]


def test_an_ad_without_identifiers_goes_with_those_who_have_its_text_for_themselves() -> None:
    ids = identifiers((0, "phone +1305"), (1, "phone +1305"))
    text = table("template", (0, "t"), (1, "t"), (2, "t"))
    assert found(market(3, ids, text)).rows()[1:] == [(0, 2, "same template, nobody else's", 1.0)]
    others = identifiers((0, "phone +1305"), (1, "phone +1404"))
    assert advertisers(market(3, others, text)) == [0, 1, 2]


def test_a_shared_line_joins_only_with_a_text() -> None:
    rows = [(ad, shown) for ad in range(8) for shown in ("phone +1305", f"handle telegram:person{ad}")]
    shown = market(8, identifiers(*rows), table("template", (0, "t"), (5, "t")))
    assert advertisers(shown) == [0, 1, 2, 3, 4, 0, 6, 7]
    assert found(shown)["reason"].to_list() == ["same template and shared line"]


def test_an_account_of_a_site_joins_only_with_another_sign() -> None:
    """Sites give the same guest name to many."""
    posters = ["pinelist:guest7"] * 3
    ids = identifiers((0, "phone +1305"), (1, "phone +1404"), (2, "phone +1202"))
    assert advertisers(market(3, ids, posters=posters)) == [0, 1, 2]
    text = table("template", (0, "t"), (2, "t"))
    assert advertisers(market(3, ids, text, posters=posters)) == [0, 1, 0]
    assert advertisers(market(3, ids, text, posters=["pinelist:guest7", None, "cardway:guest7"])) == [0, 1, 2]
