#include "checkpoints/synthesis.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <system_error>
#include <vector>

#include "checkpoints/gguf_plan.hpp"
#include "checkpoints/part_file.hpp"
#include "checkpoints/random_weights.hpp"
#include "checkpoints/vocabulary_source.hpp"
#include "common/digest.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// Raised when the same request gives other bytes than before, so that no old file is taken for a new one.
constexpr int kSynthesizerVersion = 1;

bool is_vector(const PlannedTensor& planned) { return planned.tensor.shape.size() == 1; }

// Blocks' matrices are sparse, embeddings and the output matrix are not.
MatrixShape matrix_of(const PlannedTensor& planned, int sparsity_percent) {
    const std::vector<std::int64_t>& shape = planned.tensor.shape;
    const std::int64_t rows = std::accumulate(shape.begin() + 1, shape.end(), std::int64_t{1}, std::multiplies<>());
    return {planned.type, shape[0], rows, planned.tensor.name.starts_with("blk.") ? sparsity_percent : 0};
}

Result<void> write_vector(const PlannedTensor& planned, const ByteSink& sink) {
    const std::int64_t length = planned.tensor.shape[0];
    return planned.tensor.name.ends_with(".bias") ? RandomWeights::write_bias(length, sink)
                                                  : RandomWeights::write_norm(length, sink);
}

RandomWeights weights_for(const GgufPlan& plan, const SynthesisRequest& request) {
    std::vector<MatrixShape> matrices;
    for (const PlannedTensor& planned : plan.tensors) {
        if (!is_vector(planned)) matrices.push_back(matrix_of(planned, request.sparsity_percent));
    }
    return {request.seed, matrices};
}

Result<void> write_tensor(const PlannedTensor& planned, int sparsity_percent, RandomWeights& weights, PartFile& file) {
    const auto sink = [&](std::span<const std::byte> bytes) { return file.append(bytes); };
    const auto written = is_vector(planned)
                             ? write_vector(planned, sink)
                             : weights.write_matrix(planned.tensor.name, matrix_of(planned, sparsity_percent), sink);
    if (!written) return written;
    constexpr std::array<std::byte, kTensorAlignment> kZeros{};
    return file.append(std::span(kZeros).first(padding_after(planned.size.count)));
}

// A projector's bytes depend on its tower alone; of the text model they hold the name.
std::string digest_of_projector(const SynthesisRequest& request) {
    const VisionCard& card = request.card.vision ? *request.card.vision : VisionCard{};
    std::string text =
        fmt::format("projector {}|{}|{}|{} {} {} {} {} {} {} {}|{} {} {}", kSynthesizerVersion, card.projector,
                    request.card.display_name, card.layers, card.embedding_length, card.feed_forward_length,
                    card.head_count, card.patch_size, card.merge_size, card.position_grid, card.output_length,
                    card.norm_epsilon, card.image_mean, card.image_deviation);
    for (const std::int64_t layer : card.deepstack_layers) text += fmt::format("|{}", layer);
    return digest_of(fmt::format("{}|{}|{}", text, to_string(request.weight_type), request.seed));
}

std::string digest_of_text(const SynthesisRequest& request) {
    const ModelCard& card = request.card;
    std::string text = fmt::format("version {}|{}|{}|{} {} {} {} {} {} {} {} {}|{} {} {}|{} {} {} {}|{}",
                                   kSynthesizerVersion, card.architecture, card.display_name, card.layers,
                                   card.embedding_length, card.feed_forward_length, card.head_count, card.head_count_kv,
                                   card.key_length, card.value_length, card.vocabulary_size, card.context_length,
                                   card.rms_epsilon, card.rope_freq_base, card.sliding_window, card.deepstack_layers,
                                   card.tied_embeddings, card.query_key_norms, card.post_norms, card.vocabulary);
    for (const std::int32_t section : card.rope_dimension_sections) text += fmt::format("|{}", section);
    if (card.expert_count > 0) {
        text += fmt::format("|experts {} {} {} {} {} {} {} {}", card.expert_count, card.expert_used_count,
                            card.expert_feed_forward_length, card.expert_shared_count, card.leading_dense_layers,
                            card.expert_weights_scale, card.expert_weights_norm, card.sigmoid_router);
    }
    if (card.key_value_rank > 0) {
        text += fmt::format("|latent {} {} {}", card.query_rank, card.key_value_rank, card.rope_length);
    }
    if (card.padded_vocabulary) text += "|padded";
    if (request.sparsity_percent > 0) text += fmt::format("|sparse {}", request.sparsity_percent);
    // The same card may find different vocabularies on different machines.
    if (const auto vocabulary = find_vocabulary(card)) {
        std::error_code ignored;
        text += fmt::format("|{} {} {}", vocabulary->file.filename().string(), fs::file_size(vocabulary->file, ignored),
                            vocabulary->gemma3_from_gemma4);
    }
    return digest_of(fmt::format("{}|{}|{}", text, to_string(request.weight_type), request.seed));
}

}  // namespace

Result<Bytes> compute_synthesized_size(const SynthesisRequest& request) {
    const auto plan = plan_checkpoint(request);
    if (!plan) return fail(plan.error());
    return plan->file_size;
}

Result<void> synthesize_checkpoint(const SynthesisRequest& request, const fs::path& output,
                                   const ProgressLine& progress) {
    const auto plan = plan_checkpoint(request);
    if (!plan) return fail(plan.error());
    auto file = PartFile::create(output, plan->file_size);
    if (!file) return fail(file.error());
    if (progress) {
        progress(fmt::format("synthesizing {}{} as {} ({} MiB)", request.card.display_name,
                             request.part == CheckpointPart::projector ? "'s vision projector" : "",
                             to_string(request.weight_type), plan->file_size.count >> 20U));
    }
    if (auto written = file->append(plan->header); !written) return written;
    RandomWeights weights = weights_for(*plan, request);
    for (const PlannedTensor& planned : plan->tensors) {
        if (auto written = write_tensor(planned, request.sparsity_percent, weights, *file); !written) return written;
    }
    if (file->appended() != plan->file_size) {
        return fail(ErrorKind::internal, fmt::format("{} would have {} bytes where {} were planned", output.string(),
                                                     file->appended().count, plan->file_size.count));
    }
    return file->commit();
}

std::string synthesis_digest(const SynthesisRequest& request) {
    return request.part == CheckpointPart::projector ? digest_of_projector(request) : digest_of_text(request);
}

}  // namespace inference_pio
