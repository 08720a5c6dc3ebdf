"""The processes of the stage: each is started, watched and stopped by its own handle; nothing outlives the stage."""
import ctypes
import os
import random
import signal
import socket
import subprocess
import threading
import time

LIBC = ctypes.CDLL("libc.so.6", use_errno=True)
PR_SET_PDEATHSIG = 1


def free_port():
    """Below the ports that the kernel gives to clients, so that none of them takes it before its server does."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            except OSError:
                continue
            return probe.getsockname()[1]


def dies_with_its_owner(owner):
    """To be called in the child. The kernel ends it when the thread that started it ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != owner:
        os._exit(1)  # the owner went before the kernel was told


def wait_for(condition, what, seconds=15.0):
    """Waits for something that another process does. The only place where the demo looks again after a pause."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.005)
    return value


class Part:
    """One process. Its output goes to <name>.log in the stage's folder."""

    def __init__(self, name, command, folder, stdin=False, stdout=None, env=None):
        self.name = name
        owner = os.getpid()
        self.log_path = os.path.join(folder, f"{name}.log")
        self._log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE if stdout else self._log,
            stderr=self._log,
            cwd=folder,
            env=env,
            start_new_session=True,
            preexec_fn=lambda: dies_with_its_owner(owner),
        )

    @property
    def alive(self):
        return self.process.poll() is None

    def stop(self, seconds=5.0):
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()
        return self.process.returncode

    def kill(self):
        if self.alive:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def tail(self, lines=8):
        return "".join(self.log().splitlines(keepends=True)[-lines:])


class Janitor:
    """Removes the stage's folder when the stage can no longer do it: the pipe to it ends with its owner."""

    def __init__(self, folder):
        script = 'read word; [ "$word" = keep ] || until rm -rf "$0"; do :; done'
        self._process = subprocess.Popen(["/bin/sh", "-c", script, folder], stdin=subprocess.PIPE, start_new_session=True,
                                         stderr=subprocess.DEVNULL, cwd="/")

    def dismiss(self):
        self._process.communicate(b"keep\n")


class Simulator(Part):
    """The simulated hardware: takes script lines, tells as JSON lines what happens."""

    def __init__(self, command, folder):
        super().__init__("simulator", command, folder, stdin=True, stdout=True)
        import json

        self.events = []
        self._change = threading.Condition()
        self._done = {}

        def read():
            for line in self.process.stdout:
                event = json.loads(line)
                with self._change:
                    self.events.append(event)
                    # A line that failed is over as well.
                    if event["event"] in ("done", "error"):
                        lane = event.get("lane") or event["text"].split()[0]
                        self._done[lane] = self._done.get(lane, 0) + 1
                    self._change.notify_all()

        self._sent = {}
        self._reader = threading.Thread(target=read, daemon=True)
        self._reader.start()

    def stop(self, seconds=5.0):
        code = super().stop(seconds)
        self._close()
        return code

    def kill(self):
        super().kill()
        self._close()

    def _close(self):
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # of what was told last it has read nothing

    def tell(self, *lines):
        for line in lines:
            lane = line.split()[0]
            self._sent[lane] = self._sent.get(lane, 0) + 1
            self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()

    def run(self, *lines, seconds=20.0):
        """Tells these lines and waits until each lane has done what it was told."""
        start = len(self.events)
        self.tell(*lines)
        lanes = {line.split()[0] for line in lines}
        with self._change:
            good = self._change.wait_for(
                lambda: any(e["event"] == "error" for e in self.events[start:])
                or all(self._done.get(lane, 0) >= self._sent[lane] for lane in lanes),
                seconds,
            )
        errors = [e for e in self.events[start:] if e["event"] == "error"]
        if errors:
            raise RuntimeError(f"the simulator reports: {errors[0]}")
        if not good:
            raise TimeoutError(f"the simulator was not done in {seconds:.0f} s with: {lines}")
        return self.events[start:]

    def wait_event(self, wanted, what, start=0, seconds=15.0):
        with self._change:
            if not self._change.wait_for(lambda: any(wanted(e) for e in self.events[start:]), seconds):
                raise TimeoutError(f"waited {seconds:.0f} s for {what}")
            return next(e for e in self.events[start:] if wanted(e))
