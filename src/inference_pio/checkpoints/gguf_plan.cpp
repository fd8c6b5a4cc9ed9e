#include "checkpoints/gguf_plan.hpp"

#include <fmt/format.h>
#include <gguf.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "checkpoints/file_type.hpp"
#include "checkpoints/tensor_types.hpp"
#include "checkpoints/vision_architecture.hpp"
#include "checkpoints/vocabulary_source.hpp"

namespace inference_pio {
namespace {

struct ContextDeleter {
    void operator()(ggml_context* context) const { ggml_free(context); }
};

class KeyWriter {
public:
    KeyWriter(gguf_context* context, const std::string& key) : context_(context), key_(key) {}

    void operator()(std::uint32_t value) const { gguf_set_val_u32(context_, key_.c_str(), value); }
    void operator()(float value) const { gguf_set_val_f32(context_, key_.c_str(), value); }
    void operator()(bool value) const { gguf_set_val_bool(context_, key_.c_str(), value); }
    void operator()(const std::string& value) const { gguf_set_val_str(context_, key_.c_str(), value.c_str()); }
    void operator()(const std::vector<std::int32_t>& values) const {
        gguf_set_arr_data(context_, key_.c_str(), GGUF_TYPE_INT32, values.data(), values.size());
    }
    void operator()(const std::vector<float>& values) const {
        gguf_set_arr_data(context_, key_.c_str(), GGUF_TYPE_FLOAT32, values.data(), values.size());
    }
    void operator()(const std::vector<bool>& values) const {
        const std::vector<std::int8_t> bytes(values.begin(), values.end());  // as GGUF has them: one byte each
        gguf_set_arr_data(context_, key_.c_str(), GGUF_TYPE_BOOL, bytes.data(), bytes.size());
    }

private:
    gguf_context* context_;
    const std::string& key_;
};

// `vocabulary` is null for a projector, which has none.
void set_keys(gguf_context* context, const SynthesisRequest& request, const gguf_context* vocabulary) {
    const ModelCard& card = request.card;
    const bool projector = request.part == CheckpointPart::projector;
    gguf_set_val_str(context, "general.architecture", projector ? "clip" : card.architecture.c_str());
    gguf_set_val_str(context, "general.type", projector ? "mmproj" : "model");
    gguf_set_val_str(context, "general.name", card.display_name.c_str());
    // So that nobody takes the file for a model that can speak.
    const std::string zeros =
        request.sparsity_percent > 0 ? fmt::format(", {} % of the blocks' values zero", request.sparsity_percent) : "";
    const std::string description =
        fmt::format("Random weights in the shapes of {}, seed {}{}: for measuring speed only", card.display_name,
                    request.seed, zeros);
    gguf_set_val_str(context, "general.description", description.c_str());
    for (const MetadataEntry& entry : projector ? compute_vision_keys(*card.vision) : compute_architecture_keys(card)) {
        std::visit(KeyWriter(context, entry.key), entry.value);
    }
    if (vocabulary != nullptr) gguf_set_kv(context, vocabulary);
    gguf_set_val_u32(context, "general.quantization_version", GGML_QNT_VERSION);
    gguf_set_val_u32(context, "general.file_type", file_type_of(request.weight_type));
}

void add_tensors(gguf_context* context, GgufPlan& plan, std::vector<TensorShape> shapes,
                 const std::vector<ggml_type>& types) {
    const std::unique_ptr<ggml_context, ContextDeleter> tensors(
        ggml_init({(shapes.size() + 1) * ggml_tensor_overhead(), nullptr, true}));
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        ggml_tensor* tensor =
            ggml_new_tensor(tensors.get(), types[i], static_cast<int>(shapes[i].shape.size()), shapes[i].shape.data());
        ggml_set_name(tensor, shapes[i].name.c_str());
        gguf_add_tensor(context, tensor);
        plan.tensors.push_back({std::move(shapes[i]), types[i], Bytes{ggml_nbytes(tensor)}});
    }
}

GgufPlan plan_file(const SynthesisRequest& request, std::vector<TensorShape> shapes,
                   const std::vector<ggml_type>& types, const gguf_context* vocabulary) {
    GgufPlan plan;
    const GgufContext context(gguf_init_empty());
    set_keys(context.get(), request, vocabulary);
    add_tensors(context.get(), plan, std::move(shapes), types);
    plan.header.resize(gguf_get_meta_size(context.get()));
    gguf_get_meta_data(context.get(), plan.header.data());
    plan.file_size = Bytes{plan.header.size()};
    for (const PlannedTensor& planned : plan.tensors) {
        plan.file_size = plan.file_size + planned.size + Bytes{padding_after(planned.size.count)};
    }
    return plan;
}

Result<void> check_sparsity(const SynthesisRequest& request) {
    const int most = request.part == CheckpointPart::projector ? 0 : 99;
    if (request.sparsity_percent >= 0 && request.sparsity_percent <= most) return {};
    return fail(ErrorKind::invalid_argument,
                fmt::format("{}: {} % of the values cannot be zero", request.card.name, request.sparsity_percent),
                "choose 0 to 99 for a text model and 0 for a projector");
}

Result<GgufPlan> plan_text(const SynthesisRequest& request) {
    if (auto possible = check_card(request.card); !possible) return fail(possible.error());
    const auto vocabulary_file = find_vocabulary(request.card);
    if (!vocabulary_file) return fail(vocabulary_file.error());
    const auto vocabulary = read_vocabulary(*vocabulary_file, request.card);
    if (!vocabulary) return fail(vocabulary.error());
    std::vector<TensorShape> shapes = compute_tensor_list(request.card);
    const auto types = choose_tensor_types(request.card, request.weight_type, shapes);
    if (!types) return fail(types.error());
    return plan_file(request, std::move(shapes), *types, vocabulary->get());
}

Result<GgufPlan> plan_projector(const SynthesisRequest& request) {
    if (auto possible = check_vision_card(request.card); !possible) return fail(possible.error());
    std::vector<TensorShape> shapes = compute_vision_tensor_list(*request.card.vision);
    const auto types = choose_vision_tensor_types(request.weight_type, shapes);
    if (!types) return fail(types.error());
    return plan_file(request, std::move(shapes), *types, nullptr);
}

}  // namespace

Result<GgufPlan> plan_checkpoint(const SynthesisRequest& request) {
    if (auto possible = check_sparsity(request); !possible) return fail(possible.error());
    return request.part == CheckpointPart::projector ? plan_projector(request) : plan_text(request);
}

}  // namespace inference_pio
