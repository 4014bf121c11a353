"""Failures on demand."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["error500", "reset_before", "reset_after", "hang", "slow", "flood"]


@dataclass
class Fault:
    """`methods` None means all of them, `times` None means for ever.

    reset_before and reset_after close the connection with no answer, before or after the call
    was carried out; hang holds the call `seconds` and closes, never carrying it out; slow
    carries it out after `seconds`.
    """

    kind: Kind
    methods: frozenset[str] | None = None
    times: int | None = 1
    seconds: float = 1.0
    retry_after: int = 1


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        for fault in self._waiting:
            if fault.methods is None or method in fault.methods:
                self._spend(fault)
                return fault
        return None

    def _spend(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)
