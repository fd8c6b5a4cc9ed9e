#include "common/process_io.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace inference_pio {

void OutputTail::append(std::string_view text) {
    if (text.size() > kept_) text.remove_prefix(text.size() - kept_);
    buffer_.append(text);
    if (buffer_.size() > 2 * kept_) buffer_.erase(0, buffer_.size() - kept_);
}

std::string OutputTail::text() const {
    return buffer_.size() > kept_ ? buffer_.substr(buffer_.size() - kept_) : buffer_;
}

void LineSplitter::append(std::string_view bytes) {
    if (begin_ > 0) {
        buffer_.erase(0, begin_);
        scanned_ -= begin_;
        begin_ = 0;
    }
    buffer_.append(bytes);
}

Result<std::optional<std::string>> LineSplitter::next() {
    const std::size_t newline = buffer_.find('\n', scanned_);
    const std::size_t end = std::min(newline, buffer_.size());
    if (end - begin_ > limit_) {
        scanned_ = begin_;  // the same error again, next time
        return fail(ErrorKind::malformed, fmt::format("a line is longer than {} bytes", limit_));
    }
    if (newline == std::string::npos) {
        scanned_ = buffer_.size();
        return std::nullopt;
    }
    std::string line = buffer_.substr(begin_, newline - begin_);
    begin_ = scanned_ = newline + 1;
    return line;
}

Deadline::Deadline(Seconds from_now) {
    constexpr Seconds kLongest = std::chrono::hours(24 * 365);
    if (from_now < kLongest) {  // false for NaN too
        at_ = std::chrono::steady_clock::now() +
              std::chrono::duration_cast<Nanoseconds>(std::max(from_now, Seconds::zero()));
    }
}

std::optional<Nanoseconds> Deadline::remaining() const {
    if (!at_) return std::nullopt;
    return std::max(Nanoseconds(*at_ - std::chrono::steady_clock::now()), Nanoseconds::zero());
}

}  // namespace inference_pio
