#include "checkpoints/rewriting.hpp"

#include <fmt/format.h>
#include <ggml.h>
#include <llama.h>

#include <string>

#include "checkpoints/cache.hpp"
#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/gguf_header.hpp"
#include "checkpoints/pruned_file.hpp"
#include "checkpoints/requantizing.hpp"
#include "checkpoints/temporary_part.hpp"
#include "common/digest.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// Raised when the same request gives other bytes than before, so that no old file is taken for a new one.
constexpr int kRewriterVersion = 1;

ModelVariant without_cache_type(ModelVariant variant) {
    variant.kv_type.clear();
    return variant;
}

Result<GgufHeader> read_source(const fs::path& source, const ModelVariant& variant) {
    if (!changes_checkpoint(variant)) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("the variant '{}' changes no checkpoint", to_string(variant)), "use the file as it is");
    }
    auto header = read_gguf_header(source);
    if (!header) return header;
    const std::string architecture = header->text("general.architecture");
    if (architecture.empty() || header->tensors.empty()) {
        return fail(ErrorKind::malformed, fmt::format("{} is no checkpoint of a model", source.string()),
                    "use a GGUF file with an architecture and weights");
    }
    if (architecture == "clip") {
        return fail(ErrorKind::unsupported, fmt::format("{} is a vision projector", source.string()),
                    "give the text model's file");
    }
    if (header->whole_number("split.count").value_or(1) > 1) {
        return fail(ErrorKind::unsupported, fmt::format("{} is one of several files of a model", source.string()),
                    "merge them into one file");
    }
    return header;
}

Result<Bytes> compute_bound(const GgufHeader& source, const ModelVariant& variant) {
    if (variant.weight_type) return compute_requantized_bound(source, *variant.weight_type);
    auto size = compute_pruned_size(source, variant);
    if (!size) return size;
    return *size + source.data_offset;
}

}  // namespace

Result<void> rewrite_checkpoint(const fs::path& source, const ModelVariant& variant, const fs::path& output,
                                const ProgressLine& progress) {
    if (const auto header = read_source(source, variant); !header) return fail(header.error());
    if (progress) {
        progress(fmt::format("rewriting {} as {}", source.filename().string(), to_string(without_cache_type(variant))));
    }
    if (!variant.weight_type) return write_pruned_file(source, variant, output);
    if (!is_pruned(variant)) return write_requantized_file(source, *variant.weight_type, output);
    const TemporaryPart pruned(output, "pruned");
    if (auto written = write_pruned_file(source, variant, pruned.path()); !written) return written;
    return write_requantized_file(pruned.path(), *variant.weight_type, output);
}

Result<fs::path> ensure_rewritten(const fs::path& source, const ModelVariant& variant, const ProgressLine& progress) {
    const auto header = read_source(source, variant);
    if (!header) return fail(header.error());
    const auto digest = digest_of_file(source);
    if (!digest) return fail(digest.error());
    const std::string word = to_string(without_cache_type(variant));
    const std::string told_apart =
        fmt::format("rewritten {}|{}|{}|{} {}", kRewriterVersion, *digest, word, llama_version(), ggml_version());
    const fs::path file = synthesized_folder() / fmt::format("{}-{}-{}.gguf", source.stem().string(), word,
                                                             short_digest(digest_of(told_apart)));
    return ensure_cached(
        {file, [&] { return compute_bound(*header, variant); },
         [&](const fs::path& output) { return rewrite_checkpoint(source, variant, output, progress); }},
        progress);
}

}  // namespace inference_pio
