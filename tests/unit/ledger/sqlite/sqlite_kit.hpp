// A fuse in SQLite's own machine.
#pragma once

namespace parkgate::ledger::test {

// Counts the steps of the machine down and acts when none is left; negative: never.
struct Fuse {
    int left = -1;
    void (*act)() = nullptr;
};

// For sqlite3_progress_handler: one step is an error when the fuse has burnt down.
int burn(void* fuse);

} // namespace parkgate::ledger::test
