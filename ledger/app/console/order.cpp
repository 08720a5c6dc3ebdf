#include "ledger/app/console/order.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <array>
#include <optional>
#include <type_traits>
#include <utility>

namespace parkgate::ledger {

BOOST_DESCRIBE_STRUCT(ReportOrder, (), (scope, id, since, until, within_days, costs_only, json))
BOOST_DESCRIBE_STRUCT(NewMember, (), (id, plates, points, sets_tier, tier, spending, by, reason))
BOOST_DESCRIBE_STRUCT(UnlinkPlate, (), (plate, by, reason))
BOOST_DESCRIBE_STRUCT(ShowMember, (), (id, lines))
BOOST_DESCRIBE_STRUCT(ListReviews, (), (all))
BOOST_DESCRIBE_STRUCT(DecideReview, (), (id, approved, reason, by))
BOOST_DESCRIBE_STRUCT(ListBudgets, (), (json))
BOOST_DESCRIBE_STRUCT(SetBudget, (), (campaign, coupons, reason, by))
BOOST_DESCRIBE_STRUCT(ListQuarantine, (), (json, code, since, closed, oldest, lines))
BOOST_DESCRIBE_STRUCT(ShowQuarantined, (), (id))
BOOST_DESCRIBE_STRUCT(Redrive, (), (id, reason, by, code))
BOOST_DESCRIBE_STRUCT(CloseQuarantined, (), (id, reason, by, code))
BOOST_DESCRIBE_STRUCT(CopyBooks, (), (now))
BOOST_DESCRIBE_STRUCT(ToolReply, (), (exit, out, errors))
BOOST_DESCRIBE_STRUCT(Progress, (), (done, of, unit))

namespace {

namespace json = boost::json;

// In the order of the variant.
constexpr std::array<std::string_view, std::variant_size_v<Order>> names = {
    "report",      "member_add", "member_unlink", "member_show",     "review_list",        "review_decide",
    "budget_list", "budget_set", "quarantine",    "quarantine_show", "quarantine_redrive", "quarantine_close",
    "copy"};

template <typename Body>
std::string line(std::string_view name, const Body& body) {
    return json::serialize(json::object{{"v", 1}, {json::string_view(name), json::value_from(body)}}) + "\n";
}

std::optional<json::object> object_of(std::string_view line) {
    json::error_code error;
    const json::value value = json::parse(json::string_view(line.data(), line.size()), error);
    if (error || !value.is_object()) {
        return std::nullopt;
    }
    const auto* version = value.get_object().if_contains("v");
    return version != nullptr && *version == json::value(1) ? std::optional(value.get_object()) : std::nullopt;
}

template <typename Body>
std::optional<Body> body_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name));
    if (value == nullptr || object.size() != 2) {
        return std::nullopt;
    }
    auto body = json::try_value_to<Body>(*value);
    return body ? std::optional(*std::move(body)) : std::nullopt;
}

template <std::size_t... I>
std::optional<Order> any_of(const json::object& object, std::index_sequence<I...>) {
    std::optional<Order> order;
    const auto read = [&]<std::size_t i>(std::integral_constant<std::size_t, i>) {
        if (auto body = body_of<std::variant_alternative_t<i, Order>>(object, names[i])) {
            order = *std::move(body);
        }
    };
    (read(std::integral_constant<std::size_t, I>{}), ...);
    return order;
}

} // namespace

bool changes(const Order& order) {
    return std::visit(
        []<typename Body>(const Body&) {
            return std::is_same_v<Body, NewMember> || std::is_same_v<Body, UnlinkPlate> ||
                   std::is_same_v<Body, DecideReview> || std::is_same_v<Body, SetBudget> ||
                   std::is_same_v<Body, Redrive> || std::is_same_v<Body, CloseQuarantined>;
        },
        order);
}

std::string line_of(const Order& order) {
    return std::visit([&](const auto& body) { return line(names.at(order.index()), body); }, order);
}

std::string line_of(const ToolReply& reply) {
    std::string text = line("reply", reply);
    if (text.size() > longest_reply) {
        text = line("reply", ToolReply{1, "", "the reply is too long: ask for less, or read a copy\n"});
    }
    return text;
}

std::string line_of(const Progress& progress) {
    return line("progress", progress);
}

std::expected<Order, std::string> order_of(std::string_view line) {
    const auto object = object_of(line);
    if (!object) {
        return std::unexpected("expected one JSON object with \"v\": 1 on a line");
    }
    if (auto order = any_of(*object, std::make_index_sequence<std::variant_size_v<Order>>{})) {
        return *std::move(order);
    }
    return std::unexpected("not an order of this version of parkgate-ledger");
}

std::expected<std::variant<ToolReply, Progress>, std::string> reply_of(std::string_view line) {
    if (const auto object = object_of(line)) {
        if (auto reply = body_of<ToolReply>(*object, "reply")) {
            return *std::move(reply);
        }
        if (auto progress = body_of<Progress>(*object, "progress")) {
            return *std::move(progress);
        }
    }
    return std::unexpected("not a reply of this version of parkgate-ledger");
}

} // namespace parkgate::ledger
