"""`./run bench`: every number that is promised, each beside its floor of the same run where it has one."""
import argparse
import json
import sys

import asks
import bus
import charges
import driver_seconds
import footprint
import hot_keys
import lanes
import ledger_file
import mqtt_times
import plates
import quotes
import reaction
import rtu
import tiers

BENCHES = {
    "reaction": reaction.run,
    "driver": driver_seconds.run,
    "asks": asks.run,
    "mqtt": mqtt_times.run,
    "rtu": rtu.run,
    "lanes": lanes.run,
    "bus": bus.run,
    "plates": plates.run,
    "quotes": quotes.run,
    "tiers": tiers.run,
    "charges": charges.run,
    "hot_keys": hot_keys.run,
    "ledger_file": ledger_file.run,
    "footprint": footprint.run,
    "build": lambda binaries, quick, say: footprint.build(say),
}


def table(rows):
    def text(value):
        return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)

    lines = [f"{'':74}{'floor':>9}{'value':>9} {'':3}{'ratio':>7}  goal"]
    for r in rows:
        verdict = "" if r["met"] is None else f"{r['goal']}: {'met' if r['met'] else 'MISSED'}"
        lines.append(f"{r['name']:74}{text(r['floor']):>9}{text(r['value']):>9} {r['unit']:3}{text(r['ratio']):>7}  {verdict}")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", help=f"which of: {', '.join(BENCHES)} (all)")
    arguments.add_argument("--bin", required=True)
    arguments.add_argument("--quick", action="store_true", help="few events: shows that the benches run, not what they measure")
    arguments.add_argument("--json", help="write the rows to this file")
    arguments.add_argument("--list", action="store_true")
    options = arguments.parse_args()
    if options.list:
        print("\n".join(BENCHES))
        return 0
    if unknown := set(options.names) - BENCHES.keys():
        arguments.error(f"no bench is named {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    rows = []
    for name in options.names or BENCHES:
        rows += BENCHES[name](options.bin, options.quick, lambda text: print(f"... {text}", file=sys.stderr, flush=True))
    print(table(rows))
    missed = sum(r["met"] is False for r in rows)
    print(f"{missed} of {sum(r['met'] is not None for r in rows)} goals missed" if missed else "every goal met")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=2, ensure_ascii=False)
    return 1 if missed and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
