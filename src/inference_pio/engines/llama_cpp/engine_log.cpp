#include "engines/llama_cpp/engine_log.hpp"

#include <llama.h>
#include <mtmd-helper.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace inference_pio {
namespace {

constexpr std::size_t kLinesMax = 50;

struct ThreadLog {
    std::vector<std::string> lines;
    bool keeping = false;  // the line that is being continued is one of ours
};

ThreadLog& thread_log() {
    thread_local ThreadLog log;
    return log;
}

void receive_log(ggml_log_level level, const char* text, void* /*user*/) noexcept {
    // Called from C code: an exception must not leave.
    try {
        ThreadLog& log = thread_log();
        if (level == GGML_LOG_LEVEL_CONT) {
            if (log.keeping && !log.lines.empty()) log.lines.back() += text;
            return;
        }
        log.keeping = level == GGML_LOG_LEVEL_ERROR || level == GGML_LOG_LEVEL_WARN;
        if (!log.keeping) return;
        if (log.lines.size() == kLinesMax) log.lines.erase(log.lines.begin());
        log.lines.emplace_back(text);
    } catch (...) {  // NOLINT(bugprone-empty-catch): a log line lost for lack of memory is no loss
    }
}

// "function_name: text\n" -> "text"
std::string_view strip(std::string_view line) {
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.remove_suffix(1);
    const auto colon = line.find(": ");
    const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    if (colon != std::string_view::npos && line.substr(0, colon).find('_') != std::string_view::npos &&
        std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), is_name)) {
        line.remove_prefix(colon + 2);
    }
    return line;
}

bool any_contains(const std::vector<std::string>& lines, std::string_view words) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

}  // namespace

void begin_engine_log() {
    thread_log() = {};
    llama_log_set(receive_log, nullptr);
    mtmd_helper_log_set(receive_log, nullptr);  // of libmtmd too
}

std::vector<std::string> engine_log_lines() { return thread_log().lines; }

ErrorKind classify_engine_failure(const std::vector<std::string>& lines) {
    static constexpr std::array<std::pair<std::string_view, ErrorKind>, 13> kKindOfWords{{
        {"unknown model architecture", ErrorKind::unsupported},
        {"unsupported model architecture", ErrorKind::unsupported},
        {"unknown pre-tokenizer type", ErrorKind::unsupported},
        {"unknown projector type", ErrorKind::unsupported},
        {"unknown vision projector type", ErrorKind::unsupported},
        {"mismatch between text model", ErrorKind::mismatch},
        {"only supports up to version", ErrorKind::unsupported},
        {"no longer supported", ErrorKind::unsupported},
        {"unable to allocate", ErrorKind::out_of_memory},
        {"failed to allocate", ErrorKind::out_of_memory},
        {"bad_alloc", ErrorKind::out_of_memory},
        {"requires flash_attn", ErrorKind::invalid_argument},
        {"failed to open", ErrorKind::io},
    }};
    for (const auto& [words, kind] : kKindOfWords) {
        if (any_contains(lines, words)) return kind;
    }
    return ErrorKind::malformed;
}

std::string summarize_engine_failure(const std::vector<std::string>& lines) {
    constexpr std::string_view kPrefix = "error loading model: ";
    std::string reasons;
    for (const std::string& line : lines) {
        std::string_view text = strip(line);
        if (text.starts_with(kPrefix)) text = strip(text.substr(kPrefix.size()));
        // These two only say that there was an error.
        if (text.empty() || text == "failed to load model" || text.starts_with("failed to load model from")) continue;
        if (reasons.find(text) != std::string::npos) continue;
        if (!reasons.empty()) reasons += "; ";
        reasons += text;
    }
    std::replace(reasons.begin(), reasons.end(), '\n', ' ');
    return reasons.empty() ? "the engine gives no reason" : reasons;
}

}  // namespace inference_pio
