// The books as a tool may read them: a copy, or the file itself. Internal to the room.
#pragma once

#include "ledger/app/console/console.hpp"
#include "ledger/app/daemon.hpp"

#include <expected>
#include <memory>
#include <utility>

namespace parkgate::ledger {

class OpenBooks {
  public:
    // `temporary`: a copy that is removed with this; empty: none.
    OpenBooks(std::unique_ptr<Store> store, std::filesystem::path temporary)
        : store_(std::move(store)), temporary_(std::move(temporary)) {}
    OpenBooks(OpenBooks&& other) noexcept
        : store_(std::move(other.store_)), temporary_(std::exchange(other.temporary_, {})) {}
    OpenBooks& operator=(OpenBooks&&) = delete;
    OpenBooks(const OpenBooks&) = delete;
    OpenBooks& operator=(const OpenBooks&) = delete;
    ~OpenBooks();

    [[nodiscard]] Store& store() const { return *store_; }
    [[nodiscard]] const std::filesystem::path& file() const { return temporary_; }

  private:
    std::unique_ptr<Store> store_;
    std::filesystem::path temporary_;
};

// For work that takes long: never on the running ledger's own executor. The error is a line for a person.
std::expected<OpenBooks, std::string> open_books(const Tool& tool);
SiteTime site_time(const Tool& tool, const Store& store);

} // namespace parkgate::ledger
