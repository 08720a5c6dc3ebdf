#include "protocol/membership.hpp"

#include <algorithm>
#include <utility>

namespace parkgate {

namespace {

// What a till's printer and every database can write.
bool is_printable(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string_view expected_of_receipt(std::string_view receipt) {
    return is_printable(receipt, most_receipt_characters) ? "" : "a receipt of 1 to 64 printable ASCII characters";
}

std::string_view expected_of_reason(std::string_view reason) {
    return reason.size() <= most_words_bytes ? "" : "a reason of at most 200 bytes";
}

// 128 to 256 bits. A number that somebody has forgotten to hash is shorter.
bool is_hash(std::string_view text) {
    constexpr std::size_t shortest = 32;
    constexpr std::size_t longest = 64;
    return text.size() >= shortest && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

struct DoorOf {
    Door operator()(const Sold&) const { return Door::pos; }
    Door operator()(const Returned&) const { return Door::pos; }
    Door operator()(const Joined&) const { return Door::app; }
    Door operator()(const Uploaded&) const { return Door::app; }
    Door operator()(const Claimed&) const { return Door::app; }
    Door operator()(const Liked&) const { return Door::app; }
    Door operator()(const Posted&) const { return Door::app; }
    Door operator()(const PlateAdded&) const { return Door::app; }
    Door operator()(const PlateRemoved&) const { return Door::app; }
    Door operator()(const SpendingSettled&) const { return Door::app; }
    Door operator()(const Disputed&) const { return Door::app; }
    Door operator()(const Reviewed&) const { return Door::desk; }
    Door operator()(const Adjusted&) const { return Door::desk; }
    Door operator()(const Seconded&) const { return Door::desk; }
    Door operator()(const SegmentsSet&) const { return Door::desk; }
    Door operator()(const CampaignSwitched&) const { return Door::desk; }
};

} // namespace

Door door_of(const MemberEventBody& body) {
    return std::visit(DoorOf{}, body);
}

bool may_come_by(Door door, const MemberEventBody& body) {
    return door == door_of(body) || (door == Door::desk && std::holds_alternative<Returned>(body));
}

std::string_view text_of(Door door) {
    switch (door) {
    case Door::pos: return "pos";
    case Door::app: return "app";
    case Door::desk: return "desk";
    }
    std::unreachable();
}

std::string_view expected_of(const Sold& sold) {
    return expected_of_receipt(sold.receipt);
}
std::string_view expected_of(const Returned& returned) {
    return expected_of_receipt(returned.receipt);
}
std::string_view expected_of(const Joined& joined) {
    return is_hash(joined.phone.text) ? "" : "a phone's keyed hash, 32 to 64 of 0-9 a-f";
}
std::string_view expected_of(const Uploaded& uploaded) {
    const bool good = is_printable(uploaded.picture, most_picture_characters);
    return good ? "" : "a picture of 1 to 128 printable ASCII characters";
}
std::string_view expected_of(const Disputed& disputed) {
    return disputed.words.size() <= most_words_bytes && is_name(disputed.about)
               ? ""
               : "about to be an id, and words of at most 200 bytes";
}
std::string_view expected_of(const Reviewed& reviewed) {
    return expected_of_reason(reviewed.reason);
}
std::string_view expected_of(const Adjusted& adjusted) {
    return expected_of_reason(adjusted.reason);
}
std::string_view expected_of(const SegmentsSet& set) {
    const bool named = std::ranges::none_of(set.segments, &SegmentId::empty);
    return named && set.segments.size() <= most_segments ? "" : "at most 16 segments, each with a name";
}
std::string_view expected_of(const CampaignSwitched& switched) {
    return expected_of_reason(switched.reason);
}

} // namespace parkgate
