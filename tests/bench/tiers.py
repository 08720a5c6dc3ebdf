"""A purchase that changes a member's tier while his car is inside: from the till's message to the gate knowing it."""
import json
import re
import time

from listener import Key, new_id
from rig import BenchStage, percentile, row
from stage import SITE

STORE = "noodles"
GOLD_FEN = 1_200_000  # at 2.00 yuan a point enough for the first tier of config/membership.toml


def generous(name):
    """So many who become gold in an hour are more than the mall's year has points for."""
    with open(name, encoding="utf-8") as file:
        text = file.read()
    with open(name, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(?m)^budget_fen_a_year = \S+", "budget_fen_a_year = 1_000_000_000", text))


def sale(stage, member):
    body = {"store": STORE, "receipt": f"R-{member}", "sold_at": stage.site_time(), "net": GOLD_FEN, "member": member}
    return json.dumps({"v": 1, "id": new_id(), "at": stage.site_time(), "kind": "sold", "body": body}).encode()


def buys(stage, key, member):
    """Milliseconds until the gate has said that it knows what the ledger has told it of him."""
    mark = stage.ears.mark()
    began = time.perf_counter()
    stage.ears.publish(f"parkgate/v1/{SITE}/pos/{STORE}/event", sale(stage, member), key)
    news = stage.ears.wait("dn/member", lambda b: (b["member"], b["tier"]) == (member, "gold"), "the news", mark).body
    stage.ears.wait("up/known", lambda b: b["id"] == news["id"], "the gate to know", mark)
    return (time.perf_counter() - began) * 1000


def run(binaries, quick, say):
    cars = 5 if quick else 200
    members = [(f"m-{n}", 0, f"沪T{n:05}") for n in range(cars)]
    stage = BenchStage(binaries)
    try:
        stage.members(*members)
        generous(stage.path("membership.toml"))
        stage.start()
        say(f"tiers: {cars} members drive in")
        stage.cycle("entry-1", f"cycle-list {stage.plates_file('members', [plate for _, _, plate in members])}")
        stage.drained()
        say(f"tiers: each of them buys for {GOLD_FEN // 100} yuan")
        key = Key(stage.path("keys", f"demo-store-{STORE}.key"))
        times = [buys(stage, key, member) for member, _, _ in members]
    finally:
        stage.stop()
    return [
        row("a tier that a purchase changes, until the gate knows it, p50", "ms", percentile(times, 0.5)),
        row("the same, p95", "ms", percentile(times, 0.95), "1 s", limit=1000),
        row("the same, slowest", "ms", max(times), "5 s", limit=5000),
    ]
