// A box that tells the leavings of a file as a gate tells its facts (the same signed bytes, QoS 1, at most 16 that the
// broker has not taken), with at most 64 leavings under way, and waits until both facts of each are answered. The
// answers are the ledger's signed acknowledgements, or with `echo` whatever comes back from mqtt_echo.
// Prints one JSON line. With RATE leavings begin at that many a second, whatever is answered, and their time counts
// from the moment that each was due.
//   charge_box ledger|echo BROKER_PORT KEYS_FOLDER FILE FIRST COUNT RATE
#include "platform/mqtt/paho_client.hpp"
#include "protocol/codec.hpp"
#include "protocol/keys.hpp"
#include "protocol/topics.hpp"
#include "tests/bench/charge_world.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace {

using namespace parkgate;
using Clock = std::chrono::steady_clock;

constexpr std::size_t in_flight = 64;
constexpr std::size_t most_at_the_broker = 16; // mqtt::Client says why
constexpr auto patience = std::chrono::seconds(120);

std::string content(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

struct Work {
    bool echo = false;
    int port = 0;
    std::string keys;
    std::vector<bench::SaidFact> facts; // two for each leaving
    double rate = 0;                    // leavings a second; 0: as fast as they are answered
};

class Box {
  public:
    explicit Box(Work work)
        : work_(std::move(work)),
          count_(work_.facts.size() / 2),
          signer_key_(read_signer(content(work_.keys + "/demo-box-1.key"))->id()),
          trusted_(*read_key_list(content(work_.keys + "/keys.json"), "demo-mall",
                                  content(work_.keys + "/root.pub").substr(0, 64))),
          due_(io_),
          again_(io_) {
        for (std::size_t n = 0; n < work_.facts.size(); ++n) {
            place_.emplace(work_.facts[n].id, n);
        }
        left_.assign(count_, 2);
        answered_.assign(work_.facts.size(), false);
        began_.resize(count_);
        mqtt::Options options;
        options.port = work_.port;
        options.client_id = "charge-box";
        if (work_.echo) {
            options.subscriptions = {{"bench/echo/answer", mqtt::Qos::at_least_once}};
        } else {
            options.subscriptions = {{topics_.ack(), mqtt::Qos::at_least_once},
                                     {topics_.heartbeat(), mqtt::Qos::at_most_once}};
        }
        client_ = mqtt::make_paho_client(io_.get_executor(), options);
    }

    void run() {
        client_->start({[this] {
                            if (work_.echo) {
                                begin();
                            }
                        },
                        [](const std::string&) {}, [this](const mqtt::Message& message) { take(message); }},
                       {});
        const auto work = boost::asio::make_work_guard(io_);
        io_.run_for(patience +
                    std::chrono::seconds(work_.rate > 0 ? static_cast<int>(double(count_) / work_.rate) : 0));
        client_->stop(std::chrono::seconds(1));
        if (!failure_.empty() || times_.size() != count_) {
            throw std::runtime_error(failure_.empty() ? std::to_string(count_ - times_.size()) + " have no answer"
                                                      : failure_);
        }
    }

    void print() {
        std::ranges::sort(times_);
        const auto share = [this](double of) {
            return times_[std::min(count_ - 1, static_cast<std::size_t>(static_cast<double>(count_) * of))];
        };
        const std::chrono::duration<double> took = ended_ - first_;
        std::printf(R"({"units_s": %.1f, "seconds": %.4f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, )"
                    R"("answers": %zu})"
                    "\n",
                    static_cast<double>(count_) / took.count(), took.count(), share(0.5), share(0.99), times_.back(),
                    answers_);
    }

  private:
    void begin() {
        if (first_ != Clock::time_point{}) {
            return;
        }
        first_ = Clock::now();
        if (work_.echo) {
            ask_again();
        }
        if (work_.rate > 0) {
            pace();
        } else {
            send();
        }
    }

    void pace() {
        if (open_to_ == count_) {
            return;
        }
        const auto due = first_ + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(static_cast<double>(open_to_) / work_.rate));
        due_.expires_at(due);
        due_.async_wait([this, due](const boost::system::error_code&) {
            began_[open_to_++] = due;
            send();
            pace();
        });
    }

    // In the order of the facts, as an outbox is carried.
    void send() {
        while (at_the_broker_ < most_at_the_broker && next_ < 2 * count_) {
            const std::size_t leaving = next_ / 2;
            if (leaving >= open_to_) {
                if (work_.rate > 0 || open_to_ - times_.size() >= in_flight) {
                    return;
                }
                began_[open_to_++] = Clock::now();
            }
            publish(work_.facts[next_++]);
        }
    }

    // The echo keeps nothing: an answer that the full broker has not taken from it would be waited for in vain.
    void ask_again() {
        again_.expires_after(std::chrono::seconds(2));
        again_.async_wait([this](const boost::system::error_code&) {
            for (std::size_t n = 0; n < next_ && at_the_broker_ < most_at_the_broker; ++n) {
                if (!answered_[n]) {
                    publish(work_.facts[n]);
                }
            }
            ask_again();
        });
    }

    void publish(const bench::SaidFact& fact) {
        mqtt::Message message;
        message.topic = work_.echo ? "bench/echo/ask" : topics_.fact();
        message.bytes = fact.bytes;
        message.qos = mqtt::Qos::at_least_once;
        message.key = signer_key_;
        message.signature = fact.signature;
        message.correlation = work_.echo ? fact.id : "";
        ++at_the_broker_;
        client_->publish(std::move(message), [this](bool accepted) {
            --at_the_broker_;
            if (!accepted && !work_.echo) { // the echo is asked again
                fail("the broker has not taken a fact");
            }
            send();
        });
    }

    void take(const mqtt::Message& message) {
        if (work_.echo) {
            ++answers_;
            answered(message.correlation);
            send();
            return;
        }
        if (message.topic == topics_.heartbeat()) {
            begin(); // the ledger is there
            return;
        }
        if (!trusted_.verify(KeyRole::ledger, message.topic, message.bytes, message.key, message.signature)) {
            fail("an acknowledgement that the ledger has not signed");
            return;
        }
        const auto ack = decode<Ack>(message.bytes);
        if (!ack) {
            fail("an acknowledgement that cannot be read");
            return;
        }
        ++answers_;
        for (const auto& entry : ack->entries) {
            if (entry.outcome != Outcome::applied || !entry.code.empty()) {
                fail("a fact was taken as " + std::string(text_of(entry.outcome)) + " " + entry.code);
                return;
            }
            answered(entry.id.text);
        }
        send();
    }

    void answered(const std::string& id) {
        const auto place = place_.find(id);
        if (place == place_.end() || answered_[place->second]) {
            return;
        }
        answered_[place->second] = true;
        const std::size_t leaving = place->second / 2;
        if (--left_[leaving] > 0) {
            return;
        }
        ended_ = Clock::now();
        times_.push_back(std::chrono::duration<double, std::milli>(ended_ - began_[leaving]).count());
        if (times_.size() == count_) {
            io_.stop();
        }
    }

    void fail(const std::string& why) {
        failure_ = why;
        io_.stop();
    }

    Work work_;
    std::size_t count_;
    boost::asio::io_context io_{1};
    LotTopics topics_{"demo-mall", "p1"};
    KeyId signer_key_;
    KeyRing trusted_;
    boost::asio::steady_timer due_;
    boost::asio::steady_timer again_;
    std::unique_ptr<mqtt::Client> client_;
    std::unordered_map<std::string, std::size_t> place_; // of the facts, by their ids
    std::vector<int> left_;                              // facts of a leaving that have no answer
    std::vector<bool> answered_;
    std::vector<Clock::time_point> began_;
    std::vector<double> times_; // of those that are answered, in ms
    std::size_t next_ = 0;      // fact
    std::size_t open_to_ = 0;   // leavings that have begun
    std::size_t at_the_broker_ = 0;
    std::size_t answers_ = 0;
    Clock::time_point first_;
    Clock::time_point ended_;
    std::string failure_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 8) {
        std::fprintf(stderr, "charge_box ledger|echo BROKER_PORT KEYS_FOLDER FILE FIRST COUNT RATE\n");
        return 64;
    }
    try {
        Box box({std::strcmp(argv[1], "echo") == 0, std::atoi(argv[2]), argv[3],
                 bench::read_leavings(argv[4], std::stoul(argv[5]), std::stoul(argv[6])), std::atof(argv[7])});
        box.run();
        box.print();
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "charge_box: %s\n", exception.what());
        return 1;
    }
}
