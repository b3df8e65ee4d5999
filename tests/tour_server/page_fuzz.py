"""A process that sends a server anything at all and fetches every page of it after each batch.

`python -m tests.tour_server.page_fuzz DATA EXAMPLES`: DATA is a data folder of a server, EXAMPLES how many batches. The
process may use MEMORY_BYTES; it ends with status 0 when every page answered each time.
"""

from __future__ import annotations

import json
import logging
import random
import re
import resource
import sys
from pathlib import Path
from typing import Any

import msgspec.inspect as inspect
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from contract.messages import FROM_DEVICE, MESSAGE_LIMIT, Bin, PlaybackCounts
from runtime.broker_address import BrokerAddress
from tests.desk import Desk
from tour_server.broker.mqtt_client import Delivery
from tour_server.devices.registry import DeviceRegistry
from tour_server.ingest.ingest import Ingest

MEMORY_BYTES = (
    8 << 30
)  # of address space; the libraries alone map one, the route search reserves four a thread
MAX_PAGE_BYTES = 2_000_000
METRICS_TOKEN = "t" * 32
SITE = "huis"
DEVICES = ("k1", "k2", "hall-kiosk", "all")
ROOMS = ("hal", "zolder", "not-a-room")
WORDS = ("0123456789abcdef", "a" * 16, "d" * 32, "d" * 64, *ROOMS, "kolam", "nl", "pt-BR")
STREAMS = ("events", "room_events")

# Numbers as they stand in JSON text, in and beyond every bound.
NUMBERS = [
    *("1e308", "1e300", "-1e300", "1e999", "1e10", "1e-300", "-1", "-0.0", "0", "NaN"),
    *("Infinity", "-Infinity", "253402300800", "7258118400", "7258118400.1", "1000000"),
    *("1000001", "2147483648", "9223372036854775807", "9223372036854775808"),
    *("null", "true", "{}", "[]"),
]
NONSENSE_NUMBERS = st.sampled_from(NUMBERS) | st.integers(-(10**40), 10**40).map(str)
NONSENSE = NONSENSE_NUMBERS | st.text(max_size=60).map(json.dumps)


def raw(value: Any) -> str:
    return json.dumps(value)


def of_type(described: inspect.Type, now: float) -> st.SearchStrategy[str]:
    """Return valid and borderline values of a described type, as JSON text."""
    match described:
        case inspect.Metadata(type=inner):
            return of_type(inner, now)
        case inspect.UnionType(types=types):
            return st.one_of([of_type(one, now) for one in types])
        case inspect.IntType():
            low, high = int(described.ge or 0), int(described.le or 0)
            return (st.sampled_from([low, high]) | st.integers(low, min(high, 3_000))).map(raw)
        case inspect.FloatType():
            low, high = float(described.ge or 0), float(described.le or 0)
            near = st.floats(now - 7200, now + 300) if high > now else st.floats(low, high)
            return (st.sampled_from([low, high]) | near).map(raw)
        case inspect.StrType():
            if described.pattern:
                fitting = [one for one in WORDS if re.search(described.pattern, one)]
                return (
                    st.sampled_from(fitting) if fitting else st.from_regex(described.pattern)
                ).map(raw)
            return st.text(max_size=described.max_length or 8).map(raw)
        case inspect.BoolType():
            return st.booleans().map(raw)
        case inspect.NoneType():
            return st.just("null")
        case inspect.EnumType(cls=cls):
            return st.sampled_from([raw(one.value) for one in cls])
        case inspect.ListType(item_type=item):
            size = {"min_size": described.min_length or 0, "max_size": described.max_length or 4}
            return st.lists(of_type(item, now), **size).map(lambda parts: f"[{','.join(parts)}]")
        case inspect.DictType(key_type=key, value_type=value):
            pairs = st.dictionaries(of_type(key, now), of_type(value, now), max_size=4)
            return pairs.map(
                lambda found: "{" + ",".join(f"{name}:{one}" for name, one in found.items()) + "}"
            )
        case inspect.StructType(fields=fields):
            parts = st.fixed_dictionaries(
                {one.encode_name: of_type(one.type, now) for one in fields}
            )
            return parts.map(as_object)
    raise TypeError(f"{described} is of a type that this program does not know")


def as_object(parts: dict[str, str]) -> str:
    return "{" + ",".join(f"{raw(name)}:{value}" for name, value in parts.items()) + "}"


@st.composite
def bodies(draw: st.DrawFn, kind: type, now: float) -> bytes:
    """Draw a body: a valid message, one with a few fields of nonsense, or bytes."""
    if draw(st.integers(0, 9)) == 0:
        return draw(
            st.binary(max_size=200) | st.just(b"[" * 5000) | st.just(b"x" * (MESSAGE_LIMIT + 1))
        )
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    parts = {one.encode_name: draw(of_type(one.type, now)) for one in described.fields}
    parts["v"] = "1"
    if kind in (Bin, PlaybackCounts) and draw(st.booleans()):
        parts["sequence"] = raw(draw(st.integers(0, 2**40)))
    broken = draw(st.integers(0, 1)) and draw(st.sets(st.sampled_from(sorted(parts)), max_size=3))
    for name in broken or ():
        parts[name] = draw(NONSENSE)
    if draw(st.integers(0, 4)) == 0:
        parts[draw(st.text(max_size=10))] = draw(NONSENSE)
    return as_object(parts).encode("utf-8", "surrogatepass")


@st.composite
def deliveries(draw: st.DrawFn, now: float) -> Delivery:
    """Draw a message with its topic; one topic in ten is broken."""
    kind = draw(st.sampled_from(sorted(FROM_DEVICE)))
    device = draw(st.sampled_from(DEVICES))
    name = f"zaalgids/v1/{SITE}/{device}/{kind}"
    if draw(st.integers(0, 9)) == 0:
        name = draw(st.text(max_size=80) | st.text(max_size=5).map(lambda text: f"{name}{text}"))
    return Delivery(name, draw(bodies(FROM_DEVICE[kind], now)), (0, 0))


def pages(desk: Desk) -> list[str]:
    """Return the address of every page and file that a GET gives, with keys of things that exist."""
    found = []
    adapter = desk.app.url_map.bind("localhost")
    for rule in desk.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.rpartition(".")[2] in STREAMS:
            continue
        found += [adapter.build(rule.endpoint, values) for values in arguments(rule)]
    return found


def arguments(rule: Rule) -> list[dict[str, Any]]:
    """Return values for the arguments of a route: those that this program knows."""
    if not rule.arguments:
        return [{}]
    blueprint = rule.endpoint.partition(".")[0]
    if rule.arguments == {"key"} and blueprint == "rooms":
        return [{"key": key} for key in ROOMS]
    if rule.arguments == {"name"} and blueprint == "kiosks":
        return [{"name": name} for name in DEVICES]
    return []


def main() -> None:
    logging.disable(logging.WARNING)  # each dead letter is one
    data, examples = Path(sys.argv[1]), int(sys.argv[2])
    desk = Desk(data, metrics_token=METRICS_TOKEN)
    desk.parts.publisher.publish("Noor")
    noor = desk.colleague("Noor")
    context = desk.parts.assembly.context
    registry = context.get(DeviceRegistry)
    registry.add("k1")
    ingest = Ingest(
        desk.parts.database,
        BrokerAddress("127.0.0.1", 1),
        SITE,
        context.message_handlers,
        rng=random.Random(1),
        keys=registry.keys,
    )
    addresses, headers = pages(desk), {"Authorization": f"Bearer {METRICS_TOKEN}"}
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    now = desk.clock.at.timestamp()
    answered = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[
            Phase.generate
        ],  # to make a failing batch smaller takes minutes, and hides why it failed
    )
    @given(st.lists(deliveries(now), min_size=15, max_size=40))
    def every_page_answers(batch: list[Delivery]) -> None:
        nonlocal answered
        ingest._store(list(batch))
        desk.clock.at = type(desk.clock.at).fromtimestamp(now + 60, desk.clock.at.tzinfo)
        desk.parts.changes.notify()
        for address in addresses:
            answer = noor.client.get(address, headers=headers)
            assert answer.status_code < 500, f"{address}: {answer.status_code} {answer.text[:300]}"
            assert len(answer.data) < MAX_PAGE_BYTES, address
            answer.close()
            answered += 1

    every_page_answers()
    counts = ingest.counts
    print(
        f"{examples} batches, {len(addresses)} pages, {answered} answers, "
        f"{counts.committed} stored, {counts.dead_letters} dead letters"
    )
    assert counts.committed > 2 * examples
    assert counts.dead_letters > examples
    desk.close()


if __name__ == "__main__":
    main()
