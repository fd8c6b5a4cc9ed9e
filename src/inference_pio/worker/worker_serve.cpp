#include "worker/worker_serve.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "common/process_io.hpp"
#include "protocol/codec.hpp"

namespace inference_pio {
namespace {

constexpr Bytes kCommandLimit = mebibytes(16);

Result<void> write_event(int descriptor, const Event& event) {
    std::string line = encode_event(event);
    line.push_back('\n');
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t put = ::write(descriptor, rest.data(), rest.size());
        if (put >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno != EINTR) {
            return fail(ErrorKind::io, fmt::format("cannot write an event: {}", std::strerror(errno)));
        }
    }
    return {};
}

Result<void> answer(std::string_view line, int events, WorkerSession& session) {
    const Result<Command> command = decode_command(line);
    if (!command) return write_event(events, FailedEvent{command.error()});
    const auto send_progress = [events](const ProgressEvent& event) {
        // A reader that is gone is noticed by the answer that follows.
        [[maybe_unused]] const Result<void> written = write_event(events, event);
    };
    return write_event(events, session.handle(*command, send_progress));
}

}  // namespace

Result<std::optional<WorkerPipes>> take_worker_pipes() {
    const char* const text = std::getenv("PIO_EVENT_FD");
    if (text == nullptr) return std::nullopt;
    WorkerPipes pipes;
    const std::string_view number(text);
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), pipes.events);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == number.data() + number.size();
    if (!whole || ::fcntl(pipes.events, F_GETFD) < 0) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("PIO_EVENT_FD is \"{}\", which names no open descriptor", text),
                    "unset it to run this program by hand");
    }
    ::unsetenv("PIO_EVENT_FD");
    ::fcntl(pipes.events, F_SETFD, FD_CLOEXEC);
    pipes.commands = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (pipes.commands < 0 || nothing < 0) {
        return fail(ErrorKind::io, fmt::format("cannot take over the standard input: {}", std::strerror(errno)));
    }
    ::dup2(nothing, STDIN_FILENO);
    ::close(nothing);
    return pipes;
}

Result<void> serve(WorkerPipes pipes, WorkerSession& session) {
    LineSplitter lines(kCommandLimit);
    std::vector<char> block(std::size_t{64} << 10U);
    for (;;) {
        for (;;) {
            const Result<std::optional<std::string>> line = lines.next();
            // Without its end, what follows a line that is too long cannot be found.
            if (!line) return write_event(pipes.events, FailedEvent{line.error()});
            if (!*line) break;
            if (Result<void> answered = answer(**line, pipes.events, session); !answered) return answered;
        }
        const ssize_t got = ::read(pipes.commands, block.data(), block.size());
        if (got == 0) return {};
        if (got > 0) {
            lines.append({block.data(), static_cast<std::size_t>(got)});
        } else if (errno != EINTR) {
            return fail(ErrorKind::io, fmt::format("cannot read commands: {}", std::strerror(errno)));
        }
    }
}

}  // namespace inference_pio
