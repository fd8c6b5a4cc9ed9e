#include <array>
#include <inference_pio/metric.hpp>

#include "contracts/words.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<Direction, 3> kDirections{{
    {Direction::lower_is_better, "lower_is_better"},
    {Direction::higher_is_better, "higher_is_better"},
    {Direction::neutral, "neutral"},
}};

constexpr WordTable<Reduction, 5> kReductions{{
    {Reduction::median, "median"},
    {Reduction::minimum, "minimum"},
    {Reduction::lower_decile, "lower_decile"},
    {Reduction::maximum, "maximum"},
    {Reduction::pooled, "pooled"},
}};

constexpr WordTable<Centre, 2> kCentres{{
    {Centre::median, "median"},
    {Centre::fast_quartile, "fast_quartile"},
}};

constexpr auto kLower = Direction::lower_is_better;
constexpr auto kHigher = Direction::higher_is_better;

const std::array kCatalogue = {
    MetricDefinition{"ttft", 1, "s", kLower, Reduction::median,
                     "time to first token: submission to the first token, median over sequences"},
    MetricDefinition{"ttft_max", 1, "s", kLower, Reduction::median, "time to first token of the slowest sequence"},
    MetricDefinition{"tpot", 1, "s/token", kLower, Reduction::median,
                     "time per output token after the first, median over sequences"},
    MetricDefinition{"itl", 1, "s", kLower, Reduction::pooled, "inter-token latency: every gap between two tokens"},
    MetricDefinition{"e2e_latency", 1, "s", kLower, Reduction::median, "submission to the last token"},
    MetricDefinition{"prefill_throughput", 2, "tokens/sec", kHigher, Reduction::median,
                     "prompt tokens over prefill time", Centre::fast_quartile},
    MetricDefinition{"decode_throughput", 2, "tokens/sec", kHigher, Reduction::median,
                     "tokens after the first over decode time, sampling excluded", Centre::fast_quartile},
    MetricDefinition{"throughput", 1, "tokens/sec", kHigher, Reduction::median, "new tokens over end-to-end latency"},
    MetricDefinition{"prefill_time", 1, "s", kLower, Reduction::median, "time of the prompt's evaluation"},
    MetricDefinition{"prefill_fast", 2, "s", kLower, Reduction::minimum, "fastest prefill of a process",
                     Centre::fast_quartile},
    MetricDefinition{"decode_fast", 2, "s", kLower, Reduction::lower_decile,
                     "lower decile of the token gaps of a process", Centre::fast_quartile},
    MetricDefinition{"tokenize_time", 1, "s", kLower, Reduction::median, "time of tokenization"},
    MetricDefinition{"sampling_time", 1, "s", kLower, Reduction::median,
                     "median time of choosing the tokens of one step"},
    MetricDefinition{"image_decode_time", 1, "s", kLower, Reduction::median, "time of decoding image files"},
    MetricDefinition{"image_preprocess_time", 1, "s", kLower, Reduction::median,
                     "time of resizing and normalising images"},
    MetricDefinition{"vision_encode_time", 1, "s", kLower, Reduction::median, "time of the vision encoder"},
    MetricDefinition{"image_prefill_time", 1, "s", kLower, Reduction::median, "time of evaluating image tokens"},
    MetricDefinition{"text_prefill_time", 1, "s", kLower, Reduction::median,
                     "time of evaluating the text tokens of a prompt with images"},
    MetricDefinition{"first_sampling_time", 1, "s", kLower, Reduction::median,
                     "end of the prefill to the first token, median over sequences"},
    MetricDefinition{"image_tokens", 1, "tokens", Direction::neutral, Reduction::median,
                     "tokens that the images of the batch became"},
    MetricDefinition{"load_time", 1, "s", kLower, Reduction::median,
                     "load until the model can generate; file cached by the operating system"},
    MetricDefinition{"peak_memory", 1, "bytes", kLower, Reduction::maximum,
                     "largest resident memory of the worker or of a process that it reaped"},
    MetricDefinition{"weights_memory", 1, "bytes", kLower, Reduction::maximum, "weights, as the engine allocated them"},
    MetricDefinition{"kv_cache_memory", 1, "bytes", kLower, Reduction::maximum, "KV cache, as the engine allocated it"},
    MetricDefinition{"compute_memory", 1, "bytes", kLower, Reduction::maximum,
                     "compute buffers, as the engine allocated them"},
    MetricDefinition{"vision_memory", 1, "bytes", kLower, Reduction::maximum,
                     "weights of the vision tower, as the engine allocated them"},
    MetricDefinition{"checkpoint_size", 1, "bytes", kLower, Reduction::median, "all tensors of the checkpoint"},
    MetricDefinition{"kl_divergence", 1, "nats", kLower, Reduction::median,
                     "divergence of the next token's distribution from the unmodified model's, mean over the text"},
    MetricDefinition{"top1_agreement", 1, "ratio", kHigher, Reduction::median,
                     "share of a text's tokens for which the unmodified model thinks the same one the likeliest"},
    MetricDefinition{"perplexity", 1, "number", kLower, Reduction::median,
                     "among how many equally likely tokens a model seems to choose: exp of the mean surprisal"},
    MetricDefinition{"cpu_utilization", 1, "ratio", Direction::neutral, Reduction::median,
                     "CPU time over wall time and threads"},
    MetricDefinition{"energy", 1, "J", kLower, Reduction::median, "energy of the processors or GPUs over one sample"},
    MetricDefinition{"energy_per_token", 1, "J/token", kLower, Reduction::median, "energy over the new tokens"},
    MetricDefinition{"gpu_peak_memory", 1, "bytes", kLower, Reduction::maximum,
                     "largest GPU memory of the worker, as the driver says"},
    MetricDefinition{"mbu", 2, "ratio", kHigher, Reduction::median,
                     "memory bandwidth utilization of a decode step: bytes it must read over its time and the peak",
                     Centre::fast_quartile},
    MetricDefinition{"mfu", 2, "ratio", kHigher, Reduction::median,
                     "compute utilization of the prefill: its operations over its time and the peak",
                     Centre::fast_quartile},
    MetricDefinition{"decode_mfu", 2, "ratio", kHigher, Reduction::median, "compute utilization of a decode step",
                     Centre::fast_quartile},
    MetricDefinition{"prefill_mbu", 2, "ratio", kHigher, Reduction::median,
                     "memory bandwidth utilization of the prefill", Centre::fast_quartile},
    MetricDefinition{"peak_bandwidth", 2, "bytes/s", kHigher, Reduction::maximum,
                     "the machine's ceiling: fastest stream through memory"},
    MetricDefinition{"peak_flops", 1, "flop/s", kHigher, Reduction::maximum,
                     "the machine's ceiling: fastest large matrix product of the engine"},
    MetricDefinition{"latency", 1, "s", kLower, Reduction::median, "time of one execution"},
    MetricDefinition{"process_time", 1, "s", kLower, Reduction::median, "wall time of a whole process, start to end"},
    MetricDefinition{"compute_throughput", 2, "flop/s", kHigher, Reduction::median,
                     "floating-point operations over time", Centre::fast_quartile},
    MetricDefinition{"memory_throughput", 2, "bytes/s", kHigher, Reduction::median, "bytes that must be read over time",
                     Centre::fast_quartile},
};

}  // namespace

std::string_view to_string(Direction direction) { return word_of(kDirections, direction); }
Direction direction_from(std::string_view word) { return value_of(kDirections, word).value_or(Direction::neutral); }

std::string_view to_string(Reduction reduction) { return word_of(kReductions, reduction); }
Reduction reduction_from(std::string_view word) { return value_of(kReductions, word).value_or(Reduction::median); }

std::string_view to_string(Centre centre) { return word_of(kCentres, centre); }
Centre centre_from(std::string_view word) { return value_of(kCentres, word).value_or(Centre::median); }

std::span<const MetricDefinition> metric_catalogue() { return kCatalogue; }

const MetricDefinition* find_metric(std::string_view name) {
    for (const MetricDefinition& definition : kCatalogue) {
        if (definition.name == name) return &definition;
    }
    return nullptr;
}

}  // namespace inference_pio
