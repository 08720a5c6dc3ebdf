#include "parkgatectl/send_order.hpp"

#include "parkgatectl/explanation.hpp"
#include "parkgatectl/order.hpp"
#include "protocol/codec.hpp"

#include <utility>

namespace parkgate::ctl {

namespace {

class OrderTalk : public Talk {
  public:
    explicit OrderTalk(Command command) : order_(std::move(command), monotonic()) {}

    bool due(MonotonicTime now) override { return order_.due(now); }
    std::optional<std::string> tick(MonotonicTime now) override { return order_.tick(now); }
    [[nodiscard]] std::optional<End> end() const override { return order_.end(); }
    std::optional<std::string> take(const mqtt::Message& message, MonotonicTime now) override {
        const auto answer = decode<CommandAnswer>(message.bytes);
        return answer ? order_.take(*answer, now) : std::nullopt;
    }

  protected:
    [[nodiscard]] const Order& order() const { return order_; }

  private:
    Order order_;
};

// Done means that the explanation has come: it has a topic of its own, and either may come first.
class ExplainTalk final : public OrderTalk {
  public:
    using OrderTalk::OrderTalk;

    std::optional<std::string> take(const mqtt::Message& message, MonotonicTime now) override {
        if (const auto explanation = decode<Explanation>(message.bytes)) {
            const bool ours = explanation->id == order().command().id && !std::exchange(told_, true);
            return ours ? std::optional(to_text(*explanation)) : std::nullopt;
        }
        auto sentence = OrderTalk::take(message, now);
        if (order().end() != End::done) {
            return sentence;
        }
        done_at_ = now;
        return std::nullopt;
    }
    std::optional<std::string> tick(MonotonicTime now) override {
        if (!told_ && done_at_ && now - *done_at_ >= Order::taken_within) {
            lost_ = true;
            return "The gate has explained the stay, and the explanation was lost on the way. Ask again.";
        }
        return OrderTalk::tick(now);
    }
    [[nodiscard]] std::optional<End> end() const override {
        if (told_) {
            return End::done;
        }
        if (lost_) {
            return End::no_answer;
        }
        const auto end = OrderTalk::end();
        return end == End::done ? std::nullopt : end;
    }

  private:
    bool told_ = false;
    bool lost_ = false;
    std::optional<MonotonicTime> done_at_;
};

} // namespace

Duration lives(Verb verb) {
    switch (verb) {
    case Verb::release:
    case Verb::close_stay: return std::chrono::minutes(2);
    default: return Order::taken_within;
    }
}

int send_order(const Config& config, Verb verb, const LaneId& lane, const std::string& reason,
               const std::string& argument) {
    const WallTime now = wall_clock();
    const Command command{new_id(now), config.operator_id, lane, verb, reason, now, now + lives(verb), argument};
    Letter letter{config.topics.command(lane, command.by, text_of(verb)),
                  encode(command),
                  command.id,
                  {config.topics.command_answer(command.by)}};
    if (verb == Verb::explain) {
        letter.answered_on.push_back(config.topics.explanation(command.by));
        ExplainTalk talk(command);
        return carry_on(config, letter, talk);
    }
    OrderTalk talk(command);
    return carry_on(config, letter, talk);
}

} // namespace parkgate::ctl
