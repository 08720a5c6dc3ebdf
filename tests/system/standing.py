"""What changes of a member while his car is inside reaches the gate, and what the ledger gave him pays there. Over a real broker."""
import json
import re
import time

import support
from listener import new_id
from stage import BASE, SITE, rfc3339_of
from support import ENTRY, EXIT, Site, SystemTest

ROOM = f"parkgate/v1/{SITE}"
GOLD, STAMPED, VIP, FIRST, SECOND = "沪A12345", "沪B10002", "沪C10003", "沪D10004", "沪D10005"


class Standing(SystemTest):
    members = (("m-a", 2000, GOLD), ("m-b", 0, STAMPED), ("m-c", 0, VIP), ("m-d", 2000, FIRST))

    @classmethod
    def setUpClass(cls):
        """Each day of shopping gives a coupon."""
        site = cls.set_site(Site())
        site.edit("membership.toml", r"(?m)^stamps = \d+", "stamps = 1")
        site.start()

    @classmethod
    def tearDownClass(cls):
        cls.site.over(ENTRY, EXIT)
        cls.site.stop_daemons()
        text = cls.site.tool("parkgate-ledger", "verify", "--config", "ledger.toml").stdout
        assert "the books are sound" in text, text

    def settle_tier(self, tier):
        self.site.tool("parkgate-ledger", "member", "add", "--config", "ledger.toml", "--member", "m-a",
                       "--plate", GOLD, "--tier", tier, "--by", "anna", "--reason", "a test")

    def say(self, door, key, kind, body):
        event = {"v": 1, "id": new_id(), "at": self.site.site_time(), "kind": kind, "body": body}
        self.site.ears.publish(f"{ROOM}/{door}/event", json.dumps(event).encode(), self.site.key(key))

    def tier_at_gate(self, session):
        topic, body = self.site.order(EXIT, "explain", argument=session)
        mark = self.site.ears.mark()
        self.site.ears.publish(topic, json.dumps(body).encode(), self.site.key("op-anna"), qos=0)
        return self.site.ears.wait("op/anna/explanation", lambda b: b["id"] == body["id"], "the explanation", mark).body["tier"]

    def news(self, wanted, mark):
        """When the gate has said that it knows them."""
        news = self.site.ears.wait("dn/member", wanted, "the news", mark)
        self.assertTrue(self.site.ears.is_signed(news))
        known = self.site.ears.wait("up/known", lambda b: b["id"] == news.body["id"], "the gate to know", mark)
        self.assertTrue(self.site.ears.is_signed(known))
        self.assertEqual(known.body["box"], "box-1")
        return news.body

    def test_a_tier_reaches_the_gate_whatever_was_away(self):
        site = self.site
        session = site.enter_member(GOLD)
        site.drained()
        self.assertEqual(self.tier_at_gate(session), "")
        mark = site.ears.mark()
        self.settle_tier("gold")
        self.news(lambda b: (b["member"], b["tier"]) == ("m-a", "gold"), mark)
        self.assertEqual(self.tier_at_gate(session), "gold")

        # The gate was away: it asks as soon as it hears the ledger.
        site.edge.kill()
        self.settle_tier("silver")
        mark = site.ears.mark()
        site.start_edge()
        site.ears.wait("dn/answer", lambda b: b["kind"] == "link" and b["body"]["tier"] == "silver", "the answer", mark)
        self.assertEqual(self.tier_at_gate(session), "silver")

        # The ledger was away, for less than the gate notices by its silence.
        site.ledger.kill()
        self.settle_tier("gold")
        mark = site.ears.mark()
        site.start_ledger()
        site.ears.wait("dn/answer", lambda b: b["kind"] == "link" and b["body"]["tier"] == "gold", "the answer", mark)
        self.assertEqual(self.tier_at_gate(session), "gold")
        site.leave(GOLD)

    def test_b_coupon_of_stamps_pays_at_the_gate(self):
        site = self.site
        mark = site.enter(STAMPED)
        session = site.wait_fact("entered", since=mark)["session"]
        site.drained()
        mark = site.ears.mark()
        self.say("pos/noodles", "store-noodles", "sold", {"store": "noodles", "receipt": "R1", "sold_at": site.site_time(),
                                                          "net": 400, "member": "m-b"})
        document, = self.news(lambda b: b["member"] == "m-b" and b["coupons"], mark)["coupons"]
        coupon = json.loads(document["bytes"])
        self.assertEqual((coupon["member"], coupon["home_lot"], coupon["slice"]), ("m-b", BASE.rsplit("/", 1)[1], ""))
        site.leap_by(50)
        mark = site.leave(STAMPED)
        spent = site.wait_fact("coupon_spent", lambda f: f["session"] == session, mark)
        self.assertEqual((spent["body"]["coupon"], spent["body"]["member"]), (coupon["coupon"], "m-b"))
        site.drained()
        shown = site.tool("parkgate-ledger", "member", "show", "m-b", "--config", "ledger.toml").stdout
        self.assertFalse(re.search(rf"coupon {coupon['coupon']}\b", shown), shown)
        # And at the next entry, with the answer to the question whose car it is, there is none any more.
        mark = site.enter(STAMPED)
        answer = site.ears.wait("dn/answer", lambda b: b["kind"] == "link" and b["body"]["member"] == "m-b", "the answer", mark)
        self.assertNotIn(coupon["coupon"], [json.loads(c["bytes"])["coupon"] for c in answer.body["body"]["coupons"]])
        site.leave(STAMPED)

    def test_c_vip_arrival_is_told_to_the_malls_own_channels(self):
        site = self.site
        mark = site.ears.mark()
        self.say("desk/anna", "op-anna", "segments_set", {"member": "m-c", "segments": ["vip"]})
        site.ears.wait("desk/anna/answer", lambda b: b["outcome"] == "applied", "the answer", mark)
        mark = site.enter(VIP)
        entered = site.wait_fact("entered", since=mark)
        told = site.ears.wait("app/notify", lambda b: b["kind"] == "vip_arrival", "the notification", mark).body
        self.assertEqual((told["member"], told["data"]["lane"], told["data"]["session"]), ("m-c", ENTRY, entered["session"]))
        self.assertNotIn(VIP, json.dumps(told, ensure_ascii=False))
        site.leave(VIP)

    def test_d_a_segment_is_a_code_to_the_gate_and_lets_a_car_inside_leave_cheaper(self):
        site = self.site
        began = mark = site.enter(VIP)
        session = site.wait_fact("entered", since=mark)["session"]
        site.drained()
        mark = site.ears.mark()
        self.say("desk/anna", "op-anna", "segments_set", {"member": "m-c", "segments": ["mother_and_baby"]})
        self.news(lambda b: (b["member"], b.get("benefits")) == ("m-c", ["mb60"]), mark)
        site.leap_by(50)
        mark = site.leave(VIP)
        authorised = site.wait_fact("leave_authorised", lambda f: f["session"] == session, mark)
        quote = authorised["body"]["quote"]
        self.assertEqual([(s["benefit"], s["by"]) for s in quote["steps"]], [("codes", "mb60")], quote)
        self.assertGreater(quote["fee"], 0)
        self.assertEqual(quote["due"], 0)
        to_and_from_the_gate = [m for m in site.ears.find("", since=began) if m.topic.startswith(BASE)]
        self.assertTrue(to_and_from_the_gate)
        for message in to_and_from_the_gate:
            self.assertNotIn("mother", json.dumps(message.body), message.topic)

    # ---- the hold of a car inside ----

    def voucher(self, session, points, mark):
        """Of the hold that the ledger says to have, signed by it."""
        def fits(body):
            document = json.loads(body["body"]["voucher"]["bytes"]) if body["kind"] == "hold" and body["body"]["voucher"] else {}
            return (document.get("session"), document.get("points")) == (session, points)
        answer = self.site.ears.wait("dn/answer", fits, f"a voucher of {points}", mark)
        self.assertTrue(self.site.ears.is_signed(answer))
        return json.loads(answer.body["body"]["voucher"]["bytes"])["hold"]

    def spend(self, plate, spending):
        now = time.time()
        body = {"v": 1, "id": new_id(), "wish": "spend", "plate": plate, "holder": "", "lane": "", "spending": spending,
                "expires_at": rfc3339_of(now + 30)}
        mark = self.site.ears.mark()
        self.site.ears.publish(f"{BASE}/app/wish", json.dumps(body).encode(), self.site.key("pay-wepay"), qos=0)
        self.site.ears.wait(f"{BASE}/app/done", lambda b: b["id"] == body["id"] and not b["refusal"], "the wish", mark)
        return mark

    def shown(self, member):
        return self.site.tool("parkgate-ledger", "member", "show", member, "--config", "ledger.toml").stdout

    def test_e_a_second_car_has_its_share_and_what_a_stay_does_not_need_can_be_spent(self):
        site = self.site
        site.tool("parkgate-ledger", "member", "add", "--config", "ledger.toml", "--member", "m-d", "--plate", SECOND,
                  "--by", "anna", "--reason", "a test")
        mark = site.enter(FIRST)
        first = site.wait_fact("entered", since=mark)["session"]
        hold = self.voucher(first, 1800, mark)
        site.drained()

        mark = site.enter(SECOND)
        second = site.wait_fact("entered", since=mark)["session"]
        site.ears.wait("dn/answer", lambda b: b["kind"] == "hold" and b["body"]["refusal"] == "no_points", "the refusal", mark)
        self.news(lambda b: (b["member"], b.get("keep")) == ("m-d", 1000), mark)
        self.assertEqual(self.voucher(first, 1000, mark), hold, "it is the same hold")
        self.voucher(second, 1000, mark)
        site.drained()

        mark = self.spend(SECOND, "nothing")
        site.ears.wait("dn/answer", lambda b: b["kind"] == "hold" and b["body"]["refusal"] == "no_points", "it to be let go", mark)
        self.assertIn("1000 points", self.shown("m-d"))
        mark = self.spend(SECOND, "all")
        self.voucher(second, 1000, mark)

        # The gate is killed, and knows of what it had agreed to.
        site.edge.kill()
        site.start_edge()
        site.leap_by(50)
        mark = site.leave(FIRST)
        charged = site.wait_fact("charged", lambda f: f["session"] == first, mark)["body"]
        self.assertEqual((charged["hold"], charged["charged"], charged["released"]), (hold, 600, 400))
        # The visit before has brought a stamp, and with it a coupon that pays this stay.
        mark = site.leave(SECOND)
        released = site.wait_fact("hold_released", lambda f: f["session"] == second, mark)["body"]
        self.assertEqual(released["released"], 1000)
        site.drained()
        self.assertRegex(self.shown("m-d"), r"\b1400\b")


if __name__ == "__main__":
    support.main()
