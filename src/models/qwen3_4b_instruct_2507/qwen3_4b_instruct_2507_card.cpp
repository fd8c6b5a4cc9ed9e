// Qwen3 4B Instruct 2507: a text model that a laptop runs.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_MODEL([] {
    ModelCard card;
    card.name = "qwen3_4b_instruct_2507";
    card.display_name = "Qwen3 4B Instruct 2507";
    card.architecture = "qwen3";
    card.source =
        "config.json of Qwen/Qwen3-4B-Instruct-2507: num_hidden_layers 36, hidden_size 2560, intermediate_size 9728, "
        "num_attention_heads 32, num_key_value_heads 8, head_dim 128, vocab_size 151936, "
        "max_position_embeddings 262144, rms_norm_eps 1e-6, rope_theta 5e6, tie_word_embeddings true";
    card.layers = 36;
    card.embedding_length = 2560;
    card.feed_forward_length = 9728;
    card.head_count = 32;
    card.head_count_kv = 8;
    card.key_length = 128;
    card.value_length = 128;
    card.vocabulary_size = 151936;
    card.context_length = 262144;
    card.rms_epsilon = 1e-6;
    card.rope_freq_base = 5e6;
    card.vocabulary = "qwen2";  // Qwen3 kept the vocabulary of Qwen2
    return card;
});

}  // namespace
}  // namespace inference_pio
