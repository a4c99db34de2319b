"""What a bridge holds, read with Open vSwitch's own tools: an eye on the controller that is not the controller's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from switch import Switch

_NUMBER = re.compile(r"^[0-9.]+")
OWNER = 0x4C32
PURPOSES = {1: "base", 2: "discovery", 3: "link", 4: "port", 5: "address", 6: "flood", 7: "learning", 8: "learned"}
_COUNTERS = ("cookie", "duration", "table", "n_packets", "n_bytes", "idle_age", "hard_age")


@dataclass(frozen=True)
class Flow:
    """One rule."""

    cookie: int
    duration: float
    table: int
    packets: int
    match: str  # with priority and timeouts, as Open vSwitch prints them
    actions: str

    @property
    def identity(self) -> tuple[int, int, str, str]:
        """What stays the same as long as nobody touches the rule."""
        return (self.table, self.cookie, self.match, self.actions)

    @property
    def learned(self) -> bool:
        """The switch learned it from a frame: it comes and goes with the traffic."""
        return "_timeout=" in self.match


@dataclass(frozen=True)
class Group:
    """One group."""

    number: int
    content: str


def parse_flows(text: str) -> list[Flow]:
    """Reads what `ovs-ofctl dump-flows` prints."""
    return [_flow(line.strip()) for line in text.splitlines() if " actions=" in line]


def parse_groups(text: str) -> list[Group]:
    """Reads what `ovs-ofctl dump-groups` prints."""
    found = []
    for line in text.splitlines():
        number = re.search(r"group_id=(\d+),?", line)
        if number:
            found.append(Group(int(number[1]), line[number.end():].strip()))
    return sorted(found, key=lambda group: group.number)


def dump(switch: Switch, bridge: str) -> list[Flow]:
    """The rules of a bridge, in the order of its tables, the strongest first."""
    return sorted(parse_flows(switch.ofctl("dump-flows", bridge)), key=lambda flow: (flow.table, -_priority(flow), flow.match))


def groups(switch: Switch, bridge: str) -> list[Group]:
    """The groups of a bridge, by number."""
    return parse_groups(switch.ofctl("dump-groups", bridge))


def identities(flows: Iterable[Flow]) -> Counter[tuple[int, int, str, str]]:
    """The rules that somebody wrote, without those the switch learned."""
    return Counter(flow.identity for flow in flows if not flow.learned)


def rewritten(before: Iterable[Flow], after: Iterable[Flow], elapsed: float, slack: float = 0.5) -> list[str]:
    """What changed between two dumps this many seconds apart, in words: rules gone, come, or younger than they must be."""
    old = {flow.identity: flow for flow in before if not flow.learned}
    new = {flow.identity: flow for flow in after if not flow.learned}
    found = [f"gone: {_words(flow)}" for key, flow in old.items() if key not in new]
    found += [f"new: {_words(flow)}" for key, flow in new.items() if key not in old]
    found += [
        f"written again {new[key].duration:.1f} s ago: {_words(flow)}" for key, flow in old.items()
        if key in new and new[key].duration < flow.duration + elapsed - slack]
    return found


def cookies(flows: Iterable[Flow]) -> list[str]:
    """How many rules there are of each purpose, in words."""
    return [f"{count} {words}" for words, count in sorted(Counter(meaning(flow.cookie) for flow in flows).items())]


def meaning(cookie: int) -> str:
    """What the connector wrote into a cookie: owner (16 bits), generation (4), purpose (4), tree (16), network (24)."""
    if cookie >> 48 != OWNER:
        return f"not ours ({cookie:#x})"
    purpose, network = cookie >> 40 & 0xF, cookie & 0xFFFFFF
    return PURPOSES.get(purpose, f"purpose {purpose}") + (f" of network {network}" if network else "")


def generations(flows: Iterable[Flow]) -> set[int]:
    """The generations that the rules are of; those of others count as -1."""
    return {flow.cookie >> 44 & 0xF if flow.cookie >> 48 == OWNER else -1 for flow in flows}


def render(flows: Iterable[Flow]) -> list[str]:
    """The rules as lines for people."""
    return [f"table {flow.table:<2} {flow.packets:>6} packets  {flow.cookie:#018x} {meaning(flow.cookie):<20} {flow.match} -> {flow.actions}"
            for flow in flows]


def _flow(line: str) -> Flow:
    head, _, actions = line.partition(" actions=")
    values, match = {}, []
    for part in re.split(r",\s*|\s+", head):
        key, _, value = part.partition("=")
        if key in _COUNTERS:
            values[key] = value
        elif part:
            match.append(part)
    return Flow(
        cookie=int(values.get("cookie", "0"), 16), duration=float(_NUMBER.match(values.get("duration", "0"))[0]),
        table=int(values.get("table", "0")), packets=int(values.get("n_packets", "0")), match=",".join(match) or "any",
        actions=actions)


def _priority(flow: Flow) -> int:
    found = re.search(r"priority=(\d+)", flow.match)
    return int(found[1]) if found else 32768


def _words(flow: Flow) -> str:
    return f"table {flow.table} {flow.match} -> {flow.actions}"
