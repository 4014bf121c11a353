"""Rows of a bot's file, and whose they are; read beside the product's own code."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any

from bot.domain.ids import ChatId
from bot.store.addresses import SLOTS
from bot.vault import addresses, pulses
from tests.kit.world import Player, World

Row = dict[str, Any]
OF_RESIDENTS = (
    "profile", "subscription", "concern", "entry", "address", "dialogue", "shown", "delivery",
    "outbox", "picture", "mute", "handover", "signup", "pulse_answer",
)  # fmt: skip
"""Tables that hold something of a chat."""


def rows(world: World, table: str) -> list[Row]:
    path = world.settings.database_file
    assert path is not None
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]  # noqa: S608 # our own tables


def held_of(world: World, player: Player) -> Counter[str]:
    """How many rows of each table belong to a chat: found with the keyring, table by table."""
    vault, chat = world.bot.house.vault, ChatId(player.person.id)
    profile_tag = addresses.profile_tag(vault, chat)
    stream = addresses.dialogue_tag(vault, chat)
    slots = set(addresses.slot_tags(vault, chat, SLOTS))
    profiles = {r["id"] for r in rows(world, "profile") if r["tag"] == profile_tag}
    cases = {r["concern"] for r in rows(world, "address") if r["slot_tag"] in slots}
    signups = {
        r["id"]
        for r in rows(world, "signup")
        if r["tag"] in addresses.signup_tags(vault, chat, r["event"])
    }
    keys: dict[str, tuple[str, set[bytes]]] = {
        "profile": ("id", profiles),
        "subscription": ("profile", profiles),
        "delivery": ("profile", profiles),
        "address": ("concern", cases),
        "concern": ("id", cases),
        "entry": ("concern", cases),
        "picture": ("concern", cases),
        "handover": ("concern", cases),
        "mute": (
            "tag",
            {tag for slot in range(4) for tag in addresses.mute_tags(vault, chat, slot)},
        ),
        "pulse_answer": (
            "tag",
            {tag for r in rows(world, "pulse") for tag in pulses.tags(vault, chat, r["id"])},
        ),
        "dialogue": ("tag", {stream}),
        "shown": ("tag", {stream}),
        "signup": ("id", signups),
        "outbox": ("stream", {stream, *cases, *signups}),
    }
    return Counter(
        table
        for table, (column, mine) in keys.items()
        for row in rows(world, table)
        if row[column] in mine
    )
