"""What a priced and explained stay takes: `price()` and `explain()` one after the other, over the demo's rules.

The demo's stays last hours; 30 days of half hours are a car that nobody fetched.
"""
import json
import os
import subprocess

from rig import HERE, row

RULES = os.path.join(HERE, "..", "..", "config", "rules.toml")
LIMITS_US = {"2 h 10 min": 20, "10 h": 20, "30 days": 200}


def run(binaries, quick, say):
    say("quotes")
    count = "20" if quick else "1000"
    out = subprocess.run([os.path.join(binaries, "quote_times"), RULES, count], check=True, capture_output=True, text=True)
    rows = []
    for figures in map(json.loads, out.stdout.splitlines()):
        limit = LIMITS_US[figures["stay"]]
        name = f"quote of {figures['stay']} in {figures['blocks']} blocks, explained"
        rows.append(row(f"{name}, median", "us", figures["median_us"], f"at most {limit} us", None, limit))
        rows.append(row(f"{name}, p99", "us", figures["p99_us"]))
    return rows
