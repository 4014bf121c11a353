"""Four eyes: who wrote news proposes it, somebody else signs exactly that, and then it leaves."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Sequence,
)
from dataclasses import replace
from functools import partial

from bot import log
from bot.domain import schedule
from bot.domain.acts import Act
from bot.domain.bulletins import (
    Bulletin,
    BulletinDraft,
    Content,
    Stage,
    Tie,
)
from bot.domain.dialogues import (
    Step,
    Words,
)
from bot.domain.errors import (
    BulletinMovedOn,
    ButtonTooOld,
    DueMeanwhile,
    NobodyToSign,
    NotFound,
    NothingWritten,
    OtherDraft,
    Refused,
    SignerGone,
)
from bot.domain.ids import BulletinId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Screen
from bot.i18n import Catalog
from bot.screens import signing as screens
from bot.services import (
    drafts,
    notices,
    pictures,
    progress,
    questions,
    record,
    starting,
    ties,
)
from bot.services.dialogues import (
    clear,
    save,
)
from bot.store import bulletins, deliveries, staff
from bot.turn import Turn

_log = log.get("bot.signing")


async def signers(turn: Turn, bulletin: Bulletin) -> Sequence[Moderator]:
    """Colleagues who may sign it: those on duty, or all where nobody is."""
    team = await staff.of(turn.tx, bulletin.organisation)
    able = [colleague for colleague in team if bulletin.is_signable_by(colleague)]
    return [colleague for colleague in able if colleague.on_duty] or able


async def propose(turn: Turn, version: int) -> tuple[Turn, Bulletin]:
    """Gives the draft whose preview had this version to who can sign it; they are told.

    Raises NobodyToSign, and what `ready` raises.
    """
    bulletin = await ready(turn, version)
    asked = await signers(turn, bulletin)
    if not asked:
        raise NobodyToSign
    kept = await keep(turn, bulletin)
    await record.note(turn, Act.BULLETIN_PROPOSED)
    for colleague in asked:
        t = turn.house.catalogs[colleague.language]
        await notices.tell_moderator(turn, colleague, screens.wanted(t, kept))
    return await clear(turn), kept


async def ready(turn: Turn, version: int) -> Bulletin:
    """The draft whose preview had this version, if it can be signed as it stands.

    Raises ButtonTooOld, LanguagesMissing, NoAreaChosen, AreaNotServed, NotAllowed, DuePassed,
    PictureNotReady, EventPast, and what `ties.check` raises.
    """
    bulletin = drafts.as_proposed(turn)
    if turn.dialogue.version != version or drafts.undecided(turn):
        raise ButtonTooOld
    await ties.check(turn, bulletin)
    return bulletin


async def keep(turn: Turn, bulletin: Bulletin) -> Bulletin:
    """The draft as a proposal: a new one, or the one that was taken up, with other content."""
    former = await _former(turn)
    if former is None:
        added = await _with_own_picture(turn, bulletin)
        await bulletins.add(turn.tx, added)
        return added
    changed = replace(former.changed(bulletin.content), hour=turn.hour)
    changed = await _with_own_picture(turn, changed)
    await bulletins.save(turn.tx, changed, expected=former.version)
    return changed


async def _former(turn: Turn) -> Bulletin | None:
    of = drafts.draft_of(turn).of
    try:
        return await own(turn, of) if of else None
    except NotFound:
        return None  # it grew too old meanwhile


async def own(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """What the speaker wrote. Raises NotAllowed, NotFound."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.TELL_BACK)
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    if bulletin.author != colleague.id:
        raise NotFound
    return bulletin


async def _with_own_picture(turn: Turn, bulletin: Bulletin) -> Bulletin:
    """What is signed owns its picture: that of the draft goes with the draft."""
    drafted = bulletin.content.picture
    if drafted is None:
        return bulletin
    page = await pictures.move_to_news(turn, drafted, bulletin.id)
    return replace(bulletin, content=replace(bulletin.content, picture=page))


async def waiting(turn: Turn) -> Sequence[Bulletin]:
    """What the speaker may sign now. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.SIGN_BULLETIN)
    found = await bulletins.proposed(turn.tx, colleague.organisation)
    return [bulletin for bulletin in found if bulletin.is_signable_by(colleague)]


async def scheduled(turn: Turn) -> Sequence[Bulletin]:
    """What is signed and waits for its time, and the speaker may take back. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.SIGN_BULLETIN)
    found = await bulletins.signed(turn.tx, colleague.organisation)
    return [bulletin for bulletin in found if bulletin.is_signable_by(colleague)]


async def look(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotAllowed, NotFound, NeedsAnother."""
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    bulletin.check_signer(turn.speaker.colleague())
    return bulletin


async def sign(turn: Turn, bulletin_id: BulletinId, digest: str, *, late: bool = False) -> Bulletin:
    """Signs the content with this digest; it leaves at once when no later time was set.

    late: the signer was told that its time has passed.

    Raises NotAllowed, NotFound, NeedsAnother, BulletinMovedOn, DueMeanwhile, EventPast, and what
    `ties.check` raises.
    """
    bulletin = await look(turn, bulletin_id)
    await ties.check(turn, bulletin)
    drafts.check_event(bulletin.content, turn.seconds)
    by = turn.speaker.colleague().id
    signed = bulletin.signed(by=by, at=turn.seconds, digest=digest)
    if schedule.has_passed(bulletin.content.due, turn.seconds) and not late:
        raise DueMeanwhile
    await bulletins.save(turn.tx, signed, expected=bulletin.version)
    await record.note(turn, Act.BULLETIN_SIGNED)
    return await start_if_due(turn, signed)


# --- returned, taken back, taken up ---------------------------------------------------------


async def begin_return(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """The next typed words go back with it. Raises NotAllowed, NotFound, NeedsAnother."""
    await _returnable(turn, bulletin_id)
    returning = turn.dialogue.at(
        Step.BULLETIN_RETURN, returning=bulletin_id, about=None, words=Words(), ready=None,
        pictures=(),
    )  # fmt: skip
    return await save(turn, returning)


async def _returnable(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotAllowed, NotFound, NeedsAnother, BulletinMovedOn."""
    bulletin = await look(turn, bulletin_id)
    if bulletin.stage is not Stage.PROPOSED:
        raise BulletinMovedOn
    return bulletin


async def type_words(turn: Turn, message: int, text: str) -> Turn:
    """Why it is returned, or why one signs alone. Raises NothingWritten, TextTooLong."""
    typed = turn.dialogue.typed(message, text)
    if not typed.words:
        raise NothingWritten
    return await save(turn, typed)


async def give_back(turn: Turn, version: int) -> tuple[Turn, Bulletin]:
    """Returns it to its author unsigned, with the words whose preview had this version.

    Raises ButtonTooOld, NothingWritten, NotAllowed, NotFound, NeedsAnother, BulletinMovedOn.
    """
    dialogue = turn.dialogue
    at_hand = dialogue.step is Step.BULLETIN_RETURN and dialogue.version == version
    if not at_hand or dialogue.returning is None:
        raise ButtonTooOld
    if not dialogue.words:
        raise NothingWritten
    bulletin = await _returnable(turn, dialogue.returning)
    returned = bulletin.returned(dialogue.words.text)
    await bulletins.save(turn.tx, returned, expected=bulletin.version)
    await record.note(turn, Act.BULLETIN_RETURNED)
    await tell_author(turn, returned, screens.given_back)
    return await save(turn, dialogue.answered()), returned


async def tell_author(
    turn: Turn, bulletin: Bulletin, screen: Callable[[Catalog, Bulletin], Screen]
) -> None:
    """If they still serve."""
    author = await staff.get(turn.tx, bulletin.author)
    if author:
        shown = screen(turn.house.catalogs[author.language], bulletin)
        await notices.tell_moderator(turn, author, shown)


async def withdraw(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Nobody can sign it, and it does not leave. What is signed, others who sign may withdraw too.

    Raises NotAllowed, NotFound, BulletinMovedOn.
    """
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    if bulletin.stage is not Stage.SIGNED or bulletin.author == turn.speaker.colleague().id:
        return await _taken_back(turn, await own(turn, bulletin_id))
    bulletin.check_signer(turn.speaker.colleague())
    back = await _taken_back(turn, bulletin)
    await tell_author(turn, back, screens.taken_back)
    return back


async def _taken_back(turn: Turn, bulletin: Bulletin) -> Bulletin:
    if bulletin.stage is Stage.RETURNED:
        return bulletin
    back = bulletin.taken_back()
    await bulletins.save(turn.tx, back, expected=bulletin.version)
    await record.note(turn, Act.BULLETIN_WITHDRAWN)
    return back


async def take_up(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """The author writes on at what was returned or has not left, as the draft it was.

    Raises NotFound, NotAllowed, BulletinMovedOn, OtherDraft.
    """
    bulletin = await own(turn, bulletin_id)
    draft = turn.dialogue.bulletin or BulletinDraft()
    if draft.of == bulletin_id and bulletin.stage is Stage.RETURNED:
        return await drafts.keep(turn, draft)
    if draft.content != Content() and draft.of != bulletin_id:
        raise OtherDraft
    back = await _taken_back(turn, bulletin)
    return await drafts.keep(turn, replace(drafts.of_content(back.content), of=bulletin_id))


# --- what time makes of it ------------------------------------------------------------------


async def start_if_due(turn: Turn, signed: Bulletin) -> Bulletin:
    return await start(turn, signed) if signed.is_due(turn.seconds) else signed


async def start(turn: Turn, bulletin: Bulletin) -> Bulletin:
    """Its sending begins after the commit."""
    started = bulletin.started(turn.hour)
    await bulletins.save(turn.tx, started, expected=bulletin.version)
    if started.is_tied(Tie.CORRECTION):
        await ties.put_right(turn, started)
    else:
        await deliveries.begin(turn.tx, started.id, sorted(started.content.streams))
        await starting.take_effect(turn, started)
    if started.is_tied(Tie.ADDITION):
        await questions.answer(turn, started)
    await record.note_machine(turn, Act.PUBLISHED)
    await progress.begin(turn, started)
    return started


async def start_due(turn: Turn) -> None:
    """Begins what is signed and whose time has come; tells of what is not signed by then.

    One whose signature is not of its content, or that may leave no more, goes back and keeps no
    other from starting.
    """
    for bulletin in await bulletins.due(turn.tx, now=turn.seconds):
        if not bulletin.is_signed:
            await _void(turn, bulletin)
        elif refused := await _refused(turn, bulletin):
            await _hand_back(turn, bulletin, partial(screens.not_sent, why=refused))
        else:
            await start(turn, bulletin)
    for bulletin in await bulletins.overdue(turn.tx, now=turn.seconds):
        await _tell_late(turn, bulletin)


async def _refused(turn: Turn, bulletin: Bulletin) -> Refused | None:
    """Why what is signed may not leave now."""
    signature = bulletin.signature
    if not bulletin.stands_by(await staff.get(turn.tx, signature.by) if signature else None):
        return SignerGone()
    try:
        await ties.check(turn, bulletin)
    except Refused as refused:
        return refused
    return None


async def _void(turn: Turn, bulletin: Bulletin) -> None:
    """Whoever changed it did not do so here: its author looks at it again."""
    _log.error("bulletin.signature_void")
    await _hand_back(turn, bulletin, screens.void)


async def _hand_back(
    turn: Turn, bulletin: Bulletin, screen: Callable[[Catalog, Bulletin], Screen]
) -> None:
    back = bulletin.taken_back()
    await bulletins.save(turn.tx, back, expected=bulletin.version)
    await record.note_machine(turn, Act.BULLETIN_RETURNED)
    if await staff.get(turn.tx, back.author):
        await tell_author(turn, back, screen)
        return
    for colleague in await signers(turn, back):
        t = turn.house.catalogs[colleague.language]
        await notices.tell_moderator(turn, colleague, screens.nobody_left(t, back))


async def _tell_late(turn: Turn, bulletin: Bulletin) -> None:
    """Its author and who could sign it, once."""
    late = bulletin.told_late()
    await bulletins.save(turn.tx, late, expected=bulletin.version)
    await tell_author(turn, late, screens.late)
    for colleague in await signers(turn, late):
        t = turn.house.catalogs[colleague.language]
        await notices.tell_moderator(turn, colleague, screens.wanted_late(t, late))
