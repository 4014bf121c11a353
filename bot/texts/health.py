"""What administrators are told when a part of the bot stands, and when it works again."""

from __future__ import annotations

from typing import assert_never

from bot.domain.health import Mishap, Part
from bot.i18n import Catalog


def stands(t: Catalog, part: Part) -> str:
    match part:
        case Part.INTAKE:
            return t.pgettext(
                "health",
                "⚠️ <b>The bot has stopped taking in messages.</b> Restart it. What people write "
                "is kept for a day.",
            )
        case Part.TELEGRAM:
            return t.pgettext(
                "health",
                "⚠️ <b>Telegram gives the bot no messages.</b> Look at the network, and whether "
                "another bot runs with the same token. What people write is kept for a day.",
            )
        case Part.SENDER:
            return t.pgettext(
                "health",
                "⚠️ <b>The bot has stopped sending.</b> Restart it. What waits is kept.",
            )
        case Part.SCHEDULER:
            return t.pgettext(
                "health",
                "⚠️ <b>The bot's timetable stands still.</b> News, deadlines and deletions wait. "
                "Look into the log and restart the bot.",
            )
        case Part.OUTBOX:
            return t.pgettext(
                "health",
                "⚠️ <b>A message has been waiting to be sent for minutes.</b> Look into the log.",
            )
        case Part.DATABASE:
            raise ValueError(part)  # while it stands, no word can be kept for anybody
        case _:
            assert_never(part)


def works_again(t: Catalog, part: Part) -> str:
    match part:
        case Part.INTAKE:
            return t.pgettext("health", "✅ The bot takes in messages again.")
        case Part.TELEGRAM:
            return t.pgettext("health", "✅ Telegram gives the bot messages again.")
        case Part.SENDER:
            return t.pgettext("health", "✅ The bot sends again.")
        case Part.SCHEDULER:
            return t.pgettext("health", "✅ The bot's timetable goes on.")
        case Part.OUTBOX:
            return t.pgettext("health", "✅ Messages are sent without delay again.")
        case Part.DATABASE:
            raise ValueError(part)  # while it stands, no word can be kept for anybody
        case _:
            assert_never(part)


def happened(t: Catalog, mishap: Mishap) -> str:
    match mishap:
        case Mishap.TURN:
            return t.pgettext(
                "health",
                "⚠️ <b>A message could not be handled.</b> The fault is the bot's. Whoever wrote "
                "was asked to send it again. The log names the place.",
            )
        case Mishap.LETTER:
            return t.pgettext(
                "health",
                "⚠️ <b>A message could not be sent.</b> Telegram refused it for good, or it could "
                "not be read any more. The log names the reason.",
            )
        case Mishap.DATABASE:
            return t.pgettext(
                "health",
                "⚠️ <b>The database did not answer for some minutes.</b> It answers again. Look at "
                "the disk and into the log.",
            )
        case _:
            assert_never(mishap)
