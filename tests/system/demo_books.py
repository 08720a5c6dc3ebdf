"""The tools of the ledger on the books that the demo's story leaves: what they say is what the story tells."""
import json
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing

import support
from stage import FAST, Stage
from story import ENTRY, EXIT, EXPECTED, MEMBERS, Story
from support import SystemTest

GOOD, FAILED = 0, 1
COUPON_MINUTES, SLICE_COUPONS, BUDGET_COUPONS = 60, 10, 100
FEN_A_MINUTE = 10  # 3.00 yuan a half hour, and all minutes of the story are bought by the half hour
POINTS, COUPONS, FEN = EXPECTED["points"], EXPECTED["coupons"], EXPECTED["fen"]
SPENDABLE = {member: POINTS[member] for member, _, _ in MEMBERS}
GIVEN = sum(points for _, points, _ in MEMBERS)
OUT = COUPONS["issued"] - COUPONS["spent"]


class Silent:
    """The story without its narration."""

    def __getattr__(self, _):
        return lambda *_: None


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d} yuan"


class DemoBooks(SystemTest):
    @classmethod
    def setUpClass(cls):
        stage = cls.set_site(Stage(support.BINARIES, FAST, exit_io="rtu"))
        stage.members(*MEMBERS)
        stage.start()
        Story(stage, Silent()).play()
        stage.over(ENTRY, EXIT)
        stage.edge.stop()
        stage.tool("parkgate-ledger", "backup", "books.db", "--config", "ledger.toml")

    def run_tool(self, *command, exits=GOOD):
        done = subprocess.run([self.site.program("parkgate-ledger"), *command, "--config", "ledger.toml"], cwd=self.site.folder,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, exits, done.stdout + done.stderr)
        return done.stdout if exits == GOOD else done.stderr

    def report(self, *more):
        return json.loads(self.run_tool("report", "--json", *more))

    def rows_of(self, *command):
        """Lines as they are printed, with one space where there are several."""
        return [" ".join(line.split()) for line in self.run_tool(*command).splitlines()]

    # ---- report ----

    def test_a_report_has_the_points_of_the_story(self):
        costs = self.report()["costs"]
        self.assertEqual(costs["liability"], {"mall": {"points": GIVEN - POINTS["charged"], "fen": GIVEN - POINTS["charged"]}})
        self.assertEqual(costs["liability_points"], sum(SPENDABLE.values()) + POINTS["held"])
        self.assertEqual(costs["earning"], {"mall": {"fen": GIVEN, "became_parking_fen": POINTS["charged"]}})
        self.assertEqual(costs["laid_out_fen"], 0)

    def test_a_report_has_the_parking_of_the_story(self):
        costs = self.report()["costs"]
        by_points = EXPECTED["minutes"]["bought with points"] * FEN_A_MINUTE
        by_coupons = EXPECTED["minutes"]["covered by coupons"] * FEN_A_MINUTE
        by_the_cinema = 60 * FEN_A_MINUTE
        self.assertEqual(costs["parking"], {"spent_points": POINTS["charged"], "points_fen": by_points,
                                            "coupons_fen": {"return-visit": by_coupons},
                                            "benefits_fen": {"store:cinema": by_the_cinema}, "losses": {}})
        self.assertEqual(costs["parking_fen"], by_points + by_coupons + by_the_cinema)
        self.assertEqual(FEN["fees"], FEN["money"] + costs["parking_fen"])

    def test_a_report_of_a_store_has_what_it_gave_at_the_barrier(self):
        parking = self.report("--store", "cinema")["costs"]
        self.assertEqual((parking["parking"]["benefits_fen"], parking["parking_fen"]), ({"store:cinema": 600}, 600))
        self.assertEqual(self.report("--store", "dining")["costs"]["parking_fen"], 0)

    def test_a_report_has_the_coupons_of_the_story(self):
        self.assertEqual(self.report()["coupons"], {"return-visit": {
            "given_coupons": COUPONS["issued"], "spent_coupons": COUPONS["spent"], "lapsed_coupons": 0, "misused_coupons": 0,
            "return_rate_permille": 1000 * COUPONS["spent"] // COUPONS["issued"],
            "cost_fen": EXPECTED["minutes"]["covered by coupons"] * FEN_A_MINUTE,
            "return_visit_fen": COUPON_MINUTES * FEN_A_MINUTE}})

    def test_a_report_has_what_stands_open_after_the_story(self):
        report = self.report()
        exposure = report["exposure"]
        self.assertEqual([(one["box"], one["coupons"], one["minutes"]) for one in exposure["slices"]],
                         [("box-1", COUPONS["left in slice"], COUPONS["left in slice"] * COUPON_MINUTES)])
        self.assertEqual((exposure["holds"], exposure["holds_points"]), (EXPECTED["sessions"]["inside"], POINTS["held"]))
        budget = report["budgets"]["coupons"]["return-visit"]
        self.assertEqual({name: budget[f"{name}_minutes"] for name in ("granted", "left", "in_slices", "out")},
                         {"granted": BUDGET_COUPONS * COUPON_MINUTES, "left": (BUDGET_COUPONS - SLICE_COUPONS) * COUPON_MINUTES,
                          "in_slices": COUPONS["left in slice"] * COUPON_MINUTES, "out": OUT * COUPON_MINUTES})
        self.assertEqual([year["used_fen"] for year in report["budgets"]["years"].values()], [GIVEN])

    def test_a_report_has_the_visits_and_the_money_of_the_story(self):
        aims = self.report()["aims"]
        visitors_without_membership, who_came_twice = 2, 1
        visits = EXPECTED["sessions"]["left"] - visitors_without_membership
        self.assertEqual(aims["loyalty"], {"members_who_came": visits - who_came_twice, "members_again": who_came_twice,
                                           "within_days": 30, "visits": visits})
        self.assertEqual(aims["revenue"], {"fees_fen": FEN["money"], "sales_fen": 0, "receipts": 0})

    def test_a_report_of_another_time_has_nothing_of_the_story(self):
        for period in (("--until", "2001-01-01"), ("--since", "2100-01-01")):
            with self.subTest(period):
                report = self.report(*period)
                self.assertEqual((report["costs"]["parking_fen"], report["costs"]["earning_fen"]), (0, 0))
                self.assertEqual((report["aims"]["loyalty"]["visits"], report["aims"]["revenue"]["fees_fen"]), (0, 0))
                self.assertEqual(report["costs"]["liability_points"], GIVEN - POINTS["charged"], "what stands open stands open now")

    def test_the_text_says_what_the_program_s_form_says(self):
        rows = self.rows_of("report")
        for row in (f"points {POINTS['charged']} points {yuan(POINTS['charged'])}",
                    f"in all {GIVEN - POINTS['charged']} points {yuan(GIVEN - POINTS['charged'])}",
                    f"return-visit, box box-1 {COUPONS['left in slice']} coupons {COUPONS['left in slice'] * COUPON_MINUTES} min",
                    "store:cinema 6.00 yuan",
                    f"fees taken in money {yuan(FEN['money'])}"):
            self.assertIn(row, rows)
        given = [row for row in rows if row.startswith("return-visit ") and "given" in row]
        self.assertEqual(given, [f"return-visit {COUPONS['issued']} given {COUPONS['spent']} spent 0 lapsed 0 misused "
                                 f"return rate {100 * COUPONS['spent'] / COUPONS['issued']:.1f} %"])

    def test_a_copy_says_what_the_running_ledger_says(self):
        live, copied = self.report(), self.report("--backup", "books.db")
        for report in (live, copied):
            del report["made_at"]
        self.assertEqual(live, copied)

    # ---- verify ----

    def test_the_books_are_sound_and_their_balances_are_the_story_s(self):
        rows = self.rows_of("verify")
        self.assertEqual(rows[-1], "the books are sound")
        balances = {(kind, owner): int(amount) for _, kind, owner, amount in (row.split() for row in rows[:-1])}
        for member, points in SPENDABLE.items():
            self.assertEqual(balances["member_spendable", member], points)
        self.assertEqual(sum(amount for (kind, _), amount in balances.items() if kind == "member_held"), POINTS["held"])
        self.assertEqual(balances["points_used_for_parking", "house-1"], POINTS["charged"])
        self.assertEqual(balances["slice_escrow", "box-1"], COUPONS["left in slice"] * COUPON_MINUTES)
        self.assertEqual(balances["coupon_liability", "return-visit"], OUT * COUPON_MINUTES)
        self.assertEqual(balances["coupons_redeemed", "return-visit"], COUPONS["spent"] * COUPON_MINUTES)
        self.assertFalse([row for row in rows if row.startswith("session ")], "a fee differs from the gate's")

    def test_books_that_somebody_has_changed_are_not_sound(self):
        changes = {"the chain": ("UPDATE txn SET cause = 'nobody' WHERE id = (SELECT max(id) FROM txn)", r"transaction|hash|chain"),
                   "a balance": ("UPDATE account SET balance = balance + 1 WHERE owner = 'm-a' AND kind = 'member_spendable'",
                                 "the balance is not the sum of its entries"),
                   "a hold": ("UPDATE hold SET points = points - 300 WHERE state = 0", "the points held are not those of the open holds"),
                   "a slice": ("UPDATE slice SET remaining = remaining - 5", "in escrow are not those of the open slices"),
                   "a budget": ("UPDATE account SET balance = balance + 60 WHERE kind = 'campaign_budget'",
                                "return-visit: the minutes granted are not those left, in slices, out, redeemed"),
                   "a budget that is overdrawn": ("UPDATE account SET balance = -60 WHERE kind = 'campaign_budget'",
                                                  "campaign_budget return-visit: may not stand at -60"),
                   "a slice's campaign": ("UPDATE slice SET campaign = 'another' WHERE state = 0", "another: the minutes granted"),
                   "what a store gave": ("UPDATE account SET balance = 0 WHERE owner = 'store:cinema' AND kind = 'benefit_funding'",
                                         "benefit_funding store:cinema: the balance is not the sum of its entries"),
                   "a coupon": ("UPDATE coupon SET state = 2 WHERE state = 0", "are not those of the liability")}
        for what, (statement, said) in changes.items():
            with self.subTest(what):
                changed = self.site.path("changed.db")
                shutil.copy(self.site.path("books.db"), changed)
                with closing(sqlite3.connect(changed)) as books:
                    books.execute("PRAGMA ignore_check_constraints = ON")
                    for (trigger,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                        books.execute(f"DROP TRIGGER {trigger}")  # who means it takes away what is in his way
                    self.assertGreater(books.execute(statement).rowcount, 0)
                    books.commit()
                self.assertRegex(self.run_tool("verify", "--backup", "changed.db", exits=FAILED), said)
                os.remove(changed)

    # ---- suggest ----

    def test_a_rate_to_begin_with_follows_from_rent_or_commission(self):
        by_rent = self.rows_of("suggest", "--rent", "300000", "--sales", "3000000", "--share", "20")
        self.assertEqual(by_rent, ["fen_per_point = 50 # 0.50 yuan a point",
                                   "of a sale the mall gets 10.00 % and gives back at most 2.00 %; a point of 0.01 yuan costs it 2.00 %"])
        self.assertEqual(self.rows_of("suggest", "--commission", "10", "--share", "20"), by_rent)
        for wrong, code, said in ((("--share", "20"), 106, "--rent and --sales, or --commission, is required"),
                                  (("--rent", "1", "--share", "20"), 107, "--rent requires --sales"),
                                  (("--commission", "101", "--share", "20"), 105, "Value 101 not in range"),
                                  (("--commission", "10", "--rent", "5", "--sales", "9", "--share", "20"), 108, "excludes")):
            with self.subTest(wrong):
                self.assertIn(said, self.run_tool("suggest", *wrong, exits=code))

    # ---- try ----

    def tried_fees(self, rules, since="2020-01-01"):
        """(stays, fen by the rules that held, fen by these) of the last line."""
        row = self.rows_of("try", rules, "--since", since)[-1]
        stays, cost, would = re.fullmatch(r"in all (\d+) stays cost (\S+) yuan would cost (\S+) yuan .*", row).groups()
        return int(stays), round(float(cost) * 100), round(float(would) * 100)

    def candidate(self, name, pattern, to):
        with open(self.site.path(name), encoding="utf-8") as file:
            text, done = re.subn(pattern, to, file.read())
        self.assertGreater(done, 0)
        with open(self.site.path("candidate.toml"), "w", encoding="utf-8") as file:
            file.write(text)
        return "candidate.toml"

    def test_the_rules_that_held_cost_what_they_cost(self):
        left, fees = EXPECTED["sessions"]["left"], FEN["fees"]
        self.assertEqual(self.tried_fees("rules.toml"), (left, fees, fees))
        self.assertEqual(self.tried_fees("rules.toml", since="2100-01-01"), (0, 0, 0))

    def test_a_tariff_of_twice_the_price_costs_twice(self):
        _, held, would = self.tried_fees(self.candidate("rules.toml", r"(?m)^fen = 300\b", "fen = 600"))
        self.assertEqual(would, 2 * held)

    def tried_parts(self, rules):
        """Who pays the fees: {who: (fen by the rules that held, fen by these)}."""
        rows = self.rows_of("try", rules, "--since", "2020-01-01")
        parts = rows[rows.index("who pays them") + 1:rows.index("fees by the tariff")]
        found = [re.fullmatch(r"(\w.*?) \d+ stays paid (\S+) yuan \d+ stays would pay (\S+) yuan \S+ yuan", part) for part in parts]
        fen = {match[1]: tuple(round(float(match[n]) * 100) for n in (2, 3)) for match in found if match}
        spent = re.search(r"^points spent: (\S+) points, would be (\S+) points", "\n".join(parts), re.M)
        return fen, tuple(int(text.replace(",", "")) for text in spent.groups())

    def test_the_fees_that_were_are_paid_by_who_paid_them(self):
        parts, points = self.tried_parts("rules.toml")
        self.assertEqual({who: would for who, (_, would) in parts.items()}, {who: was for who, (was, _) in parts.items()})
        self.assertEqual(sum(was for was, _ in parts.values()), FEN["fees"])
        self.assertEqual(parts["money of drivers"][0], FEN["money"])
        self.assertEqual(parts["points"][0], POINTS["charged"] * FEN_A_MINUTE * 30 // 300)
        self.assertEqual(points, (POINTS["charged"], POINTS["charged"]))
        given = f"coupons given: {COUPONS['issued']}; as far as budgets go it would be {COUPONS['issued']} of return-visit"
        self.assertIn(given, self.rows_of("try", "rules.toml", "--since", "2020-01-01"))

    def test_what_dearer_points_pay_no_longer_is_paid_in_money(self):
        parts, (spent, would) = self.tried_parts(self.candidate("rules.toml", r"(?m)^points_per_unit = 300\b", "points_per_unit = 600"))
        (points, fewer), (money, more) = parts["points"], parts["money of drivers"]
        self.assertLess(fewer, points)
        self.assertEqual(more - money, points - fewer)
        self.assertGreater(would, spent, "who had enough of them held spends more")
        self.assertEqual(parts["coupon"][0], parts["coupon"][1])

    def test_another_membership_would_have_given_nothing_to_those_who_bought_nothing(self):
        rows = self.rows_of("try", self.candidate("membership.toml", "fen_per_point = 100", "fen_per_point = 50"), "--since", "2020-01-01")
        self.assertEqual(rows, ["in all 0 events gave 0 points 0.00 yuan would give 0 points 0.00 yuan 0 points 0.00 yuan"])

    def test_what_is_tried_changes_nothing(self):
        before = self.run_tool("verify")
        self.tried_fees("rules.toml")
        self.assertEqual(self.run_tool("verify"), before)
        self.assertFalse([name for name in os.listdir(self.site.folder) if ".copy-" in name], "a copy was left")


if __name__ == "__main__":
    support.main()
