"""A real Open vSwitch that has none of its extensions: a relay before the connector refuses, as such a switch would, all that is not OpenFlow 1.3.

Run as a program it is the relay: plain.py ADDRESS PORT TARGET_PORT. It prints a line for each message that it refused.
"""

from __future__ import annotations

import asyncio
import re
import struct
import sys
from collections import Counter
from collections.abc import Iterator

from commands import wait_until, within
from lab import Lab

PORT = 6654
EXPERIMENTER_MESSAGE, PACKET_OUT, FLOW_MOD, GROUP_MOD, MULTIPART_REQUEST = 4, 13, 14, 15, 18
NAMES = {EXPERIMENTER_MESSAGE: "experimenter", PACKET_OUT: "packet-out", FLOW_MOD: "flow-mod", GROUP_MOD: "group-mod", MULTIPART_REQUEST: "multipart"}
EXPERIMENTER = 0xFFFF
OPENFLOW_BASIC, LAST_FIELD = 0x8000, 39  # OpenFlow 1.3.5 §7.2.3.7: all fields of this version
APPLY_ACTIONS, WRITE_ACTIONS, SET_FIELD = 4, 3, 25
BAD_REQUEST, BAD_ACTION, BAD_INSTRUCTION, BAD_MATCH, ERROR = 1, 2, 3, 4, 1


class Refused(Exception):
    """What a switch without extensions says to a message: type and code of its error (OpenFlow 1.3.5 §7.4.4)."""


class PlainSwitches:
    """The relay of a lab. Switches that are to be plain ones are pointed at its port instead of the connector's."""

    def __init__(self, lab: Lab, address: str, target_port: int = 6653) -> None:
        self._log = lab.directory / "plain.log"
        lab.start(within(lab.control, [sys.executable, __file__, address, str(PORT), str(target_port)]), log=self._log.name)
        wait_until("the relay of the plain switches listens", 20, lambda: "listens" in self._said())

    def refused(self) -> Counter[str]:
        """How many messages of each kind the relay has refused."""
        return Counter(re.findall(r"^refused (\S+):", self._said(), re.MULTILINE))

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""


def check(frame: bytes) -> None:
    """Raises Refused if a message from the controller needs an extension."""
    kind = frame[1]
    if kind == EXPERIMENTER_MESSAGE or kind == MULTIPART_REQUEST and _u16(frame, 8) == EXPERIMENTER:
        raise Refused(BAD_REQUEST, 3)
    if kind == PACKET_OUT:
        _check_actions(frame[24:24 + _u16(frame, 16)])
    elif kind == FLOW_MOD:
        end = 48 + _u16(frame, 50)
        _check_fields(frame[52:end], Refused(BAD_MATCH, 6))
        for instruction, body in _parts(frame[end + -end % 8:]):
            if instruction == EXPERIMENTER:
                raise Refused(BAD_INSTRUCTION, 5)
            if instruction in (APPLY_ACTIONS, WRITE_ACTIONS):
                _check_actions(body[8:])
    elif kind == GROUP_MOD:
        at = 16
        while at < len(frame):
            _check_actions(frame[at + 16:at + _u16(frame, at)])
            at += _u16(frame, at)


def _check_actions(actions: bytes) -> None:
    for action, body in _parts(actions):
        if action == EXPERIMENTER:
            raise Refused(BAD_ACTION, 2)
        if action == SET_FIELD:
            _check_fields(body[4:8 + body[7]], Refused(BAD_ACTION, 13))


def _check_fields(fields: bytes, refusal: Refused) -> None:
    at = 0
    while at < len(fields):
        if _u16(fields, at) != OPENFLOW_BASIC or fields[at + 2] >> 1 > LAST_FIELD:
            raise refusal
        at += 4 + fields[at + 3]


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Instructions and actions alike: type, length, the rest."""
    at = 0
    while at < len(data):
        length = _u16(data, at + 2)
        yield _u16(data, at), data[at:at + length]
        at += length


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("!H", data, at)[0])


async def _read(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(8)
    return head + await reader.readexactly(_u16(head, 2) - 8)


async def _to_switch(controller: asyncio.StreamReader, to_switch: asyncio.StreamWriter, to_controller: asyncio.StreamWriter) -> None:
    while True:
        frame = await _read(controller)
        try:
            check(frame)
        except Refused as refusal:
            kind, code = refusal.args
            print(f"refused {NAMES[frame[1]]}: error {kind}, code {code}", flush=True)
            said = frame[:64]
            to_controller.write(struct.pack("!BBH4sHH", frame[0], ERROR, 12 + len(said), frame[4:8], kind, code) + said)
            await to_controller.drain()
        else:
            to_switch.write(frame)
            await to_switch.drain()


async def _to_controller(switch: asyncio.StreamReader, to_controller: asyncio.StreamWriter) -> None:
    while True:
        to_controller.write(await _read(switch))  # whole: refusals go between
        await to_controller.drain()


async def _relay(address: str, target_port: int, switch: asyncio.StreamReader, to_switch: asyncio.StreamWriter) -> None:
    ends = [to_switch]
    try:
        controller, to_controller = await asyncio.open_connection(address, target_port)
        ends.append(to_controller)
        ways = [asyncio.create_task(_to_switch(controller, to_switch, to_controller)), asyncio.create_task(_to_controller(switch, to_controller))]
        done, others = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()
        for way in done:
            way.result()
    except (OSError, asyncio.IncompleteReadError):
        pass  # either side is gone: so goes the other
    finally:
        for end in ends:
            end.transport.abort()


async def _serve(address: str, port: int, target_port: int) -> None:
    server = await asyncio.start_server(lambda *ends: _relay(address, target_port, *ends), address, port)
    print("listens", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
