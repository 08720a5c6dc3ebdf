// Private to protocol/codec: described structs to JSON and back, with the path of what does not fit.
#pragma once

#include "protocol/codec.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::codec {

namespace json = boost::json;

inline constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1; // exact in every JSON reader

// ---- writing ----

inline json::value to_json(const std::string& text) {
    return json::value(text);
}
inline json::value to_json(bool value) {
    return json::value(value);
}
inline json::value to_json(std::int64_t value) {
    return json::value(value);
}

template <typename Tag>
json::value to_json(const Id<Tag>& id) {
    return json::value(id.text);
}
template <typename Tag>
json::value to_json(Amount<Tag> amount) {
    return json::value(amount.count);
}
template <typename Clock>
json::value to_json(Milliseconds64<Clock> time) {
    return json::value(rfc3339(time.time_since_epoch().count()));
}
// The monotonic clock has no date: it travels as milliseconds since boot.
inline json::value to_json(MonotonicTime time) {
    return json::value(time.time_since_epoch().count());
}

template <typename T>
json::value to_json(const std::vector<T>& items);
template <typename T>
json::value to_json(const std::optional<T>& item);
template <typename T>
json::value to_json(const std::map<std::string, T>& items);
template <typename E>
    requires std::is_enum_v<E>
json::value to_json(E value);
template <typename T>
    requires boost::describe::has_describe_members<T>::value
json::object to_json(const T& object);

template <typename T>
json::value to_json(const std::vector<T>& items) {
    json::array out;
    for (const auto& item : items) {
        out.emplace_back(to_json(item));
    }
    return out;
}
template <typename T>
json::value to_json(const std::optional<T>& item) {
    return item ? json::value(to_json(*item)) : json::value(nullptr);
}
template <typename T>
json::value to_json(const std::map<std::string, T>& items) {
    json::object out;
    for (const auto& [key, item] : items) {
        out.emplace(key, to_json(item));
    }
    return out;
}
template <typename E>
    requires std::is_enum_v<E>
json::value to_json(E value) {
    return json::value(boost::describe::enum_to_string(value, "?"));
}

template <typename T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public>;

// What a message has only when there is something to say, so that it reads as before it had it: lists, and what may be
// missing.
template <typename T>
constexpr bool is_left_out_when_empty(std::string_view name) {
    if constexpr (std::is_same_v<T, Heartbeat>) {
        return name == "stopped";
    } else if constexpr (std::is_same_v<T, LinkAnswer> || std::is_same_v<T, MemberNews>) {
        return name == "revoked" || name == "benefits" || name == "keep" || name == "earns_percent";
    } else if constexpr (std::is_same_v<T, Exited>) {
        return name == "benefits";
    } else {
        return false;
    }
}

template <typename T>
bool says_nothing(const T& value) {
    if constexpr (requires { value.empty(); }) {
        return value.empty();
    } else if constexpr (requires { value.has_value(); }) {
        return !value.has_value();
    } else {
        return false;
    }
}

template <typename T>
    requires boost::describe::has_describe_members<T>::value
json::object to_json(const T& object) {
    json::object out;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
        if (is_left_out_when_empty<T>(member.name) && says_nothing(object.*member.pointer)) {
            return;
        }
        out.emplace(member.name, to_json(object.*member.pointer));
    });
    return out;
}

// ---- reading: false, with `error` naming the place, when something does not fit ----

class Reader {
  public:
    explicit Reader(DecodeError& error) : error_(error) {}

    bool read(const json::value& value, std::string& out) {
        const auto* text = value.if_string();
        return text != nullptr ? (out.assign(text->begin(), text->end()), true) : expected("a string");
    }
    bool read(const json::value& value, bool& out) {
        const auto* flag = value.if_bool();
        return flag != nullptr ? (out = *flag, true) : expected("true or false");
    }
    bool read(const json::value& value, std::int64_t& out) {
        const auto* number = value.if_int64();
        if (number == nullptr || *number > largest_integer || *number < -largest_integer) {
            return expected("an integer below 2^53");
        }
        out = *number;
        return true;
    }
    template <typename Tag>
    bool read(const json::value& value, Id<Tag>& out) {
        const auto* text = value.if_string();
        if (text == nullptr || (!text->empty() && !is_name({text->data(), text->size()}))) {
            return expected("an id: up to 64 of A-Z a-z 0-9 _ -");
        }
        out.text.assign(text->begin(), text->end());
        return true;
    }
    template <typename Tag>
    bool read(const json::value& value, Amount<Tag>& out) {
        const auto* number = value.if_int64();
        if (number == nullptr || *number < 0 || *number > largest_integer) {
            return expected("a whole number from 0 to 2^53 - 1");
        }
        out.count = *number;
        return true;
    }
    template <typename Clock>
    bool read(const json::value& value, Milliseconds64<Clock>& out) {
        const auto* text = value.if_string();
        const auto time = text == nullptr ? parse_rfc3339({}) : parse_rfc3339({text->data(), text->size()});
        if (!time) {
            return expected("a time such as 2026-11-21T08:00:00.000Z");
        }
        out = Milliseconds64<Clock>{Duration{*time}};
        return true;
    }
    bool read(const json::value& value, MonotonicTime& out) {
        std::int64_t ms = 0;
        if (!read(value, ms)) {
            return false;
        }
        out = MonotonicTime{Duration{ms}};
        return true;
    }
    template <typename T>
    bool read(const json::value& value, std::vector<T>& out) {
        const auto* items = value.if_array();
        if (items == nullptr) {
            return expected("a list");
        }
        out.clear();
        for (const auto& item : *items) {
            if (!read(item, out.emplace_back())) {
                return false;
            }
        }
        return true;
    }
    template <typename T>
    bool read(const json::value& value, std::optional<T>& out) {
        if (value.is_null()) {
            out.reset();
            return true;
        }
        return read(value, out.emplace());
    }
    template <typename T>
    bool read(const json::value& value, std::map<std::string, T>& out) {
        const auto* items = value.if_object();
        if (items == nullptr) {
            return expected("an object");
        }
        out.clear();
        for (const auto& [key, item] : *items) {
            if (!read(item, out[std::string(key)])) {
                return false;
            }
        }
        return true;
    }
    template <typename E>
        requires std::is_enum_v<E>
    bool read(const json::value& value, E& out) {
        const auto* text = value.if_string();
        // enum_from_string stops at a NUL; what stands behind one must not be overlooked.
        const bool whole = text != nullptr && text->find('\0') == boost::json::string::npos;
        return (whole && boost::describe::enum_from_string(text->c_str(), out)) || expected("one of its names");
    }
    template <typename T>
        requires boost::describe::has_describe_members<T>::value
    bool read(const json::value& value, T& out) {
        const auto* object = value.if_object();
        if (object == nullptr) {
            return expected("an object");
        }
        std::size_t known = 0;
        bool good = true;
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
            if (!good) {
                return;
            }
            if (is_left_out_when_empty<T>(member.name)) {
                const auto* said = object->if_contains(member.name);
                if (said == nullptr) {
                    return;
                }
                good = !(said->is_array() && said->get_array().empty()) || expected("none of a list that is empty");
                good = good && (!said->is_null() || expected("nothing in place of null"));
            }
            ++known;
            good = good && read_member(*object, member.name, out.*member.pointer);
        });
        if (good && object->size() != known) {
            return expected("no other members than the documented ones");
        }
        if constexpr (std::is_same_v<T, GivenWorth> || std::is_same_v<T, CouponWorth>) {
            if (good && !is_possible(out)) {
                return impossible();
            }
        }
        if constexpr (requires { expected_of(out); }) {
            if (const auto missed = expected_of(out); good && !missed.empty()) {
                return expected(missed);
            }
        }
        return good;
    }
    template <typename T>
    bool read_member(const json::object& object, std::string_view name, T& out) {
        if constexpr (std::is_same_v<T, CouponWorth>) {
            if (!object.contains(name) && object.contains(name_before_worth)) {
                return read_minutes(object, out);
            }
        }
        const std::size_t length = path_.size();
        path_.append(path_.empty() ? "" : ".").append(name);
        const auto* found = object.if_contains(name);
        const bool good = found != nullptr ? read(*found, out) : expected("this member");
        path_.resize(length);
        return good;
    }
    bool expected(std::string_view what) {
        error_.cause = DecodeCause::wrong_shape;
        error_.detail = (path_.empty() ? "the message" : path_) + ": expected " + std::string(what);
        return false;
    }

  private:
    static constexpr std::string_view name_before_worth = "minutes";

    // What was signed before a coupon had a worth says `minutes` in its place. Signed bytes are never made again,
    // neither in a store nor on their way, so whoever reads them reads both: here, for all of them.
    bool read_minutes(const json::object& object, CouponWorth& out) {
        Minutes minutes;
        if (!read_member(object, name_before_worth, minutes)) {
            return false;
        }
        out = {WorthKind::minutes, minutes.count, {}};
        return is_possible(out) || impossible();
    }
    bool impossible() {
        expected("a worth that can be given");
        error_.cause = DecodeCause::impossible_worth;
        return false;
    }

    DecodeError& error_;
    std::string path_;
};

// Parses bytes to an object, at most `depth` levels deep.
Decoded<json::object> parse_object(std::string_view bytes, std::size_t depth, std::size_t most_bytes);
// Parses bytes to an object whose "v" is 1, and takes "v" out of it.
Decoded<json::object> parse_versioned(std::string_view bytes);

template <typename T>
std::string encode_described(const T& message) {
    json::object object;
    object.emplace("v", 1);
    for (auto& [key, value] : to_json(message)) {
        object.emplace(key, std::move(value));
    }
    return json::serialize(object);
}

template <typename T>
Decoded<T> decode_described(std::string_view bytes) {
    const auto object = parse_versioned(bytes);
    if (!object) {
        return std::unexpected(object.error());
    }
    T message;
    DecodeError error;
    if (!Reader(error).read(json::value(*object), message)) {
        return std::unexpected(error);
    }
    return message;
}

} // namespace parkgate::codec
