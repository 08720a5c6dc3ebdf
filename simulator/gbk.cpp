#include "simulator/gbk.hpp"

#include <array>
#include <iconv.h>
#include <stdexcept>

namespace parkgate::sim {

namespace {

std::string convert(std::string_view text, const char* to, const char* from) {
    const iconv_t converter = iconv_open(to, from);
    // A failed iconv_open is told by this very value.
    if (converter == reinterpret_cast<iconv_t>(-1)) {
        throw std::runtime_error("this system cannot convert GBK");
    }
    std::string input(text);
    std::string output;
    char* rest = input.data();
    std::size_t left = input.size();
    while (left > 0) {
        std::array<char, 64> piece{};
        char* end = piece.data();
        std::size_t room = piece.size();
        const std::size_t before = left;
        iconv(converter, &rest, &left, &end, &room);
        output.append(piece.data(), piece.size() - room);
        if (left == before) {
            output += '?';
            ++rest;
            --left;
        }
    }
    iconv_close(converter);
    return output;
}

} // namespace

std::string utf8_to_gbk(std::string_view text) {
    return convert(text, "GBK", "UTF-8");
}

std::string gbk_to_utf8(std::string_view text) {
    return convert(text, "UTF-8", "GBK");
}

} // namespace parkgate::sim
