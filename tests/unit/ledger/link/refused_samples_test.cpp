// protocol/samples/refused: what is said by somebody who may not, or of what cannot be. Each has the name under which
// it is refused, and the books stay as they were.
#include "ledger/link/inbound.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/mall.hpp"
#include "tests/unit/ledger/support/messages.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace parkgate::ledger::test {
namespace {

namespace json = boost::json;

std::vector<std::filesystem::path> sample_files() {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(PARKGATE_ROOT "protocol/samples/refused")) {
        out.push_back(entry.path());
    }
    std::ranges::sort(out);
    return out;
}

std::string text_of(const json::object& sample, std::string_view key) {
    return std::string(sample.at(key).as_string());
}

mqtt::Message message_of(const json::object& sample) {
    const auto& said = sample.at("message");
    const std::string bytes = said.is_string() ? std::string(said.as_string()) : json::serialize(said);
    const std::string by = text_of(sample, "signed_by");
    auto message = signed_by(by, text_of(sample, "topic"), bytes);
    if (by.empty()) {
        message.key = {};
        message.signature.clear();
    }
    if (const auto* change = sample.if_contains("change")) {
        const std::string from(change->as_array().at(0).as_string());
        message.bytes.replace(message.bytes.find(from), from.size(), change->as_array().at(1).as_string());
    }
    return message;
}

class RefusedSample : public testing::TestWithParam<std::filesystem::path> {
  protected:
    std::pair<std::string, std::string> say(const json::object& sample) {
        auto work = inbound_.read(message_of(sample));
        if (!work) {
            return {"unread", work.error().cause};
        }
        const std::vector<Work> batch{*std::move(work)};
        const auto result = std::get<EventResult>(mall_.store->take(batch, mall_.now, wall).front());
        return {std::string(parkgate::text_of(result.answer.outcome)), result.answer.code};
    }
    // All that the books are.
    std::string books() const {
        std::string out;
        for (const auto& balance : mall_.store->balances()) {
            out += balance.kind + " " + balance.owner + " " + std::to_string(balance.amount) + "\n";
        }
        return out;
    }

    Inbound inbound_{site, {lot}, key_ring(), PlateHasher({1, 2, 3})};
    Mall mall_{[](Terms& terms) {
        terms.stores.push_back({{"cinema"}, "retail", rules::LeaseType::turnover_rent, true});
        terms.stores.push_back({{"noodles"}, "dining", rules::LeaseType::turnover_rent, true});
    }};
};

TEST_P(RefusedSample, has_a_name_and_changes_nothing) {
    std::ostringstream text;
    text << std::ifstream(GetParam()).rdbuf();
    const json::object sample = json::parse(text.str()).as_object();
    if (const auto* before = sample.if_contains("before")) {
        for (const auto& each : before->as_array()) {
            ASSERT_EQ(say(each.as_object()).second, "") << "what was said before is good";
        }
    }
    const std::string held = books();
    EXPECT_EQ(say(sample), (std::pair{text_of(sample, "outcome"), text_of(sample, "cause")}))
        << text_of(sample, "says");
    EXPECT_EQ(books(), held);
}

INSTANTIATE_TEST_SUITE_P(Each, RefusedSample, testing::ValuesIn(sample_files()),
                         [](const auto& info) { return info.param.stem().string(); });

} // namespace
} // namespace parkgate::ledger::test
