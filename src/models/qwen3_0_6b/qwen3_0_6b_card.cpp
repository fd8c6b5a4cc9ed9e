// Qwen3 0.6B: the small text model, the default of the house.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_MODEL([] {
    ModelCard card;
    card.name = "qwen3_0_6b";
    card.display_name = "Qwen3 0.6B";
    card.architecture = "qwen3";
    card.source =
        "config.json of Qwen/Qwen3-0.6B: num_hidden_layers 28, hidden_size 1024, intermediate_size 3072, "
        "num_attention_heads 16, num_key_value_heads 8, head_dim 128, vocab_size 151936, "
        "max_position_embeddings 40960, rms_norm_eps 1e-6, rope_theta 1e6, tie_word_embeddings true";
    card.layers = 28;
    card.embedding_length = 1024;
    card.feed_forward_length = 3072;
    card.head_count = 16;
    card.head_count_kv = 8;
    card.key_length = 128;
    card.value_length = 128;
    card.vocabulary_size = 151936;
    card.context_length = 40960;
    card.rms_epsilon = 1e-6;
    card.rope_freq_base = 1e6;
    card.vocabulary = "qwen2";  // Qwen3 kept the vocabulary of Qwen2
    return card;
});

}  // namespace
}  // namespace inference_pio
