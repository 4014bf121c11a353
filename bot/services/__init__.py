"""Use cases: `async def verb(turn, ...)` loads, asks the domain, saves, tells who must know."""
