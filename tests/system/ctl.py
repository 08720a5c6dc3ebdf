"""The operator's tool against a running gate: what it shows, what it may do, and how it says that it could not."""
import json
import os
import subprocess
import threading

import support
from listener import Key
from parts import wait_for
from stage import LOT, SITE, fill
from support import ENTRY, EXIT, SystemTest, new_key

GOOD, FAILED, NO_ANSWER, CONFIGURATION, USAGE = 0, 1, 3, 78, 106


class Ctl(SystemTest):
    def commands_since(self, mark):
        return [m.topic for m in self.site.ears.messages[mark:] if "/cmd/" in m.topic]

    def overridden_since(self, mark):
        return [f["body"] for f in self.site.facts("overridden", mark)]

    def at_rest(self):
        """Nothing of what was before is still on its way."""
        def calm():
            last = self.site.ears.find(f"{LOT}/status")[-1].body
            return last["alive"] and last["ledger_online"] and not last["outbox"] and not last["faults"]

        wait_for(calm, "gate and ledger to be at rest")


class Watch(Ctl):
    def setUp(self):
        self.at_rest()

    def test_once(self):
        text = self.ctl("watch", "--once")
        lanes = {line.split()[0]: line.split()[1:3] for line in text.splitlines() if line.startswith((ENTRY, EXIT))}
        self.assertEqual(lanes, {ENTRY: ["entry", "down"], EXIT: ["exit", "down"]}, text)
        for part in ("Box box-1 (demo", "ledger online", "No faults."):
            self.assertIn(part, text)
        self.assertNotIn("\x1b", text)

    def test_pipe(self):
        """A table for each change, one below the other, and nothing that only a terminal understands."""
        watch = subprocess.Popen([self.site.program("parkgatectl"), "watch", "--config", "ctl.toml"],
                                 cwd=self.site.folder, stdout=subprocess.PIPE, text=True)
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.kill)
        shown = []
        reader = threading.Thread(target=lambda: shown.extend(watch.stdout), daemon=True)
        reader.start()

        def arm_of_entry(position):
            return any(line.split()[:3] == [ENTRY, "entry", position] for line in list(shown))

        wait_for(lambda: arm_of_entry("down") and any(line.startswith(EXIT) for line in list(shown)), "the first tables")
        # The tool looks five times a second: the arm stays up until it has been shown.
        self.site.sim.run(f"{ENTRY} arrive 粤B00001", f"{ENTRY} wait up")
        wait_for(lambda: arm_of_entry("up"), "a table with the arm up")
        self.site.sim.run(f"{ENTRY} drive-through", f"{ENTRY} wait down")
        watch.terminate()
        self.assertEqual(watch.wait(10), GOOD)
        reader.join(10)
        self.assertNotIn("\x1b", "".join(shown))
        self.assertGreater(sum(line.startswith("LANE") for line in shown), 1)

    def test_ledger_and_box_gone(self):
        site = self.site
        mark = site.ears.mark()
        site.ledger.kill()
        site.fault("ledger_offline", since=mark)
        text = self.ctl("watch", "--once")
        for part in ("ledger OFFLINE", "Faults:", "ledger_offline since", "To do: "):
            self.assertIn(part, text)
        mark = site.ears.mark()
        site.edge.kill()
        site.ears.wait("/status", lambda b: not b["alive"], "the will", mark)
        self.assertIn("THE BOX IS GONE", self.ctl("watch", "--once"))
        site.start_ledger()
        site.start_edge()


class Orders(Ctl):
    def setUp(self):
        self.at_rest()

    def test_open(self):
        site = self.site
        mark, moved = site.ears.mark(), len(site.sim.events)
        text = self.ctl("open", EXIT, "--reason", "the neighbour's ticket machine")
        self.assertIn(f"Done: the limit switch says that the arm of {EXIT} is up.", text)
        self.assertEqual([e["command"] for e in site.arm_commands(EXIT, moved)], ["open"])
        self.assertEqual(site.arm_commands(ENTRY, moved), [])
        fact = site.wait_fact("overridden", since=mark)
        self.assertEqual([fact["body"][k] for k in ("lane", "by", "verb", "reason")],
                         [EXIT, "anna", "open", "the neighbour's ticket machine"])
        carried = site.ears.find("up/fact", lambda b: b["id"] == fact["id"], mark)
        self.assertTrue(all(map(site.ears.is_signed, carried)))
        site.ears.wait("dn/ack", lambda b: any(e["id"] == fact["id"] and e["outcome"] == "applied" for e in b["entries"]),
                       "the ledger to have it", mark)
        order, = {m.payload for m in site.ears.messages[mark:] if "/cmd/" in m.topic}
        self.assertEqual(json.loads(order)["id"], fact["body"]["command"])
        self.assertIn("is down.", self.ctl("close", EXIT, "--reason", "lane looked at"))
        self.assertEqual([e["command"] for e in site.arm_commands(EXIT, moved)], ["open", "close"])

    def test_close_over_a_car(self):
        site = self.site
        self.ctl("open", ENTRY, "--reason", "a test")
        site.sim.run(f"{ENTRY} occupy safety")
        site.lane(ENTRY, lambda b: b["safety"] == "occupied" and b["arm"] == "up", "the car to be seen")
        mark, moved = site.ears.mark(), len(site.sim.events)
        text = self.ctl("close", ENTRY, "--reason", "somebody is in a hurry", exits=FAILED)
        self.assertRegex(text, "Refused: .*loop under the arm.* Nothing was moved.")
        # What was refused is written down too.
        site.wait_fact("overridden", lambda b: b["body"]["reason"] == "somebody is in a hurry", mark)
        self.assertEqual(site.arm_commands(ENTRY, moved), [])
        # When the car has gone on, the gate lowers the arm by itself.
        site.sim.run(f"{ENTRY} clear safety", f"{ENTRY} wait down")
        self.assertEqual([(e["command"], e["safety_occupied"]) for e in site.arm_commands(ENTRY, moved)], [("close", False)])
        self.assert_no_hit()

    def test_unknown_lane(self):
        mark, moved = self.site.ears.mark(), len(self.site.sim.events)
        self.assertIn("there is no lane of this name", self.ctl("open", "exit-9", "--reason", "a test", exits=FAILED))
        self.site.refused("unknown_lane", 1, mark)
        self.assertEqual((self.overridden_since(mark), self.site.arm_commands(since=moved)), ([], []))

    def test_usage(self):
        """Said at once, and nothing goes out."""
        mark = self.site.ears.mark()
        self.assertIn("--reason is required", self.ctl("open", EXIT, exits=USAGE))
        self.ctl("open", EXIT, "--reason", "", exits=FAILED)
        self.ctl("open", EXIT, "--reason", "x" * 201, exits=FAILED)
        self.ctl("open", "exit/1", "--reason", "a test", exits=FAILED)
        self.ctl("watch", config="nowhere.toml", exits=CONFIGURATION)
        self.site.command(EXIT, "open")  # whatever was sent before it has arrived
        self.assertEqual(len(self.commands_since(mark)), 1)
        self.site.command(EXIT, "close")

    def test_gate_stopped(self):
        site = self.site
        site.edge.stop()
        moved = len(site.sim.events)
        text = self.ctl("open", EXIT, "--reason", "a test", exits=NO_ANSWER)
        self.assertIn("No answer from the gate", text)
        mark = site.ears.mark()
        site.start_edge()
        self.assertEqual(self.overridden_since(mark), [], "an order was kept for a gate that was away")
        self.assertEqual(site.arm_commands(since=moved), [])


class WrongKeys(Ctl):
    def setUp(self):
        self.at_rest()
        self.mark, self.moved = self.site.ears.mark(), len(self.site.sim.events)

    def tearDown(self):
        """An order of the right operator is obeyed; it is all that was."""
        self.site.command(EXIT, "open")
        self.at_rest()
        self.assertEqual([f["by"] for f in self.overridden_since(self.mark)], ["anna"])
        self.assertEqual([e["command"] for e in self.site.arm_commands(since=self.moved)], ["open"])
        self.site.command(EXIT, "close")

    def config_with(self, *changes):
        """Another configuration of the tool."""
        fill(self.site.path("ctl.toml"), self.site.path("other.toml"), {})
        for pattern, to in changes:
            self.site.edit("other.toml", pattern, to)
        return "other.toml"

    def test_in_the_name_of_another(self):
        topic, body = self.site.order(EXIT, "open", by="bert")
        other = topic.replace("/anna/", "/bert/")
        for where, by in ((other, "bert"), (other, "anna"), (topic, "bert")):
            raw = json.dumps({**body, "by": by}).encode()
            self.site.ears.publish(where, raw, self.site.key("op-anna"), qos=0)
        self.site.refused("wrong_owner", 3, self.mark)

    def test_key_of_the_box(self):
        self.assertIn("keys.own", self.ctl("open", EXIT, "--reason", "a test", config=self.config_with(("op-anna", "box-1")),
                                           exits=CONFIGURATION))

    def test_keys_of_another_root(self):
        """Somebody has made keys of his own for this site, with the same names."""
        self.site.tool("parkgatectl", "keys", "init", "forged", "--site", SITE, "--box", "box-1", "--operator", "anna",
                       "--operator", "eve", "--demo")
        order = ("open", EXIT, "--reason", "a test")
        self.assertIn("keys.own", self.ctl(*order, config=self.config_with(('own = "keys', 'own = "forged')),
                                           exits=CONFIGURATION))
        # With his own list and root the tool believes him. The gate does not, and tells nobody but its status.
        self.ctl(*order, config=self.config_with(('"keys/', '"forged/')), exits=NO_ANSWER)
        self.site.refused("bad_signature", 1, self.mark)
        self.ctl(*order, config=self.config_with(('"keys/', '"forged/'), ("op-anna", "op-eve")), exits=NO_ANSWER)
        self.site.refused("unknown_key", 1, self.mark)


class KeysInit(Ctl):
    @classmethod
    def setUpClass(cls):
        """Files are all it takes."""
        cls.set_site(support.Site())

    def init(self, folder, *more):
        return subprocess.run([self.site.program("parkgatectl"), "keys", "init", folder, "--site", SITE, "--box", "box-1",
                               "--demo", *more], cwd=self.site.folder, capture_output=True, text=True, timeout=30)

    def files_of(self, folder):
        path = self.site.path(folder)
        found = {}
        for name in os.listdir(path):
            with open(os.path.join(path, name), "rb") as file:
                found[name] = file.read()
        return found

    def test_refuses_to_overwrite(self):
        before = self.files_of("keys")
        done = self.init("keys", "--operator", "bert")
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("never written over. Nothing was changed.", done.stderr)
        self.assertEqual(self.files_of("keys"), before)

    def test_refuses_for_one_file(self):
        """Even the last of them, and one that only a link names."""
        for name in ("demo-box-1.key", "site.key"):
            folder = f"one-{name}"
            os.mkdir(self.site.path(folder))
            os.symlink("nowhere", self.site.path(folder, name))
            self.assertEqual(self.init(folder).returncode, FAILED)
            self.assertEqual(os.listdir(self.site.path(folder)), [name])

    def test_private_keys_are_private(self):
        done = self.init("fresh", "--operator", "bert")
        self.assertEqual(done.returncode, GOOD, done.stderr)
        for name in self.files_of("fresh"):
            self.assertIn(f"fresh/{name}\n    ", done.stdout, "a file whose purpose is not told")
            mode = os.stat(self.site.path("fresh", name)).st_mode & 0o777
            self.assertEqual(mode, 0o600 if name.endswith(".key") else 0o644, name)
        self.assertEqual(Key(self.site.path("fresh", "demo-op-bert.key")).kid, "demo-op-bert")


if __name__ == "__main__":
    support.main()
