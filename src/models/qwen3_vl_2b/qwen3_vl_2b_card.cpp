// Qwen3-VL 2B: the text part of the vision-language model.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_MODEL([] {
    ModelCard card;
    card.name = "qwen3_vl_2b";
    card.display_name = "Qwen3-VL 2B";
    card.architecture = "qwen3vl";
    card.source =
        "text_config of config.json of Qwen/Qwen3-VL-2B-Instruct: num_hidden_layers 28, hidden_size 2048, "
        "intermediate_size 6144, num_attention_heads 16, num_key_value_heads 8, head_dim 128, vocab_size 151936, "
        "max_position_embeddings 262144, rms_norm_eps 1e-6, rope_theta 5e6, mrope_section [24, 20, 20], "
        "tie_word_embeddings true; three deepstack layers from vision_config's deepstack_visual_indexes [5, 11, 17]";
    card.layers = 28;
    card.embedding_length = 2048;
    card.feed_forward_length = 6144;
    card.head_count = 16;
    card.head_count_kv = 8;
    card.key_length = 128;
    card.value_length = 128;
    card.vocabulary_size = 151936;
    card.context_length = 262144;
    card.rms_epsilon = 1e-6;
    card.rope_freq_base = 5e6;
    card.rope_dimension_sections = {24, 20, 20, 0};
    card.deepstack_layers = 3;
    card.vocabulary = "qwen2";  // Qwen3 kept the vocabulary of Qwen2
    return card;
});

}  // namespace
}  // namespace inference_pio
