"""Whether charges take longer when all of them meet the same rows: one member, the points of one store, the coupons of one campaign.

At the store's port, in commits of 64, against 500 members, 20 stores and 20 campaigns that are met evenly. The loads take turns.
"""
import statistics

from ledger_stage import LedgerStage
from rig import json_lines, row, run_tool

GOAL = "1.5 x the uniform load"
LOADS = (("member", "one member has every charge"), ("store", "one store pays for all points"), ("campaign", "one campaign gives every coupon"))


def run(binaries, quick, say):
    charges, rounds = (640, 2) if quick else (9600, 9)
    say(f"hot keys: {rounds} rounds of {charges} charges in four loads")
    stage = LedgerStage(binaries)
    try:
        lines = json_lines(run_tool(stage, "charge_store", "keys", "ledger.toml", stage.folder, str(charges), str(rounds), seconds=3600))
    finally:
        stage.stop()

    def median(load):
        return statistics.median(line["seconds"] for line in lines if line["what"] == load)

    uniform = median("uniform")
    return [row(f"{charges} charges, {name} (median of {rounds} rounds)", "s", median(load), GOAL, uniform, 1.5 * uniform)
            for load, name in LOADS]
