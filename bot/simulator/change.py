"""Waiting for something to change, without polling."""

import asyncio
from collections.abc import Callable


class Change:
    """What happens here happens in `within` as well."""

    def __init__(self, within: "Change | None" = None) -> None:
        self._within = within
        self._event = asyncio.Event()
        self.count = 0

    def happened(self) -> None:
        """Wake everybody who waits now; who waits later waits for the next time."""
        self.count += 1
        event, self._event = self._event, asyncio.Event()
        event.set()
        if self._within is not None:
            self._within.happened()

    async def wait(self) -> None:
        await self._event.wait()

    async def after(self, count: int, seconds: float) -> bool:
        """Wait for what happens after the first `count` times."""
        return await self.until(lambda: self.count > count, seconds)

    async def until(self, condition: Callable[[], object], seconds: float | None) -> bool:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self.wait()
        except TimeoutError:
            return False
        return True
