// Gemma 3 270M: the model whose real checkpoint scripts/fetch-checkpoint can fetch.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_MODEL([] {
    ModelCard card;
    card.name = "gemma3_270m";
    card.display_name = "Gemma 3 270M";
    card.architecture = "gemma3";
    card.source =
        "config.json of google/gemma-3-270m: num_hidden_layers 18, hidden_size 640, intermediate_size 2048, "
        "num_attention_heads 4, num_key_value_heads 1, head_dim 256, vocab_size 262144, "
        "max_position_embeddings 32768, rms_norm_eps 1e-6, rope_theta 1e6, sliding_window 512 in all layers but every "
        "sixth, tied embeddings; "
        "every figure agrees with the keys of the published Q4_K_M GGUF";
    card.layers = 18;
    card.embedding_length = 640;
    card.feed_forward_length = 2048;
    card.head_count = 4;
    card.head_count_kv = 1;
    card.key_length = 256;
    card.value_length = 256;
    card.vocabulary_size = 262144;
    card.context_length = 32768;
    card.rms_epsilon = 1e-6;
    card.rope_freq_base = 1e6;
    card.sliding_window = 512;
    card.sliding_window_period = 6;
    card.post_norms = true;
    // The engine's release has no file of this vocabulary; it is derived, entry by entry the same, from
    // Gemma 4's (checkpoints/gemma3_vocabulary.hpp).
    card.vocabulary = "gemma-3";
    return card;
});

}  // namespace
}  // namespace inference_pio
