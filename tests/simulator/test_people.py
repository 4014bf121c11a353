import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.simulator import Impossible, Person, Simulator
from tests.simulator.conftest import AMAL, Ask


async def heard(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1))[0]


async def test_a_bot_cannot_write_first(sim: Simulator, bot: Bot) -> None:
    bo = sim.person("Bo", 8)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(8, "hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(8)
    await bo.send("hello")
    await bot.send_message(8, "hi")
    assert bo.chat.texts == ["hello", "hi"]


async def test_a_blocked_bot_is_told_and_refused(bot: Bot, amal: Person) -> None:
    sent = await bot.send_message(AMAL, "before")
    amal.block()
    update = await heard(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    for refused in (
        bot.send_message(AMAL, "x"),
        bot.send_chat_action(AMAL, "typing"),
        sent.edit_text("y"),
    ):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await refused
    amal.unblock()
    update = await heard(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "member"
    await bot.send_message(AMAL, "after")
    assert amal.chat.texts[-2:] == ["before", "after"]


async def test_a_person_who_blocks_cannot_write_but_can_restart(amal: Person) -> None:
    amal.block()
    with pytest.raises(Impossible, match="Amal blocks the bot"):
        await amal.send("hello")
    await amal.start()
    assert not amal.blocked


async def test_a_deleted_account_is_refused(bot: Bot, amal: Person) -> None:
    amal.deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(AMAL, "hi")


async def test_who_writes_is_told_in_full(sim: Simulator, bot: Bot) -> None:
    bo = sim.person("Bo", 8, language_code="da", username="bo_b", last_name="Berg", premium=True)
    await bo.start("case-1_A")
    update = await heard(bot)
    assert update.message is not None
    user = update.message.from_user
    assert user is not None
    assert (user.first_name, user.last_name, user.username) == ("Bo", "Berg", "bo_b")
    assert (user.language_code, user.is_premium, user.is_bot) == ("da", True, False)
    assert update.message.text == "/start case-1_A"
    assert update.message.chat.id == 8
    assert update.message.entities[0].type == "bot_command"


@pytest.mark.parametrize("payload", ["x" * 65, "two words", "ø"])
async def test_a_wrong_start_payload_is_impossible(amal: Person, payload: str) -> None:
    with pytest.raises(Impossible, match="start payload"):
        await amal.start(payload)


async def test_people_send_every_kind(bot: Bot, amal: Person) -> None:
    sends = {
        "photo": amal.send_photo(caption="look"),
        "voice": amal.send_voice(),
        "document": amal.send_document("a.pdf", b"%PDF", "application/pdf"),
        "sticker": amal.send_sticker(),
        "contact": amal.send_contact(),
        "location": amal.send_location(55.6, 12.5, live=True),
        "poll": amal.send_poll(),
    }
    for kind, send in sends.items():
        message = await send
        update = await heard(bot)
        assert message.kind == kind
        assert update.message is not None
        assert getattr(update.message, kind), kind
        assert update.message.message_id == message.message_id


async def test_a_forward_names_its_origin(bot: Bot, amal: Person) -> None:
    await amal.forward("passed on", "Somebody")
    update = await heard(bot)
    assert update.message is not None
    assert update.message.forward_origin is not None
    assert update.message.forward_origin.to_dict()["sender_user_name"] == "Somebody"


async def test_a_person_edits_and_deletes_their_own(bot: Bot, amal: Person) -> None:
    said = await amal.send("teh")
    await amal.edit(said, "the")
    update = await heard(bot)
    assert update.edited_message is not None
    assert (update.edited_message.text, said.edits) == ("the", ["teh"])
    amal.delete(said)
    assert said not in amal.chat.messages
    assert (await heard(bot)).edited_message is not None, "nothing tells the bot of a deletion"
    sent = await bot.send_message(AMAL, "mine")
    with pytest.raises(Impossible):
        await amal.edit(amal.chat.messages[-1], "yours")
    assert sent.text == "mine"


async def test_an_expectation_not_met_shows_the_screen(bot: Bot, amal: Person) -> None:
    await bot.send_message(AMAL, "what it shows")
    with pytest.raises(AssertionError, match="bot: what it shows"):
        await amal.expect(lambda chat: len(chat.messages) > 9, timeout=0.01)


async def test_a_link_to_the_bot_starts_it(bot: Bot, amal: Person) -> None:
    url = "https://t.me/nabodialog_bot?start=area-5"
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Open", url=url)]])
    await bot.send_message(AMAL, "x", reply_markup=keyboard)
    assert (await amal.press("Open")).text == "/start area-5"


async def test_data_can_be_forged(bot: Bot, amal: Person) -> None:
    await bot.send_message(AMAL, "x")
    amal.press_data(amal.chat.messages[-1], "made up")
    update = await heard(bot)
    assert update.callback_query is not None
    assert update.callback_query.data == "made up"


async def test_a_group_shows_cards_to_its_members(
    sim: Simulator, bot: Bot, ask: Ask, amal: Person
) -> None:
    group = sim.group("Desk", members=[amal])
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Take", callback_data="take")]])
    card = await bot.send_message(group.id, "card", reply_markup=keyboard)
    assert card.chat.type == "supergroup"
    await group.expect(lambda chat: chat.texts == ["card"])
    await amal.press("Take", chat=group.chat)
    update = await heard(bot)
    assert update.callback_query is not None
    assert update.callback_query.from_user.id == AMAL
    await update.callback_query.answer("taken")
    assert group.chat.toasts == ["taken"]
    assert (await bot.get_chat_member(group.id, AMAL)).status == "member"
    with pytest.raises(BadRequest):
        await bot.get_chat_member(group.id, 8)


async def test_in_a_group_the_bot_hears_commands_and_answers_only(
    sim: Simulator, bot: Bot, amal: Person
) -> None:
    group = sim.group("Desk", members=[amal])
    await bot.send_message(group.id, "card")
    await amal.send("just talking", chat=group.chat)
    assert sim.updates.pending() == []
    await amal.send("/queue", chat=group.chat)
    await amal.send("taken", chat=group.chat, reply_to=group.chat.messages[0])
    assert len(sim.updates.pending()) == 2


async def test_a_bot_that_left_is_no_member(sim: Simulator, bot: Bot, amal: Person) -> None:
    group = sim.group("Desk", members=[amal])
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group.id, "card")


async def test_a_bot_is_told_that_it_came_into_a_group_and_had_to_go(
    sim: Simulator, bot: Bot, amal: Person
) -> None:
    group = sim.group("Desk", members=[amal], kind="group")
    group.bot_left = True
    await amal.send("/queue", chat=group.chat)
    assert sim.updates.pending() == [], "it is not there to hear"
    group.add_bot(amal)
    update = await heard(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "member"
    group.remove_bot(amal)
    update = await heard(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="not a member of the group chat"):
        await bot.send_message(group.id, "card")


async def test_a_group_that_grew_has_another_number(sim: Simulator, bot: Bot, amal: Person) -> None:
    group = sim.group("Desk", members=[amal], kind="group")
    grown = group.upgrade()
    old, new = [u.wire()["message"] for u in sim.updates.pending()]
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, grown.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (grown.id, group.id)
    with pytest.raises(ChatMigrated) as told:
        await bot.send_message(group.id, "card")
    assert told.value.new_chat_id == grown.id
    await bot.send_message(grown.id, "card")
    with pytest.raises(Impossible):
        grown.upgrade()


async def test_who_hides_speaks_as_the_group(sim: Simulator, bot: Bot, amal: Person) -> None:
    group = sim.group("Desk", members=[amal])
    group.say_anonymously("/link X")
    update = await heard(bot)
    assert update.message is not None
    assert update.message.sender_chat is not None
    assert update.message.from_user is not None
    assert (update.message.sender_chat.id, update.message.from_user.id) == (group.id, 1087968824)
