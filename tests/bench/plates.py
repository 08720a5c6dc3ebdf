"""Which stay a reading at the exit ends: right, wrong or asked, over seeded stays with misread plates; and how long that takes.

The share is of the stays whose two readings differ: what grammar has repaired at both ends needs no matching and
makes no share look better. A misreading that is another open plate letter by letter cannot be told from that car; these stand apart,
and so do the cars whose stay such a one has taken, a fleet of consecutive plates, the densest city there can be, and cars without a stay.
"""
import json
import os
import subprocess

from rig import row

SEED = 20261


def figures(binaries, stays):
    out = subprocess.run([os.path.join(binaries, "plate_matching"), str(stays), str(SEED)], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in out.stdout.splitlines()]


def per_cent(part, whole):
    return 100 * part / max(1, whole)


def rows_of(f, judged):
    name = f"{f['world']}, {f['per_mille'] / 10:.0f} % misread at each end"
    asked = per_cent(f["asked"] + f["lost"], f["differing"])
    return [
        row(f"{name}: stays (seed {f['seed']})", "", f["stays"]),
        row("  misread at an end", "", f["misread"]),
        row("  of these put right by grammar at both ends", "%", per_cent(f["repaired"], f["misread"])),
        row("  whose readings differ", "", f["differing"]),
        row("  wrongly matched", "", f["wrong"], "at most 10" if judged else None, None, 10 if judged else None),
        row("  of the differing: a person is asked", "%", asked, "at most 20 %" if judged else None, None, 20 if judged else None),
        row("  asked without the right one among the candidates, or with none", "", f["asked_without_answer"] + f["lost"]),
        row("  asked although read well at both ends", "", f["asked_well_read"]),
        row("  read exactly as another open plate, at the exit", "", f["hits_at_exit"]),
        row("  read exactly as another open plate, at the entry", "", f["hits_at_entry"]),
        row("  the cars whose stay was taken so: matched exactly or fuzzily", "", f["after_exact"] + f["after_fuzzy"]),
        row("  the cars whose stay was taken so: asked, or no stay found", "", f["after_asked"] + f["after_none"]),
    ]


def run(binaries, quick, say):
    say("plates: seeded stays")
    rows = []
    for f in figures(binaries, 20_000 if quick else 1_000_000):
        if f["world"] == "times":
            what = f"among {f['sessions']:,} open plates, {f['readings']:,} well read ones: "
            rows.append(row(what + "p50", "ms", f["exact_p50_ns"] / 1e6))
            what = f"among {f['sessions']:,} open plates, {f['readings']:,} misread ones: "
            rows.append(row(what + "p50", "ms", f["p50_ns"] / 1e6, "at most 5 ms", None, 5))
            rows.append(row(what + "p99", "ms", f["p99_ns"] / 1e6))
        elif f["world"] == "strangers":
            rows.append(row(f"of {f['cars']:,} cars without a stay, 5 % misread: given another's", "%", per_cent(f["matched"], f["cars"])))
        else:
            rows += rows_of(f, f["world"] == "city")
    return rows
