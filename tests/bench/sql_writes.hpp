// The floor of a store: what it really writes is noted once, and then written by a bare loop of prepared statements
// into a copy of the file from before, in the same transactions. What the store reads, its savepoints and whatever it
// works out are not in the loop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;

namespace parkgate::bench {

using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;

// The values of ?1, ?2, ... in `expanded`, which is `sql` with its parameters filled in as literals by SQLite.
std::vector<SqlValue> bound_values(std::string_view sql, std::string_view expanded);

struct Write {
    std::size_t statement = 0; // of the script
    std::vector<SqlValue> values;
    bool operator==(const Write&) const = default;
};

struct WriteScript {
    std::vector<std::string> statements;
    std::vector<std::vector<Write>> transactions;
    [[nodiscard]] std::size_t writes() const;
    bool operator==(const WriteScript&) const = default;
};
void write_script(const std::filesystem::path& file, const WriteScript& script);
WriteScript read_script(const std::filesystem::path& file);

// Notes what the next connection of this process writes, from its first BEGIN after start() on. One at a time.
class WriteRecorder {
  public:
    WriteRecorder(); // before the connection is made
    ~WriteRecorder();
    WriteRecorder(const WriteRecorder&) = delete;
    WriteRecorder& operator=(const WriteRecorder&) = delete;

    void start();
    WriteScript stop();
};

// The bare loop. Milliseconds of each transaction.
std::vector<double> replay(sqlite3* database, const WriteScript& script);

// Of all that stands in the tables of a file; two files that say the same have the same.
std::string content_hash(const std::filesystem::path& file);

} // namespace parkgate::bench
