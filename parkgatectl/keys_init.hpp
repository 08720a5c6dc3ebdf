// `parkgatectl keys init`: the keys of a new site, each in its own file.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace parkgate::ctl {

struct KeysPlan {
    std::filesystem::path folder;
    std::string site;
    std::string box;
    std::vector<std::string> operators;
    std::vector<std::string> providers; // of payments
    std::vector<std::string> stores;    // that may give something towards a stay
    bool demo = false;                  // every key id begins with "demo-", and there is a key for the demo's clock
};

struct WrittenKey {
    std::filesystem::path file;
    std::string purpose; // what it is for and where it belongs
};

// Writes private keys with mode 0600 and makes the folder with 0700 if it is not there. Nothing is written when a name
// does not fit or any of the files is there already; the text says what is wrong.
std::expected<std::vector<WrittenKey>, std::string> init_keys(const KeysPlan& plan);

} // namespace parkgate::ctl
