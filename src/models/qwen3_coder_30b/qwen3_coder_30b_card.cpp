// Qwen3 Coder 30B A3B Instruct: a mixture of experts that computes with a tenth of its weights.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_MODEL([] {
    ModelCard card;
    card.name = "qwen3_coder_30b";
    card.display_name = "Qwen3 Coder 30B A3B";
    card.architecture = "qwen3moe";
    card.source =
        "config.json of Qwen/Qwen3-Coder-30B-A3B-Instruct: num_hidden_layers 48, hidden_size 2048, "
        "intermediate_size 5472 (of dense layers, which it has none of: mlp_only_layers is empty, decoder_sparse_step "
        "1), num_attention_heads 32, num_key_value_heads 4, head_dim 128, num_experts 128, num_experts_per_tok 8, "
        "moe_intermediate_size 768, vocab_size 151936, max_position_embeddings 262144, rms_norm_eps 1e-6, "
        "rope_theta 1e7, tie_word_embeddings false";
    card.layers = 48;
    card.embedding_length = 2048;
    card.feed_forward_length = 5472;
    card.head_count = 32;
    card.head_count_kv = 4;
    card.key_length = 128;
    card.value_length = 128;
    card.vocabulary_size = 151936;
    card.context_length = 262144;
    card.rms_epsilon = 1e-6;
    card.rope_freq_base = 1e7;
    card.tied_embeddings = false;
    card.expert_count = 128;
    card.expert_used_count = 8;
    card.expert_feed_forward_length = 768;
    card.vocabulary = "qwen2";  // Qwen3 kept the vocabulary of Qwen2
    return card;
});

}  // namespace
}  // namespace inference_pio
