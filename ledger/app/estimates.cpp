// Questions that are answered from the books and written nowhere.
#include "ledger/app/engine.hpp"
#include "ledger/core/estimate.hpp"

namespace parkgate::ledger {

void Engine::on_estimate(const mqtt::Message& message) {
    const auto question = inbound_.read_estimate(message);
    if (!question) {
        note_refused(question.error());
    } else if (!quota_.admits(Door::app, question->from, read_().monotonic)) {
        note_refused({"over_quota", "at " + message.topic});
    } else if (!clock_is_right()) {
        note_refused({std::string(name_of(clock_fault_)), std::string(remedy_of(clock_fault_))});
    } else {
        answer(*question);
    }
}

void Engine::answer(const EstimateQuestion& question) {
    try {
        auto [estimated, box] = estimate(store_.books(), store_.terms(), question, site_time());
        if (const auto heard = heard_.find(box); heard != heard_.end()) {
            estimated.gate_heard_at = heard->second;
        }
        client_.publish(outbound_.estimate(estimated));
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
    }
}

} // namespace parkgate::ledger
