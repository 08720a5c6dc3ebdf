"""A file that cannot be used never stops an exit: it is moved aside whole, and the gate goes on in limp mode."""
import glob
import os
import signal
import sqlite3
import subprocess
import unittest
from contextlib import closing

from support import EXIT, SystemTest, facts_of, main, wait_for

STAYS = ("沪A00001", "沪A00002")


def content(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


class BadDatabase(SystemTest):
    def setUp(self):
        """A gate that has been in use, stopped hard so that its -wal has content."""
        self.start_afresh()

    def start_afresh(self):
        site = self.site
        if site.edge.alive:
            site.edge.stop()
        for path in glob.glob(site.path("edge.db*")):
            os.remove(path)
        site.start_edge()
        for plate in STAYS:
            site.enter(plate)
        site.edge.kill()

    def before(self):
        return {end: content(self.site.path(f"edge.db{end}")) for end in ("", "-wal")}

    def assert_limps(self, before, why):
        site = self.site
        mark = site.ears.mark()
        site.start_edge()
        site.fault("store_lost", since=mark)
        site.status(lambda b: b["store"] == "limp", "the limp mode", mark)
        self.assertIn(why, site.edge.tail(20))
        aside = [p for p in glob.glob(site.path("edge.db.aside-*")) if not p.endswith(("-wal", "-shm"))]
        newest = max(aside, key=os.path.getmtime)
        self.assertEqual(content(newest), before[""], "the old file was altered")
        if before["-wal"]:
            self.assertEqual(content(newest + "-wal"), before["-wal"], "the old -wal was altered")
        self.assertFalse(os.path.exists(site.path("edge.db")), "a file was made in limp mode")
        for path in glob.glob(site.path("edge.db.aside-*")):
            os.remove(path)
        self.assert_serves(mark)

    def assert_serves(self, mark):
        """Exits open on arrival, without a plate; entries admit; what happens still reaches the ledger."""
        site = self.site
        site.sim.run(f"{EXIT} occupy arrival", f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down")
        site.enter("沪B00001")
        site.leave("沪B00001")
        started = site.wait_fact("epoch_started", lambda b: b["body"]["reason"] == "store_set_aside", mark)
        site.wait_fact("exited", lambda b: b["epoch"] == started["epoch"], mark)
        site.drained()
        site.edge.stop()

    def test_newer_version(self):
        with closing(sqlite3.connect(self.site.path("edge.db"))) as db:
            known, = db.execute("PRAGMA user_version").fetchone()
            db.execute("PRAGMA user_version = 99")
        self.assert_limps(self.before(), f"schema version 99, known up to {known}")

    def test_garbage_in_the_middle(self):
        path = self.site.path("edge.db")
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with open(path, "r+b") as file:
            file.seek(4096 * 2)
            file.write(b"\xa5" * 8192)
        self.assert_limps(self.before(), "cannot be used")

    def test_truncated(self):
        path = self.site.path("edge.db")
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        os.truncate(path, os.path.getsize(path) // 2)
        self.assert_limps(self.before(), "cannot be used")

    def test_text_in_its_place(self):
        for end in ("-wal", "-shm"):
            if os.path.exists(self.site.path(f"edge.db{end}")):
                os.remove(self.site.path(f"edge.db{end}"))
        with open(self.site.path("edge.db"), "w", encoding="utf-8") as file:
            file.write("this is not a database\n" * 100)
        self.assert_limps(self.before(), "cannot be used")

    def test_three_aborts(self):
        site = self.site
        for _ in range(3):
            site.start_edge()
            site.edge.process.send_signal(signal.SIGABRT)
            site.edge.process.wait(10)
            site.edge.stop()
        self.assert_limps(self.before(), "three aborts")

    def test_second_process_is_refused(self):
        site = self.site
        site.start_edge()
        second = subprocess.run([site.program("parkgate-edge"), "--config", "edge.toml"], cwd=site.folder, capture_output=True,
                                text=True, timeout=20, check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("is another parkgate-edge running?", second.stderr)
        site.leave(STAYS[0])
        self.assertEqual(glob.glob(site.path("edge.db.aside-*")), [])

    def test_disk_fails_at_run_time(self):
        site = self.site
        broken = site.path("broken")
        env = {**os.environ, "LD_PRELOAD": site.program("libfailing_disk.so"), "FAILING_DISK": broken}
        mark = site.ears.mark()
        site.start_edge(env=env)
        with open(broken, "w", encoding="utf-8"):
            pass
        site.leave(STAYS[0])
        site.fault("store_lost", since=mark)
        wait_for(lambda: glob.glob(site.path("edge.db.aside-*")), "the file to be moved aside")
        os.remove(broken)
        # What was written before is whole: both cars inside, nothing of the one that left.
        aside, = [p for p in glob.glob(site.path("edge.db.aside-*")) if not p.endswith(("-wal", "-shm"))]
        with closing(sqlite3.connect(aside)) as db:
            self.assertEqual(db.execute("PRAGMA quick_check").fetchall(), [("ok",)])
        self.assertEqual([f["kind"] for _, f, _ in facts_of(aside)].count("entered"), len(STAYS))
        for path in glob.glob(site.path("edge.db.aside-*")):
            os.remove(path)
        self.assert_serves(mark)


if __name__ == "__main__":
    main()
