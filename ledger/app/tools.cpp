#include "ledger/app/books.hpp"
#include "ledger/app/console/client.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/app/console/server.hpp"
#include "ledger/app/open_store.hpp"
#include "platform/service/service.hpp"
#include "protocol/codec.hpp"

#include <iomanip>
#include <ostream>
#include <system_error>
#include <utility>

namespace parkgate::ledger {

namespace {

// None: nobody answers there, so that the books are free.
using Asked = std::optional<std::expected<ToolReply, std::string>>;

void show(const Tool& tool, const Progress& progress) {
    if (progress.done > 0) {
        tool.errors << progress.done << (progress.of > 0 ? " of " + std::to_string(progress.of) : "") << " "
                    << progress.unit << "\n"
                    << std::flush;
    }
}

Asked ask_running(const Tool& tool, const Order& order) {
    const auto socket = socket_of(tool.configuration.store);
    auto reply = ask(socket, order, [&](const Progress& progress) { show(tool, progress); });
    if (reply) {
        return *std::move(reply);
    }
    switch (reply.error().failure) {
    case AskFailure::nobody: return std::nullopt;
    case AskFailure::denied:
        return std::unexpected(socket.string() +
                               ": this user may not ask the ledger; root and the user that it runs as may");
    case AskFailure::failed:
        return std::unexpected("the ledger at " + socket.string() + ": " + reply.error().detail +
                               (changes(order) ? "; look whether it was done before you say it again" : ""));
    }
    std::unreachable();
}

std::expected<std::unique_ptr<Store>, std::string> open_own(const Tool& tool) {
    const auto& configuration = tool.configuration;
    return open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own);
}

std::expected<std::unique_ptr<Store>, std::string> open_copy(const Tool& tool, const std::filesystem::path& file) {
    const auto& configuration = tool.configuration;
    return open_store_copy(file, configuration.terms, configuration.site, configuration.keys->own);
}

int print(const Tool& tool, const ToolReply& reply) {
    tool.out << reply.out;
    tool.errors << reply.errors;
    return reply.exit;
}

int fail(const Tool& tool, const std::string& why) {
    tool.errors << why << "\n";
    return service::exit_failed;
}

int carry_out(const Tool& tool, Store& store, const Order& order) {
    SiteClock clock(store, tool.configuration.longest_closed, tool.clock_is_right || tool.configuration.demo);
    const Desk desk{tool.configuration, store, [&] { return site_time(tool, store); }, [&] { return tool.read().wall; },
                    [&] { return changes(order) ? clock.look(site_time(tool, store)) : ClockFault::none; }};
    const auto job = begin(desk, order);
    while (job->step()) {
    }
    return print(tool, job->reply());
}

void print(const FeeDifference& difference, std::ostream& out) {
    out << "session " << difference.session.text << ": the gate took " << yuan(difference.found) << ", rules "
        << difference.rules.text << " say " << yuan(difference.expected) << " (entered "
        << rfc3339(difference.entered_at.time_since_epoch().count()) << ", billed until "
        << rfc3339(difference.billed_until.time_since_epoch().count()) << ", quote " << difference.quote.text << ")\n";
}

} // namespace

SiteTime site_time(const Tool& tool, const Store& store) {
    return SiteTime{tool.read().wall.time_since_epoch() + Duration{clock_ahead_ms(store, tool.configuration.demo)}};
}

OpenBooks::~OpenBooks() {
    store_.reset();
    if (!temporary_.empty()) {
        std::error_code ignored;
        std::filesystem::remove(temporary_, ignored);
    }
}

std::expected<OpenBooks, std::string> open_books(const Tool& tool) {
    std::filesystem::path temporary;
    std::expected<std::unique_ptr<Store>, std::string> store;
    if (!tool.copy.empty()) {
        store = open_copy(tool, tool.copy);
    } else if (const auto asked = ask_running(tool, CopyBooks{}); !asked) {
        store = open_own(tool);
    } else if (!*asked) {
        return std::unexpected(asked->error());
    } else if ((*asked)->exit != 0) {
        return std::unexpected("the ledger could not copy its books: " + (*asked)->errors);
    } else {
        // By its own name for the folder: the ledger may have been started in another one.
        temporary = tool.configuration.store.parent_path() / std::filesystem::path((*asked)->out).filename();
        store = open_copy(tool, temporary);
    }
    if (!store) {
        const OpenBooks removes(nullptr, temporary);
        return std::unexpected(store.error());
    }
    return OpenBooks(*std::move(store), std::move(temporary));
}

int run_order(const Tool& tool, const Order& order) {
    if (!tool.copy.empty()) {
        if (changes(order)) {
            return fail(tool, "a copy is only read: what changes the books is for the books themselves");
        }
        const auto store = open_copy(tool, tool.copy);
        return store ? carry_out(tool, **store, order) : fail(tool, store.error());
    }
    if (const auto asked = ask_running(tool, order)) {
        return *asked ? print(tool, **asked) : fail(tool, asked->error());
    }
    const auto store = open_own(tool);
    return store ? carry_out(tool, **store, order) : fail(tool, store.error());
}

int copy_books(const Tool& tool, const std::filesystem::path& to) {
    if (std::filesystem::exists(to)) {
        return fail(tool, to.string() + " is there already");
    }
    const auto asked = ask_running(tool, CopyBooks{});
    if (!asked) {
        const auto store = open_own(tool);
        if (!store) {
            return fail(tool, store.error());
        }
        const auto copy = (*store)->copy_to(to);
        while (copy->step()) {
        }
    } else if (!*asked || (*asked)->exit != 0) {
        return fail(tool, *asked ? (*asked)->errors : asked->error());
    } else {
        const OpenBooks made(nullptr,
                             tool.configuration.store.parent_path() / std::filesystem::path((*asked)->out).filename());
        std::error_code error;
        if (!std::filesystem::copy_file(made.file(), to, error)) {
            std::error_code ignored;
            std::filesystem::remove(to, ignored);
            return fail(tool, to.string() + ": " + error.message());
        }
    }
    tool.out << to.string() << " is a copy of the books; `--backup " << to.string() << "` reads it\n";
    return service::exit_good;
}

int verify_books(const Tool& tool) {
    const auto books = open_books(tool);
    if (!books) {
        return fail(tool, books.error());
    }
    const Store& store = books->store();
    for (const auto& balance : store.balances()) {
        tool.out << balance.unit << " " << std::left << std::setw(24) << balance.kind << " " << std::setw(34)
                 << balance.owner << " " << balance.amount << "\n";
    }
    for (const auto& difference : store.fee_differences()) {
        print(difference, tool.out);
    }
    const auto faults = store.verify();
    for (const auto& fault : faults) {
        tool.errors << fault << "\n";
    }
    tool.out << (faults.empty() ? "the books are sound\n" : "the books are NOT sound\n");
    return faults.empty() ? service::exit_good : service::exit_failed;
}

} // namespace parkgate::ledger
