#include "checkpoints/requantizing.hpp"

#include <fmt/format.h>
#include <llama.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "checkpoints/engine_log_silence.hpp"
#include "checkpoints/file_type.hpp"
#include "checkpoints/part_file.hpp"
#include "checkpoints/temporary_part.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

Result<void> quantize(const fs::path& source, WeightType type, const fs::path& output) {
    const SilencedEngineLog silenced;
    llama_model_quantize_params parameters = llama_model_quantize_default_params();
    parameters.nthread = 0;  // all cores
    parameters.ftype = static_cast<llama_ftype>(file_type_of(type));
    parameters.allow_requantize = true;
    std::string why;
    try {
        if (llama_model_quantize(source.c_str(), output.c_str(), &parameters) == 0) return {};
        why = silenced.last_error();
    } catch (const std::exception& error) {
        why = error.what();
    }
    const std::string message =
        fmt::format("the engine's quantizer cannot make {} of {}: {}", to_string(type), source.string(), why);
    // All that a stream of the standard library says of a full disk.
    if (why.find("iostream") != std::string::npos) return fail(ErrorKind::io, message, "free some space");
    return fail(ErrorKind::unsupported, message, "choose another weight type or another file");
}

bool is_router(const GgufTensor& tensor) { return tensor.name.ends_with("ffn_gate_inp.weight"); }

Result<void> append_file(const fs::path& source, PartFile& output) {
    std::ifstream in(source, std::ios::binary);
    std::vector<std::byte> block(std::size_t{4} << 20U);
    while (in) {
        in.read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(block.size()));
        const auto count = static_cast<std::size_t>(in.gcount());
        if (auto done = output.append(std::span(block).first(count)); !done) return done;
    }
    if (in.eof() && !in.bad()) return {};
    return fail(ErrorKind::io, "cannot read " + source.string(), "check the disk");
}

}  // namespace

Bytes compute_requantized_bound(const GgufHeader& source, WeightType type) {
    Bytes bound = source.data_offset;
    for (const GgufTensor& tensor : source.tensors) {
        const std::uint64_t elements = tensor.size.count / ggml_type_size(static_cast<ggml_type>(tensor.type)) *
                                       static_cast<std::uint64_t>(ggml_blck_size(static_cast<ggml_type>(tensor.type)));
        const bool is_vector = tensor.shape.size() == 1;
        const bool fits_block = tensor.shape.front() % ggml_blck_size(GGML_TYPE_Q8_0) == 0;
        std::uint64_t size = elements * sizeof(float);
        if (!is_vector && type != WeightType::f32) {
            // The largest type that a quantized file mixes in is q8_0; what fits none is f16.
            const bool halves = type == WeightType::f16 || type == WeightType::bf16 || !fits_block;
            size = halves ? elements * sizeof(ggml_fp16_t)
                          : elements / static_cast<std::uint64_t>(ggml_blck_size(GGML_TYPE_Q8_0)) *
                                ggml_type_size(GGML_TYPE_Q8_0);
        }
        // What the quantizer leaves alone (a router) keeps its size.
        bound = bound + Bytes{std::max(size, is_router(tensor) ? tensor.size.count : 0) + GGUF_DEFAULT_ALIGNMENT};
    }
    return bound;
}

Result<void> write_requantized_file(const fs::path& source, WeightType type, const fs::path& output) {
    const auto header = read_gguf_header(source);
    if (!header) return fail(header.error());
    // First, so that a folder that cannot be written to or a full disk is found before the work is done.
    auto file = PartFile::create(output, compute_requantized_bound(*header, type));
    if (!file) return fail(file.error());
    const TemporaryPart temporary(output, "requantized");
    if (auto done = quantize(source, type, temporary.path()); !done) return done;
    if (const auto whole = read_gguf_header(temporary.path()); !whole) return fail(whole.error());
    if (auto done = append_file(temporary.path(), *file); !done) return done;
    return file->commit();
}

}  // namespace inference_pio
