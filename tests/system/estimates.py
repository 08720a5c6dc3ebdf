"""What a stay costs when its gate cannot be asked: the ledger's estimate, which says so and binds nobody."""
import json

import support
from listener import new_id
from stage import BASE, SITE
from support import SystemTest

ASK, ANSWER = f"parkgate/v1/{SITE}/app/estimate", f"parkgate/v1/{SITE}/app/estimated"
MEMBER, PLATE, OTHER = "m-1", "沪A10001", "沪A10002"


class Estimates(SystemTest):
    members = ((MEMBER, 2000, PLATE), ("m-2", 0, OTHER))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pay_key = cls.site.key("pay-wepay")
        cls.session = cls.site.enter_member(PLATE)

    def ask(self, plate=PLATE, member=MEMBER, session="", key=None):
        body = {"v": 1, "id": new_id(), "member": member, "plate": plate, "session": session}
        mark = self.site.ears.mark()
        self.site.ears.publish(ASK, json.dumps(body).encode(), key or self.pay_key, qos=0)
        message = self.site.ears.wait(ANSWER, lambda b: b["id"] == body["id"], "the estimate", mark)
        self.assertTrue(self.site.ears.is_signed(message))
        self.assertEqual(message.user["kid"], "demo-ledger")
        self.assertIs(message.body["estimate"], True)
        self.assertNotIn("quote", message.body)
        return message.body

    def ask_gate(self):
        body = {"v": 1, "id": new_id(), "plate": PLATE}
        mark = self.site.ears.mark()
        self.site.ears.publish(f"{BASE}/app/ask", json.dumps(body).encode(), self.pay_key, qos=0)
        return self.site.ears.wait(f"{BASE}/app/answer", lambda b: b["id"] == body["id"], "the gate's quote", mark).body["quote"]

    def leap_without_a_gate(self, minutes):
        """The ledger alone hears it; it answers in the order in which it hears."""
        self.site.ahead_ms += minutes * 60_000
        self.site.ears.publish(f"parkgate/v1/{SITE}/demo/clock", json.dumps({"v": 1, "id": new_id(), "ahead_ms": self.site.ahead_ms}).encode(),
                               self.site.key("clock"), retain=True)

    def test_1_while_the_gate_answers_its_own_quote_is_the_price_and_the_estimate_the_same(self):
        self.site.leap_by(100)
        quote, answer = self.ask_gate(), self.ask()
        self.assertEqual((answer["session"], answer["refusal"]), (self.session, ""))
        self.assertEqual([answer["cost"][name] for name in ("fee", "points", "due", "stay")],
                         [quote[name] for name in ("fee", "points", "due", "stay")])
        self.assertGreater(quote["fee"], 0)
        self.assertIsNotNone(answer["gate_heard_at"])

    def test_2_when_the_gate_is_gone_there_is_an_estimate_and_how_old_it_is(self):
        self.site.drained()
        self.site.edge.stop()
        before = self.ask()
        self.leap_without_a_gate(30)
        after = self.ask()
        self.assertEqual(after["cost"]["fee"], before["cost"]["fee"] + 300)
        self.assertEqual(after["cost"]["points"], before["cost"]["points"] + 300)
        self.assertEqual(after["gate_heard_at"], before["gate_heard_at"], "nothing was heard meanwhile")
        self.site.ledger.stop()
        self.site.start_ledger()
        self.assertIsNone(self.ask()["gate_heard_at"], "not since the ledger's start")
        self.assertEqual(self.ask()["cost"]["entered_at"], before["cost"]["entered_at"])

    def test_3_who_gets_none_is_told_why(self):
        for refusal, ask in {"not_his": {"plate": OTHER}, "unknown_member": {"member": "m-9"}, "not_plausible": {"plate": ""},
                             "no_such_session": {"session": new_id()}}.items():
            with self.subTest(refusal):
                answer = self.ask(**ask)
                self.assertEqual((answer["refusal"], answer["cost"], answer["session"]), (refusal, None, ""))
        self.assertEqual(self.ask(plate=OTHER, member="m-2")["refusal"], "no_such_session")

    def test_4_nobody_else_is_answered(self):
        mark = self.site.ears.mark()
        body = {"v": 1, "id": new_id(), "member": MEMBER, "plate": PLATE, "session": ""}
        self.site.ears.publish(ASK, json.dumps(body).encode(), self.site.key("op-anna"), qos=0)
        self.ask()
        self.assertFalse(self.site.ears.find(ANSWER, lambda b: b["id"] == body["id"], since=mark))

    def test_5_a_stay_that_has_ended_is_one_that_has_left(self):
        self.site.start_edge()
        self.site.leave(PLATE)
        self.site.wait_fact("exited", lambda b: b["session"] == self.session)
        self.site.drained()
        self.assertEqual(self.ask(session=self.session)["refusal"], "has_left")
        self.assertEqual(self.ask()["refusal"], "no_such_session")


if __name__ == "__main__":
    support.main()
