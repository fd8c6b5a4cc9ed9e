// The benchmark `optimization_quality`: what a change of a user's own model costs in quality. On a named text, how far
// the changed model's predictions of each next token stray from the unmodified model's.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <filesystem>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/metric.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// Of the catalogue, kl_divergence first: the one that a case is known by.
[[nodiscard]] std::vector<MetricDefinition> quality_metrics();

// What the parameter `text` of a record calls a text of this file: its name, with `_` for each byte but ASCII letters,
// digits, `.`, `-` and `_`. Never empty, and never "built_in", which is our own prose. Pure.
[[nodiscard]] std::string compute_text_name(const std::filesystem::path& file);

// What evaluating both models takes, by the card of the parameter `model`: weights in f16, the unmodified model's
// distributions, and the two copies of a batch's logits that the engine holds. A user's file can be larger.
// Errors: not_found, invalid_argument.
[[nodiscard]] Result<Bytes> estimate_quality_memory(const Parameters& parameters);

// One sample evaluates the changed model once: kl_divergence, top1_agreement, perplexity. files["original"] is the
// unmodified file where a variant made another of it, else files["model"] is both. The text is files["prompt"], else
// our own prose (quality_text.hpp); its name stands in `parameters.text`. It is not repeated where it is too short.
// Errors: unsupported without a user's file (random weights have no quality to lose) and on an engine that gives no
// logits; mismatch for a file of another architecture; invalid_argument for a text of fewer than `text_tokens` tokens;
// those of reading the files and of QualityReference.
[[nodiscard]] Result<Measure> prepare_optimization_quality(Preparation& preparation);

// `variants`: the words of the axis `variant`.
bool register_optimization_quality(const char* source_file, const std::vector<std::string>& variants);

}  // namespace inference_pio
