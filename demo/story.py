"""The story: nine scenes on real parts. Each asks of the parts what it says, so that a scene which is told has happened."""
import json
import random
import subprocess
import time

from books import changed, journal
from listener import Key, new_id
from parts import Part, wait_for
from stage import BASE, SITE, seconds_of

SCENES = 9
ENTRY, EXIT = "entry-1", "exit-1"
A, B, C, D, E = "沪A12345", "沪B67890", "沪C11111", "沪D22222", "沪E33333"
VISITOR = "粤BD12345"
GUEST, GUEST_MISREAD = "苏E5K321", "苏E5K3Z1"
MEMBERS = [("m-a", 2000, A), ("m-b", 3000, B), ("m-c", 2000, C), ("m-d", 1000, D), ("m-e", 2000, E)]

# What the books must say at the end. Amounts: fee, money and worth in fen, points, minutes.
EXPECTED = {
    "sessions": {"left": 7, "inside": 1, "presumed": 1, "turned back": 1},
    "points": {"charged": 1500 + 1500 + 600 + 900, "m-a": 500, "m-b": 1500, "m-c": 1400, "m-d": 100, "m-e": 200, "held": 1800},
    "minutes": {"bought with points": 150 + 150 + 60 + 90, "covered by coupons": 60},
    "fen": {"fees": 1500 + 600 + 1200 + 1500 + 600 + 900 + 1500, "money": 1200 + 900, "debt": 0},
    "coupons": {"issued": 4, "spent": 1, "left in slice": 6},
}


class Story:
    def __init__(self, stage, voice):
        self.stage, self.voice = stage, voice
        self.pay_key = Key(stage.path("keys", "demo-pay-wepay.key"))

    # ---- what happens at the lanes ----

    def drive_in(self, plate):
        mark = self.stage.ears.mark()
        self.voice.camera(ENTRY, plate)
        self.stage.sim.run(f"{ENTRY} arrive {plate}", f"{ENTRY} wait up")
        self.voice.decision("come in: the stay was written down, then the arm was told; whose car it is, is asked meanwhile")
        self.voice.display(self.stage, ENTRY)
        self.stage.sim.run(f"{ENTRY} drive-through", f"{ENTRY} wait down")
        entered = self.stage.wait_fact("entered", since=mark) if self.ledger_is_up() else None
        return entered

    def ledger_is_up(self):
        return self.stage.ledger is not None and self.stage.ledger.alive

    def enter_member(self, plate, points):
        mark = self.stage.ears.mark()
        entered = self.drive_in(plate)
        answer = self.stage.ears.wait("dn/answer", lambda b: b["kind"] == "hold" and b["body"]["voucher"], "the voucher", mark)
        voucher = json.loads(answer.body["body"]["voucher"]["bytes"])
        assert voucher["session"] == entered["session"], "the voucher is of another session"
        assert voucher["points"] == points, f"expected {points} points held, the voucher says {voucher['points']}"
        self.voice.say(f"ledger: {points:,} points are kept for this stay; the signed voucher is at the gate")
        return entered

    def stay(self, entered, minutes):
        """Leaps to just before the minute is full, so that arriving takes the stay to it."""
        self.stage.leap_to(seconds_of(entered["body"]["entered_at"]) + minutes * 60 - 30)
        self.voice.clock(minutes)

    def arrive_at_exit(self, plate):
        mark = self.stage.ears.mark()
        self.voice.camera(EXIT, plate)
        self.stage.sim.run(f"{EXIT} arrive {plate}")
        return mark

    def tell_decision(self, mark):
        """What was decided and why, from the fact that was committed before the arm moved."""
        quote = self.stage.wait_fact("leave_authorised", since=mark)["body"]["quote"]
        paid_by = {"grace": lambda s: "within the free minutes",
                   "payment": lambda s: f"{s['fen'] / 100:.2f} paid in money",
                   "right": lambda s: f"{s['fen'] / 100:.2f} by a pass",
                   "store_validation": lambda s: f"{s['fen'] / 100:.2f} by a store ({s['minutes']} minutes)",
                   "codes": lambda s: f"{s['fen'] / 100:.2f} for a code of his ({s['minutes']} minutes)",
                   "tier_hours": lambda s: f"{s['fen'] / 100:.2f} by his tier ({s['minutes']} minutes)",
                   "coupon": lambda s: f"{s['fen'] / 100:.2f} by coupon ({s['minutes']} minutes)",
                   "points": lambda s: f"{s['fen'] / 100:.2f} by {s['points']:,} points ({s['minutes']} minutes)"}
        steps = ", ".join(paid_by[step["benefit"]](step) for step in quote["steps"])
        self.voice.decision(f"{quote['stay']} minutes cost {quote['fee'] / 100:.2f} yuan: {steps}; "
                            f"{quote['due'] / 100:.2f} to pay; written down, then the arm was told")

    def leave(self, plate):
        mark = self.arrive_at_exit(plate)
        self.stage.sim.run(f"{EXIT} wait up")
        if self.ledger_is_up():
            self.tell_decision(mark)
        self.voice.display(self.stage, EXIT)
        self.stage.sim.run(f"{EXIT} drive-through", f"{EXIT} wait down")
        return mark

    def settled(self, session, kind, mark):
        """The ledger has acknowledged this fact of the session."""
        fact = self.stage.wait_fact(kind, lambda b: b["session"] == session, mark)
        self.stage.ears.wait("dn/ack", lambda b: any(e["id"] == fact["id"] for e in b["entries"]),
                             f"the acknowledgement of {kind}", mark)
        return fact["body"]

    def pay(self, session, quote, fen):
        notice = {"v": 1, "id": new_id(), "session": session, "quote": quote, "paid": fen,
                  "paid_at": self.stage.site_time(), "channel": "wechat"}
        self.stage.ears.publish(f"{BASE}/pay/notice", json.dumps(notice).encode(), self.pay_key)
        self.voice.say(f"payment: {fen / 100:.2f} yuan by phone; the signed notice is at the gate")

    # ---- the scenes ----

    def scene_1(self):
        self.voice.scene(1, f"A member, {A}, 2,000 points, drives in")
        self.first = self.enter_member(A, 1800)

    def scene_2(self):
        self.voice.scene(2, "He leaves after 130 minutes: 15.00 yuan, paid with points")
        push = Part("push", ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.stage.port), "-t", f"parkgate/v1/{SITE}/app/notify", "-C", "1"],
                    self.stage.folder)
        self.stay(self.first, 130)
        mark = self.leave(A)
        session = self.first["session"]
        charged = self.settled(session, "charged", mark)
        assert (charged["charged"], charged["released"]) == (1500, 300), charged
        coupon = self.settled(session, "coupon_issued", mark)["coupon"]
        order = [f["kind"] for f in self.stage.facts(since=mark) if f["session"] == session]
        assert order.index("leave_authorised") < order.index("opened") < order.index("exited") < order.index("charged"), order
        wait_for(lambda: not push.alive, "the push at a subscriber that is not ours")
        with open(push.log_path, encoding="utf-8") as log:
            note = json.loads(log.read())
        assert note["member"] == "m-a", note
        self.voice.say(f"ledger: 1,500 points charged, 300 released; a coupon of {coupon['worth']['amount']} minutes was pushed to his phone")

    def scene_3(self):
        self.voice.scene(3, "The next day he is back for 60 minutes: 6.00 yuan, the coupon pays")
        self.stage.leap_by(24 * 60)
        entered = self.enter_member(A, 500)
        self.stay(entered, 60)
        mark = self.leave(A)
        spent = self.settled(entered["session"], "coupon_spent", mark)
        assert spent["worth"] == 600, spent
        self.settled(entered["session"], "hold_released", mark)
        kinds = {f["kind"] for f in self.stage.facts(since=mark) if f["session"] == entered["session"]}
        assert not kinds & {"charged", "coupon_issued"}, kinds
        self.voice.say("ledger: the coupon is spent, no points, and no new coupon for a visit that a coupon paid")

    def scene_4(self):
        self.voice.scene(4, f"A visitor, {VISITOR} (new energy), pays at minute 60 and stays on until minute 100")
        entered = self.drive_in(VISITOR)
        session = entered["session"]
        self.stay(entered, 60)
        ask = {"v": 1, "id": new_id(), "plate": VISITOR}
        mark = self.stage.ears.mark()
        self.stage.ears.publish(f"{BASE}/app/ask", json.dumps(ask).encode(), self.pay_key, qos=0)
        quote = self.stage.ears.wait("app/answer", lambda b: b["id"] == ask["id"], "the quote", mark).body["quote"]
        assert quote["due"] == 600, quote
        self.pay(session, quote["id"], 600)
        self.settled(session, "payment_taken", mark)
        self.stay(entered, 100)
        start = len(self.stage.sim.events)
        mark = self.arrive_at_exit(VISITOR)
        due = self.stage.ears.wait(f"{EXIT}/state", lambda b: b["due"] > 0, "the exit to ask for money", mark).body
        assert due["due"] == 600 and due["session"] == session, due
        self.voice.decision("100 minutes cost 12.00 yuan, 6.00 are paid and the time to leave is over: 6.00 to pay")
        self.stage.sim.wait_event(lambda e: e["event"] == "display" and any("请付" in line for line in e["lines"]), "the display", start)
        self.voice.display(self.stage, EXIT)
        self.pay(session, due["quote"], 600)
        self.stage.sim.run(f"{EXIT} wait up")
        self.tell_decision(mark)
        self.voice.display(self.stage, EXIT)
        self.stage.sim.run(f"{EXIT} drive-through", f"{EXIT} wait down")
        exited = self.settled(session, "exited", mark)
        assert (exited["fee"], exited["paid"], exited["debt"]) == (1200, 1200, 0), exited

    def scene_5(self):
        self.voice.scene(5, f"{B}, 3,000 points, is inside when the ledger dies; then the gate itself is restarted")
        entered = self.enter_member(B, 1800)
        mark = self.stage.ears.mark()
        self.stage.ledger.kill()
        self.voice.say("the ledger is killed")
        self.stage.ears.wait("/status", lambda b: b["alive"] and not b["ledger_online"], "the gate to notice", mark)
        self.stage.edge.stop()
        self.stage.start_edge()
        self.voice.say("the gate is restarted; it finds the session and the voucher in its file")
        self.stay(entered, 130)
        mark = self.leave(B)
        self.voice.say("the gate took 1,500 points by voucher and gave a coupon of its slice, with nobody to ask")
        self.stage.start_ledger()
        charged = self.settled(entered["session"], "charged", mark)
        assert (charged["charged"], charged["released"]) == (1500, 300), charged
        self.settled(entered["session"], "coupon_issued", mark)
        self.voice.say("the ledger is back and has booked it all")

    def scene_6(self):
        self.voice.scene(6, "The gate is killed with the arm up and a car under it")
        self.crash_with_car_under_arm()
        self.crash_with_car_gone()

    def crash_with_car_under_arm(self):
        entered = self.enter_member(C, 1800)
        self.stay(entered, 60)
        mark = self.arrive_at_exit(C)
        self.stage.sim.run(f"{EXIT} wait up", f"{EXIT} occupy safety", f"{EXIT} clear arrival")
        self.stage.wait_fact("opened", lambda b: b["session"] == entered["session"], mark)
        start = len(self.stage.sim.events)
        self.stage.edge.kill()
        self.voice.say("SIGKILL: arm up, a car on the safety loop")
        self.stage.start_edge()
        self.stage.ears.wait(f"{EXIT}/state", lambda b: b["phase"] == "recovering" and b["safety"] == "occupied", "the gate to look", mark)
        commands = [e for e in self.stage.sim.events[start:] if e["event"] == "arm_command" and e["lane"] == EXIT]
        assert not commands, f"the gate moved the arm before it had seen the loops clear: {commands}"
        self.voice.say("the gate is back: it looks, and moves nothing while the car stands there")
        self.stage.sim.run(f"{EXIT} clear safety", f"{EXIT} wait down")
        charged = self.settled(entered["session"], "charged", mark)
        assert (charged["charged"], charged["released"]) == (600, 1200), charged
        self.settled(entered["session"], "coupon_issued", mark)
        self.voice.say("the car drives off: exit, 600 points, coupon, and the arm comes down")

    def crash_with_car_gone(self):
        entered = self.enter_member(D, 1000)
        self.stay(entered, 90)
        mark = self.arrive_at_exit(D)
        self.stage.sim.run(f"{EXIT} wait up")
        self.stage.wait_fact("opened", lambda b: b["session"] == entered["session"], mark)
        self.stage.edge.kill()
        self.voice.say("SIGKILL once more; this time the car leaves while nobody looks")
        start = len(self.stage.sim.events)
        self.stage.sim.run(f"{EXIT} drive-through")
        self.stage.start_edge()
        exited = self.settled(entered["session"], "exited", mark)
        assert exited["how"] == "presumed", exited
        charged = self.settled(entered["session"], "charged", mark)
        assert charged["charged"] == 900, charged
        commands = [e for e in self.stage.sim.events[start:] if e["event"] == "arm_command" and e["lane"] == EXIT]
        assert not commands, f"nothing was seen to pass, yet the gate moved the arm: {commands}"
        self.voice.say("after its time the exit is presumed and charged once; nobody saw it, so the arm is a person's to close")
        self.close_by_operator()

    def close_by_operator(self):
        said = self.ctl("close", EXIT, "--reason", "lane looked at").splitlines()[-1]
        self.voice.say(f"operator: parkgatectl close {EXIT} --reason \"lane looked at\" -> {said}")

    def scene_7(self):
        self.voice.scene(7, f"{E} backs out at the exit instead of leaving")
        entered = self.enter_member(E, 1800)
        self.stay(entered, 60)
        mark = self.arrive_at_exit(E)
        self.stage.sim.run(f"{EXIT} wait up")
        self.tell_decision(mark)
        self.voice.display(self.stage, EXIT)
        self.stage.sim.run(f"{EXIT} back-out", f"{EXIT} wait down")
        self.settled(entered["session"], "leave_cancelled", mark)
        kinds = {f["kind"] for f in self.stage.facts(since=mark) if f["session"] == entered["session"]}
        assert not kinds & {"charged", "exited", "hold_released", "coupon_issued"}, kinds
        self.voice.say("nothing is charged, the stay goes on, the 1,800 points are still kept")

    def ctl(self, *command, config="ctl.toml"):
        """As a person types it; what is said back."""
        done = subprocess.run([self.stage.program("parkgatectl"), *command, "--config", config],
                              cwd=self.stage.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.rstrip()

    def scene_8(self):
        self.voice.scene(8, f"{GUEST} has been to the cinema, and the exit's camera reads {GUEST_MISREAD}")
        entered = self.drive_in(GUEST)
        session = entered["session"]
        self.stay(entered, 130)
        mark = self.stage.ears.mark()
        self.ctl("validate", GUEST, "--minutes", "60", config="till.toml")
        self.settled(session, "validated", mark)
        self.voice.say(f"cinema: parkgatectl validate {GUEST} --minutes 60")
        mark = self.arrive_at_exit(GUEST_MISREAD)
        due = self.stage.ears.wait(f"{EXIT}/state", lambda b: b["due"] > 0, "the exit to ask for money", mark).body
        assert (due["due"], due["session"]) == (900, session), due
        self.voice.decision("no such plate is inside; one alone is so near that it is the same car")
        self.voice.display(self.stage, EXIT)
        self.voice.say(f"operator: parkgatectl explain {EXIT} {session}")
        self.voice.quote(self.ctl("explain", EXIT, session))
        self.pay(session, due["quote"], 900)
        self.stage.sim.run(f"{EXIT} wait up")
        self.tell_decision(mark)
        self.voice.display(self.stage, EXIT)
        self.stage.sim.run(f"{EXIT} drive-through", f"{EXIT} wait down")
        exited = self.settled(session, "exited", mark)
        assert (exited["matched"], exited["fee"], exited["paid"], exited["debt"]) == ("fuzzy", 1500, 900, 0), exited

    def scene_9(self):
        self.voice.scene(9, "A stranger replays every recorded fact, shuffled, after a restart of the ledger")
        self.stage.over(ENTRY, EXIT)
        time_of_last_fact = self.stage.ears.mark()
        recorded = {m.body["id"]: m for m in self.stage.ears.find("up/fact")}
        self.stage.ledger.stop()
        before = journal(self.stage.path("ledger.db"))
        self.stage.start_ledger()
        shuffled = list(recorded.values())
        random.Random(9).shuffle(shuffled)
        mark = self.stage.ears.mark()
        for message in shuffled:
            self.stage.ears.publish(message.topic, message.payload, kid=message.user["kid"], sig=message.user["sig"])
        wait_for(lambda: recorded.keys() <= {e["id"] for m in self.stage.ears.find("dn/ack", since=mark) for e in m.body["entries"]},
                 "an answer to every replayed fact")
        self.stage.ledger.stop()
        changes = changed(before, journal(self.stage.path("ledger.db")))
        assert not changes, "the replay has changed the journal: " + "; ".join(changes)
        self.stage.start_ledger()
        assert time_of_last_fact <= mark
        self.voice.say(f"{len(recorded)} facts again, and not one entry more in the journal")

    def play(self, scenes=range(1, SCENES + 1)):
        for number in scenes:
            getattr(self, f"scene_{number}")()
        return time.monotonic()
