#include <fmt/format.h>

#include <inference_pio/record.hpp>

#include "contracts/words.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<Status, 6> kStatuses{{
    {Status::ok, "ok"},
    {Status::unstable, "unstable"},
    {Status::failed, "failed"},
    {Status::timed_out, "timed_out"},
    {Status::out_of_memory, "out_of_memory"},
    {Status::skipped, "skipped"},
}};

constexpr WordTable<Verdict, 4> kVerdicts{{
    {Verdict::improved, "improved"},
    {Verdict::equivalent, "equivalent"},
    {Verdict::regressed, "regressed"},
    {Verdict::inconclusive, "inconclusive"},
}};

}  // namespace

std::string_view to_string(Status status) { return word_of(kStatuses, status); }

Result<Status> status_from(std::string_view word) {
    if (const auto status = value_of(kStatuses, word)) return *status;
    return fail(ErrorKind::malformed, fmt::format("unknown status '{}'", word));
}

std::string_view to_string(Verdict verdict) { return word_of(kVerdicts, verdict); }

std::string case_name(std::string_view benchmark, const Parameters& parameters) {
    return parameters.empty() ? std::string(benchmark) : fmt::format("{}[{}]", benchmark, parameters.to_string());
}

std::string Record::case_name() const { return inference_pio::case_name(benchmark, parameters); }

}  // namespace inference_pio
