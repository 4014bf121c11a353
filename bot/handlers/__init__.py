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
from bot.handlers.publisher import (
    alone,
    drafts,
    incidents,
    lists,
    page,
    questions,
    schedule,
    sendings,
    signing,
    telling,
)
from bot.handlers.publisher import (
    happenings as arranging,
)
from bot.handlers.publisher import (
    initiatives as staff_initiatives,
)
from bot.handlers.publisher import (
    pulse as staff_pulse,
)
from bot.handlers.resident import (
    appeal,
    areas,
    asking,
    cases,
    code,
    concern,
    happenings,
    initiatives,
    leaving,
    preferences,
    pulse,
    start,
    stepping,
)
from bot.handlers.staff import (
    finding,
    findings,
    group,
    handovers,
    masking,
    moderation,
    mutes,
    people,
    practice,
    proposals,
    queue,
    readers,
    reports,
    themes,
    together,
    translations,
    triage,
)
from bot.handlers.staff import (
    stepping as staff_stepping,
)
from bot.screens.groups import (
    CASE_LINK,
)
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
    Page.QUEUE: queue.on_queue,
    Page.READS: start.on_reads,
    Page.BULLETIN: incidents.on_bulletin,
    Page.TO_SIGN: signing.on_waiting,
    Page.CODE: code.on_code,
    Page.DECISIONS: mutes.on_decisions,
    Page.HANDOVERS: handovers.on_handovers,
    Page.THEMES: themes.on_themes,
    Page.RESUME: place.show,
    Page.PICTURES: pictures.on_draft,
    Page.FIND: finding.on_ask,
    Page.LEAVE: together.on_leave,
    Page.STAFF: people.on_staff,
    Page.INVITES: people.on_invites,
    Page.STAFFING: people.show,
    Page.PRACTICE: practice.on_practice,
    Page.ASK: asking.on_ask,
    Page.QUESTION: asking.on_question,
    Page.REPORT: reports.on_report,
    Page.GROUP: group.on_group,
    Page.QUIET: preferences.on_quiet,
    Page.EVENTS: happenings.on_events,
    Page.EVENT: arranging.on_arrange,
    Page.WALKS: findings.on_walks,
    Page.PULSE: staff_pulse.on_pulse,
    Page.TELL_BACK: telling.on_themes,
    Page.INITIATIVES: initiatives.on_near,
    Page.OWN_INITIATIVES: staff_initiatives.on_own,
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
    ("queue", "koe"): queue.on_queue,
    ("decisions", "afgoerelser"): mutes.on_decisions,
    ("handovers", "overdragelser"): handovers.on_handovers,
    ("themes", "temaer"): themes.on_themes,
    ("bulletin", "opslag"): incidents.on_bulletin,
    ("bulletins", "opslag_liste"): lists.on_bulletins,
    ("duty", "vagt"): triage.on_duty,
    ("staff", "medarbejdere"): people.on_staff,
    ("invite",): people.on_invites,
    ("ask", "spoerg"): asking.on_ask,
    ("report", "rapport"): reports.on_report,
    ("group", "gruppe"): group.on_group,
    ("quiet", "ro"): preferences.on_quiet,
    ("events", "det_sker"): happenings.on_events,
    ("event", "arrangement"): arranging.on_arrange,
    ("walks", "vandringer"): findings.on_walks,
    ("pulse", "puls"): staff_pulse.on_pulse,
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
    ("find", "soeg"): finding.on_find,
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
    actions.ShowQueue: queue.on_show_queue,
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
    actions.BulletinLanguage: drafts.on_language,
    actions.BulletinFallback: drafts.on_fallback,
    actions.BulletinArea: drafts.on_area,
    actions.BulletinAreas: drafts.on_areas,
    actions.BulletinTopic: drafts.on_topic,
    actions.BulletinPriority: drafts.on_priority,
    actions.NoBulletinPicture: drafts.on_no_picture,
    actions.MaskNews: drafts.on_mask,
    actions.KeepClues: drafts.on_keep_clues,
    actions.WriteToSilent: drafts.on_write_to_silent,
    actions.ShowBulletinDraft: drafts.on_page,
    actions.ProposeBulletin: drafts.on_propose,
    actions.BulletinReport: sendings.on_report,
    actions.ShowQuestions: questions.on_show,
    actions.AnswerQuestions: questions.on_answer_all,
    actions.AskAbout: asking.on_ask_about,
    actions.AskStop: sendings.on_ask_stop,
    actions.StopBulletin: sendings.on_stop,
    actions.ToSign: signing.on_look,
    actions.SignBulletin: signing.on_sign,
    actions.ReturnBulletin: signing.on_return,
    actions.TakeUpBulletin: signing.on_take_up,
    actions.CorrectBulletin: page.on_correct,
    actions.ProlongBulletin: page.on_prolong,
    actions.AskRetract: page.on_ask_retract,
    actions.RetractBulletin: page.on_retract,
    actions.AskValidity: page.on_ask_validity,
    actions.SetValidity: page.on_set_validity,
    actions.SignLate: signing.on_sign_late,
    actions.GiveBackBulletin: signing.on_give_back,
    actions.WithdrawBulletin: signing.on_withdraw,
    actions.AskAlone: alone.on_ask,
    actions.SignAlone: alone.on_sign,
    actions.ReviewBulletin: alone.on_review,
    actions.BulletinReviewed: alone.on_reviewed,
    actions.BulletinsOf: lists.on_list,
    actions.LeavesOn: schedule.on_day,
    actions.LeavesAt: schedule.on_due,
    actions.ShowIncident: incidents.on_page,
    actions.ChooseTemplate: incidents.on_template,
    actions.IncidentWithin: incidents.on_within,
    actions.AnswerIncident: incidents.on_answer,
    actions.IncidentArea: incidents.on_area,
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
    actions.AskTriage: triage.on_triage,
    actions.SetUrgency: triage.on_urgency,
    actions.AskCategory: triage.on_ask_category,
    actions.SetCategory: triage.on_category,
    actions.AskArea: triage.on_ask_area,
    actions.SetArea: triage.on_area,
    actions.AskWeighing: triage.on_ask_weighing,
    actions.Weigh: triage.on_weigh,
    actions.AskLookAgain: triage.on_ask_look_again,
    actions.SetLookAgain: triage.on_look_again,
    actions.SetDuty: triage.on_set_duty,
    actions.FilterQueue: queue.on_filter_queue,
    actions.ChooseFilter: queue.on_choose_filter,
    actions.FilterFound: finding.on_filter_found,
    actions.ChooseColleague: together.on_choose_colleague,
    actions.Assign: together.on_assign,
    actions.LeavePage: together.on_leave_page,
    actions.ChooseForAll: together.on_choose_for_all,
    actions.AssignAll: together.on_assign_all,
    actions.StepBack: together.on_step_back,
    actions.LiftStepBack: together.on_lift_step_back,
    actions.WriteProposal: proposals.on_write,
    actions.ProposeReply: proposals.on_propose,
    actions.ShowProposed: proposals.on_show,
    actions.SendProposed: proposals.on_send,
    actions.ReturnProposed: proposals.on_return,
    actions.KeepReturn: proposals.on_keep_return,
    actions.WithdrawProposed: proposals.on_withdraw,
    actions.RateCase: cases.on_rate,
    actions.AcceptInvite: start.on_accept_invite,
    actions.ShowStaff: people.on_show_staff,
    actions.ShowColleague: people.on_show_colleague,
    actions.ChangeRoles: people.on_change_roles,
    actions.Revoke: people.on_revoke,
    actions.NewInvite: people.on_new_invite,
    actions.WithdrawInvite: people.on_withdraw,
    actions.ToggleRole: people.on_toggle_role,
    actions.ToggleArea: people.on_toggle_area,
    actions.ShowAreasToChoose: people.on_areas,
    actions.ToggleTrained: people.on_toggle_trained,
    actions.SettleRoles: people.on_settle,
    actions.Practise: practice.on_practise,
    actions.ShowAdvice: asking.on_page,
    actions.ChooseDesk: asking.on_desk,
    actions.TellHere: asking.on_tell_here,
    actions.StepForward: stepping.on_step_forward,
    actions.ExplainReveal: stepping.on_explain_reveal,
    actions.ExplainMeeting: stepping.on_explain_meeting,
    actions.WriteForward: stepping.on_write,
    actions.SendForward: stepping.on_send,
    actions.TakeBackForward: stepping.on_take_back,
    actions.OpenForward: staff_stepping.on_open,
    actions.WantReader: readers.on_want,
    actions.ReaderFound: readers.on_found,
    actions.ClaimAndReply: moderation.on_claim_and_reply,
    actions.ClaimAndUse: moderation.on_claim_and_use,
    actions.ChangeReadyMade: moderation.on_change_ready_made,
    actions.TranslateCase: translations.on_translate_case,
    actions.TranslateReply: translations.on_translate_reply,
    actions.ShowHandovers: handovers.on_show_handovers,
    actions.HandoversOf: handovers.on_handovers_of,
    actions.BeginHandover: handovers.on_begin,
    actions.AskHandover: handovers.on_ask,
    actions.FillReceiver: handovers.on_receiver,
    actions.FillKind: handovers.on_kind,
    actions.PickEntry: handovers.on_pick,
    actions.PickPage: handovers.on_pick_page,
    actions.FillPurpose: handovers.on_purpose,
    actions.FillBasis: handovers.on_basis,
    actions.OfferHandover: handovers.on_offer,
    actions.ShowOffer: handovers.on_show_offer,
    actions.AcceptHandover: handovers.on_accept,
    actions.ReturnHandover: handovers.on_return,
    actions.ReturnWhy: handovers.on_return_why,
    actions.SendReturn: handovers.on_send_return,
    actions.WithdrawHandover: handovers.on_withdraw,
    actions.EndShare: handovers.on_end,
    actions.ReadShared: handovers.on_read,
    actions.SharedPictures: handovers.on_pictures,
    actions.NoteOnShared: handovers.on_note,
    actions.KeepSharedNote: handovers.on_keep_note,
    actions.ThemesOf: themes.on_themes_of,
    actions.PutInTheme: themes.on_put_in,
    actions.TakeOutOfTheme: themes.on_take_out,
    actions.NameTheme: themes.on_name,
    actions.OpenTheme: themes.on_open,
    actions.ShowTheme: themes.on_show,
    actions.CloseTheme: themes.on_close,
    actions.NextOfTheme: themes.on_next,
    actions.ReuseReply: themes.on_reuse,
    actions.ShowReport: reports.on_show_report,
    actions.OfferGroupCode: group.on_offer,
    actions.UnlinkGroup: group.on_unlink,
    actions.SetQuiet: preferences.on_set_quiet,
    actions.SetLeast: preferences.on_set_least,
    actions.MuteTopic: preferences.on_mute_topic,
    actions.AgreeUrgent: preferences.on_agree_urgent,
    actions.NewsInFull: preferences.on_news_in_full,
    actions.AnswerOffer: preferences.on_answer_offer,
    actions.EventKind: arranging.on_kind,
    actions.EventWeek: arranging.on_week,
    actions.EventDay: arranging.on_day,
    actions.EventHour: arranging.on_hour,
    actions.EventMinute: arranging.on_minute,
    actions.EventLasts: arranging.on_lasts,
    actions.EventRoom: arranging.on_room,
    actions.SignUp: happenings.on_sign_up,
    actions.SignOff: happenings.on_sign_off,
    actions.AddToCalendar: happenings.on_calendar,
    actions.ShowEvent: arranging.on_page,
    actions.CancelEvent: arranging.on_cancel,
    actions.ReportEvent: arranging.on_report,
    actions.EventCame: arranging.on_came,
    actions.NothingMore: arranging.on_nothing_more,
    actions.ShowFindings: findings.on_show,
    actions.AddFinding: findings.on_add,
    actions.FindingOfOrganisation: findings.on_organisation,
    actions.FindingOfColleague: findings.on_colleague,
    actions.SetFinding: findings.on_set,
    actions.TellBack: telling.on_tell,
    actions.OpenInitiative: initiatives.on_open,
    actions.FollowInitiative: initiatives.on_follow,
    actions.NewInitiative: staff_initiatives.on_new,
    actions.ChooseStep: staff_initiatives.on_choose,
    actions.MoveInitiative: staff_initiatives.on_move,
    actions.ChoosePulse: staff_pulse.on_choose,
    actions.ChoosePulseDays: staff_pulse.on_days,
    actions.ShowPulse: staff_pulse.on_show,
    actions.PublishPulse: staff_pulse.on_publish,
    actions.AnswerPulse: pulse.on_answer,
    actions.TakeBackAnswer: pulse.on_take_back,
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
    Step.FIND: finding.on_words,
    Step.RETURN: proposals.on_words,
    Step.REVEAL: stepping.on_words,
    Step.HANDOVER: typed.on_words_without_place,
    Step.HANDOVER_RETURN: handovers.on_return_words,
    Step.SHARED_NOTE: handovers.on_note_words,
    Step.THEME: themes.on_title,
    Step.BULLETIN_TEXT: drafts.on_text,
    Step.BULLETIN_ALONE: alone.on_reason,
    Step.BULLETIN_RETURN: signing.on_word,
    Step.INCIDENT: incidents.on_street,
    Step.STAFFING: people.on_words,
    Step.PRACTICE: practice.on_words,
    Step.BULLETIN: typed.on_words_without_place,
    Step.EVENT: arranging.on_words,
    Step.EVENT_CAME: arranging.on_report_words,
    Step.FINDING: findings.on_words,
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
