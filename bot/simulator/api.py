"""Carrying out one Bot API call: record, fault, check, act, answer."""

import asyncio
from typing import TYPE_CHECKING, Any

from bot.simulator.calls import Call
from bot.simulator.faults import Fault
from bot.simulator.fields import decoded
from bot.simulator.methods import METHODS, method
from bot.simulator.refusal import CutOff, Refusal, flooded, misuse

if TYPE_CHECKING:
    from bot.simulator.simulator import Phase, Simulator

Json = dict[str, Any]

POLL = "getUpdates"
MOST_UPDATES = 100
LONGEST_POLL = 50
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


def received(sim: "Simulator", name: str, raw: Json) -> Call:
    known = METHODS.get(name.lower())
    call = Call(len(sim.calls) + 1, known.name if known else name, raw, sim.clock())
    if call.method != POLL:
        sim.calls.append(call)
        sim.flying.append(call)
    return call


async def answer(sim: "Simulator", call: Call) -> None:
    """Bring the call to its status and response; CutOff when it is to get none."""
    await _tell(sim, call, "received")
    fault = sim.faults.take(call.method)
    try:
        if fault:
            await _hinder(fault)
        result = await _act(sim, call)
        call.status, call.response = 200, {"ok": True, "result": result}
    except Refusal as refusal:
        call.status, call.response = refusal.status, refusal.answer()
        if refusal.misuse:
            sim.violations.append(f"{call.method}: {refusal.description}")
    await _tell(sim, call, "processed")
    if sim.answer_delay and call.method != POLL:
        await asyncio.sleep(sim.answer_delay)
    if fault and fault.kind == "reset_after":
        raise CutOff


async def answered(sim: "Simulator", call: Call) -> None:
    call.answered_at = sim.clock()
    landed(sim, call)
    await _tell(sim, call, "answered")


def landed(sim: "Simulator", call: Call) -> None:
    """The call is over, answered or not."""
    if call in sim.flying:
        sim.flying.remove(call)
        sim.change.happened()


async def _tell(sim: "Simulator", call: Call, phase: "Phase") -> None:
    if call.method == POLL:
        return
    sim.change.happened()
    if sim.on_call is not None:
        await sim.on_call(call, phase)


async def _hinder(fault: Fault) -> None:
    match fault.kind:
        case "error500":
            raise Refusal(500, "Internal Server Error")
        case "flood":
            raise flooded(fault.retry_after)
        case "reset_before":
            raise CutOff
        case "hang":
            await asyncio.sleep(fault.seconds)
            raise CutOff
        case "slow":
            await asyncio.sleep(fault.seconds)


async def _act(sim: "Simulator", call: Call) -> Any:
    found = method(call.method)
    call.params = decoded(found.fields, call.params)
    if sim.check is not None:
        try:
            sim.check(call.method, call.params)
        except Exception as error:
            raise misuse(f"the schema check refuses: {error}") from error
    if call.method == POLL:
        return await _poll(sim, call.params)
    return found.run(sim, call.params)


async def _poll(sim: "Simulator", params: Json) -> list[Json]:
    if sim.webhook.url:
        raise Refusal(409, WEBHOOK_ACTIVE)
    if "allowed_updates" in params:
        sim.updates.allow(params["allowed_updates"])
    limit = params.get("limit", MOST_UPDATES)
    if not 1 <= limit <= MOST_UPDATES:
        limit = MOST_UPDATES
    seconds = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
    batch = await sim.updates.poll(params.get("offset", 0), limit, seconds)
    return [update.wire() for update in batch]
