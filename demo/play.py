"""Plays the demo: at human speed and then on until Ctrl-C, or with --check as fast as the parts allow."""
import argparse
import os
import signal
import sys
import threading
import time

from books import compare
from stage import FAST, HUMAN, Stage
from story import EXPECTED, MEMBERS, SCENES, Story


class Voice:
    """The narration."""

    def __init__(self, pause):
        self.pause = pause
        self.colour = sys.stdout.isatty()

    def _line(self, text, code=None):
        if self.colour and code:
            text = f"\x1b[{code}m{text}\x1b[0m"
        print(text, flush=True)
        time.sleep(self.pause)

    def scene(self, number, title):
        self._line(f"\n{number}. {title}", "1")

    def camera(self, lane, plate):
        self._line(f"   camera   {lane}: {plate}")

    def decision(self, text):
        self._line(f"   decision {text}", "36")

    def display(self, stage, lane):
        stage.sim.run(f"{lane} display")
        shown = [e for e in stage.sim.events if e["event"] == "display_now" and e["lane"] == lane][-1]
        self._line(f"   display  {lane}: " + " | ".join(line for line in shown["lines"] if line), "32")

    def clock(self, minutes):
        self._line(f"   clock    the site's clock leaps; the stay is {minutes} minutes")

    def quote(self, text):
        """What a program has printed."""
        for line in text.splitlines():
            print(f"            {line}", flush=True)
        time.sleep(self.pause)

    def say(self, text):
        who, _, rest = text.partition(": ")
        self._line(f"   {who:8} {rest}" if rest and len(who) <= 8 else f"   gate     {text}")


def keep_running(stage):
    print(f"\nEverything keeps running until Ctrl-C. Broker on 127.0.0.1:{stage.port}, files in {stage.folder}\n"
          f"  {stage.program('parkgatectl')} watch --config {stage.path('ctl.toml')}\n"
          f"  {stage.program('parkgatectl')} open entry-1 --reason \"a look at the demo\" --config {stage.path('ctl.toml')}", flush=True)
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    done.wait()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="no pauses; exit 0 only when the books agree")
    arguments.add_argument("--bin", required=True, help="the folder of the built programs")
    arguments.add_argument("--scenes", type=int, default=SCENES, help="play only the first N scenes")
    options = arguments.parse_args()

    def stop(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    began = time.monotonic()
    stage = Stage(options.bin, FAST if options.check else HUMAN, exit_io="rtu")
    good = False
    try:
        stage.members(*[(member, points, plate) for member, points, plate in MEMBERS])
        stage.start()
        print("A broker, the ledger, the simulated hardware and the gate run, each as its own process, on loopback.")
        print("The entry's hardware speaks Modbus TCP. The exit's arm and loops hang on an RS-485 board, Modbus RTU at 9600 baud, "
              "over a pseudo terminal that takes its time for each byte; its camera and display speak TCP.")
        Story(stage, Voice(0 if options.check else 0.8)).play(range(1, options.scenes + 1))
        if not options.check:
            keep_running(stage)
        else:
            stage.over("entry-1", "exit-1")
        stage.edge.stop()
        stage.ledger.stop()
        good = options.scenes < SCENES
        if options.scenes == SCENES:
            table, good = compare(stage.path("edge.db"), stage.path("ledger.db"), EXPECTED)
            print("\n" + table)
            print(f"Played in {time.monotonic() - began:.0f} s.")
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    except Exception as error:  # pylint: disable=broad-except
        print(f"\nThe demo failed: {type(error).__name__}: {error}", file=sys.stderr)
        for part in (stage.edge, stage.ledger, stage.broker):
            if part is not None:
                print(f"--- the end of {part.log_path}\n{part.tail()}", file=sys.stderr)
        if os.environ.get("PARKGATE_KEEP"):
            stage.own_folder = False
    finally:
        stage.stop()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
