// What operators watch: retained lane and box state, and events. No plate, phone or name in any of them.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <map>
#include <string>
#include <vector>

namespace parkgate {

// One lane, retained. Texts are the enumerators of the core's types.
struct LaneState {
    LaneId lane;
    std::string direction; // entry | exit; of a reversible lane, of the car in it or the last one
    std::string phase;
    std::string arm;     // down | moving | up | fault | torn_off | unknown
    std::string arrival; // the loop in front: clear | occupied | unknown | none
    std::string safety;  // under the arm, by whatever is fitted
    SessionId session;   // of the car in the lane; empty: none
    QuoteId quote;
    Fen due;
    std::vector<std::string> display; // without the plate line
    std::string posture;              // why the lane is not at work; empty: it is
    SiteTime since;                   // of the phase
    bool operator==(const LaneState&) const = default;
};

struct LaneEvent {
    EventId id;
    LaneId lane;
    std::string kind; // arrived | read | opened | passed | turned_back | closed | left | entered | ...
    SessionId session;
    SiteTime at;
    std::string detail;
    bool operator==(const LaneEvent&) const = default;
};

// A fault that stands. `code` is a row of protocol/faults.hpp.
struct ActiveFault {
    std::string code;
    std::string where; // lane or device; empty: the box
    SiteTime since;
    bool operator==(const ActiveFault&) const = default;
};

// A Modbus line. Counts are since the start of the program.
struct LineStatus {
    std::string line;                // its id in the configuration
    std::string state;               // good | crowded | failing | closed
    std::int64_t load_percent = 0;   // of the last second
    std::int64_t budget_percent = 0; // that polls may take; 0: of no concern
    std::int64_t requests = 0;
    std::int64_t timeouts = 0;
    std::int64_t exceptions = 0;
    std::int64_t garbled = 0; // bad checksums, wrong units, wrong functions, wrong lengths
    std::int64_t reconnects = 0;
    std::int64_t noise = 0;       // bytes that nobody had asked for
    std::int64_t events_lost = 0; // that a camera overwrote before they were read
    bool operator==(const LineStatus&) const = default;
};

// The box, retained; the broker publishes {"alive": false} as the will.
struct BoxStatus {
    BoxId box;
    bool alive = true;
    std::string version;
    std::string mode;  // production | demo
    std::string store; // ok | slow | limp
    bool ledger_online = false;
    std::int64_t outbox = 0;       // facts without the ledger's acknowledgement
    std::int64_t sessions = 0;     // cars inside
    std::int64_t coupons_left = 0; // of the slice
    SiteTime site_time;
    std::map<std::string, std::int64_t> refused; // messages and reads that were not taken, by cause
    std::vector<ActiveFault> faults;
    std::vector<LineStatus> lines; // at most 64, those in trouble first
    bool operator==(const BoxStatus&) const = default;
};

} // namespace parkgate
