#include "ledger/app/open_store.hpp"

#include "ledger/sqlite/open.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

using Opened = std::expected<std::unique_ptr<StorageEngine>, std::string>;

std::expected<std::unique_ptr<Store>, std::string> store_over(Opened engine, Terms terms, std::string site,
                                                              Signer signer) {
    if (!engine) {
        return std::unexpected(engine.error());
    }
    return std::make_unique<Store>(*std::move(engine), std::move(terms), std::move(site), std::move(signer));
}

} // namespace

std::expected<std::unique_ptr<Store>, std::string> open_store(const std::filesystem::path& file, Terms terms,
                                                              std::string site, Signer signer) {
    return store_over(open_sqlite(file), std::move(terms), std::move(site), std::move(signer));
}

std::expected<std::unique_ptr<Store>, std::string> open_store_copy(const std::filesystem::path& file, Terms terms,
                                                                   std::string site, Signer signer) {
    return store_over(open_sqlite_copy(file), std::move(terms), std::move(site), std::move(signer));
}

} // namespace parkgate::ledger
