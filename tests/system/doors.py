"""What stores, drivers and operators say to a running gate about one stay: given, explained, locked, waived by two."""
import json
import time

import support
from listener import new_id
from stage import BASE
from support import ENTRY, EXIT, Site, SystemTest, new_key, rfc3339_of

FAILED, AWAITS_SECOND, CONFIGURATION = 1, 4, 78


class Doors(SystemTest):
    edits = (("edge.toml", r"\[store\]", "[exit]\nsecond_person_above_fen = 500\n\n[store]"),)

    @classmethod
    def setUpClass(cls):
        site = Site(cls.pace, cls.edits)
        new_key(site, "demo-store-cinema", "store", "cinema")
        new_key(site, "demo-op-ben", "command", "ben")
        cls.set_site(site).start()
        for name, key in (("till.toml", "store-cinema"), ("ben.toml", "op-ben")):
            with open(site.path("ctl.toml"), encoding="utf-8") as file, open(site.path(name), "w", encoding="utf-8") as out:
                out.write(file.read().replace("op-anna", key))

    @classmethod
    def tearDownClass(cls):
        """The ledger came to the same fees as the gate."""
        cls.site.drained()
        leaving = [f["body"] for f in cls.site.facts("leave_authorised") if f["body"]["quote"]["fee"]]
        assert any(not b["as"]["billed_until"].startswith("1970") for b in leaving), "no fee was worked out again"
        cls.site.stop_daemons()
        text = cls.site.tool("parkgate-ledger", "verify", "--config", "ledger.toml").stdout
        assert "the books are sound" in text and "the gate took" not in text, text

    def inside(self, plate, minutes):
        """A stay that has lasted so long; its session."""
        mark = self.site.enter(plate)
        session = self.site.wait_fact("entered", since=mark)["session"]
        self.site.leap_by(minutes)
        return session

    def wish(self, **wish):
        body = {"v": 1, "id": new_id(), "plate": "", "holder": "", "lane": "", "spending": "asked_for",
                "expires_at": rfc3339_of(time.time() + 30), **wish}
        mark = self.site.ears.mark()
        self.site.ears.publish(f"{BASE}/app/wish", json.dumps(body).encode(), self.site.key("pay-wepay"), qos=0)
        return self.site.ears.wait("app/done", lambda b: b["id"] == body["id"], "the answer to a wish", mark).body

    def test_a_store_gives_and_the_driver_is_shown(self):
        session = self.inside("沪A10001", 100)
        mark = self.site.ears.mark()
        text = self.ctl("validate", "沪a·10001", "--minutes", "60", config="till.toml")
        self.assertIn(f"has 60 free minutes from cinema (stay {session})", text)
        given = self.site.wait_fact("validated", since=mark)
        self.assertEqual((given["session"], given["body"]["store"]), (session, "cinema"))
        table = self.ctl("explain", EXIT, session)
        for part in ("Car 沪A10001", "incrementingRate", "4 x 3.00", "12.00", "given by a store", "-6.00"):
            self.assertIn(part, table)
        self.assertTrue(all(len(line) <= 80 for line in table.splitlines()), table)
        self.assertIn("no car of this plate", self.ctl("validate", "沪A99999", "--full", config="till.toml", exits=FAILED))
        self.assertIn("percent 1 to 100", self.ctl("validate", "沪A10001", "--percent", "101", config="till.toml", exits=FAILED))
        self.assertIn("keys.own", self.ctl("validate", "沪A10001", "--full", exits=CONFIGURATION))
        self.ctl("explain", EXIT, "nobodys", exits=FAILED)
        self.ctl("close-stay", EXIT, session, "--reason", "end of the test", exits=AWAITS_SECOND)

    def test_two_persons_waive(self):
        session = self.inside("沪A10002", 100)
        mark = self.site.ears.mark()
        self.site.sim.run(f"{EXIT} arrive 沪A10002")
        self.site.lane(EXIT, lambda b: b["due"] > 0, "the exit to ask for money", mark)
        text = self.ctl("release", EXIT, "--reason", "the lift was broken", exits=AWAITS_SECOND)
        line = next(line for line in text.splitlines() if "parkgatectl confirm" in line).split()
        command = line[line.index("confirm") + 2]
        self.ctl("confirm", EXIT, command, "--reason", "mine", exits=FAILED)
        self.assertIn("Done", self.ctl("confirm", EXIT, command, "--reason", "seen", config="ben.toml"))
        self.site.sim.run(f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down")
        waived = self.site.wait_fact("waived", since=mark)
        self.assertEqual((waived["session"], waived["body"]["by"], waived["body"]["second"]), (session, "anna", "ben"))

    def test_an_owner_locks_his_car(self):
        self.inside("沪A10003", 0)
        self.assertEqual(self.wish(wish="lock", plate="沪A10003")["refusal"], "")
        self.assertEqual(self.wish(wish="lock", plate="沪A99999")["refusal"], "no_such_car")
        self.assertEqual(self.wish(wish="unlock", plate="沪A10003")["refusal"], "")
        mark = self.site.leave("沪A10003")
        self.site.wait_fact("exited", since=mark)

    def test_a_car_without_a_plate_comes_in_and_leaves(self):
        self.site.sim.run(f"{ENTRY} arrive \"\"")
        self.site.lane(ENTRY, lambda b: b["arrival"] == "occupied", "the car to be seen")
        answer = self.wish(wish="enter", holder="oUpF8uMu", lane=ENTRY)
        self.assertEqual(answer["refusal"], "")
        self.site.sim.run(f"{ENTRY} wait up", f"{ENTRY} drive-through", f"{ENTRY} wait down")
        self.site.sim.run(f"{EXIT} arrive \"\"")
        self.site.lane(EXIT, lambda b: b["arrival"] == "occupied", "the car to be seen")
        self.assertEqual(self.wish(wish="leave", holder="another", lane=EXIT)["refusal"], "no_such_car")
        self.assertEqual(self.wish(wish="leave", holder="oUpF8uMu", lane=EXIT)["session"], answer["session"])
        self.site.sim.run(f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down")

    def give(self, notice):
        """The gate's answer to a store's notice."""
        mark = self.site.ears.mark()
        self.site.ears.publish(f"{BASE}/store/notice", json.dumps(notice).encode(), self.site.key("store-cinema"), qos=0)
        return self.site.ears.wait("store/answer", lambda b: b["id"] == notice["id"], "the answer to a till", mark).body

    def test_an_id_stands_for_one_notice_over_restarts(self):
        session = self.inside("沪A10004", 0)
        notice = {"v": 1, "id": "0001", "store": "cinema", "plate": "沪A10004",
                  "worth": {"kind": "minutes", "amount": 30, "until": "1970-01-01T00:00:00.000Z"},
                  "expires_at": rfc3339_of(time.time() + 600)}
        done = {"v": 1, "id": "0001", "session": session, "refusal": ""}
        mark = self.site.ears.mark()
        self.assertEqual(self.give(notice), done)
        self.site.edge.stop()
        self.site.start_edge()
        self.assertEqual(self.give(notice), done)
        self.assertEqual(self.give({**notice, "plate": "沪A10003"})["refusal"], "id_conflict")
        self.assertEqual(self.give({**notice, "id": "0002", "expires_at": rfc3339_of(time.time() - 1)})["refusal"], "expired")
        self.assertEqual(len([f for f in self.site.facts("validated", mark) if f["session"] == session]), 1)
        self.assertEqual(self.wish(wish="lock", plate="沪A10004", expires_at=rfc3339_of(time.time() + 7200))["refusal"],
                         "expires_too_late")

    def test_signed_by_the_wrong_ones(self):
        mark = self.site.ears.mark()
        body = {"v": 1, "id": new_id(), "store": "gym", "plate": "沪A10001",
                "worth": {"kind": "full", "amount": 0, "until": "1970-01-01T00:00:00.000Z"},
                "expires_at": rfc3339_of(time.time() + 30)}
        self.site.ears.publish(f"{BASE}/store/notice", json.dumps(body).encode(), self.site.key("store-cinema"), qos=0)
        self.site.refused("wrong_owner", 1, mark)
        self.site.ears.publish(f"{BASE}/store/notice", json.dumps(body).encode(), self.site.key("pay-wepay"), qos=0)
        self.site.refused("wrong_role", 1, mark)


if __name__ == "__main__":
    support.main()
