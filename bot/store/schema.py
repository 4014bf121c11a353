"""Every table. Columns are integers, text and bytes, so that both databases keep the same values.

Rows that residents touch have random keys and, on SQLite, no rowid: neither order of arrival nor
order of commits links a person's rows. No column holds a chat in clear.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()

_Serial = BigInteger().with_variant(Integer, "sqlite")


def _id(name: str = "id") -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _table(name: str, *columns: SchemaItem) -> Table:
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


meta = _table(
    "meta",
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

handled = _table(
    "handled",
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", BigInteger, nullable=False),
    Index("handled_hour", "hour"),
)

dead_letter = _table(
    "dead_letter",
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("exception", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("hour", BigInteger, nullable=False),
)

concern = _table(
    "concern",
    Column("id", LargeBinary, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("area", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("claimed_by", LargeBinary),
    Column("opened_hour", BigInteger, nullable=False),
    Column("touched_hour", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("entries", BigInteger, nullable=False),
    Column("news", BigInteger, nullable=False),
    Column("unread", BigInteger, nullable=False),
    Column("outcome", Text),
    Column("warned", BigInteger, nullable=False),
    Column("code_only", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("body_key", LargeBinary, nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("held_since", BigInteger),
    Column("follow_up", BigInteger),
    Column("report_due", BigInteger),
    Column("reader_since", BigInteger),
    Column("chased", BigInteger, nullable=False, server_default=text("0")),
    Column("desk", Text),
    Column("bulletin", LargeBinary),
    Column("theme", LargeBinary),
    Column("rated", BigInteger, nullable=False, server_default=text("0")),
    Index("concern_queue", "organisation", "status", "due"),
    Index("concern_claimed", "claimed_by", "status"),
    Index("concern_touched", "touched_hour"),
    Index("concern_held", "status", "held_since"),
    Index("concern_report", "report_due"),
    Index("concern_reader", "reader_since"),
    Index("concern_follow_up", "follow_up"),
    Index("concern_closed", "organisation", "status", "touched_hour", "id"),
    Index("concern_searched", "organisation", "id"),
    Index("concern_theme", "theme"),
    Index("concern_bulletin", "bulletin"),
)

entry = _table(
    "entry",
    _id("concern"),
    Column("position", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("hour", BigInteger, nullable=False),
    Column("moderator", LargeBinary),
    Column("words", LargeBinary, nullable=False),
    Column("masks", LargeBinary),
    PrimaryKeyConstraint("concern", "position"),
)

picture = _table(
    "picture",
    Column("id", LargeBinary, primary_key=True),
    Column("concern", LargeBinary),
    Column("position", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("expires", BigInteger),
    Column("sealed", LargeBinary, nullable=False),
    Index("picture_concern", "concern", "position"),
    Index("picture_expires", "expires"),
)

address = _table(
    "address",
    Column("concern", LargeBinary, primary_key=True),
    Column("slot_tag", LargeBinary, nullable=False, unique=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

profile = _table(
    "profile",
    Column("id", LargeBinary, primary_key=True),
    Column("tag", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary),
    Column("language", Text, nullable=False),
    Column("notice", BigInteger, nullable=False),
    Column("urgent", BigInteger, nullable=False, server_default=text("0")),
    Column("in_full", BigInteger, nullable=False, server_default=text("0")),
    Column("least", BigInteger, nullable=False, server_default=text("0")),
    Column("quiet_from", BigInteger),
    Column("quiet_to", BigInteger),
    Column("muted", Text, nullable=False, server_default=text("''")),
    Column("asked", BigInteger, nullable=False, server_default=text("0")),
)

subscription = _table(
    "subscription",
    Column("area", Text, nullable=False),
    _id("profile"),
    PrimaryKeyConstraint("area", "profile"),
    Index("subscription_profile", "profile"),
)

dialogue = _table(
    "dialogue",
    Column("tag", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Index("dialogue_expires", "expires"),
)

shown = _table(
    "shown",
    Column("id", LargeBinary, primary_key=True),
    Column("tag", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("queued", BigInteger, nullable=False),
    Index("shown_tag", "tag"),
    Index("shown_expires", "expires"),
)

moderator = _table(
    "moderator",
    Column("id", LargeBinary, primary_key=True),
    Column("tag", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("pseudonym", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("reads", Text, nullable=False),
    Column("on_duty", BigInteger, nullable=False, server_default=text("1")),
    Column("practised", BigInteger, nullable=False, server_default=text("1")),
    Index("moderator_organisation", "organisation"),
    Index("moderator_pseudonym", "organisation", "pseudonym", unique=True),
)

invite = _table(
    "invite",
    Column("tag", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    Column("id", LargeBinary),
    Column("practised", BigInteger, nullable=False, server_default=text("0")),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("lane", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("target", Text, nullable=False),
    Column("stream", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("attempts", BigInteger, nullable=False, server_default=text("0")),
    Column("dead", BigInteger, nullable=False, server_default=text("0")),
    Index("outbox_order", "dead", "lane", "id"),
    Index("outbox_next", "dead", "due"),
    Index("outbox_stream", "stream", "id"),
    sqlite_autoincrement=True,
)

counter = _table(
    "counter",
    Column("month", BigInteger, nullable=False),
    Column("area", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    PrimaryKeyConstraint("month", "area", "category", "what"),
)

audit = _table(
    "audit",
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)

bulletin = _table(
    "bulletin",
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("author", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
    Column("hour", BigInteger, nullable=False),
    Column("reported", Text, nullable=False, server_default=text("''")),
    Column("stage", Text, nullable=False, server_default=text("'sent'")),
    Column("due", BigInteger),
    Column("signature", Text, nullable=False, server_default=text("''")),
    Column("version", BigInteger, nullable=False, server_default=text("1")),
    Column("loudness", BigInteger, nullable=False, server_default=text("1")),
    Column("topic", Text),
    Column("valid_until", BigInteger),
    Column("earlier", LargeBinary),
    Column("tie", Text, nullable=False, server_default=text("''")),
    Column("corrected", BigInteger),
    Column("withdrawn", Text, nullable=False, server_default=text("''")),
    Column("word", Text, nullable=False, server_default=text("''")),
    Column("late", BigInteger, nullable=False, server_default=text("0")),
    Column("unreviewed", BigInteger, nullable=False, server_default=text("0")),
    Column("starts", BigInteger),
    Index("bulletin_hour", "hour"),
    Index("bulletin_earlier", "earlier"),
    Index("bulletin_stage", "organisation", "stage"),
    Index("bulletin_going", "stage", "due"),
    Index("bulletin_starts", "starts"),
)

bulletin_area = _table(
    "bulletin_area",
    _id("bulletin"),
    Column("area", Text, nullable=False),
    PrimaryKeyConstraint("bulletin", "area"),
    Index("bulletin_area_area", "area"),
)

illustration = _table(
    "illustration",
    Column("id", LargeBinary, primary_key=True),
    _id("bulletin"),
    Column("jpeg", LargeBinary, nullable=False),
    Index("illustration_bulletin", "bulletin"),
)

broadcast = _table(
    "broadcast",
    _id("bulletin"),
    Column("area", Text, nullable=False),
    Column("cursor", LargeBinary, nullable=False),
    Column("done", BigInteger, nullable=False),
    PrimaryKeyConstraint("bulletin", "area"),
    Index("broadcast_done", "done"),
)

delivery = _table(
    "delivery",
    _id("bulletin"),
    _id("profile"),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("message", LargeBinary),
    Column("change", Text, nullable=False, server_default=text("''")),
    Column("area", Text, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("bulletin", "profile"),
    Index("delivery_state", "state", "due"),
    Index("delivery_change", "change", "due"),
)

receipt = _table(
    "receipt",
    Column("concern", LargeBinary, primary_key=True),
    Column("tag", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
)

receipt_work = _table(
    "receipt_work",
    Column("id", LargeBinary, primary_key=True),
    Column("trying", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

rate = _table(
    "rate",
    Column("tag", LargeBinary, primary_key=True),
    Column("window", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Index("rate_window", "window"),
)

mute = _table(
    "mute",
    Column("tag", LargeBinary, primary_key=True),
    Column("until", BigInteger, nullable=False),
    Index("mute_until", "until"),
)

mute_proposal = _table(
    "mute_proposal",
    Column("concern", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    _id("moderator"),
    Column("reason", Text, nullable=False),
    Column("days", BigInteger, nullable=False),
    Column("hour", BigInteger, nullable=False),
    Index("mute_proposal_organisation", "organisation"),
)

appeal = _table(
    "appeal",
    Column("id", LargeBinary, primary_key=True),
    Column("tag", LargeBinary, nullable=False, unique=True),
    Column("code", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("hour", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Index("appeal_until", "until"),
)

erased = _table(
    "erased",
    Column("what", Text, nullable=False),
    _id(),
    PrimaryKeyConstraint("what", "id"),
)

digest = _table(
    "digest",
    Column("concern", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

recusal = _table(
    "recusal",
    _id("concern"),
    _id("moderator"),
    PrimaryKeyConstraint("concern", "moderator"),
    Index("recusal_moderator", "moderator"),
)

writing = _table(
    "writing",
    _id("concern"),
    _id("moderator"),
    Column("until", BigInteger, nullable=False),
    PrimaryKeyConstraint("concern", "moderator"),
    Index("writing_until", "until"),
)

former_moderator = _table(
    "former_moderator",
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("pseudonym", Text, nullable=False),
    Index("former_moderator_pseudonym", "organisation", "pseudonym", unique=True),
)

translation = _table(
    "translation",
    Column("id", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("tries", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
)

handover = _table(
    "handover",
    Column("id", LargeBinary, primary_key=True),
    _id("concern"),
    Column("sender", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("picked", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("state", Text, nullable=False),
    _id("moderator"),
    Column("at", BigInteger, nullable=False),
    Column("answered_by", LargeBinary),
    Column("answered", BigInteger),
    Column("behind", BigInteger, nullable=False),
    Column("why", Text),
    Index("handover_concern", "concern"),
    Index("handover_receiver", "receiver", "state"),
    Index("handover_sender", "sender", "state"),
)

theme = _table(
    "theme",
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("closed", BigInteger),
    Column("told", BigInteger),
    Index("theme_organisation", "organisation", "closed"),
)

initiative = _table(
    "initiative",
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("names", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

pulse = _table(
    "pulse",
    Column("id", LargeBinary, primary_key=True),
    Column("question", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("opens", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Column("closed", BigInteger, nullable=False),
    Index("pulse_organisation", "organisation", "opens"),
    Index("pulse_open", "closed", "closes"),
)

pulse_answer = _table(
    "pulse_answer",
    Column("tag", LargeBinary, primary_key=True),
    _id("pulse"),
    Column("sealed", LargeBinary, nullable=False),
    Index("pulse_answer_pulse", "pulse"),
)

pulse_count = _table(
    "pulse_count",
    _id("pulse"),
    Column("area", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    PrimaryKeyConstraint("pulse", "area", "answer"),
)

staff_group = _table(
    "staff_group",
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    Column("linked", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

progress = _table(
    "progress",
    Column("bulletin", LargeBinary, primary_key=True),
    Column("expected", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

happening = _table(
    "happening",
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("author", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("cancelled", BigInteger, nullable=False),
    Column("reminded", BigInteger, nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("followed_up", BigInteger, nullable=False),
    Column("closed", BigInteger, nullable=False),
    Column("sealed", LargeBinary),
    Index("happening_starts", "starts"),
    Index("happening_ends", "ends"),
    Index("happening_organisation", "organisation", "kind"),
)

signup = _table(
    "signup",
    Column("id", LargeBinary, primary_key=True),
    _id("event"),
    Column("tag", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Index("signup_event", "event"),
)

finding = _table(
    "finding",
    Column("id", LargeBinary, primary_key=True),
    _id("event"),
    Column("sealed", LargeBinary, nullable=False),
    Column("done", BigInteger, nullable=False),
    Index("finding_event", "event"),
)
