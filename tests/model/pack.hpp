// Any aggregate as a short exact key: every field of the lane's state is in it, whatever fields the lane may get.
#pragma once

#include "protocol/units.hpp"

#include <boost/pfr/core.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace parkgate::model {

using Key = std::array<std::uint64_t, 4>;

// In a key there is no time, only ages. Every stored world stands at this moment.
constexpr MonotonicTime the_present{Duration{1'000'000}};

// A count or a code that leaves its bits: the space would have no end, so the run ends instead.
struct Unbounded : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// How old a time stamp can be before a greater age makes no difference, by its place in the packed value (in words).
using Caps = std::array<std::int64_t, 64>;

namespace detail {

constexpr std::int64_t furthest = 3; // how far ahead of now a time stamp may lie

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsArray : std::false_type {};
template <typename T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};

template <typename T>
constexpr bool is_leaf =
    std::is_same_v<T, bool> || std::is_enum_v<T> || std::is_integral_v<T> || std::is_same_v<T, MonotonicTime>;
// Codes of enums and counts below 8, and ages from 3 ahead to 4 behind.
template <typename T>
constexpr unsigned width_of = std::is_same_v<T, bool> ? 1 : 3;

// No field lies across two words. Places are known to the compiler: packing is what the run spends most on.
constexpr unsigned place_of(unsigned at, unsigned width) {
    return at % 64 + width > 64 ? (at / 64 + 1) * 64 : at;
}

template <typename T>
constexpr unsigned end_of(unsigned at);

template <typename T, std::size_t... I>
constexpr unsigned end_of_fields(unsigned at, std::index_sequence<I...> /*fields*/) {
    ((at = end_of<boost::pfr::tuple_element_t<I, T>>(at)), ...);
    return at;
}

template <typename T>
constexpr unsigned end_of(unsigned at) {
    if constexpr (is_leaf<T>) {
        return place_of(at, width_of<T>) + width_of<T>;
    } else if constexpr (IsOptional<T>::value) {
        return end_of<typename T::value_type>(end_of<bool>(at));
    } else if constexpr (IsArray<T>::value) {
        for (std::size_t i = 0; i < std::tuple_size_v<T>; ++i) {
            at = end_of<typename T::value_type>(at);
        }
        return at;
    } else {
        return end_of_fields<T>(at, std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
    }
}

template <typename T, std::size_t I>
constexpr unsigned begin_of_field(unsigned at) {
    return end_of_fields<T>(at, std::make_index_sequence<I>{});
}

} // namespace detail

// One walk over the fields serves both directions, so that what is written is what is read.
template <bool Writing>
class Packer {
  public:
    Packer(Key& key, MonotonicTime now, const Caps& caps, const void* base)
        : key_(key), now_(now), caps_(caps), base_(static_cast<const char*>(base)) {}

    template <unsigned At, typename T>
    [[gnu::always_inline]] void walk(T& field) {
        if constexpr (std::is_same_v<T, MonotonicTime>) {
            walk_time<At>(field);
        } else if constexpr (detail::is_leaf<T>) {
            auto code = static_cast<std::uint64_t>(field);
            bits<At, detail::width_of<T>>(code);
            if constexpr (!Writing) {
                field = static_cast<T>(code);
            }
        } else if constexpr (detail::IsOptional<T>::value) {
            bool present = field.has_value();
            walk<At>(present);
            if constexpr (Writing) {
                if (present) {
                    walk<detail::end_of<bool>(At)>(*field);
                }
            } else {
                typename T::value_type value{};
                walk<detail::end_of<bool>(At)>(value);
                field = present ? T(value) : T();
            }
        } else if constexpr (detail::IsArray<T>::value) {
            items<At>(field, std::make_index_sequence<std::tuple_size_v<T>>{});
        } else {
            fields<At>(field, std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
        }
    }
    [[nodiscard]] bool overflowed() const { return over_ != 0; }

  private:
    template <unsigned At, typename T, std::size_t... I>
    [[gnu::always_inline]] void fields(T& value, std::index_sequence<I...> /*fields*/) {
        (walk<detail::begin_of_field<T, I>(At)>(boost::pfr::get<I>(value)), ...);
    }
    template <unsigned At, typename T, std::size_t... I>
    [[gnu::always_inline]] void items(T& value, std::index_sequence<I...> /*items*/) {
        (walk<detail::end_of<std::array<typename T::value_type, I>>(At)>(value[I]), ...);
    }
    template <unsigned At>
    [[gnu::always_inline]] void walk_time(MonotonicTime& field) {
        const char* place = static_cast<const char*>(static_cast<const void*>(&field));
        std::uint64_t code = 0;
        if constexpr (Writing) {
            const std::int64_t cap = caps_[static_cast<std::size_t>(place - base_) / sizeof(std::uint64_t)];
            code = static_cast<std::uint64_t>(std::min((now_ - field).count(), cap) + detail::furthest);
        }
        bits<At, detail::width_of<MonotonicTime>>(code);
        if constexpr (!Writing) {
            field = now_ - Duration{static_cast<std::int64_t>(code) - detail::furthest};
        }
    }
    template <unsigned At, unsigned Width>
    [[gnu::always_inline]] void bits(std::uint64_t& value) {
        constexpr unsigned at = detail::place_of(At, Width);
        static_assert(at + Width <= 64 * std::tuple_size_v<Key>, "a state has outgrown its key");
        if constexpr (Writing) {
            over_ |= value >> Width;
            key_[at / 64] |= value << (at % 64);
        } else {
            value = (key_[at / 64] >> (at % 64)) & ((std::uint64_t{1} << Width) - 1);
        }
    }

    Key& key_;
    MonotonicTime now_;
    const Caps& caps_;
    const char* base_;
    std::uint64_t over_ = 0;
};

template <typename T>
Key pack(T& value, MonotonicTime now, const Caps& caps) {
    static_assert(sizeof(T) <= sizeof(Caps) * sizeof(std::uint64_t) / sizeof(std::int64_t));
    Key key{};
    Packer<true> packer(key, now, caps, &value);
    packer.template walk<0>(value);
    if (packer.overflowed()) {
        throw Unbounded("a count, a code or a time has left its bits");
    }
    return key;
}

template <typename T>
T unpack(Key key) {
    static constexpr Caps unused{};
    T value{};
    Packer<false>(key, the_present, unused, &value).template walk<0>(value);
    return value;
}

} // namespace parkgate::model
