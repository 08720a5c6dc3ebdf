// Work of a tool, in pieces that are short each: between two of them gates are answered.
#pragma once

#include "ledger/app/console/order.hpp"

namespace parkgate::ledger {

class Job {
  public:
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    virtual ~Job() = default;

    virtual bool step() = 0; // false: it is finished; may throw
    [[nodiscard]] virtual Progress progress() const = 0;
    [[nodiscard]] virtual ToolReply reply() = 0; // once, when it is finished
};

} // namespace parkgate::ledger
