// Whose rules a daemon takes. A mall may demand that the files of its rules are signed: [trust] of the configuration.
#pragma once

#include "platform/settings/reader.hpp"
#include "protocol/signature_file.hpp"

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::site {

// A signed file that was read. `part` is what the configuration calls it: rules, membership, ...
struct SignedPart {
    std::string part;
    std::string file; // its name, without a folder
    std::string hash;
    SignedVersion version;
    bool operator==(const SignedPart&) const = default;
};

class Trust {
  public:
    Trust() = default;
    Trust(std::string site, std::vector<FileSigner> signers, std::size_t persons)
        : site_(std::move(site)), signers_(std::move(signers)), persons_(persons) {}

    // Without signers everything is taken as it is.
    [[nodiscard]] bool demands() const { return !signers_.empty(); }
    // The very bytes that the document was read from, against the signature file beside it.
    [[nodiscard]] std::expected<SignedPart, settings::Problem> check(std::string part,
                                                                     const settings::Document& document) const;
    // As check(), where it is demanded: into `parts`, or into `problems`.
    void take(std::string part, const settings::Document& document, std::vector<SignedPart>& parts,
              std::vector<settings::Problem>& problems) const;

  private:
    std::string site_;
    std::vector<FileSigner> signers_;
    std::size_t persons_ = 1;
};

// [trust] rule_signers and rule_signatures, if it is there. Faults are reported where they stand.
Trust read_trust(settings::Table& root, const std::filesystem::path& folder, const std::string& site);

// ---- what a daemon ran with before ----

// As it is kept from one start to the next, under the key of the part.
std::string version_key(std::string_view part);
std::string remembered(const SignedPart& part);

// A part that is not what the daemon ran with before.
struct ChangedPart {
    SignedPart now;
    std::string accepted; // what an operator said, where it is older; else empty
};
// `before` is what was remembered of a part, empty if nothing was. Who wants an older version, or other bytes under the
// same number, has to say so in `accepted`: else the error is a line for him.
std::expected<std::vector<ChangedPart>, std::string>
changed_parts(const std::vector<SignedPart>& parts, const std::function<std::string(std::string)>& before,
              const std::string& accepted);

} // namespace parkgate::site
