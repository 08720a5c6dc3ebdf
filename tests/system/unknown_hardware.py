"""Hardware that nobody here has seen: a PLC with a register map of its own, written in this file, and profiles written for it from
docs/PROFILES.md alone. A car drives in and out again."""
import os
import socket
import struct
import subprocess
import threading
import time

import support
from parts import wait_for
from support import ENTRY, EXIT, Site, SystemTest

UNIT = 9
TRAVEL = 0.15
RING = 3

HEAD = """format = 1
kind = "{kind}"
name = "PLC of the gate maker: {kind}"

[link]
transports = ["tcp"]
address_base = 1
word_order = "low_first"
minimum_gap_ms = 2
response_timeout_ms = 250
read_tries = 2
probe_tries = 1

[poll]
present_ms = 25
absent_ms = 60
stale_after_ms = 800
"""

PROFILES = {
    "barrier": """
[points]
angle = { table = "input", address = 401, type = "f32", unit = "degrees" }
state = { table = "input", address = 403, type = "u16", unknown = [0], codes = { down = 10, opening = 20, up = 30, closing = 40 } }

[position]
style = "codes"
state = "state"

[commands]
open = { style = "pulse", address = 21, pulse_ms = 100 }
close = { style = "pulse", address = 22, pulse_ms = 100 }
""",
    "loops": """
[points]
before = { table = "holding", address = 301, type = "bit", bit = 5, active = "low" }
under = { table = "holding", address = 301, type = "bit", bit = 9 }

[loops]
arrival = "before"
safety = "under"
""",
    "plate_camera": """
[points]
newest = { table = "holding", address = 311, type = "u16" }
acknowledge = { table = "holding", address = 312, type = "u16", access = "write" }

[events]
style = "ring"
newest = "newest"
acknowledge = "acknowledge"
table = "input"
first_slot = 501
slot_size = 12
depth = 3

[events.fields]
plate = { address = 0, type = "text", registers = 8, encoding = "gbk", byte_order = "low_first" }
confidence = { address = 9, type = "i16", scale = 0.01 }
sequence = { address = 11, type = "u16" }
""",
}


class Plc:
    """One lane's hardware behind one Modbus TCP unit. Its maker counts from 1. A command is a contact: the drive goes when it
    closes, and stops answering to it until it has been released."""

    def __init__(self):
        self._lock = threading.Lock()
        self.before = self.under = False
        self.coils = {21: False, 22: False}
        self.commands, self.misuses = [], []
        self._from, self._to, self._since = 0.0, 0.0, 0.0
        self.newest = self.acknowledged = 0
        self._slots = [[0] * 12 for _ in range(RING)]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    # ---- what happens there ----

    def height(self):
        way = (time.monotonic() - self._since) / TRAVEL
        step = self._to - self._from
        return self._to if abs(step) <= way else self._from + (way if step > 0 else -way)

    @property
    def is_up(self):
        return self.height() == 1.0

    @property
    def is_down(self):
        return self.height() == 0.0

    def show(self, plate):
        with self._lock:
            self.newest += 1
            text = plate.encode("gbk").ljust(16, b"\0")
            self._slots[self.newest % RING] = [*struct.unpack("<8H", text), 0, 9700, 0, self.newest]

    # ---- its registers, by the maker's numbers ----

    def _input(self, number):
        if number in (401, 402):
            return struct.unpack("<2H", struct.pack("<f", 90.0 * self.height()))[number - 401]
        if number == 403:
            moving = 20 if self._to == 1.0 else 40
            return 10 if self.is_down else 30 if self.is_up else moving
        if 501 <= number < 501 + 12 * RING:
            return self._slots[(number - 501) // 12][(number - 501) % 12]
        raise KeyError(number)

    def _holding(self, number):
        if number == 301:
            return (0 if self.before else 1 << 5) | (1 << 9 if self.under else 0)
        return {311: self.newest, 312: self.acknowledged}[number]

    def _set_coil(self, number, on):
        if on and not self.coils[number]:
            command = "open" if number == 21 else "close"
            self.commands.append(command)
            if any(self.coils.values()) or (command == "close" and self.under):
                self.misuses.append(f"{command} with {self.coils}, under the arm: {self.under}")
            self._from, self._to, self._since = self.height(), 1.0 if number == 21 else 0.0, time.monotonic()
        self.coils[number] = on

    def _answer(self, pdu):
        code, first, value = struct.unpack(">BHH", pdu[:5])
        number = first + 1
        try:
            if code in (3, 4):
                registers = [(self._holding if code == 3 else self._input)(number + i) for i in range(value)]
                return struct.pack(f">BB{value}H", code, 2 * value, *registers)
            if code == 5:
                self._set_coil(number, value == 0xFF00)
                return pdu[:5]
            if code == 6 and number == 312:
                self.acknowledged = value
                return pdu[:5]
        except KeyError:
            return bytes([code | 0x80, 2])
        return bytes([code | 0x80, 1])

    # ---- Modbus TCP ----

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, client.makefile("rb") as stream:
            while len(head := stream.read(7)) == 7:
                transaction, _, length, unit = struct.unpack(">HHHB", head)
                pdu = stream.read(length - 1)
                if unit != UNIT:
                    continue
                with self._lock:
                    answer = self._answer(pdu)
                try:
                    client.sendall(struct.pack(">HHHB", transaction, 0, len(answer) + 1, unit) + answer)
                except OSError:
                    return


class UnknownSite(Site):
    def start_simulator(self):
        """Nothing of what is simulated elsewhere is used."""
        super().start_simulator()
        self.plcs = {lane: Plc() for lane in (ENTRY, EXIT)}
        os.mkdir(self.path("ours"))
        for kind, text in PROFILES.items():
            with open(self.path("ours", f"{kind}.toml"), "w", encoding="utf-8") as file:
                file.write(HEAD.format(kind=kind) + text)
        with open(self.path("edge.toml"), encoding="utf-8") as file:
            text = file.read().split("[[line]]")[0]
        for lane, plc in self.plcs.items():
            text += f'[[line]]\nid = "{lane}"\nhost = "127.0.0.1"\nport = {plc.port}\n\n'
            for kind in PROFILES:
                text += (f'[[device]]\nid = "{lane}-{kind}"\nlane = "{lane}"\nline = "{lane}"\nunit = {UNIT}\n'
                         f'profile = "ours/{kind}.toml"\n\n')
        with open(self.path("edge.toml"), "w", encoding="utf-8") as file:
            file.write(text)

    def stop(self, keep=False):
        super().stop(keep)
        for plc in getattr(self, "plcs", {}).values():
            plc.close()


class UnknownHardware(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.set_site(UnknownSite(cls.pace)).start()

    def drive(self, lane, plate):
        """Each step waits until the gate says that it has seen it."""
        plc, site = self.site.plcs[lane], self.site
        mark = site.ears.mark()
        plc.before = True
        site.lane(lane, lambda b: b["phase"] == "arrived", "to see a car", mark)
        plc.show(plate)
        wait_for(lambda: plc.is_up, "the arm up")
        plc.under = True
        site.lane(lane, lambda b: b["safety"] == "occupied", "to see it under the arm", mark)
        plc.before = False
        site.lane(lane, lambda b: b["arrival"] == "clear" and b["safety"] == "occupied", "to see it move on", mark)
        plc.under = False
        wait_for(lambda: plc.is_down and plc.commands[-1] == "close", "the arm down")
        site.at_rest(lane)
        wait_for(lambda: not any(plc.coils.values()), "the contacts to be released")
        return mark

    def test_a_car_drives_in_and_out(self):
        site, plate = self.site, "沪U12345"
        checked = subprocess.run([site.program("parkgate-edge"), "--config", "edge.toml", "--check-config"], cwd=site.folder,
                                 capture_output=True, text=True, timeout=60)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        entered = site.wait_fact("entered", since=self.drive(ENTRY, plate))
        exited = site.wait_fact("exited", since=self.drive(EXIT, plate))
        self.assertEqual(exited["session"], entered["session"], "it was another car that left")
        self.assertEqual(exited["body"]["how"], "observed")
        for lane, plc in site.plcs.items():
            self.assertEqual(plc.commands, ["open", "close"], lane)
            self.assertEqual(plc.misuses, [], lane)
            self.assertEqual(plc.acknowledged, plc.newest, f"{lane}: the reading was not acknowledged")


if __name__ == "__main__":
    support.main()
