#include "ledger/app/console/console.hpp"

#include "plate/words.hpp"
#include "protocol/codec.hpp"

#include <boost/json/serialize.hpp>

#include <random>
#include <system_error>

namespace parkgate::ledger {

namespace {

class AtOnce final : public Job {
  public:
    explicit AtOnce(std::function<ToolReply()> act) : act_(std::move(act)) {}

    bool step() override {
        reply_ = act_();
        return false;
    }
    [[nodiscard]] Progress progress() const override { return {}; }
    [[nodiscard]] ToolReply reply() override { return std::move(reply_); }

  private:
    std::function<ToolReply()> act_;
    ToolReply reply_;
};

class Reporting final : public Job {
  public:
    Reporting(const Desk& desk, ReportOrder order, ReportAsk ask)
        : desk_(desk), order_(std::move(order)), reader_(desk.store.report(std::move(ask))) {}

    bool step() override { return reader_.step(); }
    [[nodiscard]] Progress progress() const override { return {reader_.rows(), 0, "rows"}; }
    [[nodiscard]] ToolReply reply() override {
        return {0, order_.json ? report_json(desk_, order_, reader_) : report_text(desk_, order_, reader_), {}};
    }

  private:
    Desk desk_;
    ReportOrder order_;
    ReportReader reader_;
};

class Copying final : public Job {
  public:
    explicit Copying(const Desk& desk)
        : file_(copy_name(desk.configuration.store, new_id(desk).text)), copy_(desk.store.copy_to(file_)) {}

    bool step() override { return copy_->step(); }
    [[nodiscard]] Progress progress() const override {
        return {copy_->pages() - copy_->pages_left(), copy_->pages(), "pages"};
    }
    [[nodiscard]] ToolReply reply() override { return {0, file_.string(), {}}; }

  private:
    std::filesystem::path file_;
    std::unique_ptr<BooksCopy> copy_;
};

struct Begin {
    const Desk& desk;

    std::unique_ptr<Job> operator()(const ReportOrder& order) const {
        auto ask = ask_of(desk, order);
        if (!ask) {
            return at_once([why = ask.error()] { return failed(why); });
        }
        return std::make_unique<Reporting>(desk, order, *std::move(ask));
    }
    std::unique_ptr<Job> operator()(const CopyBooks&) const { return std::make_unique<Copying>(desk); }
    std::unique_ptr<Job> operator()(const NewMember& order) const { return soon(add_member, order); }
    std::unique_ptr<Job> operator()(const UnlinkPlate& order) const { return soon(unlink_plate, order); }
    std::unique_ptr<Job> operator()(const ShowMember& order) const { return soon(show_member, order); }
    std::unique_ptr<Job> operator()(const ListReviews& order) const { return soon(list_reviews, order); }
    std::unique_ptr<Job> operator()(const DecideReview& order) const { return soon(decide_review, order); }
    std::unique_ptr<Job> operator()(const ListBudgets& order) const { return soon(list_budgets, order); }
    std::unique_ptr<Job> operator()(const SetBudget& order) const { return soon(set_budget, order); }
    std::unique_ptr<Job> operator()(const ListQuarantine& order) const { return list_quarantine(desk, order); }
    std::unique_ptr<Job> operator()(const ShowQuarantined& order) const { return soon(show_quarantined, order); }
    std::unique_ptr<Job> operator()(const Redrive& order) const {
        return order.code.empty() ? soon(redrive, order) : redrive_each(desk, order);
    }
    std::unique_ptr<Job> operator()(const CloseQuarantined& order) const {
        return order.code.empty() ? soon(close_quarantined, order) : close_each(desk, order);
    }

  private:
    static std::unique_ptr<Job> at_once(std::function<ToolReply()> act) {
        return std::make_unique<AtOnce>(std::move(act));
    }
    template <typename Body>
    std::unique_ptr<Job> soon(ToolReply (*act)(const Desk&, const Body&), const Body& order) const {
        return at_once([desk = desk, act, order] { return act(desk, order); });
    }
};

} // namespace

std::unique_ptr<Job> begin(const Desk& desk, const Order& order) {
    // One entry of a wrong time, and the books would be of that time.
    if (const ClockFault fault = desk.clock(); changes(order) && fault != ClockFault::none) {
        return std::make_unique<AtOnce>([fault] { return failed(std::string(remedy_of(fault))); });
    }
    return std::visit(Begin{desk}, order);
}

std::filesystem::path copy_name(const std::filesystem::path& store, std::string_view stamp) {
    return store.string() + ".copy-" + std::string(stamp);
}

void remove_old_copies(const std::filesystem::path& store) {
    const std::string begins = copy_name(store, "").filename().string();
    std::error_code error;
    const auto folder = store.parent_path();
    for (const auto& entry : std::filesystem::directory_iterator(folder.empty() ? "." : folder, error)) {
        if (entry.path().filename().string().starts_with(begins)) {
            std::error_code ignored;
            std::filesystem::remove(entry.path(), ignored);
        }
    }
}

std::optional<ToolReply> fault_of_hand(const std::string& by, const std::string& reason) {
    if (is_name(by) && !reason.empty() && reason.size() <= most_words_bytes) {
        return std::nullopt;
    }
    return failed("expected --by, the name of who does this (1 to 64 of A-Z a-z 0-9 _ -), and --reason, of 1 to " +
                  std::to_string(most_words_bytes) + " bytes");
}

EventWork typed(const Desk& desk, MemberEventBody body, const std::string& by) {
    MemberEvent event{new_id(desk), desk.site(), std::move(body)};
    std::string bytes = encode(event);
    return {{std::move(event), Door::desk, by, std::nullopt, {}, true}, std::move(bytes), {}, {}, {}};
}

ConsoleNote note(const Desk& desk, std::string kind, boost::json::object what, const std::string& by,
                 const std::string& reason) {
    what["reason"] = plate::without_numbers(reason);
    return {new_id(desk), std::move(kind), boost::json::serialize(what), desk.wall(), {by}};
}

EventId new_id(const Desk& desk) {
    std::random_device random;
    IdSource ids((std::uint64_t{random()} << 32U) | random());
    return ids.next<EventId>(desk.wall().time_since_epoch().count());
}

} // namespace parkgate::ledger
