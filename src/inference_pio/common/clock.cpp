#include "common/clock.hpp"

#include <fmt/format.h>

#include <thread>

namespace inference_pio {
namespace {

class MachineClock final : public Clock {
public:
    Nanoseconds monotonic_now() override { return std::chrono::steady_clock::now().time_since_epoch(); }
    WallTime wall_now() override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    void sleep_for(Nanoseconds duration) override { std::this_thread::sleep_for(duration); }
};

struct UtcFields {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::seconds> time;
};

UtcFields utc_fields_of(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss(seconds - day)};
}

std::string format_fields(const UtcFields& fields, std::string_view date_separator, std::string_view time_separator) {
    return fmt::format("{:04}{}{:02}{}{:02}T{:02}{}{:02}{}{:02}Z", static_cast<int>(fields.date.year()), date_separator,
                       static_cast<unsigned>(fields.date.month()), date_separator,
                       static_cast<unsigned>(fields.date.day()), fields.time.hours().count(), time_separator,
                       fields.time.minutes().count(), time_separator, fields.time.seconds().count());
}

}  // namespace

Clock& machine_clock() {
    static MachineClock clock;
    return clock;
}

std::string format_utc(WallTime time) { return format_fields(utc_fields_of(time), "-", ":"); }

std::string format_utc_compact(WallTime time) { return format_fields(utc_fields_of(time), "", ""); }

}  // namespace inference_pio
