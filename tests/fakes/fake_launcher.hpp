// Child processes that answer by script and never run.
//
//     FakeLauncher launcher([](const LaunchSpec& spec) {
//         FakeScript script;
//         script.on_line = [](std::string_view line) { return fake_events({R"({"event":"released"})"}); };
//         return script;
//     });
//
// A child that is asked for an event when none is scripted hangs: read_event() is timed_out at once, and
// moves `clock` on by the timeout where there is one. What was done to every child stands in `launches`.
#pragma once

#include <csignal>
#include <deque>
#include <functional>
#include <inference_pio/result.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/cancellation.hpp"
#include "common/child_process.hpp"
#include "fakes/fake_clock.hpp"

namespace inference_pio {

// The event pipe ends: the child died, with the script's `exit` as its status.
struct FakeEnd {};
// Time that passes (on the launcher's clock) before the next step.
struct FakeDelay {
    Seconds duration{};
};
// A side effect at this point of the script, such as a request to stop.
using FakeAction = std::function<void()>;
// A line of the event pipe; an Error that read_event() gives instead; or one of the above.
using FakeStep = std::variant<std::string, Error, FakeEnd, FakeDelay, FakeAction>;

[[nodiscard]] inline std::vector<FakeStep> fake_events(std::initializer_list<std::string> lines) {
    return {lines.begin(), lines.end()};
}

struct FakeScript {
    std::optional<Error> launch_error;  // launch() fails with this
    std::vector<FakeStep> at_start;     // before any line was sent
    // What the child answers to a line; nothing set: silence.
    std::function<std::vector<FakeStep>(std::string_view line)> on_line;
    std::vector<FakeStep> on_input_closed = {FakeEnd{}};  // without a FakeEnd it outlives its input
    // Also of a child that has to be killed, but for the signal, which then is SIGKILL.
    ExitStatus exit = {.code = 0,
                       .signal = {},
                       .peak_memory = mebibytes(100),
                       .peak_memory_floor = mebibytes(10),
                       .user_time = {},
                       .system_time = {},
                       .killed_for_memory = false};
    std::optional<Bytes> peak_resident;
    std::string output;
    std::string errors;
};

// What was done to one child.
struct FakeLaunch {
    LaunchSpec spec;
    std::vector<std::string> lines;  // sent to it
    bool input_closed = false;
    bool waited = false;  // its end was waited for, and came
    bool killed = false;
    bool alive = true;
};

class FakeChild final : public ChildProcess {
public:
    FakeChild(FakeScript script, std::shared_ptr<FakeLaunch> launch, FakeClock* clock, Cancellation* cancellation,
              pid_t pid)
        : script_(std::move(script)),
          launch_(std::move(launch)),
          clock_(clock),
          cancellation_(cancellation),
          pid_(pid),
          steps_(script_.at_start.begin(), script_.at_start.end()) {}
    ~FakeChild() override {
        if (launch_->alive) FakeChild::kill();
    }

    [[nodiscard]] pid_t pid() const override { return pid_; }

    [[nodiscard]] Result<void> send_line(std::string_view line) override {
        if (!launch_->alive || launch_->input_closed) return fail(ErrorKind::crashed, "fake child ended");
        launch_->lines.emplace_back(line);
        if (script_.on_line) queue(script_.on_line(line));
        return {};
    }

    void close_input() override {
        if (std::exchange(launch_->input_closed, true)) return;
        queue(script_.on_input_closed);
    }

    [[nodiscard]] Result<std::optional<std::string>> read_event(Seconds timeout) override {
        while (launch_->alive) {
            if (cancelled()) return fail(ErrorKind::cancelled, "stopped while waiting for a fake event");
            if (steps_.empty()) return timed_out("an event", timeout);
            FakeStep step = std::move(steps_.front());
            steps_.pop_front();
            if (auto* line = std::get_if<std::string>(&step)) return std::move(*line);
            if (auto* error = std::get_if<Error>(&step)) return fail(std::move(*error));
            if (const auto* delay = std::get_if<FakeDelay>(&step)) {
                if (delay->duration > timeout) {
                    steps_.push_front(FakeDelay{delay->duration - timeout});
                    return timed_out("an event", timeout);
                }
                pass(delay->duration);
            }
            run(step);
        }
        return std::nullopt;
    }

    [[nodiscard]] Result<ExitStatus> wait(Seconds timeout) override {
        while (launch_->alive && !steps_.empty()) {
            if (cancelled()) return fail(ErrorKind::cancelled, "stopped while waiting for a fake child");
            const FakeStep step = std::move(steps_.front());
            steps_.pop_front();
            run(step);  // events that nobody reads are dropped
        }
        if (launch_->alive) return timed_out("the end", timeout);
        launch_->waited = true;
        return script_.exit;
    }

    ExitStatus kill() override {
        if (std::exchange(launch_->alive, false)) {
            launch_->killed = true;
            script_.exit.code.reset();
            script_.exit.signal = SIGKILL;
        }
        return script_.exit;
    }

    [[nodiscard]] std::optional<Bytes> peak_resident() const override {
        return launch_->alive ? script_.peak_resident : std::nullopt;
    }
    [[nodiscard]] std::string output() const override { return script_.output; }
    [[nodiscard]] std::string errors() const override { return script_.errors; }

private:
    void queue(std::vector<FakeStep> steps) {
        for (FakeStep& step : steps) steps_.push_back(std::move(step));
    }
    void run(const FakeStep& step) {
        if (std::holds_alternative<FakeEnd>(step)) launch_->alive = false;
        if (const auto* action = std::get_if<FakeAction>(&step)) (*action)();
    }
    [[nodiscard]] bool cancelled() const { return cancellation_ != nullptr && cancellation_->requested(); }
    void pass(Seconds duration) {
        if (clock_ != nullptr) clock_->advance(duration);
    }
    tl::unexpected<Error> timed_out(const std::string& awaited, Seconds timeout) {
        pass(timeout);
        return fail(ErrorKind::timed_out, awaited + " of the fake child did not come in time");
    }

    FakeScript script_;
    std::shared_ptr<FakeLaunch> launch_;
    FakeClock* clock_;
    Cancellation* cancellation_;
    pid_t pid_;
    std::deque<FakeStep> steps_;
};

class FakeLauncher final : public ProcessLauncher {
public:
    using ScriptOf = std::function<FakeScript(const LaunchSpec& spec)>;

    explicit FakeLauncher(ScriptOf script_of, FakeClock* clock = nullptr)
        : script_of_(std::move(script_of)), clock_(clock) {}

    [[nodiscard]] Result<std::unique_ptr<ChildProcess>> launch(const LaunchSpec& spec,
                                                               Cancellation* cancellation) override {
        FakeScript script = script_of_(spec);
        if (script.launch_error) return fail(*script.launch_error);
        launches.push_back(std::make_shared<FakeLaunch>(FakeLaunch{.spec = spec, .lines = {}}));
        return std::make_unique<FakeChild>(std::move(script), launches.back(), clock_, cancellation,
                                           static_cast<pid_t>(1000 + launches.size()));
    }

    std::vector<std::shared_ptr<FakeLaunch>> launches;  // in order; outlive their children

private:
    ScriptOf script_of_;
    FakeClock* clock_;
};

}  // namespace inference_pio
