"""Random traffic and faults against the real daemon, watched from the hardware's side: the rules that keep people safe are
judged by a recorder that knows nothing of what the daemon believes. A run prints its seed; the same seed draws the same cars.

    wire.py FOLDER_OF_PROGRAMS [--passages N] [--seed N] [--plain] [--calm] [--harsh]
"""
import argparse
import collections
import json
import os
import random
import sqlite3
import sys
import time
import traceback
from contextlib import closing

import support  # noqa: F401  (finds the demo's modules)
from listener import Key, new_id
from parts import wait_for
from stage import BASE, rfc3339_of
from wire_site import PLAIN, WireSite

OPERATOR_TRIES_EVERY = 2.0
PROGRESS_EVERY = 60.0
# What is said once, and what the recorder is told of it.
MODES = {"hold": ("hold_open", "hold"), "lock": ("lock", None), "out of service": ("out_of_service", None),
         "normal": ("normal", "release")}
FIRE_LASTS = 3.0
# What the controller may not have written of a car that has gone just before it was killed, and how long after a start or
# a fire it may take who is in the lane for something else.
TO_WRITE_MS = 3_000
TO_RECOVER_MS = 8_000
HELPED_BY = {"not opened": "open", "no plate": "open", "arm stands open": "close"}


class Operator:
    """Does what drivers and the simulator call for, over MQTT as any operator would."""

    def __init__(self, site):
        self.site = site
        self.key = Key(site.path("keys", "demo-op-anna.key"))
        self.open_calls = {}  # lane: (verb, when to say it next)
        self.said = 0

    def hear(self, event):
        lane = event.get("lane")
        if event["event"] == "operator_needed" and event["why"] in HELPED_BY:
            self.open_calls[lane] = [HELPED_BY[event["why"]], 0.0]
        elif event["event"] == "operator_needed" and event["why"] in MODES:
            verb, word = MODES[event["why"]]
            self.say(lane, verb, word)
        elif event["event"] == "operator_needed" or (event["event"] == "arm" and event["position"] in ("up", "down")):
            self.open_calls.pop(lane, None)

    def work(self):
        for lane, call in list(self.open_calls.items()):
            if time.monotonic() >= call[1]:
                call[1] = time.monotonic() + OPERATOR_TRIES_EVERY
                self.say(lane, call[0], call[0])

    def say(self, lane, verb, word):
        self.said += 1
        if word is not None:
            self.site.sim.run(f"word {lane} {word}")  # the recorder has to know of it first
        now = time.time()
        body = {"v": 1, "id": new_id(), "by": "anna", "lane": lane, "verb": verb, "argument": "", "reason": "a driver called",
                "issued_at": rfc3339_of(now), "expires_at": rfc3339_of(now + 30)}
        self.site.ears.publish(f"{BASE}/{lane}/cmd/anna/{verb}", json.dumps(body).encode(), self.key, qos=0)


class Calls:
    """Tells the recorder which lanes the controller tells people to look after."""

    def __init__(self, site):
        self.site, self.heard, self.calling = site, 0, set()

    def work(self):
        messages = self.site.ears.messages
        for message in messages[self.heard:]:
            self.heard += 1
            if message.topic.endswith("/state") and message.body is not None:
                self.tell(message.body["lane"], message.body["phase"] == "out_of_service")

    def tell(self, lane, calls):
        if calls != (lane in self.calling):
            self.calling ^= {lane}
            self.site.sim.tell(f"controller {'calls' if calls else 'content'} {lane}")


class Fate:
    """What befalls the whole site: the daemon is killed and comes back, and now and then everything burns."""

    def __init__(self, site, operator, seed):
        self.site, self.operator, self.dice = site, operator, random.Random(seed)
        self.restarts, self.fires = [], []  # [from, to], in ms of the simulator's clock
        self.fire_ends = None
        self.pending = None  # (when, what): the second half of what has begun
        self.next = time.monotonic() + self.dice.uniform(3, 12)

    def work(self):
        now = time.monotonic()
        if self.pending is not None:
            when, what = self.pending
            if now >= when:
                self.pending = None
                what()
            return
        if self.fire_ends is not None and now >= self.fire_ends:
            self.end_fire()
        if now < self.next or self.fire_ends is not None:
            return
        self.next = now + self.dice.uniform(10, 40)
        if self.dice.random() < 0.75:
            self.restart()
        else:
            self.burn()

    def restart(self):
        self.restarts.append([now_ms(), float("inf")])
        self.site.edge.kill()
        # A pseudo terminal does not forget its settings as a port does whose owner has died: it takes parity once.
        serial = [line for lane in self.site.lanes for line, _, settings in lane.lines() if settings is not None]
        self.site.sim.tell(*[f"line {line} unplug" for line in serial])
        self.pending = (time.monotonic() + self.dice.choice([0.1, 0.4, 2.0]), lambda: self.come_back(serial))

    def come_back(self, serial):
        self.site.sim.run(*[f"line {line} plug" for line in serial], "controller restarted")
        self.site.start_edge(wait=False)
        self.restarts[-1][1] = now_ms()

    def burn(self):
        """By an operator's word: the recorder knows of it when every arm has had the time to hear."""
        self.fires.append([now_ms(), float("inf")])
        self.site.sim.run(*[f"word {lane.name} open" for lane in self.site.lanes])
        self.operator.say(self.site.lanes[0].name, "fire", None)
        self.fire_ends = time.monotonic() + 1.0 + FIRE_LASTS
        self.pending = (time.monotonic() + 1.0, lambda: self.site.sim.tell("fire on"))

    def end_fire(self):
        self.fire_ends = None
        self.site.sim.tell("fire off")
        self.operator.say(self.site.lanes[0].name, "fire_over", None)
        self.fires[-1][1] = now_ms()

    def rest(self):
        """Lanes whose traffic was over before a fire have nobody who calls for their arms."""
        if self.pending is not None:
            self.pending[1]()
            self.pending = None
        if self.fire_ends is not None:
            self.end_fire()
        self.next = float("inf")
        for lane in self.site.lanes:
            if not self.is_down(lane.name):
                self.operator.open_calls[lane.name] = ["close", 0.0]

    def all_down(self):
        return all(self.is_down(lane.name) for lane in self.site.lanes)

    def is_down(self, name):
        last = next((e for e in reversed(self.site.sim.events) if e["event"] == "arm" and e["lane"] == name), None)
        return last is None or last["position"] == "down"

    def excuse(self, car):
        """Why nobody can say what the books hold of a car after this visit of the lane; None: they must hold the truth."""
        def meets(window):
            return car["t_ms"] + TO_WRITE_MS >= window[0] and car["began_ms"] <= window[1] + TO_RECOVER_MS

        if any(map(meets, self.restarts)):
            return "the controller was killed meanwhile"
        if any(map(meets, self.fires)):
            return "it burnt meanwhile"
        # The end of a fire takes everybody out of the books: nobody has seen who has fled.
        if car["inside"] and any(window[1] + TO_RECOVER_MS >= car["began_ms"] for window in self.fires):
            return "it burnt while it was inside"
        return None

    def marks(self):
        """For whoever reads what the hardware has told."""
        told = [(what, window) for what, windows in (("killed", self.restarts), ("burning", self.fires)) for window in windows]
        return [{"event": what, "t_ms": window[0], "until_ms": window[1]} for what, window in told]


def now_ms():
    return time.monotonic_ns() // 1_000_000


class Run:
    def __init__(self, site, passages, seed, faults, harsh):
        self.site, self.passages, self.seed, self.faults, self.harsh = site, passages, seed, faults, harsh
        self.operator = Operator(site)
        self.calls = Calls(site)
        self.fate = Fate(site, self.operator, seed) if harsh else None
        self.seen = 0
        self.next_progress = time.monotonic() + PROGRESS_EVERY
        self.failures = []

    def follow(self, finished, seconds):
        """Hears what the hardware tells, and helps, until the condition holds."""
        def over():
            events = self.site.sim.events
            for event in events[self.seen:]:
                self.operator.hear(event)
                if event["event"] in ("hit", "violation"):
                    print(event, flush=True)
                self.seen += 1
            self.operator.work()
            self.calls.work()
            if self.fate is not None:
                self.fate.work()
            self.tell_progress()
            away = self.fate is not None and self.fate.pending is not None
            return not away and (not self.site.edge.alive or finished())

        try:
            wait_for(over, "the traffic to be over", seconds)
        except TimeoutError as error:
            self.failures.append(str(error))
        if not self.site.edge.alive:
            self.failures.append(f"the daemon ended: {self.site.edge.tail()}")

    def tell_progress(self):
        if time.monotonic() >= self.next_progress:
            cars = sum(e["event"] == "car" and e["passed"] for e in self.site.sim.events)
            bad = sum(e["event"] in ("hit", "violation") for e in self.site.sim.events)
            print(f"{cars} cars have passed, {bad} hits and violations", flush=True)
            self.next_progress = time.monotonic() + PROGRESS_EVERY

    def lanes_done(self, verb, count):
        done = [e for e in self.site.sim.events if e["event"] == "done" and e["command"] == verb]
        return len(done) >= count

    def traffic(self):
        dice = random.Random(self.seed)
        each = -(-self.passages // len(self.site.lanes))
        for lane in self.site.lanes:
            source = {"entry": "", "exit": f" from {lane.pair}", "reversible": " both-ways"}[lane.direction]
            faults = (" faults" if self.faults else "") + (" harsh" if self.harsh else "")
            self.site.sim.tell(f"{lane.name} traffic {dice.randrange(2**32)} {each} plates {lane.prefix}{source}{faults}")
        self.follow(lambda: self.lanes_done("traffic", len(self.site.lanes)), 60 + each * (60 if self.harsh else 30))
        if self.fate is not None:
            self.fate.rest()
            self.follow(self.fate.all_down, 40)

    def usable(self):
        """A clean car through every lane, all that go the same way at once, with nobody's help."""
        before = self.operator.said
        plates = {}
        for number, lane in enumerate(self.site.lanes):
            prefix = lane.setup.prefix + "ZZ"
            plates.setdefault(lane.pair, f"{prefix}{number:04d}")
        for way in ("entry", "exit"):
            steps = []
            for lane in self.site.lanes:
                if lane.direction in (way, "reversible"):
                    side = f" from {way}" if lane.direction == "reversible" else ""
                    steps += self.steps(lane.name, plates[lane.pair], side)
            try:
                self.site.sim.run(*steps, seconds=60)
            except (RuntimeError, TimeoutError) as error:
                self.failures.append(f"not usable at the end: {error}")
        if self.operator.said != before:
            self.failures.append("an operator was needed at the end")

    def steps(self, name, plate, side):
        """Also over the loop behind the arm, where there is one."""
        front, behind = ("beyond", "arrival") if side.endswith("exit") else ("arrival", "beyond")
        held = f"{name} pause {3 * self.site.pace.pace}"
        return [f"{name} arrive {plate}{side}", f"{name} wait open-command within 10000", f"{name} wait up",
                f"{name} occupy safety", held, f"{name} clear {front}", held, f"{name} occupy {behind}", held,
                f"{name} clear safety", held, f"{name} clear {behind}", f"{name} wait down"]

    def judge(self):
        summary_at = len(self.site.sim.events)
        self.site.sim.run("summary")
        summary = next(e for e in self.site.sim.events[summary_at:] if e["event"] == "summary")
        violations = [e for e in self.site.sim.events if e["event"] == "violation"]
        for violation in violations[:20]:
            self.failures.append(f"{violation['lane']} {violation['rule']}: {violation['why']} at {violation['t_ms']} ms")
        hits = [e for e in self.site.sim.events if e["event"] == "hit"]
        for hit in hits:
            if "excuse" not in hit:
                self.failures.append(f"{hit['lane']}: a car was hit at {hit['t_ms']} ms, and nothing excuses it")
        self.excuses = ", ".join(f"{count} hits because {why}" for why, count in
                                 collections.Counter(hit["excuse"] for hit in hits if "excuse" in hit).most_common())
        counts = list(summary["lanes"].values())
        self.told = (f"{sum(c['passages'] for c in counts)} passages, {sum(c['opens'] for c in counts)} opens, "
                     f"{sum(c['closes'] for c in counts)} closes, {sum(c['faults'] for c in summary['lines'].values())} "
                     f"line faults, {self.operator.said} operator's words, {sum(c['hits'] for c in counts)} hits, "
                     f"{len(violations)} violations")
        return summary

    def books(self):
        """Of every car that could be told without doubt: inside in truth and in the books, or in neither."""
        self.site.edge.stop()
        certain, odd, doubts = {}, set(), collections.Counter()
        for event in self.site.sim.events:
            # The gate cannot know a car that was inside from the first and has only turned back.
            never_entered = event.get("inside") and not event.get("passed") and event.get("plate") not in certain
            if event["event"] == "car" and event["plate"] and not never_entered:
                certain[event["plate"]] = event["inside"]
                doubt = event.get("doubt") or (self.fate.excuse(event) if self.fate is not None else None)
                if doubt:
                    odd.add(event["plate"])
                    doubts[doubt] += 1
                elif event["passed"]:
                    odd.discard(event["plate"])  # whatever was before, this passage has settled it
        with closing(sqlite3.connect(f"file:{self.site.path('edge.db')}?mode=ro", uri=True)) as db:
            books = {plate for (plate,) in db.execute("SELECT plate FROM session")}
        wrong = [(plate, inside) for plate, inside in certain.items() if plate not in odd and inside != (plate in books)]
        for plate, inside in wrong[:20]:
            self.failures.append(f"{plate} is {'inside' if inside else 'outside'}, and the books say otherwise")
        if self.fate is not None:
            self.told += f", {len(self.fate.restarts)} restarts, {len(self.fate.fires)} fires"
        self.told += f", {len(certain) - len(odd)} of {len(certain)} cars told for certain, {len(wrong)} wrong in the books"
        self.doubts = ", ".join(f"{count} {why}" for why, count in doubts.most_common())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("--passages", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--plain", action="store_true", help="reference devices on TCP only")
    parser.add_argument("--calm", action="store_true", help="no faults")
    parser.add_argument("--harsh", action="store_true",
                        help="faults under the arm too, operators who change the mode, fire, a daemon that is killed")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}", flush=True)
    site = WireSite(given.programs, PLAIN if given.plain else None)
    run = Run(site, given.passages, seed, not given.calm, given.harsh)
    try:
        site.start()
        begun = time.monotonic()
        run.traffic()
        if site.edge.alive:
            run.usable()
        run.judge()
        run.books()
        print(f"{run.told}; {time.monotonic() - begun:.0f} s\nnot certain: {run.doubts or 'none'}")
        if run.excuses:
            print(run.excuses)
    except Exception:  # the seed's failure is told with what is known of it
        run.failures.append(traceback.format_exc())
    if run.failures or os.environ.get("PARKGATE_KEEP"):
        with open(site.path("hardware.jsonl"), "w", encoding="utf-8") as file:
            told = site.sim.events + (run.fate.marks() if run.fate is not None else [])
            file.writelines(json.dumps(e, ensure_ascii=False) + "\n" for e in told)
        print(f"the folder is kept: {site.folder}")
    for failure in run.failures:
        print(f"FAILED: {failure}")
    site.stop(keep=bool(run.failures or os.environ.get("PARKGATE_KEEP")))
    if run.failures:
        sys.exit(f"{len(run.failures)} failures; again with --seed {seed}")


if __name__ == "__main__":
    main()
