"""One line for each measure: ours, what it is held against, their ratio, the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """rounds: (ours, peer) in seconds, once for each round, or in another unit. goal: the largest
    ratio."""

    name: str
    rounds: Sequence[tuple[float, float]]
    goal: float
    note: str = ""
    unit: str = "ms"

    @property
    def ratios(self) -> Sequence[float]:
        return [ours / peer for ours, peer in self.rounds]

    @property
    def is_met(self) -> bool:
        return median(self.ratios) <= self.goal

    def __str__(self) -> str:
        times = 1000 if self.unit == "ms" else 1
        ours, peer = (median(r[n] for r in self.rounds) * times for n in (0, 1))
        low, high = min(self.ratios), max(self.ratios)
        ratio = f"{median(self.ratios):.3f} [{low:.3f}-{high:.3f}]"
        met = "ok" if self.is_met else "short"
        return (
            f"{self.name:48} {ours:8.1f} {self.unit:3} {peer:8.1f} {self.unit:3} {ratio:24} "
            f"<= {self.goal:<5} {met:5} {self.note}"
        ).rstrip()


HEAD = f"{'name':48} {'ours':>12} {'peer':>12} {'ratio [min-max]':24} goal"
