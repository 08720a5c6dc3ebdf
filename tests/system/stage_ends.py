"""Nothing outlives a stage: no process and no file, whether it is stopped or its owner is killed."""
import json
import os
import signal
import subprocess
import sys
import unittest

import support
from parts import wait_for

OWNER = """
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[2])
from stage import Stage
stage = Stage(sys.argv[1])
stage.start()
print(json.dumps(stage.folder), flush=True)
sys.stdin.read()
stage.stop()
"""


def processes_of(folder):
    """Every process with the folder in its command line or as its working directory."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode(errors="replace")
            cwd = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue  # it has ended meanwhile
        if folder in command or cwd.startswith(folder):
            found[int(pid)] = command
    return found


class StageEnds(unittest.TestCase):
    def setUp(self):
        self.owner = subprocess.Popen([sys.executable, "-c", OWNER, support.BINARIES, os.path.join(support.ROOT, "demo")],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self.addCleanup(self.owner.communicate)
        self.addCleanup(self.owner.kill)
        self.folder = json.loads(self.owner.stdout.readline())
        # Broker, ledger, simulator and gate; the janitor names the folder too.
        self.assertEqual(len(processes_of(self.folder)), 5, processes_of(self.folder))

    def assert_gone(self):
        wait_for(lambda: not processes_of(self.folder), f"the processes of {self.folder} to end")
        wait_for(lambda: not os.path.exists(self.folder), f"{self.folder} to be removed")

    def test_stopped(self):
        self.owner.stdin.close()
        self.owner.stdin = None
        self.assertEqual(self.owner.wait(20), 0)
        self.assertEqual(processes_of(self.folder), {})
        self.assertFalse(os.path.exists(self.folder))

    def test_owner_killed(self):
        self.owner.send_signal(signal.SIGKILL)
        self.owner.wait(20)
        self.assert_gone()

    def test_owner_killed_with_a_part_stopped(self):
        """A part that is frozen cannot end itself; the kernel still can."""
        for pid, command in processes_of(self.folder).items():
            if "parkgate-ledger" in command:
                os.kill(pid, signal.SIGSTOP)
        self.owner.send_signal(signal.SIGKILL)
        self.owner.wait(20)
        self.assert_gone()


if __name__ == "__main__":
    support.main()
