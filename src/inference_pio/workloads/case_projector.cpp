#include "workloads/case_projector.hpp"

#include <utility>

#include "checkpoints/checkpoint.hpp"
#include "common/digest.hpp"

namespace inference_pio {
namespace {

void add_digest(CaseFacts& facts, const std::string& projector) {
    facts.checkpoint_digest = digest_of(facts.checkpoint_digest + '\n' + projector);
}

Result<std::filesystem::path> choose_users(const ModelCard& card, const std::filesystem::path& file, CaseFacts& facts) {
    auto inspected = inspect_checkpoint(file);
    if (!inspected) return fail(std::move(inspected).error());
    if (auto fits = check_projector(*inspected, card); !fits) return fail(std::move(fits).error());
    auto digest = digest_of_file(file);
    if (!digest) return fail(std::move(digest).error());
    add_digest(facts, *digest);
    facts.parameters.set("projector_type", inspected->weight_type ? std::string(to_string(*inspected->weight_type))
                                                                  : std::string("other"));
    return file;
}

}  // namespace

Result<SynthesisRequest> projector_request_of(const ModelCard& card, const Parameters& parameters) {
    SynthesisRequest request{.card = card, .weight_type = kDefaultProjectorType, .part = CheckpointPart::projector};
    const Value* value = parameters.find("projector_type");
    if (value == nullptr) return request;
    const auto weight_type = weight_type_from(to_string(*value));
    if (!weight_type) return fail(weight_type.error());
    request.weight_type = *weight_type;
    return request;
}

Result<std::filesystem::path> choose_projector(const ModelCard& card, Preparation& preparation) {
    if (preparation.engine == "simulated") return std::filesystem::path();
    if (!card.vision) {
        return fail(ErrorKind::unsupported, card.name + " has no vision tower", "use a vision-language model");
    }
    const auto request = projector_request_of(card, preparation.parameters);
    if (!request) return fail(request.error());
    const auto given = preparation.files.find("projector");
    // What was provided for the case has the name of a synthesized one; any other file is the user's.
    if (given != preparation.files.end() && given->second != synthesized_path(*request)) {
        return choose_users(card, given->second, preparation.facts);
    }
    preparation.facts.weights_source = "synthetic";
    add_digest(preparation.facts, synthesis_digest(*request));
    if (given != preparation.files.end()) return given->second;
    return ensure_synthesized(*request, preparation.progress);
}

}  // namespace inference_pio
