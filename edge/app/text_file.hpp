// Reads what drivers are told (docs/TEXTS.md): every text must be there, in every language, and fit its board whatever
// is filled in.
#pragma once

#include "edge/core/text/texts.hpp"
#include "platform/settings/reader.hpp"

#include <string_view>

namespace parkgate::app {

// Faults are the document's.
core::texts::Texts read_texts(settings::Table root);

// config/texts.toml, as it was when the program was built.
std::string_view shipped_text_file();
core::texts::Texts shipped_texts();

} // namespace parkgate::app
