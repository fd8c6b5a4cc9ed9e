// GLM-4.7-Flash: a mixture of experts with latent attention, whose cache is small.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_MODEL([] {
    ModelCard card;
    card.name = "glm_4_7_flash";
    card.display_name = "GLM-4.7-Flash";
    card.architecture = "deepseek2";  // as the engine's converter has it
    card.source =
        "config.json of zai-org/GLM-4.7-Flash: num_hidden_layers 47 (num_nextn_predict_layers 1 is left out), "
        "hidden_size 2048, intermediate_size 10240, num_attention_heads 20, num_key_value_heads 20, q_lora_rank 768, "
        "kv_lora_rank 512, qk_nope_head_dim 192, qk_rope_head_dim 64, v_head_dim 256, n_routed_experts 64, "
        "num_experts_per_tok 4, n_shared_experts 1, moe_intermediate_size 1536, first_k_dense_replace 1, "
        "routed_scaling_factor 1.8, norm_topk_prob true, scoring_func sigmoid, vocab_size 154880, "
        "max_position_embeddings 202752, rms_norm_eps 1e-5, rope_theta 1e6, tie_word_embeddings false";
    card.layers = 47;
    card.embedding_length = 2048;
    card.feed_forward_length = 10240;
    card.head_count = 20;
    card.head_count_kv = 20;
    card.key_length = 256;
    card.value_length = 256;
    card.vocabulary_size = 154880;
    card.context_length = 202752;
    card.rms_epsilon = 1e-5;
    card.rope_freq_base = 1e6;
    card.tied_embeddings = false;
    card.query_key_norms = false;
    card.query_rank = 768;
    card.key_value_rank = 512;
    card.rope_length = 64;
    card.expert_count = 64;
    card.expert_used_count = 4;
    card.expert_feed_forward_length = 1536;
    card.expert_shared_count = 1;
    card.leading_dense_layers = 1;
    card.expert_weights_scale = 1.8;
    card.expert_weights_norm = true;
    card.sigmoid_router = true;
    // The engine's release has no vocabulary of GLM's. Another one of nearly its size cuts the text instead, which
    // costs about as much; there is no benchmark of this model's tokenization.
    card.vocabulary = "qwen2";
    card.padded_vocabulary = true;
    return card;
});

}  // namespace
}  // namespace inference_pio
