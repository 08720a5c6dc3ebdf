"""Whether charges take longer when all of them meet the same rows: one member, the points of one store, the coupons of one campaign.

At the store's port, in commits of 64, against 500 members, 20 stores and 20 campaigns that are met evenly. The loads take turns.
"""
import statistics

from charge_books import ChargeBooks
from ledger_stage import LedgerStage
from rig import row

GOAL = "1.5 x the uniform load"
LOADS = {"one member has every charge": {"members": 1, "stores": 1}, "one store pays for all points": {"stores": 1},
         "one campaign gives every coupon": {"campaigns": 1}}


def run(binaries, quick, say):
    charges, rounds = (640, 2) if quick else (9600, 9)
    say(f"hot keys: {rounds} rounds of {charges} charges in four loads")
    stage = LedgerStage(binaries)
    try:
        books = [ChargeBooks(stage, "uniform", charges)]
        books += [ChargeBooks(stage, f"hot-{number}", charges, **load) for number, load in enumerate(LOADS.values())]
        seconds = [[] for _ in books]
        for first in range(rounds):
            for turn in range(len(books)):
                load = (first + turn) % len(books)
                seconds[load].append(books[load].take()["seconds"])
    finally:
        stage.stop()
    uniform, *hot = (statistics.median(load) for load in seconds)
    return [row(f"{charges} charges, {name} (median of {rounds} rounds)", "s", value, GOAL, uniform, 1.5 * uniform)
            for name, value in zip(LOADS, hot)]
