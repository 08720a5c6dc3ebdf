"""What tills, the mall's application and its staff tell the ledger over a real broker: each works once, whatever happens."""
import json
import subprocess

import support
from listener import Listener, new_id
from stage import SITE
from support import Site, SystemTest

GOOD, FAILED, NO_ANSWER, AWAITS_SECOND, CONFIGURATION = 0, 1, 3, 4, 78
ROOM = f"parkgate/v1/{SITE}"
APP = (f"{ROOM}/app/event", f"{ROOM}/app/result", "pay-wepay")


def till(store):
    return f"{ROOM}/pos/{store}/event", f"{ROOM}/pos/{store}/answer", f"store-{store}"


class Members(SystemTest):
    @classmethod
    def setUpClass(cls):
        """The broker and the ledger are all that a membership needs."""
        site = cls.set_site(Site())
        site.edit("membership.toml", r"(?m)^second_person_above_points = .*$", "second_person_above_points = 500")
        site.members(("m-1", 0, "沪A10001"), ("m-2", 0, "沪A10002"), ("m-3", 0, "沪A10003"))
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.start_ledger()

    @classmethod
    def tearDownClass(cls):
        cls.site.ledger.stop()
        text = cls.site.tool("parkgate-ledger", "verify", "--config", "ledger.toml").stdout
        assert "the books are sound" in text, text

    def ctl(self, *command, config="noodles.toml", exits=GOOD):
        done = subprocess.run([self.site.program("parkgatectl"), *command, "--config", config], cwd=self.site.folder,
                              capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, exits, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def event(self, kind, body, event=None):
        return json.dumps({"v": 1, "id": event or new_id(), "at": self.site.site_time(), "kind": kind, "body": body}).encode()

    def say(self, door, payload, key=None):
        """The answer, whose signature is the ledger's."""
        topic, answers, own = door
        mark = self.site.ears.mark()
        self.site.ears.publish(topic, payload, self.site.key(key or own))
        event = json.loads(payload)["id"]
        message = self.site.ears.wait(answers, lambda b: b["id"] == event, f"the answer to {event}", mark)
        self.assertTrue(self.site.ears.is_signed(message))
        return message.body

    def sale(self, receipt, net, member=""):
        return {"store": "noodles", "receipt": receipt, "sold_at": self.site.site_time(), "net": net, "member": member}

    def assert_answer(self, answer, outcome, code="", points=0):
        self.assertEqual((answer["outcome"], answer["code"], answer["points"]), (outcome, code, points), answer)

    def test_a_sale_gives_its_points_once(self):
        mark = self.site.ears.mark()
        payload = self.event("sold", self.sale("A1", 12800, "m-1"))
        first = self.say(till("noodles"), payload)
        self.assert_answer(first, "applied", points=64)
        self.assertEqual(self.say(till("noodles"), payload), first)
        other = json.loads(payload)
        other["body"]["net"] += 200
        self.assert_answer(self.say(till("noodles"), json.dumps(other).encode()), "conflict", "other_bytes")
        again = self.event("sold", self.sale("A1", 12800, "m-2"))
        self.assertEqual(self.say(till("noodles"), again)["outcome"], "refused")
        told = self.site.ears.wait("app/notify", lambda b: b["id"] == first["id"], "the notification", mark).body
        self.assertEqual((told["kind"], told["member"], told["data"]["points"]), ("points_earned", "m-1", "64"))

    def test_a_printed_code_is_claimed_once(self):
        code = self.ctl("sell", "B1", "5600", "--code").strip()
        claim = ("member-event", "claim", "--code", code, "--member")
        self.assertIn("m-2 was given 28 points", self.ctl(*claim, "m-2", config="app.toml"))
        self.assertIn("somebody's already", self.ctl(*claim, "m-1", config="app.toml", exits=FAILED))
        self.assertIn("not one that its store has signed",
                      self.ctl(*claim[:3], code.replace("5600", "9600"), "--member", "m-1", config="app.toml", exits=FAILED))

    def test_an_upload_waits_for_a_person(self):
        upload = {"member": "m-2", "sale": self.sale("C1", 2000), "picture": "c1.jpg"}
        payload = self.event("uploaded", upload)
        answer = self.say(APP, payload)
        self.assert_answer(answer, "applied", "awaits_review")
        self.ctl("review", answer["id"], "--approve", "--reason", "clear", config="ctl.toml")
        self.assertIn("decided before", self.ctl("review", answer["id"], "--reject", "--reason", "no", config="ben.toml", exits=FAILED))
        self.assertEqual(self.say(APP, payload), answer)

    def test_much_by_hand_needs_a_second_person(self):
        adjust = ("adjust", "--member", "m-2", "--points", "800", "--reason", "the lift")
        event = self.ctl(*adjust, config="ctl.toml", exits=AWAITS_SECOND).split("second ")[1].rstrip(").\n")
        self.assertIn("another one", self.ctl("second", event, config="ctl.toml", exits=FAILED))
        self.assertIn("m-2 was given 800 points", self.ctl("second", event, config="ben.toml"))
        self.assertIn("decided before", self.ctl("second", event, config="ben.toml", exits=FAILED))
        self.ctl("adjust", "--member", "m-2", "--points", "-300", "--reason", "too much", config="ctl.toml")

    def test_each_says_only_what_is_his(self):
        sold = self.event("sold", self.sale("D1", 100, "m-1"))
        self.assert_answer(self.say(APP, sold), "refused", "wrong_door")
        other = self.event("sold", self.sale("D1", 100, "m-1"))
        self.assert_answer(self.say(till("cinema"), other), "refused", "not_the_owner")
        self.assertIn("keys.own", self.ctl("sell", "D1", "100", config="ctl.toml", exits=CONFIGURATION))
        # Whose key does not fit the topic gets no answer: the next one at that door comes first.
        mark = self.site.ears.mark()
        unheard = self.event("sold", self.sale("D2", 100, "m-1"))
        self.site.ears.publish(till("noodles")[0], unheard, self.site.key("store-cinema"))
        self.say(till("noodles"), self.event("sold", self.sale("D3", 200, "m-1")))
        self.assertFalse(self.site.ears.find("pos/noodles/answer", lambda b: b["id"] == json.loads(unheard)["id"], mark))

    def test_a_receipt_dated_tomorrow_and_amounts_out_of_range(self):
        sale = self.sale("E1", 100, "m-1")
        tomorrow = {**sale, "sold_at": "2099" + sale["sold_at"][4:]}
        self.assert_answer(self.say(till("noodles"), self.event("sold", tomorrow)), "refused", "in_the_future")
        self.assert_answer(self.say(till("noodles"), self.event("sold", {**sale, "net": 0})), "refused", "not_plausible")
        self.assert_answer(self.say(till("noodles"), self.event("sold", {**sale, "net": 2**53 - 1})), "refused", "not_plausible")
        self.assert_answer(self.say(till("noodles"), self.event("sold", {**sale, "member": "m-9"})), "applied", "unknown_member")

    def test_a_poison_message_is_kept_and_the_queue_moves_on(self):
        poison = json.dumps({"v": 7, "id": new_id(), "kind": "gilded"}).encode()
        for garbage in (b"", b"[]", b"{", b"\xff\xfe", b"{\"v\":1}"):
            self.site.ears.publish(till("noodles")[0], garbage, self.site.key("store-noodles"))
        self.assert_answer(self.say(till("noodles"), poison), "quarantined", "unknown_shape")
        self.assert_answer(self.say(till("noodles"), self.event("sold", self.sale("F1", 200, "m-1"))), "applied", points=1)

    def test_a_killed_ledger_answers_as_before(self):
        # Fewer than of what a person looks at a day's next one.
        said = [self.event("sold", self.sale(f"G{i}", 400, "m-3")) for i in range(12)]
        mark = self.site.ears.mark()
        for payload in said:
            self.site.ears.publish(till("noodles")[0], payload, self.site.key("store-noodles"))
        self.site.ears.wait("pos/noodles/answer", since=mark, what="the first answer")
        self.site.ledger.kill()
        before = {m.body["id"]: m.body for m in self.site.ears.find("pos/noodles/answer", since=mark)}
        self.site.start_ledger()
        after = [self.say(till("noodles"), payload) for payload in said]
        for answer in after:
            self.assert_answer(answer, "applied", points=2)
            self.assertEqual(before.get(answer["id"], answer), answer)
        self.assertEqual(sorted(a["balance"] for a in after)[-1] - sorted(a["balance"] for a in after)[0], 22)

    def test_no_ledger_is_no_answer(self):
        self.site.ledger.stop()
        try:
            text = self.ctl("sell", "H1", "400", "--member", "m-1", exits=NO_ANSWER)
        finally:
            self.site.start_ledger()
        event = text.split("--id ")[1].split(":")[0]
        self.assertIn("m-1 was given 2 points", self.ctl("sell", "H1", "400", "--member", "m-1", "--id", event))


if __name__ == "__main__":
    support.main()
