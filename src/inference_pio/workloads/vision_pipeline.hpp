// Paths through the whole vision-language model, loaded anew in every sample, as a program that answers one
// question does: `image_to_text` (one image), `several_images`, and `text_only`, which costs the tower's memory and
// nothing of its time: its axis `vision_tower` (present, absent) shows the memory with it and without.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>

namespace inference_pio {

bool register_image_to_text(std::string model, const char* source_file, const std::string& weight_type = "q4_0");
bool register_several_images(std::string model, const char* source_file, const std::string& weight_type = "q4_0");
bool register_text_only(std::string model, const char* source_file, const std::string& weight_type = "q4_0");

// Metrics: latency (from the call to load to the last token), load_time, all of a generation, weights_memory and,
// with a tower, vision_memory. Verified as vision_generation is, over loads; a prompt of text gives the tokens that
// it gives without the tower.
[[nodiscard]] Result<Measure> prepare_vision_pipeline(const ModelCard& card, Preparation& preparation);

}  // namespace inference_pio
