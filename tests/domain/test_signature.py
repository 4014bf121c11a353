"""A signature is of exactly one content: whatever of it changes, nobody has signed it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bulletins import SEAL_DIGITS, Bulletin, Content, Priority, Signature, Stage, Tie
from bot.domain.errors import BulletinMovedOn, NeedsAnother, NotAllowed, NotFound
from bot.domain.happenings import Happening, HappeningKind
from bot.domain.ids import (
    AreaId,
    BulletinId,
    InitiativeId,
    ModeratorId,
    OrganisationId,
    PageId,
    QuestionId,
    ThemeId,
    TopicId,
)
from bot.domain.initiatives import InitiativePart, Step
from bot.domain.people import Lang, Moderator
from bot.domain.pulse import PulseKind, PulsePart
from bot.domain.roles import Role

AUTHOR, SIGNER, OTHER = (ModeratorId(c * 16) for c in (b"a", b"s", b"o"))
HERE, THERE = AreaId("hoeje-gladsaxe"), AreaId("vaerebro")
LANGS = st.sampled_from(Lang)
WHEN = st.none() | st.integers(0, 2**40)

FIELDS: Mapping[str, st.SearchStrategy[Any]] = {
    "texts": st.dictionaries(LANGS, st.text(max_size=20), max_size=3),
    "fallback": st.frozensets(LANGS),
    "areas": st.frozensets(st.sampled_from([HERE, THERE, AreaId("x")]) | st.text().map(AreaId)),
    "topic": st.none() | st.text(max_size=8).map(TopicId),
    "priority": st.sampled_from(Priority),
    "due": WHEN,
    "valid_until": WHEN,
    "as_of": WHEN,
    "earlier": st.none() | st.binary(min_size=16, max_size=16).map(BulletinId),
    "event": st.none()
    | st.builds(
        Happening,
        kind=st.sampled_from(HappeningKind),
        place=st.text(max_size=9),
        starts=st.integers(0, 9),
        ends=st.integers(9, 99),
    ),
    "pulse": st.none()
    | st.builds(
        PulsePart, kind=st.sampled_from(PulseKind), question=st.text(max_size=9).map(QuestionId)
    ),
    "theme": st.none() | st.binary(min_size=16, max_size=16).map(ThemeId),
    "initiative": st.none()
    | st.builds(
        InitiativePart,
        id=st.binary(min_size=16, max_size=16).map(InitiativeId),
        step=st.sampled_from(Step),
        names=st.dictionaries(LANGS, st.text(max_size=9)),
    ),
    "picture": st.none() | st.binary(min_size=16, max_size=16).map(PageId),
    "tie": st.none() | st.sampled_from(Tie),
}
"""Values of every field that is signed. A field that is missing here fails the test."""


def contents() -> st.SearchStrategy[Content]:
    return st.builds(Content, **FIELDS)


def bulletin(content: Content, **facts: Any) -> Bulletin:
    return Bulletin(
        id=BulletinId(b"b" * 16),
        organisation=OrganisationId("gladsaxe"),
        author=AUTHOR,
        content=content,
        hour=1,
        **facts,
    )


def signed(content: Content) -> Bulletin:
    return bulletin(content).signed(by=SIGNER, at=5, digest=content.digest[:SEAL_DIGITS])


def test_every_field_of_what_is_signed_has_values_here() -> None:
    assert set(FIELDS) == {field.name for field in dataclasses.fields(Content)}


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Content)])
@given(data=st.data())
def test_another_value_of_any_field_voids_the_signature(name: str, data: st.DataObject) -> None:
    content = data.draw(contents())
    other = data.draw(FIELDS[name].filter(lambda value: value != getattr(content, name)))
    changed = replace(content, **{name: other})
    assert changed.digest != content.digest
    swapped = replace(signed(content), content=changed)
    assert not swapped.is_signed
    with pytest.raises(BulletinMovedOn):
        swapped.started(9)
    proposed = signed(content).changed(changed)
    assert (proposed.stage, proposed.signature) == (Stage.PROPOSED, None)
    with pytest.raises(BulletinMovedOn):
        proposed.signed(by=SIGNER, at=6, digest=content.digest[:SEAL_DIGITS])
    assert proposed.signed(by=SIGNER, at=6, digest=changed.digest).is_signed


@given(contents(), contents())
def test_no_two_contents_share_what_is_signed(one: Content, other: Content) -> None:
    assert (one.digest == other.digest) is (one == other)


@given(contents(), st.randoms(use_true_random=False))
def test_the_order_of_languages_and_areas_is_nothing_anybody_signs(
    content: Content, chance: Any
) -> None:
    pairs, areas = list(content.texts.items()), list(content.areas)
    chance.shuffle(pairs)
    chance.shuffle(areas)
    same = replace(content, texts=dict(pairs), areas=frozenset(areas))
    assert same.digest == content.digest


@given(contents())
def test_exactly_what_was_signed_starts_once(content: Content) -> None:
    begun = signed(content)
    assert begun.is_signed
    started = begun.started(9)
    assert (started.stage, started.hour) == (Stage.SENDING, 9)
    with pytest.raises(BulletinMovedOn):
        started.started(9)
    with pytest.raises(BulletinMovedOn):
        started.changed(content)


@pytest.mark.parametrize("digits", [0, 1, SEAL_DIGITS - 1])
def test_a_few_digits_are_no_seal(digits: int) -> None:
    content = Content(texts={Lang.DA: "nyt"})
    with pytest.raises(BulletinMovedOn):
        bulletin(content).signed(by=SIGNER, at=5, digest=content.digest[:digits])


# --- who may ---------------------------------------------------------------------------------

URGENT = Content(texts={Lang.DA: "nyt"}, areas=frozenset({HERE}), priority=Priority.URGENT)


def colleague(who: ModeratorId, *roles: Role, **facts: Any) -> Moderator:
    facts = {"organisation": OrganisationId("gladsaxe"), "practised": True, **facts}
    return Moderator(id=who, pseudonym="GLA-1", roles=frozenset(roles), **facts)


def test_who_wrote_it_does_not_sign_it_even_with_both_roles() -> None:
    with pytest.raises(NeedsAnother):
        bulletin(URGENT).check_signer(colleague(AUTHOR, Role.PUBLISHER, Role.APPROVER))
    with pytest.raises(NeedsAnother):
        bulletin(URGENT).signed(by=AUTHOR, at=5, digest=URGENT.digest)


@pytest.mark.parametrize("priority", [Priority.NORMAL, Priority.QUIET])
def test_one_signature_is_enough_for_what_is_urgent_alone(priority: Priority) -> None:
    other = replace(URGENT, priority=priority)
    with pytest.raises(NeedsAnother):
        bulletin(other).signed(by=AUTHOR, at=5, digest=other.digest, alone_because="brand")
    with pytest.raises(NeedsAnother):
        bulletin(other).check_alone(colleague(AUTHOR, Role.DUTY_OFFICER))
    planted = Signature(by=AUTHOR, at=5, digest=other.digest, alone_because="brand")
    with pytest.raises(BulletinMovedOn):
        bulletin(other, stage=Stage.SIGNED, signature=planted).started(9)


def test_the_duty_officer_alone_signs_their_own() -> None:
    value = bulletin(URGENT)
    value.check_alone(colleague(AUTHOR, Role.DUTY_OFFICER))
    for roles in ([Role.PUBLISHER], [Role.APPROVER], [Role.LEAD], [Role.ADMINISTRATOR]):
        with pytest.raises(NotAllowed):
            value.check_alone(colleague(AUTHOR, *roles))
    with pytest.raises(NeedsAnother):
        value.check_alone(colleague(OTHER, Role.DUTY_OFFICER))


def _alone() -> Bulletin:
    return bulletin(URGENT).signed(by=AUTHOR, at=5, digest=URGENT.digest, alone_because="brand")


def test_it_is_looked_at_afterwards_once_and_never_by_the_signer() -> None:
    value = _alone()
    assert value.is_signed
    assert value.wants_review
    value.check_reviewer(colleague(OTHER, Role.LEAD))
    value.check_reviewer(colleague(OTHER, Role.APPROVER, areas=frozenset({HERE})))
    with pytest.raises(NeedsAnother):
        value.check_reviewer(colleague(AUTHOR, Role.DUTY_OFFICER, Role.LEAD))
    for reviewer in (
        colleague(OTHER, Role.LEAD, areas=frozenset({THERE})), colleague(OTHER, Role.PUBLISHER),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            value.check_reviewer(reviewer)
    with pytest.raises(NotFound):
        value.check_reviewer(colleague(OTHER, Role.LEAD, organisation=OrganisationId("herlev")))
    reviewed = value.reviewed(OTHER)
    assert reviewed.signature
    assert reviewed.signature.reviewed_by == OTHER
    assert reviewed.is_signed
    assert not reviewed.wants_review
    with pytest.raises(BulletinMovedOn):
        reviewed.reviewed(SIGNER)


def test_what_two_signed_is_nothing_to_look_at_afterwards() -> None:
    value = signed(URGENT)
    with pytest.raises(NotFound):
        value.check_reviewer(colleague(OTHER, Role.LEAD))
    with pytest.raises(BulletinMovedOn):
        value.reviewed(OTHER)
