// The engine's log, kept from standard error for as long as an object lives. What it said of errors is remembered.
//
// Thread safety: one object at a time, while no other thread uses the engine: the log belongs to the whole process.
#pragma once

#include <llama.h>

#include <string>
#include <string_view>

namespace inference_pio {

class SilencedEngineLog {
public:
    SilencedEngineLog() {
        llama_log_get(&callback_, &user_data_);
        llama_log_set(&SilencedEngineLog::take, this);
    }
    ~SilencedEngineLog() { llama_log_set(callback_, user_data_); }
    SilencedEngineLog(const SilencedEngineLog&) = delete;
    SilencedEngineLog& operator=(const SilencedEngineLog&) = delete;

    // The last line of an error that the engine logged, without its end; empty: none.
    [[nodiscard]] const std::string& last_error() const { return last_error_; }

private:
    static void take(ggml_log_level level, const char* text, void* self) {
        if (level != GGML_LOG_LEVEL_ERROR || text == nullptr) return;
        std::string_view line(text);
        while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
        if (!line.empty()) static_cast<SilencedEngineLog*>(self)->last_error_ = line;
    }

    ggml_log_callback callback_ = nullptr;
    void* user_data_ = nullptr;
    std::string last_error_;
};

}  // namespace inference_pio
