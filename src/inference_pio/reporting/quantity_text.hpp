// Quantities for people: three digits that matter, in the unit that makes them short.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

// A record's value in its record's unit: 0.0123 "s" is "12.3 ms", 1.3e9 "bytes" is "1.21 GiB". A unit that
// is not known is printed behind the number.
[[nodiscard]] std::string format_quantity(double value, std::string_view unit);

// Three digits that matter: "61.2", "0.0123", "1234"; beyond a million with a power of ten.
[[nodiscard]] std::string format_number(double value);

// "0:42", "12:03", "1:00:00"; below ten seconds "3.2 s".
[[nodiscard]] std::string format_duration(Seconds duration);

// The half-width of the interval over the value, on its longer side: "± 1.2 %". Empty where the value is zero.
[[nodiscard]] std::string format_precision(double value, const Interval& interval);

// The half-width of a record's interval over its value, on its longer side: "± 1.2 %". Empty where there is
// no interval, or the value is zero.
[[nodiscard]] std::string format_precision(const Record& record);

}  // namespace inference_pio
