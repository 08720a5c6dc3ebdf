// The ledger's file. Internal to the room.
#pragma once

#include "platform/sqlite/database.hpp"

namespace parkgate::ledger {

sqlite::Schema schema();

} // namespace parkgate::ledger
