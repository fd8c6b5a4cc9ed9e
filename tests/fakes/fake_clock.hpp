// A clock that moves only when it is told to, or when someone sleeps on it.
#pragma once

#include <chrono>
#include <vector>

#include "common/clock.hpp"

namespace inference_pio {

class FakeClock final : public Clock {
public:
    // 2026-11-24T10:00:00Z, so that dates in tests are those of the documentation.
    static constexpr WallTime kStart =
        std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 24} + std::chrono::hours{10};

    explicit FakeClock(WallTime wall_start = kStart) : wall_start_(wall_start) {}

    // Each look at the monotonic clock moves it on by `step` afterwards: for code that times itself.
    void set_step(Nanoseconds step) { step_ = step; }
    void advance(Nanoseconds duration) { now_ += duration; }
    void advance(Seconds duration) { now_ += std::chrono::duration_cast<Nanoseconds>(duration); }

    Nanoseconds monotonic_now() override {
        const Nanoseconds now = now_;
        now_ += step_;
        return now;
    }
    WallTime wall_now() override { return wall_start_ + std::chrono::floor<std::chrono::milliseconds>(now_); }
    void sleep_for(Nanoseconds duration) override {
        sleeps.push_back(duration);
        now_ += duration;
    }

    std::vector<Nanoseconds> sleeps;  // every sleep that was asked for

private:
    WallTime wall_start_;
    Nanoseconds now_{};
    Nanoseconds step_{};
};

}  // namespace inference_pio
