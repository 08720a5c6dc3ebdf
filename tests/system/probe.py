"""What an installer sees of the lines: the probe, which refuses a line that the daemon holds and says what to do, and the status."""
import subprocess
import unittest

import support
from support import ENTRY, LOT, SystemTest


class Probe(SystemTest):
    def probe(self, *device):
        return subprocess.run([self.site.program("parkgate-edge"), "probe", "--config", "edge.toml", "--once", *device],
                              cwd=self.site.folder, capture_output=True, text=True, timeout=60)

    def test_a_line_that_the_daemon_holds_is_refused_and_afterwards_shown(self):
        self.site.at_rest(ENTRY)
        start = len(self.site.sim.events)
        refused = self.probe()
        self.assertEqual(refused.returncode, 1, refused)
        for line in ("entry-eyes", "entry-io", "exit-eyes", "exit-io"):
            self.assertIn(f"line {line}: another program works with 127.0.0.1:", refused.stderr)
        self.assertIn("systemctl stop parkgate-edge", refused.stderr)
        self.assertEqual(refused.stdout, "", "not one request was sent")
        self.assertTrue(self.site.edge.alive)
        self.site.edge.stop()
        shown = self.probe()
        self.assertEqual(shown.returncode, 0, shown)
        self.assertRegex(shown.stdout, r"limit_down +yes")
        self.site.start_edge()
        self.site.at_rest(ENTRY)
        self.assertEqual([e for e in self.site.sim.events[start:] if e["event"] == "arm_command"], [])

    def test_the_status_tells_what_became_of_a_line(self):
        def states(body):
            return {line["line"]: line["state"] for line in body.get("lines", [])}

        mark = self.site.ears.mark()
        self.site.ears.wait(f"{LOT}/status", lambda b: b["alive"] and set(states(b).values()) == {"good"}, "four good lines", mark)
        self.site.sim.run("line entry-io fault 2 silent")
        status = self.site.ears.wait(f"{LOT}/status", lambda b: states(b).get("entry-io") == "failing", "entry-io to fail", mark).body
        self.site.sim.run("line entry-io clear")
        lines = {line["line"]: line for line in status["lines"]}
        self.assertGreater(lines["entry-io"]["timeouts"], 0)
        self.assertEqual({name: line["timeouts"] for name, line in lines.items() if name != "entry-io"},
                         {"entry-eyes": 0, "exit-eyes": 0, "exit-io": 0})
        shown = self.site.tool("parkgatectl", "watch", "--once", "--config", "ctl.toml").stdout
        self.assertRegex(shown, r"entry-io failing, load \d+ %, \d+ requests: .*time-outs \d+")
        self.site.at_rest(ENTRY)


if __name__ == "__main__":
    support.main()
