// What the tests of the gate's file write into it.
#pragma once

#include "edge/store/edge_store.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace parkgate::test::stored {

inline const SiteTime noon{std::chrono::hours(12)};

Signer box_signer();
store::Identity identity();
std::string id_text(std::int64_t number);
core::Record record(std::int64_t number, FactBody body = OpenIntent{{"in"}, {"a1"}, OpenCause::entry});

// With something in each member.
core::Session full_session();
core::Admission full_admission();
core::PresumedExit full_presumed_exit();
Coupon coupon(const std::string& id);

} // namespace parkgate::test::stored
