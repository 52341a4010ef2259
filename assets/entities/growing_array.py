"""An array in a file that grows at its end; what is there is mapped, never read whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from assets.entities.words import Array


class GrowingArray:
    """The first `length` numbers of a file; what lies beyond them does not count and is overwritten."""

    def __init__(self, path: Path, kind: Any, length: int) -> None:
        self.path, self.kind, self.length = path, np.dtype(kind), length
        path.touch(mode=0o600)
        if path.stat().st_size < length * self.kind.itemsize:
            raise ValueError(f"{path.name}: shorter than {length} numbers; delete the folder, it is made anew")
        self._map()

    def append(self, values: Array) -> None:
        """Put numbers at the end."""
        with self.path.open("r+b") as file:
            file.seek(self.length * self.kind.itemsize)
            np.ascontiguousarray(values, dtype=self.kind).tofile(file)
            file.truncate()
        self.length += len(values)
        self._map()

    def cut(self, length: int) -> None:
        """Let only the first numbers count."""
        self.length = length
        self._map()

    def _map(self) -> None:
        if self.length:
            mapped = np.memmap(self.path, dtype=self.kind, mode="r", shape=(self.length,))
            self.values: Array = mapped.view(np.ndarray)
        else:
            self.values = np.zeros(0, dtype=self.kind)
