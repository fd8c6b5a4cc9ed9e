#include "importers/foreign_time.hpp"

#include <chrono>
#include <cmath>

#include "common/clock.hpp"

namespace inference_pio {
namespace {

constexpr double kLastSecond = 253402300799.0;  // of the year 9999

// Reads digits and marks from the front of a text.
class TimeReader {
public:
    explicit TimeReader(std::string_view text) : rest_(text) {}

    // Exactly so many digits.
    bool number(std::size_t digits, int& out) {
        if (rest_.size() < digits) return false;
        int value = 0;
        for (const char c : rest_.substr(0, digits)) {
            if (c < '0' || c > '9') return false;
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(digits);
        out = value;
        return true;
    }

    bool one_of(std::string_view marks) {
        if (rest_.empty() || marks.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip_fraction() {
        if (!one_of(".,")) return;
        while (one_of("0123456789")) {
        }
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool next_is(char c) const { return rest_.starts_with(c); }

private:
    std::string_view rest_;
};

struct Fields {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

bool read_date(TimeReader& reader, Fields& fields) {
    if (!reader.number(4, fields.year)) return false;
    const bool separated = reader.one_of("-/");
    if (!reader.number(2, fields.month)) return false;
    if (separated && !reader.one_of("-/")) return false;
    return reader.number(2, fields.day) && reader.one_of("T -_");
}

bool read_clock(TimeReader& reader, Fields& fields) {
    if (!reader.number(2, fields.hour)) return false;
    const bool separated = reader.one_of(":");
    if (!reader.number(2, fields.minute)) return false;
    if (separated && !reader.one_of(":")) return false;
    if (!reader.number(2, fields.second)) return false;
    reader.skip_fraction();
    return true;
}

// Nothing where what follows is no zone; an absent one is zero minutes without a zone.
std::optional<std::chrono::minutes> read_zone(TimeReader& reader, bool& has_zone) {
    has_zone = !reader.at_end();
    if (!has_zone || (reader.one_of("Zz") && reader.at_end())) return std::chrono::minutes(0);
    const bool negative = reader.next_is('-');
    int hours = 0;
    int minutes = 0;
    if (!reader.one_of("+-") || !reader.number(2, hours)) return std::nullopt;
    reader.one_of(":");
    if (!reader.at_end() && !reader.number(2, minutes)) return std::nullopt;
    if (!reader.at_end() || hours > 23 || minutes > 59) return std::nullopt;
    const std::chrono::minutes offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return negative ? -offset : offset;
}

}  // namespace

std::optional<ForeignTime> parse_foreign_time(std::string_view text) {
    TimeReader reader(text);
    Fields fields;
    if (!read_date(reader, fields) || !read_clock(reader, fields)) return std::nullopt;
    ForeignTime time;
    const auto offset = read_zone(reader, time.has_zone);
    const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                           std::chrono::month(static_cast<unsigned>(fields.month)),
                                           std::chrono::day(static_cast<unsigned>(fields.day))};
    if (!offset || !date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60) return std::nullopt;
    const auto instant = std::chrono::sys_days(date) + std::chrono::hours(fields.hour) +
                         std::chrono::minutes(fields.minute) + std::chrono::seconds(fields.second) - *offset;
    const auto seconds = static_cast<double>(instant.time_since_epoch().count());
    const auto utc = time_of_epoch(seconds);
    if (!utc) return std::nullopt;
    time.utc = utc->utc;
    return time;
}

std::optional<ForeignTime> time_of_epoch(double seconds) {
    if (!(seconds >= 0 && seconds <= kLastSecond)) return std::nullopt;
    const auto whole = std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds)));
    return ForeignTime{format_utc(WallTime(std::chrono::duration_cast<std::chrono::milliseconds>(whole))), true};
}

}  // namespace inference_pio
