"""What is known of the texts so far, in files: a day costs its own texts, and the groups are those of a batch.

Texts stand in an order that is given (the index numbers them), and what is found for a text depends on those before it.
So new texts at the end are appended; a change further up cuts the index there, and what follows is appended again. Keys
lie in sorted runs that are merged as they grow (a log-structured merge tree, O'Neil et al. 1996).

Every file can be deleted: the index is then empty, and whoever keeps it gives all texts again. A killed process leaves
the index of the last commit: files only grow, and `manifest.json`, which says how far they count, is replaced last.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from assets.entities.growing_array import GrowingArray
from assets.entities.near_duplicates import Links, candidates, verified
from assets.entities.shingles import TEXTS_AT_MOST, keys, texts_of
from assets.entities.text_groups import Groups, changed, groups, joined
from assets.entities.words import Array, Words, words

#: Texts that are read and linked at once.
BLOCK = 1_000_000
#: A run is merged with the one before it until that is more than so many times as long.
_GROWTH = 3
_GROWING = {"ids": "u8", "numbers": "u4", "offsets": "i8", "later": "i4", "earlier": "i4", "similarity": "f4"}
_OF_TEXTS = {"component": "i4", "group": "i4", "medoid": "i4", "nearness": "f4"}
_NONE = -1


class IndexFullError(ValueError):
    """More texts than an index can number; the message says how many."""


class TextIndex:
    """The texts of a folder, numbered from 0 in their order. `mark` is what the last commit was given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        manifest = self._manifest()
        self.mark, self.serial = str(manifest["mark"]), int(manifest["serial"])
        self.files = {
            name: GrowingArray(folder / f"{name}.{kind}", kind, manifest["lengths"][name])
            for name, kind in _GROWING.items()
        }
        self.of_texts = {
            name: np.load(folder / manifest["of_texts"][name]) if manifest["of_texts"] else np.zeros(0, dtype=kind)
            for name, kind in _OF_TEXTS.items()
        }
        self.runs = {name: np.load(folder / name, mmap_mode="r").view(np.ndarray) for name in manifest["runs"]}
        if not self.files["offsets"].length:
            self.files["offsets"].append(np.zeros(1, dtype=np.int64))

    def __len__(self) -> int:
        return self.files["ids"].length

    @property
    def words(self) -> Words:
        """The words of all texts."""
        return Words(self.files["numbers"].values, self.files["offsets"].values)

    @property
    def links(self) -> Links:
        """All verified pairs."""
        return Links(*(self.files[name].values for name in ("later", "earlier", "similarity")))

    def groups_of(self, texts: Array) -> Groups:
        """The groups of those of these texts (ascending) that are in one."""
        group, medoid, near = (self.of_texts[name][texts] for name in ("group", "medoid", "nearness"))
        there = group != _NONE
        return Groups(texts[there], group[there].astype(np.int64), medoid[there].astype(np.int64), near[there])

    def related(self, texts: Array) -> Array:
        """All texts that are linked with these, directly or not, and these; ascending."""
        component = self.of_texts["component"]
        wanted = np.zeros(len(self), dtype=bool)
        wanted[component[texts]] = True
        return np.flatnonzero(wanted[component])

    # -- changing -------------------------------------------------------------------------------------------------

    def common(self, ids: Array) -> int:
        """How many ids at the beginning of `ids` are those of the index, in its order."""
        known = self.files["ids"].values[: len(ids)]
        different = np.flatnonzero(known != ids[: len(known)])
        return int(different[0]) if len(different) else len(known)

    def renew(self, keep: int, ids: Array, texts: pl.Series) -> Array:
        """Keep the first texts and put these after them; returns the texts whose template may be another (ascending),
        with those that decide of it.

        Raises IndexFullError. It counts for the next process only after `commit`.
        """
        if keep + len(ids) > TEXTS_AT_MOST:
            raise IndexFullError(f"{keep + len(ids):,} ads, and an index takes {TEXTS_AT_MOST:,}; keep fewer days")
        touched = self._cut(keep) if keep < len(self) else np.zeros(0, dtype=np.int64)
        linked = len(self.links)
        for at in range(0, len(ids), BLOCK):
            self._append(ids[at : at + BLOCK], texts.slice(at, BLOCK))
        return self._regroup(linked, touched)

    def _append(self, ids: Array, texts: pl.Series) -> None:
        found, done = [np.zeros(0, dtype=np.uint64)], len(self)

        def look(chunk: Words) -> None:
            nonlocal done
            found.append(keys(chunk, done))
            done += len(chunk)

        read = words(texts, look)
        self._grow(ids=ids, numbers=read.numbers, offsets=read.offsets[1:] + len(self.words.numbers))
        run = np.concatenate(found)
        found.clear()
        run.sort()
        if len(run):
            run = run[np.append(True, run[1:] != run[:-1])]
        links = verified(self.words, candidates(run, list(self.runs.values())))
        self._grow(later=links.later, earlier=links.earlier, similarity=links.similarity)
        self._add_run(run)

    def _add_run(self, run: Array) -> None:
        names = list(self.runs)
        while names and len(self.runs[names[-1]]) <= _GROWTH * len(run):
            run = np.concatenate([self.runs.pop(names.pop()), run])
            run.sort()
        self.serial += 1
        self.runs[f"run-{self.serial:06}.npy"] = run
        np.save(self.folder / f"run-{self.serial:06}.npy", run)

    def _cut(self, keep: int) -> Array:
        """Forget the texts from `keep` on; returns the texts that were linked with one of them, directly or not."""
        # What is cut off is overwritten: until the next commit this folder is nobody's index.
        (self.folder / "manifest.json").unlink(missing_ok=True)
        touched = self.related(np.arange(keep, len(self)))
        touched = touched[touched < keep]
        links = self.links.take(np.flatnonzero(self.links.later < keep))
        for name in ("later", "earlier", "similarity"):
            self.files[name].cut(0)
        self._grow(later=links.later, earlier=links.earlier, similarity=links.similarity)
        self.files["numbers"].cut(int(self.words.offsets[keep]))
        self.files["ids"].cut(keep)
        self.files["offsets"].cut(keep + 1)
        self.of_texts = {name: values[:keep].copy() for name, values in self.of_texts.items()}
        runs, self.runs = self.runs, {}
        for run in runs.values():
            self._add_run(run[texts_of(run) < keep])
        links = links.take(np.isin(links.later, touched))
        self.of_texts["component"][touched] = joined(touched, links.later, links.earlier)
        # The number of a medoid that is gone will be another text's.
        self.of_texts["group"][touched] = self.of_texts["medoid"][touched] = _NONE
        return touched

    def _regroup(self, linked: int, touched: Array) -> Array:
        """Join what the links from `linked` on connect, and group anew what they and `touched` concern."""
        old, links = self.of_texts, self.links
        new = len(self) - len(old["component"])
        alone = {"component": np.arange(len(self) - new, len(self)), "nearness": np.zeros(new)}
        none = np.full(new, _NONE)
        for name, kind in _OF_TEXTS.items():
            old[name] = np.concatenate([old[name], alone.get(name, none).astype(kind)])
        component = old["component"]
        later, earlier = component[links.later[linked:]], component[links.earlier[linked:]]
        nodes = np.unique(np.concatenate([later, earlier]))
        now = np.arange(len(self), dtype=np.int32)
        now[nodes] = joined(nodes, later, earlier)
        component = old["component"] = now[component]
        wanted = np.zeros(len(self), dtype=bool)
        wanted[now[nodes]] = True
        wanted[component[touched]] = True
        wanted[component[len(self) - new :]] = True
        text = np.flatnonzero(wanted[component])
        before = old["group"][text], old["medoid"][text]
        links = links.take(np.flatnonzero(wanted[component[links.later]]))
        found = groups(self.words, links, old["medoid"], old["nearness"])
        old["group"][text], old["medoid"][text], old["nearness"][text] = _NONE, _NONE, 0
        for name, values in (("group", found.group), ("medoid", found.medoid), ("nearness", found.similarity)):
            old[name][found.text] = values
        differs = changed(before, (old["group"][text], old["medoid"][text]))
        return np.union1d(text[differs | (text >= len(self) - new)], touched)

    def _grow(self, **added: Array) -> None:
        for name, values in added.items():
            self.files[name].append(values)

    # -- files ----------------------------------------------------------------------------------------------------

    def commit(self, mark: str) -> None:
        """Let what is known count; `mark` is whatever the keeper wants to find again."""
        self.serial += 1
        names = {name: f"{name}-{self.serial:06}.npy" for name in _OF_TEXTS}
        for name, file in names.items():
            np.save(self.folder / file, self.of_texts[name])
        manifest = {
            "mark": mark,
            "serial": self.serial,
            "lengths": {name: array.length for name, array in self.files.items()},
            "of_texts": names,
            "runs": list(self.runs),
        }
        aside = self.folder / "manifest.aside"
        aside.write_text(json.dumps(manifest), encoding="utf-8")
        aside.replace(self.folder / "manifest.json")
        self.mark = mark
        for path in set(self.folder.glob("*.npy")) - {self.folder / name for name in (*names.values(), *self.runs)}:
            path.unlink()

    def _manifest(self) -> dict[str, Any]:
        path = self.folder / "manifest.json"
        if path.exists():
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return found
        return {"mark": "", "serial": 0, "lengths": dict.fromkeys(_GROWING, 0), "of_texts": {}, "runs": []}
