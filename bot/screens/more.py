"""The page of a case with every act it rarely needs, each where roles and the case allow it."""

from __future__ import annotations

from bot.domain.actions import (
    AskLookAgain,
    AskTriage,
    BeginMasking,
    HandoversOf,
    MuteWhy,
    ShowConcern,
    ThemesOf,
    Unmask,
)
from bot.domain.concerns import Concern
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens import proposals, together
from bot.screens.common import pairs
from bot.texts import clocks as clock_texts
from bot.texts import common as common_texts
from bot.texts import handovers as handover_texts
from bot.texts import masking as masking_texts
from bot.texts import mutes as mute_texts
from bot.texts import themes as theme_texts
from bot.texts import triage as triage_texts


def page(
    t: Catalog, me: Moderator, concern: Concern, *, masked: bool, stepped_back: bool = False
) -> Screen:
    """masked: something of the case is covered for now. stepped_back: somebody knows its people."""
    acts = [
        *_masking(t, me, concern, masked=masked),
        *_muting(t, me, concern),
        *_assessing(t, me, concern),
        *_looking_again(t, me, concern),
        *proposals.more(t, me, concern),
        *together.more(t, me, concern, stepped_back=stepped_back),
        *_handing_over(t, me, concern),
        *_themes(t, me, concern),
    ]
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    text = masking_texts.more(t, concern.code)
    return Screen(text=text, rows=(*pairs(acts), (again,)), protect=True)  # words may follow in it


def tends(me: Moderator, concern: Concern) -> bool:
    """Whether the case is the colleague's own, or they lead."""
    return me.is_lead or concern.claimed_by == me.id


def _masking(t: Catalog, me: Moderator, concern: Concern, *, masked: bool) -> list[Button]:
    if not (me.may(Deed.MASK) and tends(me, concern)):
        return []
    buttons = [Button(masking_texts.button_mask(t), BeginMasking(concern.id))]
    if masked:
        buttons.append(Button(masking_texts.button_unmask(t), Unmask(concern.id)))
    return buttons


def _muting(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    if not (me.may(Deed.PROPOSE_MUTE) and tends(me, concern)):
        return []
    return [Button(mute_texts.button_mute(t), MuteWhy(concern.id))]


def _assessing(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    if not (me.may(Deed.TRIAGE) and concern.is_open):
        return []
    return [Button(triage_texts.button_triage(t), AskTriage(concern.id))]


def _looking_again(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    if not (me.may(Deed.FOLLOW_UP) and concern.is_open and concern.claimed_by == me.id):
        return []
    return [Button(clock_texts.button_look_again(t), AskLookAgain(concern.id))]


def _handing_over(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    if not me.may(Deed.HAND_OVER):
        return []
    return [Button(handover_texts.button_others(t), HandoversOf(concern.id))]


def _themes(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    if not me.may(Deed.THEME):
        return []
    return [Button(theme_texts.button_theme(t), ThemesOf(concern.id))]
