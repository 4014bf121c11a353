"""A plain aiohttp loop that sends and keeps nothing.

Run by the benchmarks: `python -m tests.benchmarks.plain URL MESSAGES`.
"""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from tests.benchmarks.outgoing import IN_FLIGHT, TEXT
from tests.chaos.process import TOKEN


async def main(base: str, count: int) -> None:
    chats = iter(range(1, count + 1))

    async def sends(session: aiohttp.ClientSession) -> None:
        for chat in chats:
            body = {"chat_id": chat, "text": TEXT}
            async with session.post(f"{base}/bot{TOKEN}/sendMessage", json=body) as answer:
                await answer.json()

    connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(sends(session) for _ in range(IN_FLIGHT)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
