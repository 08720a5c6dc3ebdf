// What the file holds two rows to at once: every such rule stands here with whose key it goes by. A partition by member
// keeps those of a member, a box, a session and so on by itself; those of everybody are the directory's, and the
// journal's.
#include "ledger/sqlite/schema.hpp"
#include "platform/sqlite/database.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace parkgate::ledger::test {
namespace {

std::set<std::string> column(SQLite::Database& database, const std::string& sql) {
    std::set<std::string> out;
    SQLite::Statement query(database, sql);
    while (query.executeStep()) {
        out.insert(query.getColumn(0).getString());
    }
    return out;
}

TEST(Constraints, no_row_of_a_member_asks_for_a_row_of_another) {
    auto database = sqlite::open_in_memory(schema());
    const std::set<std::string> references = {
        "entry(txn) -> txn(id)",                // of its own transaction
        "member_segment(member) -> member(id)", // of the same member
        "plate_link(member) -> member(id)",
    };
    EXPECT_EQ(column(database, "SELECT t.name || '(' || f.\"from\" || ') -> ' || f.\"table\" || '(' || f.\"to\" || ')' "
                               "FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'"),
              references);
}

TEST(Constraints, what_is_unique_is_so_under_one_key) {
    auto database = sqlite::open_in_memory(schema());
    const std::set<std::string> unique = {
        "charge(event)",        // of a session: its one charge, by the one fact that told of it
        "coupon(issued_in)",    // of a session
        "event(door,owner)",    // and what its sender calls it
        "hold(session)",        // of a session
        "inbox(box,epoch,seq)", // of a box
        "member(phone)",        // of the directory: whose a phone is
        "member_segment(member,segment)",
        "plate_link(plate_hash)", // of the directory: whose a plate is
        "txn(code,cause)",        // of the journal; causes are ids, so that each is of one key
    };
    EXPECT_EQ(column(database,
                     "SELECT t.name || '(' || (SELECT group_concat(c.name) FROM pragma_index_info(i.name) AS c) || ')' "
                     "FROM sqlite_schema AS t, pragma_index_list(t.name) AS i WHERE t.type = 'table' AND "
                     "i.\"unique\" = 1 AND i.origin <> 'pk'"),
              unique);
}

} // namespace
} // namespace parkgate::ledger::test
