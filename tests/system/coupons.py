"""Coupons over a real broker, from the exit that gives one to the books: one of money (代金券), one whose member changes his plate, and those of two
campaigns."""
import json

import support
from support import ENTRY, EXIT, Site, SystemTest

CAR = "沪A12345"
FIVE_YUAN = {"kind": "fen", "amount": 500, "most": 500}


class Books(SystemTest):
    """At the end they are sound."""

    @classmethod
    def tearDownClass(cls):
        cls.site.over(ENTRY, EXIT)
        cls.site.stop_daemons()
        text = cls.site.tool("parkgate-ledger", "verify", "--config", "ledger.toml").stdout
        assert "the books are sound" in text, text

    def report(self):
        return json.loads(self.site.tool("parkgate-ledger", "report", "--config", "ledger.toml", "--json").stdout)


class CouponOfMoney(Books):
    members = (("m-a", 2000, CAR),)

    @classmethod
    def setUpClass(cls):
        site = cls.set_site(Site())
        site.edit("rules.toml", r"(?m)^minutes = 60\b.*$", "money_fen = 500")
        site.start()

    def leave_reading(self, *lines):
        """Drives out when the driver has read these lines, each on some board."""
        site = self.site
        mark, start = site.ears.mark(), len(site.sim.events)
        site.sim.run(f"{EXIT} arrive {CAR}", f"{EXIT} wait up")
        for line in lines:
            site.sim.wait_event(lambda e: e["event"] == "display" and e["lane"] == EXIT and line in e["lines"], line, start)
        site.sim.run(f"{EXIT} drive-through", f"{EXIT} wait down")
        return mark

    def test_given_at_leaving_and_used_at_the_next_visit(self):
        site = self.site
        session = site.enter_member(CAR)
        site.leap_by(50)
        mark = self.leave_reading("用积分600", "离场赠券5.00元")
        coupon = site.wait_fact("coupon_issued", lambda f: f["session"] == session, mark)["body"]["coupon"]
        self.assertEqual(coupon["worth"], FIVE_YUAN)
        told = site.ears.wait("app/notify", lambda b: b["kind"] == "coupon_given", "the notification", mark).body["data"]
        self.assertEqual((told["coupon"], told["kind"], told["amount"], told["most_fen"]), (coupon["coupon"], "fen", "500", "500"))
        site.drained()
        shown = site.tool("parkgate-ledger", "member", "show", "m-a", "--config", "ledger.toml").stdout
        self.assertRegex(shown, rf"coupon {coupon['coupon']} +5\.00 yuan")
        budget = self.report()["budgets"]["coupons"]["return-visit"]
        self.assertEqual({name: budget[name] for name in budget if name.endswith("_fen")},
                         {"granted_fen": 50000, "left_fen": 45000, "in_slices_fen": 4500, "out_fen": 500})
        self.assertEqual(budget["granted_minutes"], 0)

        site.leap_by(24 * 60)
        session = site.enter_member(CAR)
        site.leap_by(50)
        mark = self.leave_reading("费用6.00元", "用券减5.00元")
        spent = site.wait_fact("coupon_spent", lambda f: f["session"] == session, mark)["body"]
        self.assertEqual((spent["coupon"], spent["minutes"], spent["worth"]), (coupon["coupon"], 0, 500))
        charged = site.wait_fact("charged", lambda f: f["session"] == session, mark)["body"]
        self.assertEqual(charged["worth"], 100, "points pay the rest")
        site.drained()

        report = self.report()
        self.assertEqual(report["costs"]["parking"]["coupons_fen"], {"return-visit": 500})
        self.assertEqual(report["coupons"]["return-visit"]["spent_coupons"], 1)
        self.assertEqual(report["costs"]["parking"]["losses"], {})
        listed = site.tool("parkgate-ledger", "budget", "list", "--config", "ledger.toml").stdout
        self.assertRegex(listed, r"return-visit +granted 500\.00 yuan .* spent 5\.00 yuan +100 coupons")


class OfAnotherCar(Books):
    """A member changes his plate: his coupon is issued again for the new one, and is worth one."""

    members = (("m-a", 2000, CAR),)

    @classmethod
    def setUpClass(cls):
        cls.set_site(Site()).start()

    def tell(self, *what):
        return self.ctl("member-event", *what, "--member", "m-a", config="app.toml")

    def test_the_coupon_follows_to_the_plate_that_he_has_added(self):
        site, other = self.site, "沪A54321"
        session = site.enter_member(CAR)
        site.leap_by(50)
        mark = site.leave(CAR)
        coupon = site.wait_fact("coupon_issued", lambda f: f["session"] == session, mark)["body"]["coupon"]["coupon"]
        site.drained()
        mark = site.ears.mark()
        self.tell("remove-plate", "--plate", CAR)
        told = site.ears.wait("app/notify", lambda b: b["kind"] == "coupons_replaced", "the notification", mark).body["data"]
        self.assertEqual(list(told), [coupon])
        again = told[coupon]
        shown = site.tool("parkgate-ledger", "member", "show", "m-a", "--config", "ledger.toml").stdout
        self.assertRegex(shown, rf"coupon {again} .* waits for a plate")
        self.tell("add-plate", "--plate", other)

        site.leap_by(24 * 60)
        mark = site.ears.mark()
        session = site.enter_member(other)
        answer = site.ears.wait("dn/answer", lambda b: b["kind"] == "link" and b["body"]["coupons"], "his coupon", mark).body["body"]
        self.assertEqual(answer["revoked"], [{"coupon": coupon, "instead": again}])
        site.leap_by(50)
        mark = site.leave(other)
        spent = site.wait_fact("coupon_spent", lambda f: f["session"] == session, mark)["body"]
        self.assertEqual(spent["coupon"], again)
        site.drained()
        report = self.report()
        self.assertEqual(report["coupons"]["return-visit"]["spent_coupons"], 1)
        self.assertEqual(report["coupons"]["return-visit"]["given_coupons"], 1, "it is the same one")
        self.assertEqual(report["costs"]["parking"]["losses"], {})

        # The gate has dropped the first one: with his old car he finds it no more.
        self.tell("add-plate", "--plate", CAR)
        site.leap_by(24 * 60)
        session = site.enter_member(CAR)
        site.leap_by(50)
        mark = site.leave(CAR)
        site.wait_fact("exited", lambda f: f["session"] == session, mark)
        site.drained()
        self.assertEqual([f for f in site.facts("coupon_spent", mark) if f["session"] == session], [])


class TwoCampaigns(Books):
    """The first has two coupons, and then the second one gives; each has its budget, its slices and its line in the reports."""

    cars = ("沪A12345", "沪A12346", "沪A12347", "沪A12348")
    members = tuple((f"m-{number}", 2000, plate) for number, plate in enumerate(cars))

    @classmethod
    def setUpClass(cls):
        site = cls.set_site(Site())
        one = "campaign = \"{}\"\n{}\nshortest_stay_minutes = 30\nvalid_days = {}\n"
        both = ("[[coupon]]\n" + one.format("return-visit", "minutes = 60", 14) +
                "[[coupon]]\ndays = [\"weekday\", \"weekend\", \"holiday\"]\n" + one.format("ten-yuan", "money_fen = 1000", 7))
        site.edit("rules.toml", r"(?s)\[coupon\].*?(?=\n\[)", both)
        site.edit("ledger.toml", "budget_coupons = 100", "budget_coupons = 2")
        with open(site.path("ledger.toml"), "a", encoding="utf-8") as file:
            file.write("\n[[campaign]]\nid = \"ten-yuan\"\nbudget_coupons = 50\nslice_coupons = 5\n")
        site.start()

    def leave(self, plate, session):
        mark = self.site.leave(plate)
        coupon = self.site.wait_fact("coupon_issued", lambda f: f["session"] == session, mark)["body"]["coupon"]
        self.site.drained()
        return coupon

    def budgets(self):
        listed = json.loads(self.site.tool("parkgate-ledger", "budget", "list", "--config", "ledger.toml", "--json").stdout)
        return {one["campaign"]: one for one in listed["coupons"]}

    def report_of(self, campaign):
        return json.loads(self.site.tool("parkgate-ledger", "report", "--campaign", campaign, "--config", "ledger.toml", "--json").stdout)

    def test_where_the_first_is_spent_the_second_is_given_and_each_is_booked_by_itself(self):
        site = self.site
        sessions = [site.enter_member(plate) for plate in self.cars]
        site.leap_by(50)
        given = [self.leave(self.cars[0], sessions[0])]
        # What it has in hand of either is there again after a kill.
        site.edge.kill()
        site.start_edge()
        given += [self.leave(plate, session) for plate, session in list(zip(self.cars, sessions))[1:3]]
        self.assertEqual([one["campaign"] for one in given], ["return-visit", "return-visit", "ten-yuan"])
        self.assertEqual(given[2]["worth"], {"kind": "fen", "amount": 1000, "most": 1000})

        self.ctl("campaign", "ten-yuan", "--stop", "--reason", "a test")
        site.fault("campaign_stopped", "ten-yuan")
        mark = site.leave(self.cars[3])
        site.wait_fact("exited", lambda f: f["session"] == sessions[3], mark)
        site.drained()
        self.assertEqual(site.facts("coupon_issued", mark), [], "one is spent, one is stopped")

        budgets = self.budgets()
        self.assertEqual((budgets["return-visit"]["granted_coupons"], budgets["return-visit"]["left_minutes"],
                          budgets["return-visit"]["in_slices_minutes"], budgets["return-visit"]["out_minutes"]), (2, 0, 0, 120))
        self.assertEqual((budgets["ten-yuan"]["granted_coupons"], budgets["ten-yuan"]["out_fen"], budgets["ten-yuan"]["in_slices_fen"]),
                         (50, 1000, 4000))

        # Spent at the next visit, each is a cost of its own campaign.
        site.leap_by(24 * 60)
        again = [site.enter_member(self.cars[n]) for n in (0, 2)]
        site.leap_by(50)
        for plate, session in zip((self.cars[0], self.cars[2]), again):
            mark = site.leave(plate)
            site.wait_fact("coupon_spent", lambda f: f["session"] == session, mark)
        site.drained()
        self.assertEqual(self.report()["costs"]["parking"]["coupons_fen"], {"return-visit": 600, "ten-yuan": 600})
        for campaign, coupons in (("return-visit", 2), ("ten-yuan", 1)):
            report = self.report_of(campaign)
            self.assertEqual(report["costs"]["parking"]["coupons_fen"], {campaign: 600})
            self.assertEqual({name: one["given_coupons"] for name, one in report["coupons"].items()}, {campaign: coupons})


class PresumedExit(Books):
    """The power fails with the arm up; the car that was taken to have left comes to the exit again, and pays once."""
    members = (("m-a", 9000, CAR),)

    def test_the_car_is_inside_still(self):
        site = self.site
        session = site.enter_member(CAR)
        site.leap_by(50)
        mark = site.ears.mark()
        site.sim.run(f"{EXIT} arrive {CAR}", f"{EXIT} wait up")
        site.wait_fact("opened", lambda f: f["session"] == session, mark)
        site.edge.kill()
        site.sim.run(f"{EXIT} drive-through")  # nobody looks, and nobody knows
        site.start_edge()

        def fact(kind):
            return site.wait_fact(kind, lambda f: f["session"] == session, mark)["body"]

        exited, charged, gift = fact("exited"), fact("charged"), fact("coupon_issued")["coupon"]["coupon"]
        self.assertEqual(exited["how"], "presumed")
        site.command(EXIT, "close")
        site.drained()
        site.edge.stop()
        mark = site.ears.mark()
        site.start_edge()
        site.status(lambda b: b["ledger_online"], "gate and ledger to find each other", mark)
        site.leap_by(60)

        mark = site.leave(CAR)
        reversed_ = fact("exit_reversed")
        self.assertEqual({name: reversed_[name] for name in ("left_at", "hold", "coupon_given", "debt")},
                         {"left_at": exited["left_at"], "hold": charged["hold"], "coupon_given": gift, "debt": 0})
        again, seen = fact("charged"), fact("exited")
        self.assertEqual(seen["how"], "observed")
        self.assertNotEqual(again["hold"], charged["hold"])
        self.assertEqual(again["worth"], seen["fee"])
        self.assertNotEqual(fact("coupon_issued")["coupon"]["coupon"], gift)
        site.drained()
        shown = site.tool("parkgate-ledger", "member", "show", "m-a", "--config", "ledger.toml").stdout
        self.assertRegex(shown, rf"\b{9000 - again['charged']}\b", "each stay takes its points once")
        self.assertEqual(self.report()["budgets"]["coupons"]["return-visit"]["out_minutes"], 60, "one gift")


if __name__ == "__main__":
    support.main()
