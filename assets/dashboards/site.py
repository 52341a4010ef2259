"""The site of a tier: the pages of every module in `pages/` that may stand in it, from the finished database of that
tier and nothing else.

A page or shard of the search that says the same as in the build before is not written again but linked to, so a day
costs its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import pkgutil
import shutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from assets.dashboards import drawings, pages, wording
from assets.dashboards.embedding import POLICY, write_bundle
from assets.dashboards.page import Link, SiteNotice
from assets.dashboards.published import Published
from assets.dashboards.search.index import scripts
from assets.dashboards.search.things import things

HERE = Path(__file__).parent
#: What the files of a site say, as digests by path: how the next build knows which of them did not change.
DIGESTS = "pages.json"
#: Stands for the build in a page until it is written.
_BUILD = "\u0000build\u0000"


def build_site(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    notice: SiteNotice,
    cache: Path | None = None,
    previous: Path | None = None,
) -> list[Path]:
    """Write every page and what they load into `folder`; returns the pages.

    `cache` keeps the bundle between builds. `previous` is this site in the build before: unchanged pages are hard
    links to its own.
    """
    static = folder / "static"
    static.mkdir(parents=True, exist_ok=True)
    write_bundle(static, cache or folder.parent)
    for path in sorted((HERE / "static").iterdir()):
        shutil.copyfile(path, static / path.name)
    published, modules = Published(connection, notice.tier), page_modules(notice.tier)
    links = [link for module in modules for link in module.links(published)]
    environment, files, build = _environment(notice, links), _Files(folder, previous), _build_label(notice)
    for page in (page for module in modules for page in module.pages(published)):
        text = environment.get_template(page.template).render(page=page, root=page.root, **page.values)
        files.write(page.path, text, build)
    pages = list(files.digests)
    for name, text in scripts(things(published, pages), published.names):
        files.write(f"search/{name}", text)
    files.close()
    return [folder / page for page in pages]


def page_modules(tier: str = SiteNotice.tier) -> list[ModuleType]:
    """The modules in `pages/` that may stand in a tier, in the order of the navigation; a file there is known."""
    found = [import_module(f"{pages.__name__}.{item.name}") for item in pkgutil.iter_modules(pages.__path__)]
    return sorted(
        (module for module in found if tier in module.TIERS), key=lambda module: (module.ORDER, module.__name__)
    )


def navigation(links: list[Link]) -> dict[str, list[Link]]:
    """The entries by group, in order of each group's first; an entry without a group stands by itself."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        groups.setdefault(link.group or link.label, []).append(link)
    return groups


def _environment(notice: SiteNotice, links: list[Link]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(notice=notice, policy=POLICY, navigation=navigation(links), BUILD=_BUILD)
    environment.globals["draw"] = {item.name: _drawing(item.name) for item in pkgutil.iter_modules(drawings.__path__)}
    environment.filters.update(wording.FILTERS)
    return environment


def _drawing(name: str) -> object:
    return import_module(f"{drawings.__name__}.{name}").draw


class _Files:
    """Files of a site as they are written; one that says the same as in the site before is linked to."""

    def __init__(self, folder: Path, previous: Path | None) -> None:
        self.digests: dict[str, str] = {}
        self._folder, self._previous, self._known = folder, previous, _digests(previous)

    def write(self, name: str, text: str, build: str = "") -> None:
        """Write a file that names the build in the place of _BUILD, unless it would say nothing new."""
        self.digests[name] = hashlib.sha256(text.encode()).hexdigest()
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        is_known = self._previous is not None and self._known.get(name) == self.digests[name]
        if not (is_known and self._previous and _linked(self._previous / name, path)):
            path.write_text(text.replace(_BUILD, build), encoding="utf-8")

    def close(self) -> None:
        """Leave the digests for the site after this one."""
        (self._folder / DIGESTS).write_text(json.dumps(self.digests, indent=0, sort_keys=True), encoding="utf-8")


def _build_label(notice: SiteNotice) -> str:
    """The build, when it was made, and the head of the ledger at that time, as every page names them."""
    ledger = f", ledger {notice.ledger_head}" if notice.ledger_head else ""
    return str(escape(f"{notice.build_id}, {notice.built_at:%Y-%m-%d %H:%M} UTC{ledger}"))


def _digests(previous: Path | None) -> dict[str, str]:
    if previous is None or not (previous / DIGESTS).exists():
        return {}
    found: dict[str, str] = json.loads((previous / DIGESTS).read_text(encoding="utf-8"))
    return found


def _linked(old: Path, new: Path) -> bool:
    """Whether the new page could be made a hard link to the old one; another file system or a lost file says no."""
    try:
        os.link(old, new)
    except OSError:
        return False
    return True
