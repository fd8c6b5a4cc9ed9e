#include "workloads/optimization_quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "checkpoints/case_checkpoint.hpp"
#include "checkpoints/checkpoint.hpp"
#include "checkpoints/model_variant.hpp"
#include "common/digest.hpp"
#include "common/files.hpp"
#include "engines/llama_cpp/llama_cpp_options.hpp"
#include "engines/llama_cpp/next_token_quality.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"
#include "workloads/quality_text.hpp"

namespace inference_pio {
namespace {

constexpr const char* kModel = "qwen3_0_6b";
constexpr std::string_view kBuiltIn = "built_in";
constexpr std::int64_t kTextTokens = 512;
constexpr std::array kMetrics{"kl_divergence", "top1_agreement", "perplexity"};

struct QualityCase {
    ModelVariant variant;
    std::filesystem::path original;
    std::filesystem::path changed;
    std::int64_t tokens = 0;
    int threads = 0;
};

struct NamedText {
    std::string name;
    std::string text;
};

Result<std::int64_t> read_tokens(const ModelCard& card, const Parameters& parameters) {
    const auto tokens = count_parameter(parameters, "text_tokens", 2, kTextTokens);
    if (!tokens || *tokens <= card.context_length) return tokens;
    return fail(ErrorKind::invalid_argument,
                fmt::format("text_tokens={} are more than the context of {} has", *tokens, card.name),
                fmt::format("give at most {}", card.context_length));
}

Result<QualityCase> read_case(const ModelCard& card, const Preparation& preparation) {
    const auto model = preparation.files.find("model");
    if (!preparation.user_checkpoint || model == preparation.files.end()) {
        return fail(ErrorKind::unsupported, "quality of random weights means nothing",
                    "give your own file with --model-file");
    }
    const auto variant = variant_of(preparation.parameters);
    if (!variant) return fail(variant.error());
    const auto tokens = read_tokens(card, preparation.parameters);
    if (!tokens) return fail(tokens.error());
    const auto threads = count_parameter(preparation.parameters, "threads", 0, 0);
    if (!threads) return fail(threads.error());
    const auto original = preparation.files.find("original");
    const bool changed = original != preparation.files.end();
    // A variant compared with itself would look free of loss.
    if (changes_checkpoint(*variant) && !changed) {
        return fail(ErrorKind::internal, fmt::format("the variant {} has no checkpoint of its own beside {}",
                                                     to_string(*variant), model->second.string()));
    }
    return QualityCase{*variant, changed ? original->second : model->second, model->second, *tokens,
                       static_cast<int>(*threads)};
}

Result<NamedText> read_text(const Preparation& preparation) {
    const auto file = preparation.files.find("prompt");
    if (file == preparation.files.end()) return NamedText{std::string(kBuiltIn), std::string(quality_text())};
    auto content = read_file(file->second);
    if (!content) return fail(std::move(content).error());
    return NamedText{compute_text_name(file->second), *std::move(content)};
}

// Writes what is known of the files; the architecture must be the card's.
Result<void> note_files(const QualityCase& wanted, const ModelCard& card, CaseFacts& facts) {
    facts.model = card.name;
    facts.weights_source = "file";
    facts.checkpoint_file = wanted.original.string();
    const auto original = inspect_checkpoint(wanted.original);
    if (!original) return fail(original.error());
    if (auto fits = check_architecture(*original, card); !fits) return fits;
    const auto changed = inspect_checkpoint(wanted.changed);
    if (!changed) return fail(changed.error());
    facts.tensor_bytes = tensor_bytes_by_type(*changed);
    auto digest = digest_of_file(wanted.changed);
    if (!digest) return fail(std::move(digest).error());
    facts.checkpoint_digest = *std::move(digest);
    return {};
}

}  // namespace

std::vector<MetricDefinition> quality_metrics() {
    std::vector<MetricDefinition> metrics;
    for (const char* name : kMetrics) metrics.push_back(*find_metric(name));
    return metrics;
}

std::string compute_text_name(const std::filesystem::path& file) {
    std::string name = file.filename().string();
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
    };
    std::replace_if(
        name.begin(), name.end(), [&](char c) { return !is_plain(c); }, '_');
    return name.empty() || name == kBuiltIn ? "file_" + name : name;
}

Result<Bytes> estimate_quality_memory(const Parameters& parameters) {
    const auto card = card_of(model_of_case(kModel, parameters));
    if (!card) return fail(card.error());
    const auto tokens = read_tokens(**card, parameters);
    if (!tokens) return fail(tokens.error());
    const auto at_once = std::min(*tokens, LlamaCppOptions{}.ubatch);
    const std::int64_t logits = 4 * (*card)->vocabulary_size * (*tokens + 2 * at_once);
    const std::int64_t weights = 2 * parameter_count(**card);
    return Bytes{static_cast<std::uint64_t>(weights + logits)} + mebibytes(256);
}

Result<Measure> prepare_optimization_quality(Preparation& preparation) {
    if (preparation.engine != "llama_cpp") {
        return fail(ErrorKind::unsupported, fmt::format("the engine {} gives no logits", preparation.engine),
                    "use the engine llama_cpp");
    }
    const auto card = card_of(model_of_case(kModel, preparation.parameters));
    if (!card) return fail(card.error());
    const auto wanted = read_case(**card, preparation);
    if (!wanted) return fail(wanted.error());
    if (auto noted = note_files(*wanted, **card, preparation.facts); !noted) return fail(std::move(noted).error());
    auto text = read_text(preparation);
    if (!text) return fail(std::move(text).error());
    preparation.facts.parameters.set("text", text->name);

    std::map<std::string, std::string> changed_options = preparation.engine_options;
    if (!wanted->variant.kv_type.empty()) changed_options["kv_type"] = wanted->variant.kv_type;
    const auto parsed = parse_llama_cpp_options(changed_options);
    if (!parsed) return fail(parsed.error());
    auto reference = QualityReference::make({.original = wanted->original,
                                             .text = std::move(text->text),
                                             .tokens = wanted->tokens,
                                             .threads = wanted->threads,
                                             .engine_options = preparation.engine_options});
    if (!reference) return fail(std::move(reference).error());
    EngineFacts facts = reference->engine();
    facts.options = to_engine_options(*parsed);  // the changed model's: it is what the record is about
    preparation.facts.engine = std::move(facts);

    return [reference = *std::move(reference), changed = wanted->changed,
            options = std::move(changed_options)](Sample& sample) -> Result<void> {
        const auto quality = reference.compare(changed, options);
        if (!quality) return fail(quality.error());
        sample.set_output_digest(
            digest_of(fmt::format("{} {} {}", quality->kl_divergence, quality->top1_agreement, quality->perplexity)));
        sample.record("kl_divergence", quality->kl_divergence);
        sample.record("top1_agreement", quality->top1_agreement);
        sample.record("perplexity", quality->perplexity);
        return {};
    };
}

bool register_optimization_quality(const char* source_file, const std::vector<std::string>& variants) {
    BenchmarkBuilder benchmark = register_benchmark("optimization_quality", source_file);
    benchmark.doc("How far a changed model strays from a user's own: divergence, agreement and perplexity on a text")
        .axis(word_axis("model", {kModel}))
        .axis(word_axis("variant", variants))
        .axis(integer_axis("text_tokens", {kTextTokens}))
        .axis(threads_axis())
        .checkpoint(kModel)
        .user_checkpoint()
        .deterministic()
        .memory_estimate(estimate_quality_memory)
        .prepare(prepare_optimization_quality);
    for (MetricDefinition& metric : quality_metrics()) benchmark.metric(std::move(metric));
    return true;
}

}  // namespace inference_pio
