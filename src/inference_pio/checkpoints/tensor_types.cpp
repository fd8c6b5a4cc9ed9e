#include "checkpoints/tensor_types.hpp"

#include <fmt/format.h>
#include <llama-ext.h>
#include <llama.h>

#include <exception>
#include <memory>

#include "checkpoints/engine_log_silence.hpp"
#include "checkpoints/file_type.hpp"

namespace inference_pio {
namespace {

struct Deleter {
    void operator()(llama_model* model) const { llama_model_free(model); }
    void operator()(quantize_state_impl* state) const { llama_quant_free(state); }
    void operator()(ggml_context* context) const { ggml_free(context); }
};

template <class T>
using Owned = std::unique_ptr<T, Deleter>;

Owned<llama_model> model_without_weights(const ModelCard& card) {
    llama_quant_model_desc description{};
    description.architecture = card.architecture.c_str();
    description.n_embd = static_cast<std::uint32_t>(card.embedding_length);
    description.n_ff = static_cast<std::uint32_t>(card.feed_forward_length);
    description.n_layer = static_cast<std::uint32_t>(card.layers);
    description.n_head = static_cast<std::uint32_t>(card.head_count);
    description.n_head_kv = static_cast<std::uint32_t>(card.head_count_kv);
    description.n_expert = static_cast<std::uint32_t>(card.expert_count);
    description.n_embd_head_k = static_cast<std::uint32_t>(card.key_length);
    description.n_embd_head_v = static_cast<std::uint32_t>(card.value_length);
    return Owned<llama_model>(llama_quant_model_from_metadata(&description));
}

std::vector<ggml_type> ask_quantizer(const ModelCard& card, WeightType weight_type,
                                     std::span<const TensorShape> tensors) {
    const Owned<llama_model> model = model_without_weights(card);
    const llama_model_quantize_params parameters = llama_model_quantize_default_params();
    const Owned<quantize_state_impl> state(llama_quant_init(model.get(), &parameters));
    const Owned<ggml_context> context(ggml_init({(tensors.size() + 1) * ggml_tensor_overhead(), nullptr, true}));
    std::vector<ggml_type> types(tensors.size(), GGML_TYPE_F32);
    std::vector<ggml_tensor*> asked;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto& shape = tensors[i].shape;
        ggml_tensor* tensor =
            ggml_new_tensor(context.get(), GGML_TYPE_F32, static_cast<int>(shape.size()), shape.data());
        ggml_set_name(tensor, tensors[i].name.c_str());
        if (!llama_quant_tensor_allows_quantization(state.get(), tensor)) continue;
        asked.push_back(tensor);
        places.push_back(i);
    }
    std::vector<ggml_type> answers(asked.size(), GGML_TYPE_F32);
    llama_quant_compute_types(state.get(), static_cast<llama_ftype>(file_type_of(weight_type)), asked.data(),
                              answers.data(), asked.size());
    for (std::size_t i = 0; i < places.size(); ++i) types[places[i]] = answers[i];
    return types;
}

}  // namespace

Result<std::vector<ggml_type>> choose_tensor_types(const ModelCard& card, WeightType weight_type,
                                                   std::span<const TensorShape> tensors) {
    const SilencedEngineLog silenced;  // the quantizer warns about every fallback; to us a fallback is a result
    try {
        std::vector<ggml_type> types = ask_quantizer(card, weight_type, tensors);
        for (std::size_t i = 0; i < types.size(); ++i) {
            if (!ggml_quantize_requires_imatrix(types[i])) continue;
            return fail(ErrorKind::unsupported,
                        fmt::format("{} as {}: tensor {} would be {}, which needs an importance matrix", card.name,
                                    to_string(weight_type), tensors[i].name, ggml_type_name(types[i])),
                        "choose another weight type");
        }
        return types;
    } catch (const std::exception& error) {
        return fail(ErrorKind::unsupported,
                    fmt::format("the engine's quantizer cannot make {} of {}: {}", to_string(weight_type), card.name,
                                error.what()),
                    "choose another weight type");
    }
}

}  // namespace inference_pio
