#include "simulator/server/line.hpp"

namespace parkgate::sim {

namespace {

bool leaves_the_answer_readable(const std::optional<FaultHit>& hit) {
    return !hit || hit->fault == LineFault::byte_by_byte;
}

} // namespace

std::optional<Reply> reply_to(const Frame& request, Framing framing, Slave& slave, LineFaults& faults, Lane& lane,
                              Instant now, Instant received, Events& events) {
    const auto hit = faults.strike(request.unit);
    Reply reply{.slave = &slave, .answer = {}, .transmission = {}, .credible = leaves_the_answer_readable(hit)};
    if (hit && swallows_request(*hit)) {
        if (hit->fault == LineFault::silent) {
            return std::nullopt;
        }
        reply.answer.pdu = {request.pdu.front()};
    } else {
        auto answer = slave.answer(lane, request.pdu, now, received, events);
        if (!answer) {
            return std::nullopt;
        }
        reply.answer = *std::move(answer);
    }
    reply.transmission = distort(framing, {request.unit, reply.answer.pdu, request.transaction}, hit);
    return reply;
}

} // namespace parkgate::sim
