"""`nabodialog staff` lists colleagues and ends access, also while the bot runs."""

from __future__ import annotations

from bot.domain.errors import NotAllowed
from bot.domain.people import Lang
from bot.simulator import Person, Simulator
from bot.texts import refusals
from tests.cli.shell import Shell
from tests.cli.test_invite import accepts
from tests.kit.turns import catalogs

T = catalogs()[Lang.DA]
DENIED = refusals.sentence(T, NotAllowed())


async def _joins(shell: Shell, sim: Simulator, number: int, *roles: str) -> Person:
    chosen = [part for role in roles for part in ("--role", role)]
    invited = await shell.run(
        "invite", *chosen, "--organisation", "gladsaxe", "--payload", "--practised"
    )
    person = sim.person(f"P{number}", number, language_code="da")
    await accepts(person, invited.out.strip())
    return person


async def test_access_is_listed_and_ended_while_the_bot_runs(shell: Shell, sim: Simulator) -> None:
    process = await shell.start("run")
    try:
        await _joins(shell, sim, 5, "administrator")
        mette = await _joins(shell, sim, 6, "moderator", "lead")
        listed = await shell.run("staff", "list")
        assert listed.out.splitlines() == [
            "GLA-1\tgladsaxe\tadministrator\tall areas",
            "GLA-2\tgladsaxe\tlead,moderator\tall areas",
        ]
        told = await shell.run("staff", "revoke", "GLA-2")
        assert (told.code, told.out) == (0, "The access of GLA-2 has ended.\n")
        await mette.send("/queue")
        await mette.expect(lambda chat: any(DENIED in text for text in chat.texts), 60)
    finally:
        process.terminate()
        await process.communicate()
    assert (await shell.run("audit", "verify")).code == 0
    assert "shell,revoked,GLA-2" in (await shell.run("audit", "export")).out
    assert sim.violations == []


async def test_nobody_is_revoked_twice_and_the_last_administrator_only_on_purpose(
    shell: Shell, sim: Simulator
) -> None:
    process = await shell.start("run")
    try:
        await _joins(shell, sim, 5, "administrator")
        unknown = await shell.run("staff", "revoke", "GLA-7")
        assert unknown.code == 1
        assert unknown.faults[0].startswith("GLA-7 is no colleague")
        last = await shell.run("staff", "revoke", "GLA-1")
        assert last.code == 1
        assert "last administrator" in last.faults[0]
        assert (await shell.run("staff", "revoke", "GLA-1", "--even-the-last")).code == 0
        assert (await shell.run("staff", "list")).out == ""
    finally:
        process.terminate()
        await process.communicate()
