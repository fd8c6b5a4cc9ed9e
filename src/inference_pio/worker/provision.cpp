#include "worker/provision.hpp"

#include <fmt/format.h>

#include <inference_pio/model_plugin.hpp>

#include "checkpoints/case_checkpoint.hpp"
#include "checkpoints/rewriting.hpp"
#include "checkpoints/synthesis.hpp"
#include "engines/engine_registry.hpp"

namespace inference_pio {
namespace {

Result<WeightType> projector_type_of(const Parameters& parameters) {
    const Value* const value = parameters.find("projector_type");
    if (value == nullptr) return kDefaultProjectorType;
    const auto* const word = std::get_if<std::string>(value);
    if (word == nullptr) {
        return fail(ErrorKind::invalid_argument, fmt::format("projector_type is {}, not a word", to_string(*value)));
    }
    return weight_type_from(*word);
}

Result<SynthesisRequest> projector_request(const ModelCard& card, const CaseCommand& subject) {
    const auto weight_type = projector_type_of(subject.parameters);
    if (!weight_type) return fail(weight_type.error());
    return SynthesisRequest{.card = card, .weight_type = *weight_type, .part = CheckpointPart::projector};
}

Result<std::string> provide_text(const ModelCard& card, const CaseCommand& subject,
                                 const WorkerServices::Progress& progress) {
    const auto request = compute_case_request(card, subject.parameters);
    if (!request) return fail(request.error());
    // Variants are compared with each other: all of them are synthesized, or all are made of one file of the user's.
    const bool takes_fetched = !is_slice(subject.parameters) && subject.parameters.find("variant") == nullptr;
    const std::filesystem::path fetched =
        takes_fetched ? fetched_checkpoint(card, request->weight_type) : std::filesystem::path();
    if (!fetched.empty()) return fetched.string();
    const auto synthesized = ensure_synthesized(*request, progress);
    if (!synthesized) return fail(synthesized.error());
    return synthesized->string();
}

Result<std::string> provide_projector(const ModelCard& card, const CaseCommand& subject,
                                      const WorkerServices::Progress& progress) {
    const auto request = projector_request(card, subject);
    if (!request) return fail(request.error());
    const auto synthesized = ensure_synthesized(*request, progress);
    if (!synthesized) return fail(synthesized.error());
    return synthesized->string();
}

// `piobench synthesize`: exactly this checkpoint, into exactly this file.
Result<std::string> write_output(Result<SynthesisRequest> request, const CaseCommand& subject,
                                 const std::string& output, const WorkerServices::Progress& progress) {
    if (!request) return fail(request.error());
    request->seed = subject.seed;
    if (auto written = synthesize_checkpoint(*request, output, progress); !written) return fail(written.error());
    return output;
}

// The user's own file as the case's variant of it.
Result<void> rewrite_model(WorkerServices::Files& files, const CaseCommand& subject,
                           const WorkerServices::Progress& progress) {
    const auto variant = variant_of(subject.parameters);
    if (!variant) return fail(variant.error());
    if (!changes_checkpoint(*variant)) return {};
    std::string& model = files.at("model");
    const auto rewritten = ensure_rewritten(model, *variant, progress);
    if (!rewritten) return fail(rewritten.error());
    files["original"] = model;
    model = rewritten->string();
    return {};
}

Result<void> put(WorkerServices::Files& files, const char* role, Result<std::string> file) {
    if (!file) return fail(std::move(file).error());
    files[role] = *std::move(file);
    return {};
}

}  // namespace

Result<WorkerServices::Files> provide_files(const Benchmark& benchmark, const CaseCommand& subject,
                                            const WorkerServices::Progress& progress) {
    WorkerServices::Files files = subject.files;
    const bool has_files = !benchmark.checkpoint_model.empty() && subject.engine != "simulated";
    const bool needs_model = has_files && !files.contains("model");
    if (benchmark.needs_user_checkpoint && !subject.user_checkpoint) {
        return fail(ErrorKind::unsupported, "it says nothing of random weights", "give your own file with --model-file");
    }
    if (has_files && !needs_model && subject.user_checkpoint) {
        if (auto done = rewrite_model(files, subject, progress); !done) return fail(std::move(done).error());
    }
    const bool needs_projector = has_files && benchmark.needs_projector && !files.contains("projector");
    if (!needs_model && !needs_projector) return files;
    const std::string model_name = model_of_case(benchmark.checkpoint_model, subject.parameters);
    const ModelCard* const card = find_model(model_name);
    if (card == nullptr) {
        return fail(ErrorKind::not_found,
                    fmt::format("{}: benchmark {} needs the model {}, which is not part of its program",
                                benchmark.source_file, benchmark.name, model_name),
                    "check the name in .checkpoint(…) or the parameter model against the models under src/models");
    }
    Result<void> done;
    if (const auto output = files.find("projector_output"); output != files.end()) {
        done =
            put(files, "projector", write_output(projector_request(*card, subject), subject, output->second, progress));
    } else if (const auto model = files.find("output"); model != files.end()) {
        done = put(files, "model",
                   write_output(compute_case_request(*card, subject.parameters), subject, model->second, progress));
    } else {
        if (needs_model) done = put(files, "model", provide_text(*card, subject, progress));
        if (done && needs_projector) done = put(files, "projector", provide_projector(*card, subject, progress));
    }
    if (!done) return fail(std::move(done).error());
    return files;
}

WorkerServices engine_services() { return {facts_of_all_engines, provide_files}; }

}  // namespace inference_pio
