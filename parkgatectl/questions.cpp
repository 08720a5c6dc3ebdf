#include "parkgatectl/questions.hpp"

#include "parkgatectl/plain_text.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/service.hpp"
#include "protocol/codec.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <map>
#include <utility>

namespace parkgate::ctl {

namespace {

std::string time_text(SiteTime time) {
    return rfc3339(time.time_since_epoch().count());
}

void say(const std::string& text) {
    std::fputs(without_controls(text).c_str(), stdout);
    std::fflush(stdout);
}

class Desk {
  public:
    explicit Desk(const Config& config) : config_(config) {}

    void take(const mqtt::Message& message) {
        const auto signer =
            config_.keys->trusted.verify(KeyRole::box, message.topic, message.bytes, message.key, message.signature);
        const auto question =
            signer ? decode<Question>(message.bytes) : Decoded<Question>(std::unexpected(DecodeError{}));
        if (!question) {
            say("A question that no box of the key list asked was left aside.\n");
            return;
        }
        if (question->lot == config_.topics.lot() && asked_[question->lane] != *question) {
            asked_[question->lane] = *question;
            say(to_text(*question));
        }
    }

  private:
    const Config& config_;
    std::map<LaneId, Question> asked_;
};

} // namespace

namespace {

std::string choose(const Question& question, const Candidate& candidate) {
    return "parkgatectl choose " + question.lane.text + " " + candidate.session.text;
}

struct Wording {
    std::string asked;
    std::string orders; // that answer it, besides the candidates'; empty: those alone
    std::string ends = "; the arm opens by itself at ";
};

Wording wording_of(const Question& question) {
    const std::string lane = question.lane.text;
    switch (question.about) {
    case Asked::whose_stay: return {"whose stay is it?", ""};
    case Asked::unpaid:
        return {"it owes money, and no payment can be heard of.", "parkgatectl open " + lane + " or release " + lane};
    case Asked::owner_lock:
        return {"its owner has locked it.",
                "parkgatectl open " + lane + ", release " + lane + " or unlock-car " + lane + " " + question.plate,
                "; you are called again at "};
    case Asked::still_inside:
        return {"the stay of its plate has not ended.",
                "parkgatectl admit " + lane + " or choose, when it is the same car"};
    }
    std::unreachable();
}

} // namespace

std::string to_text(const Question& question) {
    const Wording wording = wording_of(question);
    std::string out = "Lane " + question.lane.text + ": " + wording.asked + " The camera read " + question.plate +
                      wording.ends + time_text(question.until) + "\n";
    const bool chosen = question.about == Asked::whose_stay || question.about == Asked::still_inside;
    for (const auto& candidate : question.candidates) {
        out += "  " + candidate.plate + "  in by " + candidate.lane.text + " at " + time_text(candidate.entered_at) +
               "  " + (chosen ? choose(question, candidate) : "stay " + candidate.session.text) + "\n";
    }
    if (question.candidates.empty() && question.about == Asked::whose_stay) {
        out += "  nobody inside has a plate like it\n";
    }
    return wording.orders.empty() ? out : out + "  " + wording.orders + "\n";
}

int questions(const Config& config) {
    boost::asio::io_context io{1};
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
    Desk desk(config);
    mqtt::Options options = config.mqtt;
    options.subscriptions = {{config.topics.question(config.operator_id), mqtt::Qos::at_most_once}};
    const auto client = mqtt::make_paho_client(io.get_executor(), options);
    client->start({.connected = [] {},
                   .disconnected = [](const std::string& why) { say("No broker: " + why + "; trying again.\n"); },
                   .message = [&](const mqtt::Message& message) { desk.take(message); }},
                  {});
    io.run();
    client->stop(std::chrono::milliseconds(500));
    return service::exit_good;
}

} // namespace parkgate::ctl
