// Facts, asks, answers and a member's events: an envelope, the kind of the body, the body.
#include "protocol/codec/describe.hpp"
#include "protocol/codec/reflect.hpp"

#include <array>

namespace parkgate {

namespace {

using codec::Reader;
namespace json = boost::json;

// The names of a variant's alternatives, in its order.
template <typename Variant>
struct Kinds;
template <>
struct Kinds<FactBody> {
    static constexpr std::array<std::string_view, std::variant_size_v<FactBody>> names = {
        "epoch_started", "entry_authorised", "entered",           "entry_cancelled", "open_intent",
        "opened",        "leave_authorised", "leave_cancelled",   "exited",          "charged",
        "hold_released", "coupon_issued",    "coupon_spent",      "payment_taken",   "debt_raised",
        "overridden",    "undurable_open",   "passage_record",    "debt_paid",       "refund_due",
        "segment_began", "validated",        "spending_chosen",   "car_locked",      "counter_set",
        "clock_stepped", "waived",           "payment_set_aside", "rules_loaded",    "exit_reversed"};
};
template <>
struct Kinds<AskBody> {
    static constexpr std::array<std::string_view, std::variant_size_v<AskBody>> names = {"link", "hold", "slice"};
};
template <>
struct Kinds<AnswerBody> {
    static constexpr std::array<std::string_view, std::variant_size_v<AnswerBody>> names = {"link", "hold", "slice"};
};
template <>
struct Kinds<MemberEventBody> {
    static constexpr std::array<std::string_view, std::variant_size_v<MemberEventBody>> names = {
        "sold",     "returned",    "joined",        "uploaded",         "claimed",  "liked",
        "posted",   "plate_added", "plate_removed", "spending_settled", "disputed", "reviewed",
        "adjusted", "seconded",    "segments_set",  "campaign_switched"};
};

// A kind without a name would be written as one that nobody can read.
static_assert(!Kinds<FactBody>::names.back().empty() && !Kinds<AskBody>::names.back().empty() &&
              !Kinds<AnswerBody>::names.back().empty() && !Kinds<MemberEventBody>::names.back().empty());

template <typename Variant>
void write_body(json::object& object, const Variant& body) {
    object.emplace("kind", Kinds<Variant>::names[body.index()]);
    object.emplace("body", std::visit([](const auto& alternative) { return codec::to_json(alternative); }, body));
}

template <typename Variant, std::size_t... Index>
bool read_alternative(Reader& reader, const json::object& object, std::size_t index, Variant& out,
                      std::index_sequence<Index...>) {
    bool good = false;
    ((Index == index ? void(good = reader.read_member(object, "body", out.template emplace<Index>())) : void()), ...);
    return good;
}

template <typename Variant>
bool read_body(Reader& reader, const json::object& object, Variant& out) {
    std::string kind;
    if (!reader.read_member(object, "kind", kind)) {
        return false;
    }
    const auto& names = Kinds<Variant>::names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == kind) {
            return read_alternative(reader, object, i, out, std::make_index_sequence<std::variant_size_v<Variant>>{});
        }
    }
    return reader.expected("a known kind instead of \"" + kind + "\"");
}

template <typename Message, typename ReadAll>
Decoded<Message> decode_with(std::string_view bytes, std::size_t members, ReadAll read_all) {
    const auto object = codec::parse_versioned(bytes);
    if (!object) {
        return std::unexpected(object.error());
    }
    Message message;
    DecodeError error;
    Reader reader(error);
    if (!read_all(reader, *object, message)) {
        return std::unexpected(error);
    }
    if (object->size() != members) {
        reader.expected("no other members than the documented ones");
        return std::unexpected(error);
    }
    return message;
}

constexpr std::size_t most_depth = 32; // a later version may nest more than this one

} // namespace

std::string_view kind_of(const FactBody& body) {
    return Kinds<FactBody>::names[body.index()];
}

std::string_view kind_of(const MemberEventBody& body) {
    return Kinds<MemberEventBody>::names[body.index()];
}

std::optional<FactIdentity> identity_of(std::string_view bytes) {
    constexpr std::size_t hash_length = 64;
    const auto object = codec::parse_object(bytes, most_depth, largest_quarantined);
    if (!object) {
        return std::nullopt;
    }
    FactIdentity out;
    DecodeError error;
    Reader reader(error);
    const bool good = reader.read_member(*object, "id", out.id) && reader.read_member(*object, "box", out.box) &&
                      reader.read_member(*object, "epoch", out.epoch) && reader.read_member(*object, "seq", out.seq);
    if (!good || out.id.empty() || out.box.empty()) {
        return std::nullopt;
    }
    std::string text;
    if (reader.read_member(*object, "prev", text) && (text.empty() || (text.size() == hash_length && is_name(text)))) {
        out.prev = text;
    }
    if (reader.read_member(*object, "kind", text) && is_name(text)) {
        out.kind = text;
    }
    return out;
}

std::optional<EventIdentity> event_identity_of(std::string_view bytes) {
    const auto object = codec::parse_object(bytes, most_depth, largest_quarantined);
    EventIdentity out;
    DecodeError error;
    Reader reader(error);
    if (!object || !reader.read_member(*object, "id", out.id) || out.id.empty()) {
        return std::nullopt;
    }
    if (std::string text; reader.read_member(*object, "kind", text) && is_name(text)) {
        out.kind = text;
    }
    return out;
}

template <>
std::string encode(const StoredFact& stored) {
    const auto& [fact, envelope] = stored;
    json::object object;
    object.emplace("v", 1);
    object.emplace("id", fact.id.text);
    object.emplace("box", envelope.box.text);
    object.emplace("boot", envelope.boot);
    object.emplace("epoch", envelope.epoch);
    object.emplace("seq", envelope.seq);
    object.emplace("prev", envelope.prev);
    object.emplace("rules", envelope.rules.text);
    object.emplace("session", fact.session.text);
    object.emplace("at", codec::to_json(fact.at));
    object.emplace("wall", codec::to_json(fact.wall));
    object.emplace("monotonic_ms", codec::to_json(fact.monotonic));
    object.emplace("clock", codec::to_json(fact.clock));
    write_body(object, fact.body);
    return json::serialize(object);
}

template <>
Decoded<StoredFact> decode(std::string_view bytes) {
    return decode_with<StoredFact>(bytes, 14, [](Reader& r, const json::object& o, StoredFact& m) {
        return r.read_member(o, "id", m.fact.id) && r.read_member(o, "box", m.envelope.box) &&
               r.read_member(o, "boot", m.envelope.boot) && r.read_member(o, "epoch", m.envelope.epoch) &&
               r.read_member(o, "seq", m.envelope.seq) && r.read_member(o, "prev", m.envelope.prev) &&
               r.read_member(o, "rules", m.envelope.rules) && r.read_member(o, "session", m.fact.session) &&
               r.read_member(o, "at", m.fact.at) && r.read_member(o, "wall", m.fact.wall) &&
               r.read_member(o, "monotonic_ms", m.fact.monotonic) && r.read_member(o, "clock", m.fact.clock) &&
               read_body(r, o, m.fact.body);
    });
}

template <>
std::string encode(const Ask& ask) {
    json::object object;
    object.emplace("v", 1);
    object.emplace("id", ask.id.text);
    object.emplace("box", ask.box.text);
    write_body(object, ask.body);
    return json::serialize(object);
}

template <>
Decoded<Ask> decode(std::string_view bytes) {
    return decode_with<Ask>(bytes, 4, [](Reader& r, const json::object& o, Ask& m) {
        return r.read_member(o, "id", m.id) && r.read_member(o, "box", m.box) && read_body(r, o, m.body);
    });
}

template <>
std::string encode(const Answer& answer) {
    json::object object;
    object.emplace("v", 1);
    object.emplace("id", answer.id.text);
    write_body(object, answer.body);
    return json::serialize(object);
}

template <>
Decoded<Answer> decode(std::string_view bytes) {
    return decode_with<Answer>(bytes, 3, [](Reader& r, const json::object& o, Answer& m) {
        if (!r.read_member(o, "id", m.id) || !read_body(r, o, m.body)) {
            return false;
        }
        const auto* link = std::get_if<LinkAnswer>(&m.body);
        if (link == nullptr) {
            return true;
        }
        return (link->coupons.size() <= most_coupons_told || r.expected("at most 4 coupons")) &&
               (link->revoked.size() <= most_revoked_told || r.expected("at most 64 revoked ones"));
    });
}

template <>
std::string encode(const MemberEvent& event) {
    json::object object;
    object.emplace("v", 1);
    object.emplace("id", event.id.text);
    object.emplace("at", codec::to_json(event.at));
    write_body(object, event.body);
    return json::serialize(object);
}

template <>
Decoded<MemberEvent> decode(std::string_view bytes) {
    return decode_with<MemberEvent>(bytes, 4, [](Reader& r, const json::object& o, MemberEvent& m) {
        return r.read_member(o, "id", m.id) && r.read_member(o, "at", m.at) && read_body(r, o, m.body);
    });
}

} // namespace parkgate
