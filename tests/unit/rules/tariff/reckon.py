"""The golden tariffs by another way: minute by minute, looking backward at what has changed, and caps in a second pass.

It shares no code and no method with rules/walk.cpp, which looks forward from border to border. Zones without summer time.
Exit 1 with a line for each worked example that comes out differently.
"""
import datetime
import functools
import itertools
import pathlib
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[4]
DAY = 1440
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
KINDS = [*NAMES, "holiday", "makeup_workday"]
VEHICLES = ["car", "new_energy_car", "large", "new_energy_large", "motorcycle", "emergency"]
MINUTE = datetime.timedelta(minutes=1)


def clock(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def moment(text):
    return datetime.datetime.fromisoformat(text)


def days(words):
    return days_of(tuple(words or ()))


@functools.cache
def days_of(words):
    meaning = {"weekday": [*NAMES[:5], "makeup_workday"], "weekend": NAMES[5:]}
    return set(itertools.chain.from_iterable(meaning.get(word, [word]) for word in words)) if words else set(KINDS)


@functools.cache
def hours(start, end):
    start, end = clock(start), clock(end)
    return {minute % DAY for minute in range(start, end if end > start else end + DAY)}


class Reckoner:
    def __init__(self, tariff):
        calendar = tariff.get("calendar", {})
        self.holidays, self.makeup = self.dates(calendar.get("holidays", [])), self.dates(calendar.get("makeup_workdays", []))
        self.tables = tariff["table"]
        self.tiers = {tier for table in self.tables for tier in table.get("tiers", [])} | {""}

    @staticmethod
    def dates(texts):
        out = set()
        for text in texts:
            first, last = (datetime.date.fromisoformat(part) for part in (text.split("/") * 2)[:2])
            out |= {first + datetime.timedelta(days=i) for i in range((last - first).days + 1)}
        return out

    def kind(self, date):
        return "holiday" if date in self.holidays else "makeup_workday" if date in self.makeup else NAMES[date.weekday()]

    def table(self, entry, vehicle, tier):
        """Of those that fit the one that fits least besides."""
        best = None
        for table in self.tables:
            parts = (set(table.get("vehicles", VEHICLES)), set(table.get("tiers", self.tiers)), days(table.get("entry_days")),
                     hours(table.get("entry_from", "00:00"), table.get("entry_to", "24:00")))
            known = tier if tier in self.tiers else ""
            here = (vehicle, known, self.kind(entry.date()), entry.hour * 60 + entry.minute)
            if all(value in part for value, part in zip(here, parts)):
                size = len(parts[0]) * len(parts[1]) * len(parts[2]) * len(parts[3])
                best = min(best or (size, table), (size, table), key=lambda pair: pair[0])
        return best[1]

    def collection(self, table, time):
        if "line" in table:
            return table
        here = (self.kind(time.date()), time.hour * 60 + time.minute)
        fitting = [(len(days(one.get("days"))) * len(hours(one.get("from", "00:00"), one.get("to", "24:00"))), i)
                   for i, one in enumerate(table["collection"])
                   if here[0] in days(one.get("days")) and here[1] in hours(one.get("from", "00:00"), one.get("to", "24:00"))]
        return table["collection"][min(fitting)[1]]

    @staticmethod
    def price_of(lines, line):
        if "fen" in line:
            return line["fen"]
        return line["total_fen"] - sum(Reckoner.price_of(lines, one) for one in lines[:lines.index(line)])

    def blocks(self, table, entry, paid_from, minutes):
        out, covered, number, origin, visit, period_before, last, entered = [], 0, 0, 0, 0, None, None, False
        for minute in itertools.count(paid_from):
            time = entry + minute * MINUTE
            collection = self.collection(table, time)
            period = {"entry": 0, "collection": 0, "calendar_day": time.date(),
                      "every_24_hours": (minute - origin) // DAY}[table.get("relative_to", "entry")]
            if minute == paid_from:
                base, period_before, last = minute, period, collection
            handed = "then" in table and minute - origin >= table["at_most_minutes"]
            entered, last = entered or collection is not last, collection
            border = handed or entered or period != period_before
            if border and covered > minute:
                block = out[-1]
                per_minute = block["line"]["type"] == "perUnit"
                if per_minute or block["open"] or table.get("transition") != "follow_through":
                    covered, block["length"] = minute, minute - block["from"]
            if minute < min(covered, minutes + 2 * DAY):
                continue
            if minute >= minutes:
                break
            if handed:
                table = next(one for one in self.tables if one["id"] == table["then"])
                origin = base = minute
                number, visit = number + 1, visit + 1
                collection = self.collection(table, time)
                period = {"calendar_day": time.date()}.get(table.get("relative_to"), 0)
            elif period != period_before:
                base = minute
            if entered and not handed:
                visit += 1
                if table.get("relative_to") == "collection":
                    base = minute
            period_before, last, entered = period, collection, False
            line = next(one for one in collection["line"] if one["from_minutes"] <= minute - base < one.get("to_minutes", 1e9))
            flat = line["type"].startswith("flatRate")
            ends = base + line.get("to_minutes", 10**7) if flat else minute + line["increment_minutes"]
            line_ends = base + line.get("to_minutes", 10**7)
            if not flat and (line["type"] == "perUnit" or table.get("transition", "follow_through") != "follow_through"):
                ends = min(ends, line_ends)
            out.append({"from": minute, "length": ends - minute, "line": line, "open": flat and "to_minutes" not in line,
                        "price": self.price_of(collection["line"], line), "number": number, "origin": origin,
                        "visit": visit, "collection": collection, "table": table})
            covered = ends
        if out and out[-1]["line"]["type"] == "perUnit":
            out[-1]["length"] = min(out[-1]["length"], minutes - out[-1]["from"])
        return out

    def own_price(self, block):
        line = block["line"]
        in_proportion = block["table"].get("transition") == "cut_in_proportion" and line["type"] == "incrementingRate"
        if line["type"] == "perUnit" or in_proportion:
            return block["price"] * block["length"] // line["increment_minutes"]
        return block["price"]

    def period(self, cap, entry, block):
        """Names the cap's period that the block begins in, and the day on which that period began."""
        start = entry + block["from"] * MINUTE
        origin = entry + block["origin"] * MINUTE
        if cap["per"] == "stay":
            return 0, origin.date()
        if cap["per"] == "hours":
            index = (block["from"] - block["origin"]) // (cap["hours"] * 60)
            return index, (origin + index * cap["hours"] * 60 * MINUTE).date()
        day = (start - clock(cap["resets_at"]) * MINUTE).date()
        return day, day

    def fee(self, entry, left, vehicle="car", tier="", before=""):
        minutes = -((entry - left) // MINUTE)
        table = self.table(entry, vehicle, tier)
        free = 0 if before == "free_minutes_spent" else table.get("free_minutes", 0)
        if minutes <= free:
            return 0
        paid_from = free if table.get("free_minutes_are") == "deducted" else 0
        spent, total = {}, 0
        for block in self.blocks(table, entry, paid_from, minutes):
            fen = self.own_price(block)
            keys = []
            if "cap_fen" in block["collection"]:
                keys.append((("visit", block["visit"]), block["collection"]["cap_fen"]))
            for i, cap in enumerate(block["table"].get("cap", [])):
                name, begun = self.period(cap, entry, block)
                if self.kind(begun) in days(cap.get("days")):
                    keys.append(((block["number"], i, name), cap["fen"]))
            fen = min([fen, *(most - spent.get(key, 0) for key, most in keys)])
            for key, _ in keys:
                spent[key] = spent.get(key, 0) + fen
            total += fen
        return total


def main():
    count = wrong = 0
    for path in sorted((ROOT / "tests/unit/rules/golden").glob("*.toml")):
        golden = tomllib.loads(path.read_text())
        source = tomllib.loads((ROOT / golden["tariff_file"]).read_text()) if "tariff_file" in golden else golden
        reckoner = Reckoner(source["tariff"])
        for one in golden["case"]:
            count += 1
            fen = reckoner.fee(moment(one["in"]), moment(one["out"]), one.get("vehicle", "car"), one.get("tier", ""),
                               one.get("before", ""))
            if fen != one["fen"]:
                wrong += 1
                print(f"{path.name}: {one['in']} to {one['out']}: {fen} fen, the file says {one['fen']}")
    print(f"{count} worked examples, {wrong} differ")
    return 1 if wrong or count < 80 else 0


if __name__ == "__main__":
    sys.exit(main())
