#include "worker/provision.hpp"

#include <fmt/format.h>

#include <inference_pio/model_plugin.hpp>

#include "checkpoints/case_checkpoint.hpp"
#include "checkpoints/synthesis.hpp"
#include "engines/engine_registry.hpp"

namespace inference_pio {

Result<WorkerServices::Files> provide_files(const Benchmark& benchmark, const CaseCommand& subject,
                                            const WorkerServices::Progress& progress) {
    WorkerServices::Files files = subject.files;
    const bool needed =
        !benchmark.checkpoint_model.empty() && subject.engine != "simulated" && !files.contains("model");
    if (!needed) return files;
    const ModelCard* const whole = find_model(benchmark.checkpoint_model);
    if (whole == nullptr) {
        return fail(ErrorKind::not_found,
                    fmt::format("{}: benchmark {} needs the model {}, which is not part of its program",
                                benchmark.source_file, benchmark.name, benchmark.checkpoint_model),
                    "check the name in .checkpoint(…) against the models under src/models");
    }
    const Result<WeightType> weight_type = weight_type_of(subject.parameters);
    if (!weight_type) return fail(weight_type.error());
    const Result<ModelCard> card = compute_card_of_case(*whole, subject.parameters);
    if (!card) return fail(card.error());
    if (const auto output = files.find("output"); output != files.end()) {
        const SynthesisRequest wanted{.card = *card, .weight_type = *weight_type, .seed = subject.seed};
        if (auto written = synthesize_checkpoint(wanted, output->second, progress); !written) {
            return fail(written.error());
        }
        files["model"] = output->second;
        return files;
    }
    const std::filesystem::path fetched = fetched_checkpoint(*card, *weight_type);
    if (!fetched.empty() && !is_slice(subject.parameters)) {
        files["model"] = fetched.string();
        return files;
    }
    const SynthesisRequest request{.card = *card, .weight_type = *weight_type};
    Result<std::filesystem::path> synthesized = ensure_synthesized(request, progress);
    if (!synthesized) return fail(synthesized.error());
    files["model"] = synthesized->string();
    return files;
}

WorkerServices engine_services() { return {facts_of_all_engines, provide_files}; }

}  // namespace inference_pio
