#include "edge/link/gatekeeper.hpp"

#include "protocol/plate.hpp"

namespace parkgate::link {

namespace {

RefusalCause refusal(SignatureError error) {
    return std::string(text_of(error));
}
RefusalCause refusal(const DecodeError& error) {
    return std::string(text_of(error.cause));
}

// False: no car can have this plate.
bool normalise(std::string& plate) {
    NormalisedPlate normalised = examine_plate(plate);
    plate = std::move(normalised.text);
    return !normalised.flaw;
}

constexpr std::size_t longest_holder = 64; // bytes; names of messengers and applications are shorter

} // namespace

Gatekeeper::Gatekeeper(LotTopics topics, KeyRing keys, BoxId box, bool demo)
    : topics_(std::move(topics)), keys_(std::move(keys)), box_(std::move(box)), demo_(demo) {}

std::vector<mqtt::Subscription> Gatekeeper::subscriptions() const {
    using mqtt::Qos;
    std::vector<mqtt::Subscription> out = {
        {topics_.answer(), Qos::at_most_once},       {topics_.member(), Qos::at_most_once},
        {topics_.ack(), Qos::at_least_once},         {topics_.heartbeat(), Qos::at_most_once},
        {topics_.payment(), Qos::at_least_once},     {topics_.command_filter(), Qos::at_most_once},
        {topics_.quote_ask(), Qos::at_most_once},    {topics_.app_wish(), Qos::at_most_once},
        {topics_.store_notice(), Qos::at_most_once},
    };
    if (demo_) {
        out.push_back({demo_clock_topic(topics_.site()), Qos::at_least_once});
    }
    return out;
}

std::expected<const PublicKey*, SignatureError> Gatekeeper::verify(KeyRole role, const mqtt::Message& message) const {
    return keys_.verify(role, message.topic, message.bytes, message.key, message.signature);
}

std::string Gatekeeper::owner_of(const mqtt::Message& message) const {
    const auto key = keys_.keys().find(message.key);
    return key == keys_.keys().end() ? "" : key->second.owner;
}

std::set<OperatorId> Gatekeeper::operators() const {
    std::set<OperatorId> out;
    for (const auto& [id, key] : keys_.keys()) {
        if (key.role == KeyRole::command) {
            out.insert({key.owner});
        }
    }
    return out;
}

template <typename T>
std::expected<T, RefusalCause> Gatekeeper::read(KeyRole role, const mqtt::Message& message) const {
    if (message.bytes.size() > largest_message) {
        return std::unexpected("oversized");
    }
    if (const auto signer = verify(role, message); !signer) {
        return std::unexpected(refusal(signer.error()));
    }
    auto decoded = decode<T>(message.bytes);
    if (!decoded) {
        return std::unexpected(refusal(decoded.error()));
    }
    return std::move(*decoded);
}

template <typename T>
std::expected<T, RefusalCause> Gatekeeper::read_document(const std::string& purpose,
                                                         const SignedDocument& document) const {
    if (const auto signer = keys_.verify(KeyRole::ledger, purpose, document); !signer) {
        return std::unexpected(refusal(signer.error()));
    }
    auto decoded = decode<T>(document.bytes);
    if (!decoded) {
        return std::unexpected(refusal(decoded.error()));
    }
    return std::move(*decoded);
}

Gatekeeper::Result Gatekeeper::admit(const mqtt::Message& message) const {
    const auto as_admitted = [](auto decoded) -> Result {
        return decoded ? Result(std::move(*decoded)) : std::unexpected(decoded.error());
    };
    if (const auto topic = topics_.parse_command(message.topic)) {
        return command(message, *topic);
    }
    if (message.topic == topics_.answer()) {
        return answer(message);
    }
    if (message.topic == topics_.member()) {
        return member_news(message);
    }
    if (message.topic == topics_.ack()) {
        return as_admitted(read<Ack>(KeyRole::ledger, message));
    }
    if (message.topic == topics_.heartbeat()) {
        return as_admitted(read<Heartbeat>(KeyRole::ledger, message));
    }
    if (message.topic == topics_.payment()) {
        return payment(message);
    }
    if (message.topic == topics_.quote_ask()) {
        return quote_ask(message);
    }
    if (message.topic == topics_.store_notice()) {
        return store_notice(message);
    }
    if (message.topic == topics_.app_wish()) {
        return app_wish(message);
    }
    if (demo_ && message.topic == demo_clock_topic(topics_.site())) {
        return as_admitted(read<ClockLeap>(KeyRole::demo, message));
    }
    return std::unexpected("wrong_topic");
}

Gatekeeper::Result Gatekeeper::answer(const mqtt::Message& message) const {
    auto answer = read<Answer>(KeyRole::ledger, message);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    core::LedgerAnswered out{std::move(*answer), {}, {}, {}};
    if (const auto* link = std::get_if<LinkAnswer>(&out.answer.body)) {
        auto coupons = read_coupons(link->coupons);
        if (!coupons) {
            return std::unexpected(coupons.error());
        }
        out.coupons = std::move(*coupons);
    }
    if (const auto* hold = std::get_if<HoldAnswer>(&out.answer.body); hold != nullptr && hold->voucher) {
        auto voucher = read_document<Voucher>(voucher_purpose(topics_.site()), *hold->voucher);
        if (!voucher) {
            return std::unexpected(voucher.error());
        }
        out.voucher = std::move(*voucher);
    }
    if (const auto* granted = std::get_if<SliceAnswer>(&out.answer.body); granted != nullptr && granted->slice) {
        auto slice = read_document<Slice>(slice_purpose(topics_.site()), *granted->slice);
        if (!slice || slice->box != box_) {
            return std::unexpected(slice ? "slice_of_another_box" : slice.error());
        }
        out.slice = std::move(*slice);
    }
    return out;
}

std::expected<std::vector<Coupon>, RefusalCause>
Gatekeeper::read_coupons(const std::vector<SignedDocument>& documents) const {
    std::vector<Coupon> out;
    for (const auto& document : documents) {
        auto coupon = read_document<Coupon>(coupon_purpose(topics_.site()), document);
        if (!coupon) {
            return std::unexpected(coupon.error());
        }
        out.push_back(std::move(*coupon));
    }
    return out;
}

Gatekeeper::Result Gatekeeper::member_news(const mqtt::Message& message) const {
    auto news = read<MemberNews>(KeyRole::ledger, message);
    if (!news) {
        return std::unexpected(news.error());
    }
    auto coupons = read_coupons(news->coupons);
    if (!coupons) {
        return std::unexpected(coupons.error());
    }
    return core::MemberNoticed{std::move(*news), std::move(*coupons)};
}

Gatekeeper::Result Gatekeeper::payment(const mqtt::Message& message) const {
    // Kept by the broker it would come again at every start, also when its id has been forgotten.
    if (message.retain) {
        return std::unexpected("retained_payment");
    }
    auto notice = read<PaymentNotice>(KeyRole::payment, message);
    if (!notice && notice.error() == text_of(SignatureError::wrong_role)) {
        notice = read<PaymentNotice>(KeyRole::ledger, message);
    }
    if (!notice) {
        return std::unexpected(notice.error());
    }
    return core::PaymentNoticed{std::move(*notice), owner_of(message), hash_of(message.bytes)};
}

Gatekeeper::Result Gatekeeper::quote_ask(const mqtt::Message& message) const {
    auto ask = read<QuoteAsk>(KeyRole::payment, message);
    if (!ask) {
        return std::unexpected(ask.error());
    }
    ask->plate = normalise_plate(ask->plate);
    return core::QuoteAsked{std::move(*ask)};
}

Gatekeeper::Result Gatekeeper::store_notice(const mqtt::Message& message) const {
    // Kept by the broker it would be given to the next stay of the plate as well.
    if (message.retain) {
        return std::unexpected("retained_notice");
    }
    auto notice = read<StoreNotice>(KeyRole::store, message);
    if (!notice) {
        return std::unexpected(notice.error());
    }
    if (const auto signer = verify(KeyRole::store, message); !signer || (*signer)->owner != notice->store.text) {
        return std::unexpected(refusal(SignatureError::wrong_owner));
    }
    if (!normalise(notice->plate)) {
        return std::unexpected("bad_plate");
    }
    return core::StoreNoticed{std::move(*notice), hash_of(message.bytes)};
}

Gatekeeper::Result Gatekeeper::app_wish(const mqtt::Message& message) const {
    // Kept by the broker it would open a lane to whoever stands there at the next start.
    if (message.retain) {
        return std::unexpected("retained_wish");
    }
    auto wish = read<AppWish>(KeyRole::payment, message);
    if (!wish) {
        return std::unexpected(wish.error());
    }
    const bool has_plate = !wish->plate.empty();
    if (has_plate && !normalise(wish->plate)) {
        return std::unexpected("bad_plate");
    }
    if (!has_plate && (wish->holder.empty() || wish->holder.size() > longest_holder)) {
        return std::unexpected("no_holder");
    }
    return core::AppWished{std::move(*wish), {}, owner_of(message), hash_of(message.bytes)};
}

Gatekeeper::Result Gatekeeper::command(const mqtt::Message& message, const LotTopics::CommandTopic& topic) const {
    // A retained command would be obeyed at every start, by nobody's will.
    if (message.retain) {
        return std::unexpected("retained_command");
    }
    auto command = read<Command>(KeyRole::command, message);
    if (!command) {
        return std::unexpected(command.error());
    }
    const auto signer = verify(KeyRole::command, message);
    const bool same_person = signer && (*signer)->owner == topic.by.text && command->by == topic.by;
    if (!same_person) {
        return std::unexpected(refusal(SignatureError::wrong_owner));
    }
    const bool same_order = command->lane == topic.lane && topic.verb == text_of(command->verb);
    if (!same_order) {
        return std::unexpected("wrong_topic");
    }
    return core::Commanded{std::move(*command), {}, hash_of(message.bytes)};
}

} // namespace parkgate::link
