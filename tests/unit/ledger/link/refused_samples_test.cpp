// protocol/samples/refused: what is said by somebody who may not, or of what cannot be. Each has the name under which
// it is refused, and the books stay as they were.
#include "ledger/link/inbound.hpp"
#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"
#include "platform/sqlite/database.hpp"
#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/mall.hpp"
#include "tests/unit/ledger/support/messages.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <variant>

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

using Named = std::pair<std::string, std::string>; // outcome and cause

struct Name {
    Named operator()(const EventResult& result) const {
        return {std::string(parkgate::text_of(result.answer.outcome)), result.answer.code};
    }
    Named operator()(const FactResult& result) const {
        return {std::string(parkgate::text_of(result.entry.outcome)), result.entry.code};
    }
    Named operator()(const AskResult& result) const {
        if (result.answer.empty()) {
            return {"unanswered", "ask_conflict"};
        }
        const auto refusal = std::get<HoldAnswer>(answer_of(result).body).refusal;
        return {refusal.empty() ? "answered" : "refused", refusal};
    }
};

class RefusedSample : public testing::TestWithParam<std::filesystem::path> {
  protected:
    RefusedSample() : RefusedSample(sqlite::open_in_memory(schema())) {}

    Named say(const json::object& sample) {
        auto work = inbound_.read(message_of(sample));
        if (!work) {
            return {"unread", work.error().cause};
        }
        const std::vector<Work> batch{*std::move(work)};
        return std::visit(Name{}, mall_.store->take(batch, mall_.now, wall).front());
    }
    // All that the books are: every row of every table, but for what only remembers which messages came.
    [[nodiscard]] std::string books() const {
        const std::set<std::string> remembered{"inbox", "event", "ask", "mark"};
        std::string tables;
        read("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", tables);
        std::istringstream names(tables);
        std::string out;
        for (std::string table; std::getline(names, table, '|');) {
            if (!remembered.contains(table)) {
                out += "\n" + table + ": ";
                read("SELECT * FROM " + table, out);
            }
        }
        return out;
    }

  private:
    explicit RefusedSample(SQLite::Database database)
        : database_(database.getHandle()), mall_(std::make_unique<SqliteEngine>(std::move(database)), [](Terms& terms) {
              terms.stores.push_back({{"cinema"}, "retail", rules::LeaseType::turnover_rent, true});
              terms.stores.push_back({{"noodles"}, "dining", rules::LeaseType::turnover_rent, true});
          }) {}

    void read(const std::string& query, std::string& out) const {
        const auto add = [](void* text, int columns, char** values, char**) {
            for (int i = 0; i < columns; ++i) {
                static_cast<std::string*>(text)->append(values[i] == nullptr ? "none" : values[i]).append("|");
            }
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(database_, query.c_str(), add, &out, nullptr), SQLITE_OK) << query;
    }

    sqlite3* database_; // the engine's

  protected:
    Inbound inbound_{site, {lot, "p2"}, key_ring(), PlateHasher({1, 2, 3}), {{{"b1"}, lot}, {{"b2"}, "p2"}}};
    Mall mall_;
};

TEST_P(RefusedSample, has_a_name_and_changes_nothing) {
    std::ostringstream text;
    text << std::ifstream(GetParam()).rdbuf();
    const json::object sample = json::parse(text.str()).as_object();
    std::string held = books();
    if (const auto* before = sample.if_contains("before")) {
        for (const auto& each : before->as_array()) {
            ASSERT_EQ(say(each.as_object()).second, "") << "what was said before is good";
            ASSERT_NE(std::exchange(held, books()), books()) << "and does something";
        }
    }
    const Named expected{text_of(sample, "outcome"), text_of(sample, "cause")};
    EXPECT_EQ(say(sample), expected) << text_of(sample, "says");
    EXPECT_EQ(books(), held);
    if (expected.first == "quarantined") {
        const auto kept = mall_.store->quarantined(EventId{text_of(sample.at("message").as_object(), "id")});
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->bytes, message_of(sample).bytes) << "a person can look at it";
        EXPECT_EQ(kept->code, expected.second);
    }
}

INSTANTIATE_TEST_SUITE_P(Each, RefusedSample, testing::ValuesIn(sample_files()),
                         [](const auto& info) { return info.param.stem().string(); });

} // namespace
} // namespace parkgate::ledger::test
