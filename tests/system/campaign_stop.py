"""Staff stop a campaign: its gates give no coupon of it any more, say so, and go on when it goes on. Over a real broker."""
import time

import support
from support import ENTRY, EXIT, Site, SystemTest

CARS = ("沪A12345", "沪A12346", "沪A12347", "沪A12348")
CAMPAIGN = "return-visit"


class CampaignStop(SystemTest):
    members = tuple((f"m-{number}", 2000, plate) for number, plate in enumerate(CARS))

    @classmethod
    def setUpClass(cls):
        cls.set_site(Site()).start()

    @classmethod
    def tearDownClass(cls):
        cls.site.over(ENTRY, EXIT)
        cls.site.stop_daemons()
        text = cls.site.tool("parkgate-ledger", "verify", "--config", "ledger.toml").stdout
        assert "the books are sound" in text, text

    def leave(self, plate, session):
        """Whether a coupon was given."""
        mark = self.site.leave(plate)
        exited = self.site.wait_fact("exited", lambda f: f["session"] == session, mark)
        self.site.drained()
        given = [f for f in self.site.facts("coupon_issued", mark) if f["session"] == session]
        self.assertGreater(exited["body"]["fee"], 0)
        return bool(given)

    def switch(self, how):
        return self.ctl("campaign", CAMPAIGN, how, "--reason", "a test")

    def test_a_stopped_campaign_gives_nothing_until_it_goes_on(self):
        site = self.site
        sessions = [site.enter_member(plate) for plate in CARS]
        site.leap_by(50)
        self.assertTrue(self.leave(CARS[0], sessions[0]))

        mark, begun = site.ears.mark(), time.monotonic()
        self.switch("--stop")
        status = site.fault("campaign_stopped", CAMPAIGN, mark)
        print(f"\n    from the order to the gate's word: {time.monotonic() - begun:.2f} s", flush=True)
        self.assertTrue(status["ledger_online"])
        self.assertEqual(status["coupons_left"], 0)
        self.assertFalse(self.leave(CARS[1], sessions[1]))

        # A gate that was away hears it as any other does.
        site.edge.stop()
        mark = site.ears.mark()
        site.start_edge()
        site.fault("campaign_stopped", CAMPAIGN, mark)
        self.assertFalse(self.leave(CARS[2], sessions[2]))

        begun = time.monotonic()
        self.switch("--go-on")
        site.no_fault("campaign_stopped", CAMPAIGN)
        print(f"    until it gives again: {time.monotonic() - begun:.2f} s", flush=True)
        self.assertTrue(self.leave(CARS[3], sessions[3]))

        # What was given before is good: its worth is in the books as it was.
        site.leap_by(24 * 60)
        session = site.enter_member(CARS[0])
        site.leap_by(50)
        mark = site.leave(CARS[0])
        site.wait_fact("coupon_spent", lambda f: f["session"] == session, mark)
        site.drained()


if __name__ == "__main__":
    support.main()
