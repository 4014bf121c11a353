"""The routing table: the whole product on one screen.

A command, a button or a typed message finds its handler here. The handler calls one service and
shows the next screen. Commands have Danish names too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatMemberStatus
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.context import RUNNING, Ctx
from bot.domain import actions
from bot.domain.actions import Action, Go, Page
from bot.domain.dialogues import CONCERN_STEPS, Step
from bot.domain.errors import ButtonTooOld, PictureNotReady
from bot.handlers import groups, pictures, place, typed
from bot.handlers.publisher import bulletins
from bot.handlers.resident import appeal, areas, cases, code, concern, leaving, start
from bot.handlers.staff import group, masking, moderation, mutes, reports
from bot.screens.groups import CASE_LINK
from bot.services import residents
from bot.texts import refusals

Plain = Callable[[Ctx], Awaitable[None]]
WithText = Callable[[Ctx, str], Awaitable[None]]

PAGES: dict[Page, Plain] = {
    Page.MENU: start.on_menu,
    Page.LANGUAGE: start.on_language,
    Page.PRIVACY: start.on_privacy,
    Page.EMERGENCY: start.on_emergency,
    Page.ABOUT: start.on_about,
    Page.HELP: start.on_help,
    Page.HIDE: start.on_hide,
    Page.CANCEL: start.on_cancel,
    Page.CONCERN: concern.on_concern,
    Page.CASES: cases.on_cases,
    Page.UNREAD: cases.on_unread,
    Page.MINE: leaving.on_mine,
    Page.MINE_FILE: leaving.on_mine_file,
    Page.ERASE: leaving.on_slet,
    Page.NEWS: areas.on_news,
    Page.AREAS: areas.on_areas,
    Page.QUEUE: moderation.on_queue,
    Page.READS: start.on_reads,
    Page.BULLETIN: bulletins.on_bulletin,
    Page.CODE: code.on_code,
    Page.DECISIONS: mutes.on_decisions,
    Page.RESUME: place.show,
    Page.PICTURES: pictures.on_draft,
    Page.REPORT: reports.on_report,
    Page.GROUP: group.on_group,
}

COMMANDS: dict[tuple[str, ...], Plain] = {
    ("help", "hjaelp"): start.on_help,
    ("language", "sprog"): start.on_language,
    ("emergency", "akut"): start.on_emergency,
    ("privacy", "privatliv"): start.on_privacy,
    ("about",): start.on_about,
    ("cancel", "annuller"): start.on_cancel,
    ("hide", "skjul"): start.on_hide,
    ("cases", "mine_sager"): cases.on_cases,
    ("mine", "mydata"): leaving.on_mine,
    ("slet", "erase"): leaving.on_slet,
    ("news", "nyt"): areas.on_news,
    ("areas", "omraader"): areas.on_areas,
    ("queue", "koe"): moderation.on_queue,
    ("decisions", "afgoerelser"): mutes.on_decisions,
    ("bulletin", "opslag"): bulletins.on_bulletin,
    ("bulletins", "opslag_liste"): bulletins.on_bulletins,
    ("report", "rapport"): reports.on_report,
    ("group", "gruppe"): group.on_group,
}


async def _on_start(ctx: Ctx, payload: str) -> None:
    """A card in a group leads a colleague to its case; all else is a resident coming in."""
    if payload.startswith(CASE_LINK):
        await moderation.on_case(ctx, payload.removeprefix(CASE_LINK))
    else:
        await start.on_start(ctx, payload)


COMMANDS_WITH_TEXT: dict[tuple[str, ...], WithText] = {
    ("start",): _on_start,
    ("concern", "bekymring"): concern.on_concern_with_words,
    ("case", "sag"): moderation.on_case,
    ("code", "kode"): code.on_code_with_text,
}

ACTIONS: dict[type[Action], Callable[[Ctx, Any], Awaitable[None]]] = {
    actions.ChooseLanguage: start.on_choose_language,
    actions.AcceptNotice: start.on_accept_notice,
    actions.FollowArea: areas.on_follow,
    actions.ShowMunicipality: areas.on_municipality,
    actions.OpenBulletin: areas.on_open_bulletin,
    actions.ConcernArea: concern.on_area,
    actions.ConcernCategory: concern.on_category,
    actions.ConcernWhen: concern.on_when,
    actions.ConcernHowOften: concern.on_how_often,
    actions.ChangeDraft: concern.on_change,
    actions.MaskWords: typed.on_mask,
    actions.SendConcern: concern.on_send,
    actions.UseWords: concern.on_use_words,
    actions.DropWords: concern.on_drop_words,
    actions.OpenCase: cases.on_open_case,
    actions.WriteToCase: cases.on_write_to_case,
    actions.SendAddition: cases.on_send_addition,
    actions.NotSolved: cases.on_not_solved,
    actions.EndCase: cases.on_end_case,
    actions.Erase: leaving.on_erase,
    actions.ShowQueue: moderation.on_show_queue,
    actions.ShowConcern: moderation.on_show_concern,
    actions.Claim: moderation.on_claim,
    actions.Release: moderation.on_release,
    actions.WriteReply: moderation.on_write_reply,
    actions.ReadyAnswers: moderation.on_ready_answers,
    actions.UseReadyAnswer: moderation.on_use_ready_answer,
    actions.SendReply: moderation.on_send_reply,
    actions.WriteNote: moderation.on_write_note,
    actions.KeepNote: moderation.on_keep_note,
    actions.ChooseRejection: moderation.on_choose_rejection,
    actions.ChooseOutcome: moderation.on_choose_outcome,
    actions.Close: moderation.on_close,
    actions.ReadsLanguage: moderation.on_reads_language,
    actions.BulletinLanguage: bulletins.on_language,
    actions.BulletinFallback: bulletins.on_fallback,
    actions.BulletinArea: bulletins.on_area,
    actions.ShowBulletinDraft: bulletins.on_page,
    actions.SendBulletin: bulletins.on_send,
    actions.BulletinReport: bulletins.on_report,
    actions.AskCodeOnly: concern.on_ask_code_only,
    actions.SendWithCode: concern.on_send_with_code,
    actions.MoreOfCase: moderation.on_more,
    actions.MuteWhy: mutes.on_mute,
    actions.MuteHowLong: mutes.on_how_long,
    actions.ProposeMute: mutes.on_propose,
    actions.ShowProposal: mutes.on_show_proposal,
    actions.DecideMute: mutes.on_decide,
    actions.WriteAppeal: appeal.on_write_appeal,
    actions.SendAppeal: appeal.on_send_appeal,
    actions.ShowAppeal: mutes.on_show_appeal,
    actions.DecideAppeal: mutes.on_decide_appeal,
    actions.BeginMasking: masking.on_begin,
    actions.MaskFound: masking.on_found,
    actions.ApplyMask: masking.on_apply,
    actions.Unmask: masking.on_unmask,
    actions.RemovePicture: pictures.on_remove,
    actions.OpenPictures: pictures.on_open,
    actions.ShowPictures: pictures.on_show,
    actions.ShowReport: reports.on_show_report,
    actions.OfferGroupCode: group.on_offer,
    actions.UnlinkGroup: group.on_unlink,
}

STEPS: dict[Step, WithText] = {
    **dict.fromkeys(CONCERN_STEPS, concern.on_words),
    Step.ADDITION: cases.on_addition_words,
    Step.CODE: code.on_code_words,
    Step.CODE_TRIED: code.on_words_meanwhile,
    Step.REPLY: moderation.on_reply_words,
    Step.NOTE: moderation.on_note_words,
    Step.APPEAL: appeal.on_words,
    Step.MASK: masking.on_words,
    Step.BULLETIN_TEXT: bulletins.on_text,
    Step.BULLETIN: typed.on_words_without_place,
    Step.IDLE: typed.on_words_without_place,
}

_PLAIN = {name: handler for names, handler in COMMANDS.items() for name in names}
_WITH_TEXT = {name: handler for names, handler in COMMANDS_WITH_TEXT.items() for name in names}


def routes() -> list[BaseHandler[Any, Ctx, Any]]:
    """The framework's handlers, one group, first match wins."""
    changed = filters.UpdateType.EDITED_MESSAGE
    return [
        MessageHandler(filters.ChatType.GROUPS, _finishing(groups.on_message)),
        CallbackQueryHandler(_finishing(_on_button)),
        MessageHandler(changed & ~filters.COMMAND, _finishing(_on_edit)),
        MessageHandler(filters.StatusUpdate.ALL, _finishing(_on_nothing_said)),
        MessageHandler(filters.FORWARDED | filters.VIA_BOT, _finishing(_on_attachment)),
        MessageHandler(filters.COMMAND, _finishing(_on_command)),
        MessageHandler(filters.TEXT, _finishing(_on_text)),
        MessageHandler(filters.UpdateType.MESSAGE, _finishing(_on_attachment)),
        ChatMemberHandler(_finishing(_on_member), ChatMemberHandler.MY_CHAT_MEMBER),
    ]


Callback = Callable[[Update, Ctx], Coroutine[Any, Any, None]]


def _finishing(callback: Callback) -> Callback:
    """Says that a handler ran to its end; without that the turn does not count."""

    async def run(update: Update, ctx: Ctx) -> None:
        await callback(update, ctx)
        RUNNING.get().handled = True

    return run


def _message(update: Update) -> Message:
    message = update.effective_message
    if message is None:
        raise ButtonTooOld
    return message


async def _on_command(update: Update, ctx: Ctx) -> None:
    """Also one that was mistyped and then changed on the phone."""
    text = _message(update).text or ""
    await typed.guard(ctx, text)
    head, *rest = text.removeprefix("/").split(maxsplit=1)
    name = head.partition("@")[0].lower()
    if name in _WITH_TEXT:
        await _WITH_TEXT[name](ctx, "".join(rest))
    elif name in _PLAIN:
        await _PLAIN[name](ctx)
    else:
        await start.on_unknown_command(ctx)


async def _on_button(update: Update, ctx: Ctx) -> None:
    """A button that no longer holds leads to where the chat stands; it has changed nothing."""
    query = update.callback_query
    try:
        await _do(ctx, actions.decode(query.data or "" if query else ""))
    except (ButtonTooOld, PictureNotReady) as refusal:
        if ctx.turn.dialogue.step is Step.IDLE:
            ctx.keep_screen()  # pressed twice, it may say by now that something was sent
        ctx.say_above(refusals.sentence(ctx.turn.t, refusal), alone=True)
        await place.show(ctx)


async def _do(ctx: Ctx, action: Action) -> None:
    if isinstance(action, Go):
        await PAGES[action.page](ctx)
    else:
        await ACTIONS[type(action)](ctx, action)


async def _on_text(update: Update, ctx: Ctx) -> None:
    await typed.on_text(ctx, _message(update).text or "", STEPS)


async def _on_edit(update: Update, ctx: Ctx) -> None:
    """Words, or words under a picture; anything else was refused when it came."""
    message = _message(update)
    if text := message.text or message.caption:
        await typed.on_edit(ctx, text, STEPS)


async def _on_nothing_said(_: Update, __: Ctx) -> None:
    """The person pinned something, or set a timer: nothing that asks for an answer."""


async def _on_attachment(update: Update, ctx: Ctx) -> None:
    await typed.on_attachment(ctx, _message(update), STEPS)


async def _on_member(update: Update, ctx: Ctx) -> None:
    change = update.my_chat_member
    if change is not None and RUNNING.get().in_group:
        await groups.on_member(ctx, change)
    elif change is not None and change.new_chat_member.status == ChatMemberStatus.BANNED:
        await residents.left(ctx.turn)
