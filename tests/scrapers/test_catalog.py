"""Cities and sources are files; a mistake in one names the file, the field and the remedy."""

import shutil
from pathlib import Path

import pytest

from scrapers.catalog import HERE, CatalogError, cities, market, markets, sources


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    for name in ("cities", "sources"):
        shutil.copytree(HERE / name, tmp_path / name)
    return tmp_path


def test_a_dropped_city_is_a_market(catalog: Path) -> None:
    text = (catalog / "cities" / "atlanta.yml").read_text().replace("name: Atlanta", "name: Springfield", 1)
    (catalog / "cities" / "springfield.yml").write_text(text)
    assert markets(catalog)["springfield.pinelist"].start_url == "http://springfield.pinelist.test/ads"


def test_a_dropped_source_is_a_market_where_a_city_names_it(catalog: Path) -> None:
    shutil.copy(catalog / "sources" / "pinelist.yml", catalog / "sources" / "oaklist.yml")
    path = catalog / "cities" / "miami.yml"
    path.write_text(path.read_text().replace("[pinelist, ", "[oaklist, pinelist, "))
    assert "miami.oaklist" in markets(catalog)


def test_a_slug_becomes_a_host_name() -> None:
    """A label of a host name may not hold an underscore."""
    assert market("las_vegas.pinelist").allowed_hosts == ["las-vegas.pinelist.test"]


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("cities/atlanta.yml", "America/New_York", "America/Atlantis", "cities/atlanta.yml: time_zone"),
        ("cities/atlanta.yml", "state: Georgia", "", "cities/atlanta.yml: state"),
        ("cities/atlanta.yml", "state: Georgia", "state: Georgia\nmayor: x", "cities/atlanta.yml: mayor"),
        ("cities/atlanta.yml", "[pinelist, ", "[nowhere, ", "add sources/nowhere.yml"),
        ("cities/atlanta.yml", "name: Atlanta", "name: [", "cities/atlanta.yml: not valid YAML"),
        ("sources/pinelist.yml", "robots: obey", "robots: ignore", "sources/pinelist.yml: robots"),
        ("sources/pinelist.yml", "legal_basis: A simulation of our own; no person's data.", "", "legal_basis"),
        ("sources/pinelist.yml", "contact: operator@example.org", "", "sources/pinelist.yml: contact"),
        ("sources/pinelist.yml", '    title: {css: "article.ad h1.title"}', "", "no selector for title"),
        ("sources/pinelist.yml", "max_pages: 5000", "", "limits.max_pages"),
        (
            "sources/pinelist.yml",
            '{css: "article.ad h1.title"}',
            '{css: "a", jsonld: "b"}',
            "one of css, xpath and jsonld",
        ),
        ("sources/cardway.yml", "[0].name", "[0", "not a JMESPath"),
    ],
)
def test_a_mistake_is_named(catalog: Path, file: str, old: str, new: str, named: str) -> None:
    path = catalog / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(CatalogError, match="(?s)" + named.replace("[", r"\[")):
        markets(catalog)


def test_an_unknown_market_says_which_there_are() -> None:
    with pytest.raises(CatalogError, match=r"atlanta\.pinelist"):
        market("gotham.pinelist")


def test_every_source_states_its_legal_basis_and_contact() -> None:
    assert all(source.legal_basis and source.contact and source.robots == "obey" for source in sources().values())
    assert len(cities()) == 5
