#include "workloads/matmul.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engines/available_cores.hpp"
#include "engines/engine_registry.hpp"
#include "engines/llama_cpp/llama_cpp_options.hpp"
#include "engines/llama_cpp/matrix_product.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"

namespace inference_pio {
namespace {

Result<MatrixProductRequest> read_request(const ModelCard& card, const Parameters& parameters) {
    const auto shape = compute_projection_shape(card, parameters.get<std::string>("projection"));
    if (!shape) return fail(shape.error());
    const auto weight_type = weight_type_of(parameters);
    if (!weight_type) return fail(weight_type.error());
    const auto tokens = count_parameter(parameters, "tokens", 1, 1);
    if (!tokens) return fail(tokens.error());
    const auto threads = count_parameter(parameters, "threads", 0, 0);
    if (!threads) return fail(threads.error());
    return MatrixProductRequest{.input_length = shape->input_length,
                                .output_length = shape->output_length,
                                .tokens = *tokens,
                                .weight_type = *weight_type,
                                .threads = *threads > 0 ? static_cast<int>(*threads) : read_available_cores()};
}

Result<ProjectionShape> compute_vision_projection(const ModelCard& card, std::string_view projection) {
    if (!card.vision) {
        return fail(ErrorKind::unsupported, card.name + " has no vision tower", "use a vision-language model");
    }
    const VisionCard& vision = *card.vision;
    const std::int64_t length = vision.embedding_length;
    const std::int64_t merged = vision.merge_size * vision.merge_size * length;
    if (projection == "vision_qkv") return ProjectionShape{length, 3 * length};
    if (projection == "vision_output") return ProjectionShape{length, length};
    if (projection == "vision_ffn_up") return ProjectionShape{length, vision.feed_forward_length};
    if (projection == "vision_ffn_down") return ProjectionShape{vision.feed_forward_length, length};
    if (projection == "merger") return ProjectionShape{merged, merged};
    if (projection == "merger_output") return ProjectionShape{merged, vision.output_length};
    return fail(ErrorKind::invalid_argument, fmt::format("no projection is named '{}'", projection),
                "use one of vision_qkv, vision_output, vision_ffn_up, vision_ffn_down, merger, merger_output");
}

}  // namespace

Result<ProjectionShape> compute_projection_shape(const ModelCard& card, std::string_view projection) {
    if (projection.starts_with("vision_") || projection.starts_with("merger")) {
        return compute_vision_projection(card, projection);
    }
    const std::int64_t embedding = card.embedding_length;
    const std::int64_t hidden = card.expert_count > 0 ? card.expert_feed_forward_length : card.feed_forward_length;
    const std::int64_t query_input = card.query_rank > 0 ? card.query_rank : embedding;
    if (projection == "attn_q") return ProjectionShape{query_input, card.head_count * card.key_length};
    if (projection == "attn_output") return ProjectionShape{card.head_count * card.value_length, embedding};
    if (projection == "ffn_up") return ProjectionShape{embedding, hidden};
    if (projection == "ffn_down") return ProjectionShape{hidden, embedding};
    if (projection == "output") return ProjectionShape{embedding, card.vocabulary_size};
    return fail(ErrorKind::invalid_argument, fmt::format("no projection is named '{}'", projection),
                "use one of attn_q, attn_output, ffn_up, ffn_down, output");
}

Result<Measure> prepare_matmul(const ModelCard& card, Preparation& preparation, Bytes footprint) {
    if (preparation.engine != "llama_cpp") {
        return fail(ErrorKind::unsupported, fmt::format("the engine {} has no matrix products", preparation.engine),
                    "use the engine llama_cpp");
    }
    auto request = read_request(card, preparation.parameters);
    if (!request) return fail(std::move(request).error());
    const auto options = parse_llama_cpp_options(preparation.engine_options);
    if (!options) return fail(options.error());
    request->repack = options->repack;
    request->seed = preparation.seed;
    request->footprint = footprint;
    auto engine = make_engine(preparation.engine);
    if (!engine) return fail(std::move(engine).error());
    auto made = MatrixProduct::make(*request);
    if (!made) return fail(std::move(made).error());
    std::unique_ptr<MatrixProduct> product = *std::move(made);
    if (auto ran = product->run(); !ran) return fail(std::move(ran).error());
    if (auto verified = product->verify(); !verified) return fail(std::move(verified).error());

    preparation.facts.model = card.name;
    EngineFacts facts = (*engine)->facts();
    facts.options = {{"repack", request->repack ? "on" : "off"},
                     {"tensor_type", product->tensor_type()},
                     {"weight_buffer", product->weight_buffer()}};
    preparation.facts.engine = std::move(facts);
    // Its metrics say how much it did already: what is left to know is which ceilings are its own.
    preparation.facts.costs.emplace();
    preparation.facts.costs->threads = request->threads;
    preparation.facts.costs->weight_type = product->tensor_type();

    return [product = std::move(product)](Sample& sample) -> Result<void> {
        std::optional<Error> failure;
        sample.time("latency", [&] {
            if (auto ran = product->run(); !ran) failure = std::move(ran).error();
        });
        if (failure) return fail(*std::move(failure));
        if (auto verified = product->verify(); !verified) return verified;
        const double latency_s = sample.values().at("latency").front();
        sample.record("compute_throughput", product->flops() / latency_s);
        sample.record("memory_throughput", static_cast<double>(product->bytes_read().count) / latency_s);
        return {};
    };
}

namespace {

void register_products(const char* name, const char* doc, const std::vector<std::string>& projections,
                       const std::vector<std::int64_t>& tokens, const std::vector<std::string>& weight_types,
                       std::string model, const char* source_file) {
    register_benchmark(name, source_file)
        .doc(doc)
        .axis(word_axis("projection", projections))
        .axis(integer_axis("tokens", tokens))
        .axis(threads_axis())
        .axis(word_axis("weight_type", weight_types))
        .memory_estimate(estimate_with_card(model,
                                            [](const ModelCard& card, const Parameters& parameters) -> Result<Bytes> {
                                                const auto request = read_request(card, parameters);
                                                if (!request) return fail(request.error());
                                                return MatrixProduct::estimate_memory(*request) + mebibytes(32);
                                            }))
        .prepare(with_card(
            model, [](const ModelCard& card, Preparation& preparation) { return prepare_matmul(card, preparation); }));
}

}  // namespace

bool register_matmul(std::string model, const char* source_file) {
    register_products("matmul", "The quantized matrix products of this architecture's shapes, weights read from memory",
                      {"attn_q", "attn_output", "ffn_up", "ffn_down", "output"}, {1, 128}, {"q4_0", "q8_0", "f16"},
                      std::move(model), source_file);
    return true;
}

bool register_vision_matmul(std::string model, const char* source_file) {
    register_products("vision_matmul", "The matrix products of the vision tower's shapes, weights read from memory",
                      {"vision_qkv", "vision_output", "vision_ffn_up", "vision_ffn_down", "merger", "merger_output"},
                      {784}, {"q8_0", "f16"}, std::move(model), source_file);
    return true;
}

}  // namespace inference_pio
