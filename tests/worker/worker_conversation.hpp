// A real worker process at the other end of the protocol.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/child_process.hpp"
#include "protocol/codec.hpp"

namespace inference_pio {

class WorkerConversation {
public:
    static constexpr Seconds kPatience{60};  // reaching it is a failure

    explicit WorkerConversation(std::vector<std::string> argv) {
        LaunchSpec spec;
        spec.argv = std::move(argv);
        spec.event_pipe = true;
        auto child = machine_launcher().launch(spec, nullptr);
        if (child) {
            child_ = *std::move(child);
        } else {
            ADD_FAILURE() << child.error().message;
        }
    }

    // The event that answers a line; progress is skipped.
    Event ask(const std::string& line) {
        if (!child_) return FailedEvent{{ErrorKind::crashed, "never started", {}}};
        if (auto sent = child_->send_line(line); !sent) return FailedEvent{sent.error()};
        for (;;) {
            const auto answer = child_->read_event(kPatience);
            if (!answer) return FailedEvent{answer.error()};
            if (!*answer) return FailedEvent{{ErrorKind::crashed, "no answer; errors: " + child_->errors(), {}}};
            auto event = decode_event(**answer);
            if (!event) return FailedEvent{event.error()};
            if (!std::holds_alternative<ProgressEvent>(*event)) return *std::move(event);
        }
    }
    Event ask(const Command& command) { return ask(encode_command(command)); }

    template <class T, class Line>
    T expect(const Line& line) {
        Event event = ask(line);
        if (auto* const wanted = std::get_if<T>(&event)) return std::move(*wanted);
        if (const auto* const failed = std::get_if<FailedEvent>(&event)) {
            ADD_FAILURE() << failed->error.message;
        } else {
            ADD_FAILURE() << "another event came: " << event.index();
        }
        return {};
    }

    // Prepares a case and takes one sample.
    Event measure(const std::string& benchmark) {
        CaseCommand subject;
        subject.benchmark = benchmark;
        Event ready = ask(PrepareCommand{subject});
        return std::holds_alternative<ReadyEvent>(ready) ? ask(MeasureCommand{}) : ready;
    }

    ExitStatus end() {
        child_->close_input();
        const auto status = child_->wait(kPatience);
        if (!status) ADD_FAILURE() << status.error().message;
        return status.value_or(ExitStatus{});
    }

    ChildProcess& process() { return *child_; }

private:
    std::unique_ptr<ChildProcess> child_;
};

inline SampleEvent sample_in(const Event& event) {
    if (const auto* const sample = std::get_if<SampleEvent>(&event)) return *sample;
    if (const auto* const failed = std::get_if<FailedEvent>(&event)) ADD_FAILURE() << failed->error.message;
    ADD_FAILURE() << "no sample";
    return {};
}

inline Error error_in(const Event& event) {
    const auto* const failed = std::get_if<FailedEvent>(&event);
    if (failed == nullptr) ADD_FAILURE() << "did not fail";
    return failed == nullptr ? Error{} : failed->error;
}

}  // namespace inference_pio
