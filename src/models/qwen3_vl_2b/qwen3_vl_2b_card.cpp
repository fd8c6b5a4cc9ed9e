// Qwen3-VL 2B: a text model and the vision tower before it.
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

VisionCard vision_card() {
    VisionCard card;
    card.projector = "qwen3vl_merger";
    card.source =
        "vision_config of config.json of Qwen/Qwen3-VL-2B-Instruct: depth 24, hidden_size 1024, intermediate_size "
        "4096, num_heads 16, patch_size 16, spatial_merge_size 2, num_position_embeddings 2304 (48 x 48), "
        "deepstack_visual_indexes [5, 11, 17], out_hidden_size 2048; image_mean and image_std 0.5 of its "
        "preprocessor_config.json; the epsilon is text_config's rms_norm_eps, which the engine's converter writes; "
        "8 to 4096 tokens an image: the engine's limits for this projector";
    card.layers = 24;
    card.embedding_length = 1024;
    card.feed_forward_length = 4096;
    card.head_count = 16;
    card.patch_size = 16;
    card.merge_size = 2;
    card.position_grid = 48;
    card.deepstack_layers = {5, 11, 17};
    card.output_length = 2048;
    card.norm_epsilon = 1e-6;
    card.image_mean = 0.5;
    card.image_deviation = 0.5;
    card.tokens_min = 8;
    card.tokens_max = 4096;
    return card;
}

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
    card.vision = vision_card();
    return card;
});

}  // namespace
}  // namespace inference_pio
