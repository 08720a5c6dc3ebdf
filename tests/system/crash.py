"""The gate is killed at many moments of an exit. Each stay is charged once or not at all, and nothing moves unseen."""
import random
import unittest

from support import EXIT, SystemTest, facts_of, main

def on_wire(event, **fields):
    return lambda e: e["event"] == event and e.get("lane") == EXIT and all(e.get(k) == v for k, v in fields.items())


GUEST = "粤B40001"


class Crash(SystemTest):
    members = [(f"m-{n}", 2000, f"沪C{n:05d}") for n in range(18)]

    # The moment after which the gate is killed, and what the car does while it is dead.
    MOMENTS = [
        ("the plate is shown", on_wire("plate_shown"), []),
        ("the plate was read", on_wire("plate_served"), []),
        ("the arm was told", on_wire("arm_command", command="open"), []),
        ("the arm is up", on_wire("arm", position="up"), []),
        ("the car is under the arm", on_wire("loop", loop="safety", occupied=True), []),
        ("the arrival loop is free", on_wire("loop", loop="arrival", occupied=False), []),
        ("the car has passed", on_wire("loop", loop="safety", occupied=False), []),
        ("the arm was told to close", on_wire("arm_command", command="close"), []),
    ]

    def kill_after(self, plate, moment, what):
        """Sends the car through as far as the script goes without the gate; the kill comes in between."""
        site = self.site
        start = len(site.sim.events)
        site.sim.tell(f"{EXIT} arrive {plate}", f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down within 20000")
        site.sim.wait_event(moment, what, start)
        site.edge.kill()
        return start

    def settle(self, start):
        """Back again; when the arm is left open a person closes it."""
        site = self.site
        restarted = len(site.sim.events)
        mark = site.ears.mark()
        site.start_edge()
        first = next((e for e in site.sim.events[restarted:] if e["event"] == "arm_command" and e["lane"] == EXIT), None)
        if first is not None:
            self.assertFalse(first["safety_occupied"], "an arm was moved with a car under it")
        # The script is done when the arm is down; an arm that nobody saw a car pass is a person's to close.
        wanted = site.ears.wait(f"{EXIT}/state", lambda b: b["phase"] == "idle" or b["posture"] == "arm_left_open",
                                "the exit to come to rest", mark, 20).body
        if wanted["posture"] == "arm_left_open":
            site.command(EXIT, "close")
        site.sim.run(f"{EXIT} pace {site.pace.pace}", seconds=25)  # behind the script's own last wait
        site.lane(EXIT, lambda b: b["phase"] == "idle", "the exit to be idle", mark)

    def test_killed_at_each_moment(self):
        site = self.site
        sessions = []
        for (_, _, plate), (what, moment, _) in zip(self.members, self.MOMENTS):
            with self.subTest(what):
                sessions.append(site.enter_member(plate))
                site.leap_by(random.Random(what).choice([40, 70]))
                start = self.kill_after(plate, moment, what)
                self.settle(start)
        mark = site.ears.mark()
        self.assert_each_stay_ended_once(sessions)

    def test_killed_at_any_moment(self):
        """Counted in what the hardware does and the gate publishes since the car arrived, and once more as it starts again."""
        site = self.site
        dice = random.Random(41)
        sessions = []
        for _, _, plate in self.members[8:]:
            sessions.append(site.enter_member(plate))
            site.leap_by(dice.choice([40, 70]))
            events, messages, count = len(site.sim.events), site.ears.mark(), dice.randrange(2, 34)
            with self.subTest(plate=plate, count=count):
                self.kill_after(plate, lambda _, e=events, m=messages, n=count: len(site.sim.events) - e + site.ears.mark() - m >= n,
                                f"event {count}")
                if dice.random() < 0.5:
                    mark = site.ears.mark()
                    site.start_edge(wait=False)
                    site.ears.wait(f"{EXIT}/state", what="the gate to look", since=mark)
                    site.edge.kill()
                self.settle(len(site.sim.events))
        self.assert_each_stay_ended_once(sessions)

    def test_nothing_moves_before_the_loops_are_seen(self):
        site = self.site
        site.enter(GUEST)
        site.sim.run(f"{EXIT} arrive {GUEST}", f"{EXIT} wait up", f"{EXIT} occupy safety", f"{EXIT} clear arrival")
        site.edge.kill()
        site.sim.run(f"{EXIT} silent loops")
        start, mark = len(site.sim.events), site.ears.mark()
        site.start_edge(wait=False)
        site.lane(EXIT, lambda b: b["phase"] == "recovering" and b["arm"] == "up" and b["safety"] == "unknown", "the exit to look", mark)
        site.fault("device_silent", "exit-loops", mark)
        self.assertEqual(site.arm_commands(EXIT, start), [])
        site.sim.run(f"{EXIT} answers loops")
        site.lane(EXIT, lambda b: b["safety"] == "occupied", "the car to be seen", mark)
        self.assertEqual(site.arm_commands(EXIT, start), [])
        site.sim.run(f"{EXIT} clear safety", f"{EXIT} wait down")
        self.assertFalse(any(e["safety_occupied"] for e in site.arm_commands(EXIT, start)))
        site.at_rest(EXIT)

    def test_killed_while_it_waits_for_money(self):
        """It asks again, or lets the car go with its debt written down; the car is neither kept nor forgotten."""
        site = self.site
        site.enter(GUEST)
        site.leap_by(60)
        mark = site.ears.mark()
        site.sim.run(f"{EXIT} arrive {GUEST}")
        due = site.lane(EXIT, lambda b: b["due"] > 0, "the exit to ask for money", mark)
        site.edge.kill()
        mark = site.ears.mark()
        site.start_edge()
        state = site.lane(EXIT, lambda b: b["due"] > 0 or b["phase"] == "open", "the exit to go on", mark)
        if state["due"]:
            site.command(EXIT, "open")
        site.sim.run(f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down")
        debt = site.wait_fact("debt_raised", lambda b: b["session"] == due["session"], mark)
        self.assertEqual(debt["body"]["debt"], due["due"])

    def assert_each_stay_ended_once(self, sessions):
        site = self.site
        site.drained()
        self.assert_no_hit()
        site.stop_daemons()
        self.assert_unbroken(site.path("edge.db"))
        self.assert_books_agree(site.path("edge.db"), site.path("ledger.db"))
        facts = [fact for _, fact, _ in facts_of(site.path("edge.db"))]
        for session in sessions:
            mine = [f["kind"] for f in facts if f["session"] == session]
            self.assertLessEqual(mine.count("charged"), 1, mine)
            self.assertLessEqual(mine.count("exited"), 1, mine)
            self.assertEqual(mine.count("charged"), mine.count("exited"), mine)
            self.assertEqual(mine.count("leave_authorised"), mine.count("exited") + mine.count("leave_cancelled"), mine)
        site.start_ledger()
        site.start_edge()


if __name__ == "__main__":
    main()
