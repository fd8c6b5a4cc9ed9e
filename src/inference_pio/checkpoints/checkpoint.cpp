#include "checkpoints/checkpoint.hpp"

#include <fmt/format.h>
#include <ggml.h>

#include <algorithm>
#include <limits>
#include <string_view>

#include "checkpoints/file_type.hpp"
#include "checkpoints/gguf_header.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kProjectorArchitecture = "clip";  // as libmtmd's files name it, whatever the tower is

std::int64_t count_of(std::optional<std::uint64_t> value) {
    return static_cast<std::int64_t>(
        std::min<std::uint64_t>(value.value_or(0), std::numeric_limits<std::int64_t>::max()));
}

std::int64_t vocabulary_size_of(const GgufHeader& header, const std::string& architecture) {
    const auto tokens = header.array_lengths.find("tokenizer.ggml.tokens");
    if (tokens != header.array_lengths.end()) return count_of(tokens->second);
    return count_of(header.whole_number(architecture + ".vocab_size"));
}

}  // namespace

Result<CheckpointFacts> inspect_checkpoint(const std::filesystem::path& file) {
    const auto header = read_gguf_header(file);
    if (!header) return fail(header.error());
    CheckpointFacts facts;
    facts.file = file;
    facts.file_bytes = header->file_size;
    facts.architecture = header->text("general.architecture");
    if (facts.architecture.empty()) {
        return fail(ErrorKind::malformed, file.string() + " does not name its architecture (general.architecture)",
                    "use a GGUF file of a model");
    }
    facts.name = header->text("general.name");
    facts.projector = header->text("clip.projector_type");
    if (facts.projector.empty()) facts.projector = header->text("clip.vision.projector_type");
    if (const auto number = header->whole_number("general.file_type"))
        facts.weight_type = weight_type_of_file_type(*number);
    facts.vocabulary_size = vocabulary_size_of(*header, facts.architecture);
    facts.context_length = count_of(header->whole_number(facts.architecture + ".context_length"));
    facts.layers = count_of(header->whole_number(facts.architecture + ".block_count"));
    for (const GgufTensor& tensor : header->tensors) {
        std::int64_t elements = 1;
        for (const std::int64_t length : tensor.shape) elements *= length;
        facts.parameters += elements;
        facts.tensor_bytes = facts.tensor_bytes + tensor.size;
        facts.tensors.push_back(
            {tensor.name, ggml_type_name(static_cast<ggml_type>(tensor.type)), tensor.shape, tensor.size});
    }
    return facts;
}

std::map<std::string, std::int64_t> tensor_bytes_by_type(const CheckpointFacts& facts) {
    std::map<std::string, std::int64_t> bytes;
    for (const TensorFacts& tensor : facts.tensors) bytes[tensor.type] += static_cast<std::int64_t>(tensor.size.count);
    return bytes;
}

Result<void> check_architecture(const CheckpointFacts& facts, const ModelCard& card) {
    if (facts.architecture == card.architecture) return {};
    return fail(ErrorKind::mismatch,
                fmt::format("{} is a checkpoint of the architecture '{}', but {} needs '{}'", facts.file.string(),
                            facts.architecture, card.name, card.architecture),
                "use a checkpoint of that architecture, or the benchmarks of a model that fits the file");
}

Result<void> check_projector(const CheckpointFacts& facts, const ModelCard& card) {
    if (!card.vision) {
        return fail(ErrorKind::unsupported, fmt::format("{} has no vision tower", card.name), "give no projector");
    }
    if (facts.architecture == kProjectorArchitecture && facts.projector == card.vision->projector) return {};
    const std::string found = facts.architecture == kProjectorArchitecture
                                  ? fmt::format("a projector of type '{}'", facts.projector)
                                  : fmt::format("a checkpoint of the architecture '{}'", facts.architecture);
    return fail(ErrorKind::mismatch,
                fmt::format("{} is {}, but {} needs a projector of type '{}'", facts.file.string(), found, card.name,
                            card.vision->projector),
                "give the projector (mmproj) that was published with the model");
}

}  // namespace inference_pio
