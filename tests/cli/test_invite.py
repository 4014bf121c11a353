"""`nabodialog invite` prints a way in that works once."""

from __future__ import annotations

import re

from bot.domain.people import Lang
from bot.simulator import Person, Simulator
from bot.texts import people
from tests.cli.shell import Shell
from tests.cli.test_bad_starts import faults_of
from tests.kit.turns import catalogs

PAYLOAD = re.compile(r"i_[A-Za-z0-9_-]{20}\n")
ACCEPT = people.button_accept(catalogs()[Lang.DA])
TO_GLADSAXE = ("invite", "--role", "moderator", "--organisation", "gladsaxe")


async def test_the_payload_stands_alone(shell: Shell, sim: Simulator) -> None:
    told = await shell.run(*TO_GLADSAXE, "--area", "hoeje-gladsaxe", "--payload")
    assert (told.code, told.err) == (0, "")
    assert PAYLOAD.fullmatch(told.out)
    assert sim.calls == []


async def test_without_asking_for_the_payload_a_link_is_printed(shell: Shell) -> None:
    told = await shell.run(*TO_GLADSAXE)
    assert (told.code, told.err) == (0, "")
    assert re.fullmatch(r"https://t\.me/nabodialog_bot\?start=i_[\w-]{20}\n", told.out)


async def test_when_telegram_cannot_be_asked_the_command_to_send_is_printed(
    shell: Shell, sim: Simulator
) -> None:
    sim.outage(on=True)
    told = await shell.run(*TO_GLADSAXE)
    assert (told.code, told.err) == (0, "")
    assert re.search(r"Send the bot: /start i_[\w-]{20}\n", told.out)


async def accepts(person: Person, payload: str) -> None:
    """Opens the link and becomes a colleague."""
    await person.start(payload)
    await person.expect(lambda chat: any(m.button(ACCEPT) for m in chat.messages), 60)
    await person.press(ACCEPT)
    await person.expect(lambda chat: any("GLA-" in text for text in chat.texts), 60)


async def test_the_payload_makes_one_colleague_and_no_second(shell: Shell, sim: Simulator) -> None:
    payload = (await shell.run(*TO_GLADSAXE, "--payload", "--practised")).out.strip()
    process = await shell.start("run")
    try:
        mette, other = (sim.person(name, n, language_code="da") for n, name in ((5, "M"), (6, "O")))
        await accepts(mette, payload)
        await other.start(payload)
        await other.expect(lambda chat: any(m.outgoing for m in chat.messages), 60)
        assert not any("GLA-" in text for text in other.chat.texts)
        await mette.send("/queue")
        await mette.expect(lambda chat: any("Indbakke" in text for text in chat.texts), 60)
    finally:
        process.terminate()
        await process.communicate()
    assert sim.violations == []


async def test_an_unknown_role_is_refused_with_the_known_ones(shell: Shell) -> None:
    told = await shell.run("invite", "--role", "boss", "--organisation", "gladsaxe", "--payload")
    assert told.code == 2
    assert told.out == ""
    assert "'boss' is not one of 'moderator'" in told.err
    assert "Traceback" not in told.err


async def test_an_unknown_organisation_is_refused_with_the_known_ones(shell: Shell) -> None:
    (fault,) = await faults_of(shell, "invite", "--role", "moderator", "--organisation", "nowhere")
    assert fault == (
        "--organisation: nowhere is unknown; choose among gladsaxe, herlev, ballerup, politi"
    )


async def test_areas_it_does_not_serve_are_each_refused_with_those_it_does(shell: Shell) -> None:
    areas = ("vaerebro", "nowhere", "hjortespring")
    faults = await faults_of(shell, *TO_GLADSAXE, *(part for a in areas for part in ("--area", a)))
    cure = "choose among hoeje-gladsaxe, vaerebro, moerkhoej"
    assert faults == [f"--area: {a} is not served by gladsaxe; {cure}" for a in areas[1:]]


async def test_who_has_no_areas_of_their_own_may_serve_any(shell: Shell) -> None:
    told = await shell.run(
        "invite", "--role", "moderator", "--organisation", "politi", "--area", "hedeparken",
        "--payload",
    )  # fmt: skip
    assert PAYLOAD.fullmatch(told.out)
