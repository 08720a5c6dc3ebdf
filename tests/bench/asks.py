"""What the ledger's answers to LINK and HOLD take over broker and bridge, durable on both sides."""
from rig import BenchStage, Part, free_port, percentile, row, run_tool, wait_for

LIMIT_MS = 10

BRIDGE = """listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
persistence false
connection cloud
address 127.0.0.1:{cloud}
bridge_protocol_version mqttv50
topic # both 0
"""


def run(binaries, quick, say):
    rounds = 50 if quick else 500
    say(f"asks: {rounds} rounds of LINK and HOLD over a bridge")
    stage = BenchStage(binaries)
    bridge = None
    try:
        stage.members(("m-bench", 1_000_000, "沪A00001"))
        stage.start()
        stage.edge.stop()
        port = free_port()
        with open(stage.path("bridge.conf"), "w", encoding="utf-8") as file:
            file.write(BRIDGE.format(port=port, cloud=stage.port))
        bridge = Part("bridge", ["/usr/sbin/mosquitto", "-c", stage.path("bridge.conf")], stage.folder)
        wait_for(lambda: "CONNACK" in bridge.tail(40) or bridge.alive, "the bridge")
        out = run_tool(stage, "ask_times", str(port), "keys", "asks.db", str(rounds), "沪A00001")
    finally:
        if bridge is not None:
            bridge.stop()
        stage.stop()
    times = [[float(x) for x in line.split()] for line in out.splitlines()]
    rows = []
    for index, name in ((0, "LINK"), (1, "HOLD, voucher verified and durable at the gate")):
        values = [t[index] for t in times]
        rows.append(row(f"ledger's answer to {name}, p50", "ms", percentile(values, 0.5)))
        rows.append(row(f"ledger's answer to {name}, p99", "ms", percentile(values, 0.99), f"{LIMIT_MS} ms", limit=LIMIT_MS))
    return rows
