// Result<T>: how every fallible function of this project returns.
//
// An error is a value that names what went wrong (`message`, with the file or value that is to
// blame) and what a person can do about it (`remedy`). Exceptions of libraries are caught at the
// edge where the library is called and become an Error there.
//
// Thread safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace inference_pio {

enum class ErrorKind {
    invalid_argument,  // the caller or the user asked for something that cannot be
    not_found,         // a file, a model, a benchmark that is not there
    io,                // the operating system refused: permission, full disk, broken pipe
    malformed,         // bytes from outside that do not follow their format
    mismatch,          // two things that must fit each other do not
    unsupported,       // well formed, but not something that this build can do
    out_of_memory,
    timed_out,
    crashed,           // a child process died
    cancelled,         // the user asked to stop
    internal,          // a bug of ours
};

// The stable word of a kind, as it stands in events and records ("out_of_memory").
[[nodiscard]] std::string_view to_string(ErrorKind kind);

// The kind of a word; `internal` for a word that is none, since errors of newer peers must not be lost.
[[nodiscard]] ErrorKind error_kind_from(std::string_view word);

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;  // what happened, naming the file and the value; no final full stop
    std::string remedy;   // what to do about it; empty where nothing is known to help

    bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

// `return fail(ErrorKind::io, "cannot open x.gguf: no such file", "check the path");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string remedy = {}) {
    return tl::unexpected<Error>(Error{kind, std::move(message), std::move(remedy)});
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace inference_pio
