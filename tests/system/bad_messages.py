"""Whatever the broker brings: refused and counted, no arm moves, nothing is booked, and the next car is served."""
import json
import random
import time
from collections import Counter

import support
from books import faults_of_journal, rows
from listener import new_id
from support import BASE, ENTRY, EXIT, SITE, Site, SystemTest, new_key, rfc3339_of, wait_for

MEMBER = "沪A10001"
NO_LIMIT = ("mosquitto.conf", r"message_size_limit \d+", "message_size_limit 0")


class BadMessages(SystemTest):
    members = (("m-a", 2000, MEMBER),)
    # A broker that lets everything through: the daemons must not count on it.
    edits = (NO_LIMIT,)
    forged_ids = set()

    @classmethod
    def setUpClass(cls):
        site = cls.set_site(Site(cls.pace, cls.edits))
        new_key(site, "demo-op-bob", "command", "bob", file="demo-op-bob")
        new_key(site, "demo-box-2", "box", "box-2")
        site.start()

    def setUp(self):
        self.start = len(self.site.sim.events)
        self.mark = self.site.ears.mark()
        self.anna = self.site.key("op-anna")
        self.ledger_key = self.site.key("ledger")

    def tearDown(self):
        self.assertTrue(self.site.edge.alive, "the gate has ended")
        self.assertTrue(self.site.ledger.alive, "the ledger has ended")
        self.assert_no_hit()

    def counts(self):
        """What the box has refused so far."""
        return self.site.ears.find("p1/status", lambda b: b["alive"])[-1].body["refused"]

    def send(self, topic, body, key=None, **how):
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.site.ears.publish(topic, payload, key, **{"qos": 1, **how})

    def refuse(self, *bad):
        """Each as (cause, topic, body, key): refused, and counted under that cause."""
        before, expected = self.counts(), Counter(cause for cause, *_ in bad)
        for _, topic, body, *key in bad:
            how = key[0] if key and isinstance(key[0], dict) else {"key": key[0]} if key else {}
            self.send(topic, body, **how)
        self.site.status(lambda b: all(b["refused"].get(cause, 0) >= before.get(cause, 0) + n for cause, n in expected.items()),
                         f"{dict(expected)} more refused than {before}", self.mark)
        self.assertEqual(self.site.arm_commands(since=self.start), [], "an arm was told to move")

    def order(self, verb="open", lane=EXIT, **changes):
        return self.site.order(lane, verb, **changes)

    # ---- commands ----

    def test_commands_with_bad_signatures(self):
        topic, body = self.order()
        payload = json.dumps(body).encode()
        signature = self.anna.sign(topic, payload)
        self.refuse(
            ("unsigned", topic, body),
            ("unsigned", topic, body, {"kid": self.anna.kid, "sig": ""}),
            ("bad_signature", topic, payload, {"kid": self.anna.kid, "sig": self.anna.sign(topic + "x", payload)}),
            ("bad_signature", topic.replace("/open", "/close"), payload, {"kid": self.anna.kid, "sig": signature}),
            ("bad_signature", topic, payload + b" ", {"kid": self.anna.kid, "sig": signature}),
            *[("bad_signature", topic, body, {"kid": self.anna.kid, "sig": bad}) for bad in ("?", "AAAA", "A" * 5000)],
            ("unknown_key", topic, payload, {"kid": "demo-op-eve", "sig": signature}),
            *[("wrong_role", topic, body, self.site.key(name)) for name in ("ledger", "box-1", "pay-wepay", "clock")],
        )

    def test_commands_in_the_name_of_another(self):
        topic, body = self.order()
        bob = self.site.key("op-bob")
        self.refuse(
            ("wrong_owner", topic, body, bob),
            ("wrong_owner", topic.replace("/anna/", "/bob/"), body, bob),
            ("wrong_topic", topic.replace(EXIT, ENTRY), body, self.anna),
            ("wrong_topic", topic.replace("/open", "/close"), body, self.anna),
            ("unknown_lane", *self.order(lane="exit-9"), self.anna),
        )

    def test_expired_and_future_commands(self):
        long_ago, later = rfc3339_of(time.time() - 3600), rfc3339_of(time.time() + 3600)
        orders = [self.order(issued_at=at, expires_at=at) for at in (long_ago, later)]
        self.refuse(*[("expired_command", topic, body, self.anna) for topic, body in orders])
        for _, body in orders:
            self.site.ears.wait("op/anna/answer", lambda b, i=body["id"]: b["id"] == i and b["state"] == "refused",
                                "the refusal", self.mark)

    def test_command_played_again(self):
        """Its sender may repeat it until he hears the answer; the arm moves once, and after a restart the id is still known."""
        topic, body = self.order("open")
        self.send(topic, body, self.anna)
        self.wait_answer(body, "done")
        self.site.command(EXIT, "close")
        self.start = len(self.site.sim.events)
        mark = self.site.ears.mark()
        self.send(topic, body, self.anna)
        self.wait_answer(body, "done", mark)
        self.assertEqual(self.site.arm_commands(since=self.start), [])
        self.assertEqual(len([f for f in self.site.facts("overridden", self.mark) if f["body"]["command"] == body["id"]]), 1)
        self.site.edge.stop()
        self.mark = self.site.ears.mark()
        self.site.start_edge()
        self.send(topic, body, self.anna)
        self.site.refused("repeated_command", 1, self.mark)
        self.assertEqual(self.site.arm_commands(since=self.start), [])

    def wait_answer(self, body, state, since=None):
        self.site.ears.wait("op/anna/answer", lambda b: b["id"] == body["id"] and b["state"] == state, f"the answer {state}",
                            self.mark if since is None else since)

    def test_retained_command_while_the_gate_was_away(self):
        topic, body = self.order()
        self.site.edge.stop()
        self.send(topic, body, self.anna, retain=True)
        self.addCleanup(self.send, topic, b"", retain=True)
        self.site.start_edge()
        self.site.refused("retained_command", 1, self.mark)
        self.assertEqual(self.site.arm_commands(since=self.start), [])
        self.assertEqual(self.site.facts("overridden", self.mark), [])

    # ---- shapes ----

    def test_shapes(self):
        topic, body = self.order()
        good = json.dumps(body).encode()
        heartbeat = f"{BASE}/dn/heartbeat"
        self.refuse(*[(cause, topic, payload, self.anna) for cause, payload in (
            ("not_json", good[:-10]), ("not_json", b"\x00\xff\xfe\x80" * 64), ("not_json", b"[" * 10_000),
            ("unknown_version", {**body, "v": 2}), ("wrong_shape", {**body, "more": 1}),
            ("wrong_shape", {k: v for k, v in body.items() if k != "lane"}), ("wrong_shape", {**body, "verb": "explode"}),
            ("oversized", {**body, "reason": "x" * 20_000}), ("oversized", {**body, "reason": "x" * 100_000}))],
            ("oversized", heartbeat, b"\xff" * 100_000), ("unsigned", heartbeat, b"\xff" * 100))

    def test_text_that_is_no_unicode_in_a_signed_command(self):
        topic, body = self.order(reason="REASON")
        payload = json.dumps(body).encode().replace(b"REASON", b"\xc3\x28\xff")
        before = sum(self.counts().values())
        self.send(topic, payload, self.anna)
        self.site.status(lambda b: sum(b["refused"].values()) > before, "the command to be refused", self.mark)
        self.assertEqual(self.site.arm_commands(since=self.start), [])

    # ---- the ledger's door ----

    def test_answer_to_nothing(self):
        topic = f"{BASE}/dn/answer"
        purpose = f"parkgate/v1/{SITE}/token/voucher"
        voucher = json.dumps({"v": 1, "hold": new_id(), "session": new_id(), "member": "m-a", "plate": "00" * 16, "points": 900,
                              "expires_at": rfc3339_of(time.time() + 3600)})
        signed = {"bytes": voucher, "key": self.ledger_key.kid, "signature": self.ledger_key.sign(purpose, voucher.encode())}
        answer = {"v": 1, "id": new_id(), "kind": "hold", "body": {"voucher": signed, "refusal": ""}}
        # The message is the ledger's, the voucher inside is not.
        forged = {**signed, "signature": self.anna.sign(purpose, voucher.encode())}
        link = {"v": 1, "id": new_id(), "kind": "link", "body": {"member": "m-a"}}

        def with_voucher(document):
            return {**answer, "body": {"voucher": document, "refusal": ""}}

        self.refuse(("answer_to_nothing", topic, answer, self.ledger_key),
                    ("bad_signature", topic, with_voucher(forged), self.ledger_key),
                    ("wrong_role", topic, with_voucher({**forged, "key": self.anna.kid}), self.ledger_key),
                    ("wrong_role", topic, link, self.anna), ("unsigned", topic, link))

    def test_old_heartbeat(self):
        old = self.site.ears.wait("dn/heartbeat", what="a heartbeat", since=self.mark)
        self.site.ears.wait("dn/heartbeat", lambda b: b["seq"] > old.body["seq"], "a later heartbeat", self.mark)
        self.refuse(("old_heartbeat", old.topic, old.payload, {"kid": old.user["kid"], "sig": old.user["sig"]}))

    def test_acknowledgement_for_nothing_or_forged(self):
        """Facts of nobody, another box's, and one that only looks like the ledger's: no fact ends by it."""
        ack = {"v": 1, "box": "box-1", "epoch": 1, "watermark": 9, "entries": [{"id": new_id(), "outcome": "applied", "code": ""}]}
        self.send(f"{BASE}/dn/ack", ack, self.ledger_key)
        self.send(f"{BASE}/dn/ack", {**ack, "box": "box-2"}, self.ledger_key)
        self.refuse(("wrong_role", f"{BASE}/dn/ack", ack, self.site.key("box-2")))

    # ---- money ----

    def test_payments(self):
        topic = f"{BASE}/pay/notice"
        notice = {"v": 1, "id": new_id(), "session": new_id(), "quote": new_id(), "paid": 600,
                  "paid_at": rfc3339_of(time.time()), "channel": "wechat"}
        provider = self.site.key("pay-wepay")
        # Money for a car that is not here is written down, once.
        self.refuse(("wrong_role", topic, notice, self.anna), ("unsigned", topic, notice),
                    ("wrong_shape", topic, {**notice, "paid": -600}, provider),
                    ("payment_without_session", topic, notice, provider),
                    ("repeated_notice", topic, notice, provider), ("repeated_notice", topic, notice, provider))
        # So is money that nobody can know of whether it was counted, and it is told to operators.
        old = {**notice, "id": new_id(), "paid": 800, "paid_at": rfc3339_of(time.time() - 8 * 86400)}
        self.refuse(("no_id", topic, {**notice, "id": ""}, provider),
                    ("text_too_long", topic, {**notice, "id": new_id(), "channel": "x" * 65}, provider),
                    ("id_conflict", topic, {**notice, "paid": 700}, provider), ("payment_too_old", topic, old, provider),
                    ("repeated_notice", topic, old, provider))
        self.site.fault("payment_set_aside", "wepay", self.mark)
        self.site.drained(but=self.forged_ids)
        taken = self.site.facts("payment_taken", self.mark)
        self.assertEqual([f["body"]["paid"] for f in taken], [600])
        aside = [(f["body"]["paid"], f["body"]["why"]) for f in self.site.facts("payment_set_aside", self.mark)]
        self.assertEqual(aside, [(700, "id_conflict"), (800, "too_old")])

    # ---- the clock ----

    def test_clock_leaps_by_others(self):
        leap = {"v": 1, "id": new_id(), "ahead_ms": 999_000_000}
        self.refuse(("wrong_role", f"parkgate/v1/{SITE}/demo/clock", leap, self.anna))
        self.assertLess(support.seconds_of(self.site.ears.find("p1/status")[-1].body["site_time"]), time.time() + 60)

    # ---- facts and asks at the ledger ----

    def test_facts_that_are_no_box_of_ours(self):
        fact = self.site.ears.wait("up/fact", what="any fact")
        forged = {**fact.body, "id": new_id(), "seq": fact.body["seq"] + 1000}
        topic = fact.topic
        box_2 = self.site.key("box-2")
        log = self.site.ledger.log
        of_box_2 = {**forged, "box": "box-2"}
        for cause, body, key in (("unsigned", forged, None), ("wrong_role", forged, self.anna),
                                 ("wrong_lot", of_box_2, box_2), ("wrong_owner", of_box_2, self.site.key("box-1")),
                                 ("oversized", {"id": forged["id"], "boot": "x" * 20_000}, self.site.key("box-1")),
                                 ("not_json", b"\xff\x00", self.site.key("box-1"))):
            self.send(topic, body, key)
            wait_for(lambda c=cause: f"refused: {c}" in log(), f"the ledger to refuse {cause}")
        ask = {"v": 1, "id": new_id(), "box": "box-1", "kind": "link", "body": {"plate": "00" * 16}}
        self.send(f"{BASE}/up/ask", ask, box_2)
        self.forged_ids |= {forged["id"], ask["id"]}

    # ---- a few hundred of them ----

    def test_mutations(self):
        """Good messages of every kind, each altered in one way, and every one refused."""
        self.site.enter_member(MEMBER)
        self.site.command(ENTRY, "open")
        self.site.command(ENTRY, "close")
        self.send(f"{BASE}/pay/notice", {"v": 1, "id": new_id(), "session": new_id(), "quote": new_id(), "paid": 1,
                                         "paid_at": rfc3339_of(time.time()), "channel": "cash"}, self.site.key("pay-wepay"))
        self.site.drained(but=self.forged_ids)
        kinds = ("dn/answer", "dn/ack", "dn/heartbeat", "pay/notice", "cmd/anna/open")
        good = [m for m in self.site.ears.messages if m.topic.endswith(kinds) and "sig" in m.user and self.site.ears.is_signed(m)]
        self.assertEqual({k for k in kinds if any(m.topic.endswith(k) for m in good)}, set(kinds))
        start = len(self.site.sim.events)
        mark = self.site.ears.mark()
        before = sum(self.counts().values())
        dice = random.Random(20260721)
        sent = 0
        while sent < 400:
            message = dice.choice(good)
            topic, payload, user = mutate(dice, message, good)
            if (topic, payload, user) == (message.topic, message.payload, message.user):
                continue
            self.site.ears.publish(topic, payload, kid=user.get("kid"), sig=user.get("sig"))
            sent += 1
        self.site.status(lambda b: sum(b["refused"].values()) >= before + sent, f"{sent} refusals", self.mark)
        self.assertEqual(self.site.arm_commands(since=start), [])
        self.assertEqual(self.site.facts("overridden", mark), [])
        self.site.leave(MEMBER)


    def test_zz_the_next_car_is_served_and_nothing_was_booked(self):
        """By its name the last of the class."""
        self.site.serve_one_car("沪Z90001")
        self.site.drained(but=self.forged_ids)
        self.site.edge.stop()
        self.site.ledger.stop()
        ledger = self.site.path("ledger.db")
        self.assertEqual({id_ for (id_,) in rows(ledger, "SELECT event_id FROM inbox")} & self.forged_ids, set())
        self.assertEqual({id_ for (id_,) in rows(ledger, "SELECT id FROM ask")} & self.forged_ids, set())
        self.assertEqual(faults_of_journal(ledger), [])
        self.assert_unbroken(self.site.path("edge.db"))
        self.site.start_ledger()
        self.site.start_edge()


def mutate(dice, message, others):
    topic, payload, user = message.topic, bytearray(message.payload), dict(message.user)
    way = dice.randrange(8)
    if way == 0:
        payload[dice.randrange(len(payload))] ^= 1 << dice.randrange(8)
    elif way == 1:
        del payload[dice.randrange(len(payload)):]
    elif way == 2:
        payload += bytes(dice.randrange(256) for _ in range(dice.randrange(1, 50)))
    elif way == 3:
        user["sig"] = dice.choice(others).user["sig"]
    elif way == 4:
        user["kid"] = dice.choice(["demo-ledger", "demo-box-1", "demo-op-anna", "demo-clock", "", "x" * 300])
    elif way == 5:
        user.pop(dice.choice(["kid", "sig"]))
        user = {"kid": "", "sig": "", **user}
    elif way == 6:
        topic = dice.choice(others).topic
    else:
        at = dice.randrange(len(payload))
        payload[at:at] = payload[max(0, at - 20):at]
    return topic, bytes(payload), user


if __name__ == "__main__":
    support.main()
