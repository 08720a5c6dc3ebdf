"""Books with open holds in files of a stage's folder, and what their gate will say of them: what charges are taken from."""
from rig import json_lines, run_tool

MEMBERS, STORES, CAMPAIGNS = 500, 20, 20


class ChargeBooks:
    """Each of its runs is a process of its own that works on a copy, so that all begin with the same."""

    def __init__(self, stage, name, charges, members=MEMBERS, stores=STORES, campaigns=CAMPAIGNS, books=None):
        self.stage, self.charges = stage, str(charges)
        self.books, self.said, self.script = books or f"{name}.db", f"{name}.leavings", f"{name}.script"
        self.taken, self.written = f"{name}.taken.db", f"{name}.written.db"
        self._run("make", "ledger.toml", self.books, self.said, self.charges, str(members), str(stores), str(campaigns))

    def take(self):
        """The store takes all charges: rate, times and share of computing."""
        return json_lines(self._run("take", "ledger.toml", self.books, self.said, self.charges, self.taken))[0]

    def note(self):
        """How many rows the store writes for them; which ones stands in a file."""
        return int(self._run("note", "ledger.toml", self.books, self.said, self.charges, self.script))

    def write(self):
        """A bare loop writes those rows: the same as of the store."""
        return json_lines(self._run("write", self.books, self.script, self.charges, self.written))[0]

    def compare(self):
        """Fails unless the bare loop has written what the store has."""
        self._run("same", self.taken, self.written)

    def _run(self, *command):
        return run_tool(self.stage, "charge_store", *command, seconds=3600)
