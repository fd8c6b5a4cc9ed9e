#include "workloads/case_model.hpp"

#include <fmt/format.h>

#include <chrono>
#include <inference_pio/model_plugin.hpp>
#include <utility>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/synthesis.hpp"
#include "common/digest.hpp"
#include "engines/engine_registry.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kSimulated = "simulated";

constexpr const char* kVariant = "variant";

Result<std::filesystem::path> choose_user_file(const ModelCard& card, const std::filesystem::path& file,
                                               Preparation& preparation) {
    if (is_slice(preparation.parameters)) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} is a whole model; layers slices none", file.string()),
                    "leave out the parameter layers, or the file");
    }
    CaseFacts& facts = preparation.facts;
    auto inspected = inspect_checkpoint(file);
    if (!inspected) return fail(std::move(inspected).error());
    if (auto fits = check_architecture(*inspected, card); !fits) return fail(std::move(fits).error());
    auto digest = digest_of_file(file);
    if (!digest) return fail(std::move(digest).error());
    facts.weights_source = "file";
    facts.checkpoint_digest = *std::move(digest);
    // The variant of a file is a file of our own, which the user never saw.
    const auto original = preparation.files.find("original");
    facts.checkpoint_file = (original == preparation.files.end() ? file : original->second).string();
    facts.tensor_bytes = tensor_bytes_by_type(*inspected);
    if (preparation.parameters.find(kVariant) != nullptr) return file;
    facts.parameters.set(
        "weight_type", inspected->weight_type ? std::string(to_string(*inspected->weight_type)) : std::string("other"));
    return file;
}

void note_tensors(const std::filesystem::path& checkpoint, CaseFacts& facts) {
    if (const auto inspected = inspect_checkpoint(checkpoint)) facts.tensor_bytes = tensor_bytes_by_type(*inspected);
}

}  // namespace

Result<const ModelCard*> card_of(std::string_view model) {
    const ModelCard* card = find_model(model);
    if (card == nullptr) {
        return fail(ErrorKind::not_found, fmt::format("the model {} is not part of this program", model),
                    "check the name against the folders of src/models");
    }
    return card;
}

PrepareFunction with_card(std::string model, std::function<Result<Measure>(const ModelCard&, Preparation&)> body) {
    return [model = std::move(model), body = std::move(body)](Preparation& preparation) -> Result<Measure> {
        const auto whole = card_of(model_of_case(model, preparation.parameters));
        if (!whole) return fail(whole.error());
        const auto card = compute_card_of_case(**whole, preparation.parameters);
        if (!card) return fail(card.error());
        return body(*card, preparation);
    };
}

MemoryEstimate estimate_with_card(std::string model,
                                  std::function<Result<Bytes>(const ModelCard&, const Parameters&)> body) {
    return [model = std::move(model), body = std::move(body)](const Parameters& parameters) -> Result<Bytes> {
        const auto whole = card_of(model_of_case(model, parameters));
        if (!whole) return fail(whole.error());
        const auto card = compute_card_of_case(**whole, parameters);
        if (!card) return fail(card.error());
        return body(*card, parameters);
    };
}

Result<std::filesystem::path> choose_checkpoint(const ModelCard& card, Preparation& preparation) {
    CaseFacts& facts = preparation.facts;
    facts.model = card.name;
    if (preparation.engine == kSimulated) return std::filesystem::path();
    const auto given = preparation.files.find("model");
    if (given != preparation.files.end() && preparation.user_checkpoint) {
        return choose_user_file(card, given->second, preparation);
    }
    const auto variant = variant_of(preparation.parameters);
    if (!variant) return fail(variant.error());
    const auto weight_type = weight_type_of(preparation.parameters);
    if (!weight_type) return fail(weight_type.error());
    const bool is_own = is_slice(preparation.parameters) || preparation.parameters.find(kVariant) != nullptr;
    const std::filesystem::path fetched = is_own ? std::filesystem::path() : fetched_checkpoint(card, *weight_type);
    if (!fetched.empty() && (given == preparation.files.end() || given->second == fetched)) {
        auto digest = digest_of_file(fetched);
        if (!digest) return fail(std::move(digest).error());
        facts.weights_source = "file";
        facts.checkpoint_digest = *std::move(digest);
        facts.checkpoint_file = fetched.filename().string();
        note_tensors(fetched, facts);
        return fetched;
    }
    const SynthesisRequest request{
        .card = card, .weight_type = *weight_type, .sparsity_percent = variant->sparsity_percent};
    facts.weights_source = "synthetic";
    facts.checkpoint_digest = synthesis_digest(request);
    std::filesystem::path file;
    if (given != preparation.files.end()) {
        file = given->second;
    } else {
        auto made = ensure_synthesized(request, preparation.progress);
        if (!made) return fail(std::move(made).error());
        file = *std::move(made);
    }
    note_tensors(file, facts);
    return file;
}

Result<CaseModel> load_case_model(const std::filesystem::path& checkpoint, LoadOptions options,
                                  Preparation& preparation) {
    auto engine = make_engine(preparation.engine);
    if (!engine) return fail(std::move(engine).error());
    options.engine_options = preparation.engine_options;
    options.injected_slowdown = preparation.injected_slowdown;
    // The run's seed is the noise's, unless the noise was given one of its own.
    if (preparation.engine == kSimulated) options.engine_options.try_emplace("seed", std::to_string(preparation.seed));
    const auto begin = std::chrono::steady_clock::now();
    auto model = (*engine)->load(checkpoint, options);
    const Seconds load_time = std::chrono::steady_clock::now() - begin;
    if (!model) return fail(std::move(model).error());
    EngineFacts facts = (*engine)->facts();
    facts.options = (*model)->effective_options();
    preparation.facts.engine = std::move(facts);
    return CaseModel{*std::move(engine), *std::move(model), load_time};
}

void note_memory(const EngineMemory& memory, Preparation& preparation) {
    const std::pair<const char*, Bytes> purposes[] = {{"weights_memory", memory.weights},
                                                      {"kv_cache_memory", memory.kv_cache},
                                                      {"compute_memory", memory.compute},
                                                      {"vision_memory", memory.vision}};
    // An engine that allocated nothing has nothing to report: that metric is absent, not zero.
    for (const auto& [metric, bytes] : purposes) {
        if (bytes.count > 0) preparation.process_metrics[metric] = static_cast<double>(bytes.count);
    }
}

std::string output_digest_of(const Timeline& timeline) {
    std::string bytes;
    for (const SequenceTimeline& one : timeline.sequences) {
        for (const std::int32_t id : one.tokens) bytes += fmt::format("{} ", id);
        bytes += '\n';
    }
    return digest_of(bytes);
}

Result<void> verify_counts(const Timeline& timeline, std::int64_t sequences, std::int64_t prompt_tokens,
                           std::int64_t new_tokens) {
    if (static_cast<std::int64_t>(timeline.sequences.size()) != sequences) {
        return fail(ErrorKind::malformed, fmt::format("the engine generated {} sequences where {} were asked",
                                                      timeline.sequences.size(), sequences));
    }
    for (const SequenceTimeline& one : timeline.sequences) {
        if (one.prompt_tokens != prompt_tokens || static_cast<std::int64_t>(one.tokens.size()) != new_tokens) {
            return fail(ErrorKind::malformed,
                        fmt::format("the engine took {} tokens and gave {} where {} and {} were asked",
                                    one.prompt_tokens, one.tokens.size(), prompt_tokens, new_tokens));
        }
    }
    return {};
}

Result<void> OutputAgreement::check(const std::string& digest) {
    if (first_.empty()) first_ = digest;
    if (digest == first_) return {};
    return fail(ErrorKind::malformed, "two samples of one process gave different tokens for one prompt",
                "check memory and cooling of this machine, and the engine's build");
}

Result<std::int64_t> count_parameter(const Parameters& parameters, std::string_view name, std::int64_t minimum,
                                     std::int64_t fallback) {
    const auto value = parameters.get_or<std::int64_t>(name, fallback);
    if (value >= minimum) return value;
    return fail(ErrorKind::invalid_argument, fmt::format("{}={} is too small", name, value),
                fmt::format("give at least {}", minimum));
}

}  // namespace inference_pio
