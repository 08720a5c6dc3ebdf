// Faults that stand. Raised and cleared, each once a change; protocol/faults.hpp has each code's text and remedy.
#pragma once

#include "protocol/telemetry.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace parkgate::core {

class FaultBook {
  public:
    // True when this is a change.
    bool raise(const std::string& code, const std::string& where, SiteTime now) {
        return faults_.try_emplace({code, where}, now).second;
    }
    bool clear(const std::string& code, const std::string& where) { return faults_.erase({code, where}) > 0; }

    [[nodiscard]] bool stands(const std::string& code, const std::string& where) const {
        return faults_.contains({code, where});
    }
    [[nodiscard]] std::vector<ActiveFault> all() const {
        std::vector<ActiveFault> out;
        for (const auto& [key, since] : faults_) {
            out.push_back({key.first, key.second, since});
        }
        return out;
    }
    // The first fault at a place; empty: none.
    [[nodiscard]] std::string at(const std::string& where) const {
        for (const auto& [key, since] : faults_) {
            if (key.second == where) {
                return key.first;
            }
        }
        return {};
    }

  private:
    std::map<std::pair<std::string, std::string>, SiteTime> faults_;
};

} // namespace parkgate::core
