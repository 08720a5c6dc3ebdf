// Any aggregate as a short exact key: every field of the lane's state is in it, whatever fields the lane may get.
#pragma once

#include "protocol/units.hpp"

#include <boost/pfr/core.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace parkgate::model {

using Key = std::array<std::uint64_t, 4>;

// In a key there is no time, only ages. Every stored world stands at this moment.
constexpr MonotonicTime the_present{Duration{1'000'000}};

// A count or a code that leaves its 4 bits: the space would have no end, so the run ends instead.
struct Unbounded : std::runtime_error {
    using std::runtime_error::runtime_error;
};

namespace detail {

constexpr std::int64_t furthest = 5; // how far ahead of now a time stamp may lie

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsArray : std::false_type {};
template <typename T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

} // namespace detail

// How old a time stamp can be before a greater age makes no difference, by its place in the packed value (in words).
using Caps = std::array<std::int64_t, 64>;

// One walk over the fields serves both directions, so that what is written is what is read.
template <bool Writing>
class Packer {
  public:
    Packer(Key& key, MonotonicTime now, const Caps& caps, const void* base)
        : key_(key), now_(now), caps_(caps), base_(static_cast<const char*>(base)) {}

    template <typename T>
    void walk(T& field) {
        if constexpr (std::is_same_v<T, bool>) {
            std::uint64_t bit = field ? 1 : 0;
            bits(bit, 1);
            field = bit != 0;
        } else if constexpr (std::is_enum_v<T>) {
            auto code = static_cast<std::uint64_t>(field);
            bits(code, 4);
            field = static_cast<T>(code);
        } else if constexpr (std::is_integral_v<T>) {
            auto count = static_cast<std::uint64_t>(field);
            bits(count, 4);
            field = static_cast<T>(count);
        } else if constexpr (std::is_same_v<T, MonotonicTime>) {
            walk_time(field);
        } else if constexpr (detail::IsOptional<T>::value) {
            bool present = field.has_value();
            walk(present);
            if (present) {
                field = field.value_or(typename T::value_type{});
                walk(*field);
            } else {
                field.reset();
            }
        } else if constexpr (detail::IsVector<T>::value) {
            std::size_t length = field.size();
            walk(length);
            field.resize(length);
            std::ranges::for_each(field, [this](auto& item) { this->walk(item); });
        } else if constexpr (detail::IsArray<T>::value) {
            std::ranges::for_each(field, [this](auto& item) { this->walk(item); });
        } else {
            boost::pfr::for_each_field(field, [this](auto& part) { this->walk(part); });
        }
    }

  private:
    void walk_time(MonotonicTime& field) {
        const char* place = static_cast<const char*>(static_cast<const void*>(&field));
        const std::int64_t cap = caps_[static_cast<std::size_t>(place - base_) / sizeof(std::uint64_t)];
        const std::int64_t age = std::min((now_ - field).count(), cap);
        auto code = static_cast<std::uint64_t>(age + detail::furthest);
        bits(code, 4);
        field = now_ - Duration{static_cast<std::int64_t>(code) - detail::furthest};
    }
    void bits(std::uint64_t& value, unsigned width) {
        if (at_ % 64 + width > 64) {
            at_ = (at_ / 64 + 1) * 64;
        }
        if (at_ + width > 64 * std::tuple_size_v<Key>) {
            throw Unbounded("a state has outgrown the key of tests/model/pack.hpp");
        }
        std::uint64_t& word = key_[at_ / 64];
        const unsigned shift = at_ % 64;
        if constexpr (Writing) {
            if (value >> width != 0) {
                throw Unbounded("a count or a time has no bound: " + std::to_string(value) + " at bit " +
                                std::to_string(at_));
            }
            word |= value << shift;
        } else {
            value = (word >> shift) & ((std::uint64_t{1} << width) - 1);
        }
        at_ += width;
    }

    Key& key_;
    MonotonicTime now_;
    const Caps& caps_;
    const char* base_;
    unsigned at_ = 0;
};

// Leaves `value` with its ages cut.
template <typename T>
Key pack(T& value, MonotonicTime now, const Caps& caps) {
    static_assert(sizeof(T) <= sizeof(Caps) * sizeof(std::uint64_t) / sizeof(std::int64_t));
    Key key{};
    Packer<true>(key, now, caps, &value).walk(value);
    return key;
}

template <typename T>
T unpack(Key key) {
    static constexpr Caps unused{};
    T value{};
    Packer<false>(key, the_present, unused, &value).walk(value);
    return value;
}

} // namespace parkgate::model
