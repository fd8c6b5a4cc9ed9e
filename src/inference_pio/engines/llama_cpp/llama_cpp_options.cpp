#include "engines/llama_cpp/llama_cpp_options.hpp"

#include <fmt/format.h>

#include "engines/engine_options.hpp"

namespace inference_pio {

Result<LlamaCppOptions> parse_llama_cpp_options(const std::map<std::string, std::string>& options) {
    constexpr std::int64_t kTokensMax = 1 << 20;
    EngineOptionReader read("llama_cpp", options);
    LlamaCppOptions parsed;
    parsed.batch = read.integer("batch", parsed.batch, 1, kTokensMax);
    parsed.ubatch = read.integer("ubatch", parsed.ubatch, 1, kTokensMax);
    parsed.flash_attention = read.word("flash_attention", parsed.flash_attention, {"auto", "on", "off"});
    parsed.kv_type = read.word("kv_type", parsed.kv_type, {"f16", "q8_0", "q4_0"});
    parsed.mmap = read.word("mmap", parsed.mmap, {"auto", "on", "off"});
    parsed.repack = read.on_off("repack", parsed.repack);
    parsed.kv_unified = read.on_off("kv_unified", parsed.kv_unified);
    parsed.gpu_layers = read.integer("gpu_layers", parsed.gpu_layers, -1, kTokensMax);
    if (auto finished = read.finish(); !finished) return fail(std::move(finished).error());
    if (parsed.ubatch > parsed.batch) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("engine option ubatch={} is larger than batch={}", parsed.ubatch, parsed.batch));
    }
    return parsed;
}

std::map<std::string, std::string> to_engine_options(const LlamaCppOptions& options) {
    const auto on_off = [](bool on) { return std::string(on ? "on" : "off"); };
    return {{"batch", std::to_string(options.batch)},
            {"ubatch", std::to_string(options.ubatch)},
            {"flash_attention", options.flash_attention},
            {"kv_type", options.kv_type},
            {"mmap", options.mmap},
            {"repack", on_off(options.repack)},
            {"kv_unified", on_off(options.kv_unified)},
            {"gpu_layers", std::to_string(options.gpu_layers)}};
}

}  // namespace inference_pio
