"""The typed framework context: `ctx.turn`, `ctx.reply()`.

The framework builds it from nothing that could fail. What belongs to the update in hand travels
in a context variable, since updates accept no attributes and `process_update` never raises.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot.domain.screens import Screen
from bot.screens import common
from bot.services import notices, residents
from bot.turn import Turn


@dataclass(slots=True)
class Running:
    """The update in hand.

    picture: the pressed message, when it is a picture and no screen can replace it.
    above: what the next screen says before anything else. handled: a handler ran to its end;
    error: what it raised. in_group: this is nobody's private chat.
    """

    turn: Turn
    message: int | None = None
    pressed: int | None = None
    picture: int | None = None
    above: tuple[str, ...] = ()
    handled: bool = False
    error: Exception | None = None
    in_group: bool = False


RUNNING: ContextVar[Running] = ContextVar("running")

NoData = dict[Any, Any]
App = Application[ExtBot[None], "Ctx", NoData, NoData, NoData, JobQueue[Any] | None]


class Ctx(CallbackContext[ExtBot[None], NoData, NoData, NoData]):
    """What a handler gets."""

    @property
    def turn(self) -> Turn:
        return RUNNING.get().turn

    @turn.setter
    def turn(self, turn: Turn) -> None:
        """A service returned the turn as it now stands."""
        RUNNING.get().turn = turn

    @property
    def message(self) -> int:
        """Id of the message the person sent or changed; 0 for a press."""
        return RUNNING.get().message or 0

    @property
    def picture(self) -> int | None:
        """Id of the picture whose button was pressed."""
        return RUNNING.get().picture

    def keep_screen(self) -> None:
        """The pressed screen stays as it is; what follows is a new message."""
        RUNNING.get().pressed = None

    def say_above(self, sentence: str, *, alone: bool = False) -> None:
        """The next screen says this first. alone: instead of what it was to say so far."""
        running = RUNNING.get()
        running.above = (sentence,) if alone else (*running.above, sentence)

    async def reply(self, *screens: Screen, fresh: bool = False) -> None:
        await show(*screens, fresh=fresh)

    async def reply_file(self, screen: Screen, name: str, content: str) -> None:
        """screen: what stands under the file."""
        stream = residents.dialogue_stream(self.turn)
        finished = _finished(self.turn, screen, last=True)
        await notices.show_file(self.turn, stream, finished, name, content)


async def show(*screens: Screen, fresh: bool = False) -> None:
    """Shows screens to who speaks. A press changes the screen it stood under, unless fresh."""
    running = RUNNING.get()
    stream = residents.dialogue_stream(running.turn)
    edit = None if fresh or any(s.picture for s in screens) else running.pressed
    first, *others = screens
    led = (replace(first, text="\n\n".join([*running.above, first.text])), *others)
    for screen in led:
        finished = _finished(running.turn, screen, last=screen is led[-1])
        await notices.show(running.turn, stream, finished, edit=edit)
        edit = None
    running.pressed, running.above = None, ()


def _finished(turn: Turn, screen: Screen, *, last: bool) -> Screen:
    """Every screen carries a way to hide; right-to-left readers get one button a row."""
    if last:
        screen = screen.with_row(common.hide(turn.t))
    return screen.one_per_row() if turn.speaker.language.rtl else screen
