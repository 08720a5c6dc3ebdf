"""A stage for the ledger's benches: broker and ledger alone, with budgets that no bench exhausts."""
import os
import re

from rig import BenchStage, Listener, Part, cpu_seconds


class LedgerStage(BenchStage):
    """The ledger notes how long the disk takes for each of its syncs."""

    def _prepare(self):
        super()._prepare()
        with open(self.path("ledger.toml"), encoding="utf-8") as file:
            text = file.read()
        for name, value in (("budget_coupons", 10_000_000), ("slice_coupons", 1000)):
            text, found = re.subn(f"{name} = .*", f"{name} = {value}", text)
            assert found == 1, name
        with open(self.path("ledger.toml"), "w", encoding="utf-8") as file:
            file.write(text)

    def start_site(self):
        self.start_broker()
        self.ears = Listener(self.port, self.path("keys"))
        self.start_ledger()

    def start_ledger(self, wait=True):
        mark = self._mark()
        env = {**os.environ, "LD_PRELOAD": self.program("libslow_sync.so"), "SYNC_TIMES": self.path("syncs")}
        self.ledger = Part("ledger", [self.program("parkgate-ledger"), "--config", "ledger.toml"], self.folder, env=env)
        if wait:
            self.ears.wait("dn/heartbeat", what="the ledger's heartbeat", since=mark)

    def syncs(self):
        """Seconds of each sync until now."""
        with open(self.path("syncs"), encoding="utf-8") as file:
            return [int(line) / 1e6 for line in file]


def busy_seconds():
    """Of all cores of the machine, whoever has used them."""
    with open("/proc/stat", encoding="utf-8") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def busiest_thread(pid):
    threads = os.listdir(f"/proc/{pid}/task")
    return max(cpu_seconds(f"{pid}/task/{thread}") for thread in threads)
