"""The erasure ledger: ids of what was erased, in a file apart from the data and from backups.

Lines are sorted and carry a month only, so that nobody reads out of it what went together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from bot.domain.erasure import Erased, What

_KIND = "nabodialog erasure ledger 1"


class LedgerFault(Exception):
    """The ledger cannot be used; the message names the cure."""


class Ledger:
    """path: the file. keep_days: how long a backup may live, so how long ids are remembered."""

    def __init__(self, path: Path, keep_days: int) -> None:
        self.path, self._keep = path, timedelta(days=keep_days)

    @property
    def stands(self) -> bool:
        return self.path.is_file()

    def mark(self) -> bytes:
        """Tells one state of the ledger from another. Raises LedgerFault."""
        return hashlib.sha256(self._text().encode()).digest()[:16]

    def entries(self) -> Collection[Erased]:
        """Raises LedgerFault."""
        return sorted(self._months())

    def begin(self) -> None:
        """An empty ledger, where there is none. Raises LedgerFault."""
        if not self.stands:
            self._replace({})

    def add(self, erased: Iterable[Erased], today: date) -> None:
        """Durable when it returns. Drops what no backup can hold any more. Raises LedgerFault."""
        months = {**self._months(), **dict.fromkeys(erased, f"{today:%Y-%m}")}
        oldest = f"{today - self._keep:%Y-%m}"
        self._replace({one: month for one, month in months.items() if month >= oldest})

    def _replace(self, months: Mapping[Erased, str]) -> None:
        lines = sorted(f"{month} {one.what} {one.id.hex()}" for one, month in months.items())
        try:
            self._write("\n".join([f"{_KIND}: {len(lines)}", *lines, ""]))
        except OSError as error:
            raise LedgerFault(f"{self.path} cannot be written ({error.strerror})") from None

    def _write(self, text: str) -> None:
        """The old file or the new one, never a part: also when killed."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.path.with_name(f"{self.path.name}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        sync_folder(self.path.parent)

    def _text(self) -> str:
        try:
            return self.path.read_text()
        except (OSError, ValueError) as error:
            raise LedgerFault(f"{self.path} cannot be read ({type(error).__name__})") from None

    def _months(self) -> dict[Erased, str]:
        head, *lines = self._text().splitlines() or [""]
        if head != f"{_KIND}: {len(lines)}" and (head or lines):
            raise LedgerFault(f"{self.path} is not a whole ledger; restore it from its own backup")
        try:
            found = [line.split(" ") for line in lines]
            return {Erased(What(what), bytes.fromhex(row)): month for month, what, row in found}
        except ValueError:
            raise LedgerFault(f"{self.path} is damaged; restore it from its own backup") from None


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
