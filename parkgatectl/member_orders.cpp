#include "parkgatectl/member_orders.hpp"

#include "parkgatectl/event_talk.hpp"
#include "parkgatectl/till.hpp"
#include "protocol/codec.hpp"

#include <map>
#include <utility>

namespace parkgate::ctl {

namespace {

using Body = std::expected<MemberEventBody, std::string>;

// What an order is made of, beside what all have.
enum class Part : std::uint8_t {
    member,
    receipt,
    fen,
    sold_at,
    sold_at_once,
    store,
    picture,
    code,
    phone,
    referrer,
    post,
    plate,
    spending,
    about,
    words,
    item,
    verdict,
    reason,
    points,
    event,
    segments,
    campaign,
    halt,
    print_code,
};

struct Row {
    const char* name;
    const char* help;
    std::vector<Part> parts;
    Body (*make)(const MemberArguments& given, SiteTime sold_at);
};

const std::map<std::string, Spending> spendings = {{"asked_for", Spending::asked_for},
                                                   {"nothing", Spending::nothing},
                                                   {"coupon", Spending::coupon},
                                                   {"all", Spending::all}};

const std::vector<Row>& till_rows() {
    using enum Part;
    static const std::vector<Row> rows = {
        {"sell",
         "tells the ledger of a sale, or prints its one-time code",
         {receipt, fen, member, sold_at, print_code},
         [](const MemberArguments& g, SiteTime at) -> Body { return Sold{{}, g.receipt, at, {g.fen}, g.member}; }},
        {"take-back",
         "tells the ledger of goods that came back",
         {receipt, fen, sold_at_once},
         [](const MemberArguments& g, SiteTime at) -> Body { return Returned{{}, g.receipt, at, {g.fen}}; }},
    };
    return rows;
}

const std::vector<Row>& staff_rows() {
    using enum Part;
    static const std::vector<Row> rows = {
        {"review",
         "decides about something that waits for a person",
         {item, verdict, reason},
         [](const MemberArguments& g, SiteTime) -> Body { return Reviewed{{g.object}, g.yes, g.words}; }},
        {"adjust",
         "gives a member points by hand, or takes them; above the mall's amount another operator has to agree",
         {member, points, reason},
         [](const MemberArguments& g, SiteTime) -> Body { return Adjusted{g.member, g.points, g.words}; }},
        {"second",
         "agrees to another operator's event that needs a second person",
         {event},
         [](const MemberArguments& g, SiteTime) -> Body { return Seconded{{g.object}}; }},
        {"segments",
         "says which segments a member is of, all of them from now on",
         {member, segments},
         [](const MemberArguments& g, SiteTime) -> Body {
             SegmentsSet set{g.member, {}};
             for (const auto& name : g.segments) {
                 set.segments.push_back({name});
             }
             return set;
         }},
        {"campaign",
         "lets a campaign give nothing more, or again",
         {campaign, halt, reason},
         [](const MemberArguments& g, SiteTime) -> Body { return CampaignSwitched{{g.object}, g.yes, g.words}; }},
    };
    return rows;
}

const std::vector<Row>& app_rows() {
    using enum Part;
    static const std::vector<Row> rows = {
        {"join",
         "a person has become a member",
         {member, phone, referrer},
         [](const MemberArguments& g, SiteTime) -> Body { return Joined{g.member, {g.phone}, g.referrer}; }},
        {"upload",
         "he has photographed a receipt",
         {member, store, receipt, fen, sold_at, picture},
         [](const MemberArguments& g, SiteTime at) -> Body {
             return Uploaded{g.member, {g.store, g.receipt, at, {g.fen}, {}}, g.picture};
         }},
        {"claim",
         "he has scanned a receipt's one-time code",
         {member, code},
         [](const MemberArguments& g, SiteTime) -> Body {
             auto code = read_receipt_code(g.code);
             return code ? Body(Claimed{g.member, *std::move(code)}) : std::unexpected("--code: " + code.error());
         }},
        {"like",
         "he likes a post",
         {member, post},
         [](const MemberArguments& g, SiteTime) -> Body { return Liked{g.member, {g.object}}; }},
        {"post",
         "he has published a post",
         {member, post},
         [](const MemberArguments& g, SiteTime) -> Body { return Posted{g.member, {g.object}}; }},
        {"add-plate",
         "from now on this car is his",
         {member, plate},
         [](const MemberArguments& g, SiteTime) -> Body { return PlateAdded{g.member, g.object}; }},
        {"remove-plate",
         "from now on it is not",
         {member, plate},
         [](const MemberArguments& g, SiteTime) -> Body { return PlateRemoved{g.member, g.object}; }},
        {"spending",
         "what his stays draw on",
         {member, spending},
         [](const MemberArguments& g, SiteTime) -> Body { return SpendingSettled{g.member, g.spending}; }},
        {"dispute",
         "he does not agree with what a stay or a receipt has cost or given",
         {member, about, words},
         [](const MemberArguments& g, SiteTime) -> Body { return Disputed{g.member, g.object, g.words}; }},
    };
    return rows;
}

void add_choice(CLI::App& order, MemberArguments& to, const char* yes, const char* no) {
    auto* group = order.add_option_group("decision", "one of these");
    group->add_flag(yes, to.yes);
    group->add_flag(no, to.no);
    group->require_option(1);
}

// Named as in the help, so that no two options of one command have the same name.
void add_part(CLI::App& order, MemberArguments& to, Part part) {
    const auto required = [&](const char* name, auto& value, const char* help, const char* type = "") {
        return order.add_option(name, value, help)->required()->type_name(type);
    };
    switch (part) {
    case Part::member: {
        auto* member = order.add_option("--member", to.member.text, "his id")->type_name("ID");
        member->required(order.get_name() != "sell"); // a sale may be nobody's
        break;
    }
    case Part::receipt: required("RECEIPT", to.receipt, "the number that is printed on the receipt"); break;
    case Part::fen: required("FEN", to.fen, "how much, in 1/100 yuan"); break;
    case Part::sold_at:
        order.add_option("--sold-at", to.sold_at, "when it was sold, such as 2026-11-22T21:30+08:00; without: now")
            ->type_name("TIME");
        break;
    case Part::sold_at_once: required("--sold-at", to.sold_at, "when they were sold", "TIME"); break;
    case Part::store: required("--store", to.store.text, "the store", "ID"); break;
    case Part::picture: required("--picture", to.picture, "where the application keeps the picture", "TEXT"); break;
    case Part::code: required("--code", to.code, "the code", "TEXT"); break;
    case Part::phone: required("--phone", to.phone, "the application's keyed hash of his phone number", "HASH"); break;
    case Part::referrer: order.add_option("--referrer", to.referrer.text, "who has sent him")->type_name("ID"); break;
    case Part::post: required("--post", to.object, "the post", "ID"); break;
    case Part::plate: required("--plate", to.object, "the number plate", "PLATE"); break;
    case Part::spending:
        required("--spending", to.spending, "asked_for, nothing, coupon or all", "HOW")
            ->transform(CLI::CheckedTransformer(spendings).description(""));
        break;
    case Part::about: required("--about", to.object, "a session or an event", "ID"); break;
    case Part::words: required("--words", to.words, "what he says", "TEXT"); break;
    case Part::item: required("ITEM", to.object, "what waits: the event that brought it"); break;
    case Part::verdict: add_choice(order, to, "--approve", "--reject"); break;
    case Part::reason: required("--reason", to.words, "why; it is recorded with your name", "TEXT"); break;
    case Part::points: required("--points", to.points, "how many; taken if negative", "N"); break;
    case Part::event: required("EVENT", to.object, "the event that waits, as it was shown to him"); break;
    case Part::segments:
        order.add_option("--segment", to.segments, "a segment; may be given again; none: of none")->type_name("NAME");
        break;
    case Part::campaign: required("CAMPAIGN", to.object, "the campaign"); break;
    case Part::halt: add_choice(order, to, "--stop", "--go-on"); break;
    case Part::print_code:
        order.add_flag("--code", to.print_code, "print the code for the receipt, and tell nobody");
        break;
    }
}

void add_rows(CLI::App& tool, MemberArguments& to, const std::vector<Row>& rows, const char* whose) {
    for (const auto& row : rows) {
        auto* order = tool.add_subcommand(row.name, row.help);
        for (const auto part : row.parts) {
            add_part(*order, to, part);
        }
        order->add_option("--id", to.id.text, "of the same event that got no answer: it counts once")->type_name("ID");
        order->add_option("--config", to.config, "who you are and which site you mean (TOML)")
            ->capture_default_str()
            ->type_name("FILE");
        order->footer(std::string("The configuration's own key is ") + whose +
                      ". Ends with 0: it holds, or a person looks at it first; 1: refused; 3: no answer; 4: a second "
                      "person has to agree.");
    }
}

constexpr const char* app_order = "member-event";

const Row* row_given(const CLI::App& tool) {
    const auto find = [](const CLI::App& of, const std::vector<Row>& rows) -> const Row* {
        for (const auto& row : rows) {
            if (of.got_subcommand(row.name)) {
                return &row;
            }
        }
        return nullptr;
    };
    if (tool.got_subcommand(app_order)) {
        return find(*tool.get_subcommand(app_order), app_rows());
    }
    const auto* row = find(tool, till_rows());
    return row != nullptr ? row : find(tool, staff_rows());
}

} // namespace

void add_member_orders(CLI::App& tool, MemberArguments& to) {
    add_rows(tool, to, till_rows(), "the store's");
    add_rows(tool, to, staff_rows(), "the operator's");
    auto* app = tool.add_subcommand(app_order, "tells the ledger what the mall's application would, for trying it out");
    app->require_subcommand(1);
    add_rows(*app, to, app_rows(), "the provider's");
}

std::optional<std::expected<GivenEvent, std::string>> event_given(const CLI::App& tool,
                                                                  const MemberArguments& arguments, SiteTime now) {
    const Row* row = row_given(tool);
    if (row == nullptr) {
        return std::nullopt;
    }
    const auto sold_at =
        arguments.sold_at.empty() ? std::expected<SiteTime, std::string>(now) : read_instant(arguments.sold_at);
    if (!sold_at) {
        return std::unexpected("--sold-at: " + sold_at.error());
    }
    auto body = row->make(arguments, *sold_at);
    if (!body) {
        return std::unexpected(body.error());
    }
    // The ledger would leave it without an answer.
    if (const auto read = decode<MemberEvent>(encode(MemberEvent{arguments.id, now, *body})); !read) {
        return std::unexpected(read.error().detail);
    }
    return GivenEvent{*std::move(body), arguments.print_code};
}

} // namespace parkgate::ctl
