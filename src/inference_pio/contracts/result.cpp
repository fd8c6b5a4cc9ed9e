#include <inference_pio/result.hpp>

#include "contracts/words.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<ErrorKind, 11> kErrorKinds{{
    {ErrorKind::invalid_argument, "invalid_argument"},
    {ErrorKind::not_found, "not_found"},
    {ErrorKind::io, "io"},
    {ErrorKind::malformed, "malformed"},
    {ErrorKind::mismatch, "mismatch"},
    {ErrorKind::unsupported, "unsupported"},
    {ErrorKind::out_of_memory, "out_of_memory"},
    {ErrorKind::timed_out, "timed_out"},
    {ErrorKind::crashed, "crashed"},
    {ErrorKind::cancelled, "cancelled"},
    {ErrorKind::internal, "internal"},
}};

}  // namespace

std::string_view to_string(ErrorKind kind) { return word_of(kErrorKinds, kind); }

ErrorKind error_kind_from(std::string_view word) { return value_of(kErrorKinds, word).value_or(ErrorKind::internal); }

}  // namespace inference_pio
