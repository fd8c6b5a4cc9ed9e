// How a benchmark is written and registered.
//
//     PIO_BENCHMARK(image_preprocess)
//         .doc("Resize and normalise one photograph for the vision encoder")
//         .axis("image_size", {224, 448, 896})
//         .prepare([](const Parameters& p) -> Result<Measure> {
//             Image photo = synthetic_photo(p.get<int>("image_size"));     // not timed
//             return [photo = std::move(photo)](Sample& sample) -> Result<void> {
//                 sample.time("latency", [&] { keep(preprocess(photo)); });  // one sample
//                 return {};
//             };
//         });
//
// Setup is `prepare`, which returns the callable that takes one sample; warm-up, repetition and
// processes belong to the framework; teardown is the callable's destructor. A benchmark checks its
// own output and returns an Error where it is wrong: a wrong result has no speed.
//
// Thread safety: registration happens before main(); a Sample belongs to one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <inference_pio/engine.hpp>
#include <inference_pio/metric.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/timeline.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace inference_pio {

// Stops the compiler from dropping a computation whose result nobody reads.
template <class T>
inline void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

// How many times a body shorter than the clock can see is repeated inside one sample.
// Remembered between samples of one process, so that all samples do the same work.
struct Repetitions {
    static constexpr Nanoseconds kShortestTimed = std::chrono::milliseconds(2);

    std::map<std::string, std::uint64_t, std::less<>> by_metric;  // >= 1
};

// What one execution of a case gave. Values are in the unit of their metric (seconds for times).
class Sample {
public:
    explicit Sample(Repetitions& repetitions) : repetitions_(repetitions) {}

    // Times `body` on the monotonic clock and records the seconds of one execution under `metric`.
    // A body shorter than Repetitions::kShortestTimed is repeated; repetitions_of() tells how often.
    template <class Body>
    void time(std::string_view metric, Body&& body);

    void record(std::string_view metric, double value);
    void record(std::string_view metric, std::vector<double> values);  // a distribution, such as itl

    // Records every metric of a generation (ttft, tpot, itl, decode_throughput, …) and its spans.
    void record(Timeline timeline);

    // Gives meaning to a metric that only the run itself finds out, such as one that a script prints.
    // Neither the catalogue nor the benchmark's declarations may hold its name.
    void define(MetricDefinition definition);

    // The injected slowdown of self-tests: bodies spend this share of extra time inside their spans.
    void set_injected_slowdown(double share) { injected_slowdown_ = share; }

    // What came out, so that two runs of one seed can be seen to agree. Any short text.
    void set_output_digest(std::string digest) { output_digest_ = std::move(digest); }

    [[nodiscard]] const std::map<std::string, std::vector<double>, std::less<>>& values() const { return values_; }
    [[nodiscard]] const std::vector<MetricDefinition>& definitions() const { return definitions_; }
    [[nodiscard]] const std::optional<Timeline>& timeline() const { return timeline_; }
    [[nodiscard]] const std::string& output_digest() const { return output_digest_; }
    [[nodiscard]] const Repetitions& repetitions() const { return repetitions_; }

private:
    using Clock = std::chrono::steady_clock;

    Repetitions& repetitions_;
    std::map<std::string, std::vector<double>, std::less<>> values_;
    std::vector<MetricDefinition> definitions_;
    std::optional<Timeline> timeline_;
    std::string output_digest_;
    double injected_slowdown_ = 0;
};

template <class Body>
void Sample::time(std::string_view metric, Body&& body) {
    std::uint64_t& repetitions = repetitions_.by_metric.try_emplace(std::string(metric), 1).first->second;
    for (;;) {
        const auto begin = Clock::now();
        for (std::uint64_t i = 0; i < repetitions; ++i) body();
        auto spent = Clock::now() - begin;
        if (spent >= Repetitions::kShortestTimed || repetitions >= (std::uint64_t{1} << 40U)) {
            if (injected_slowdown_ > 0) {
                const auto until =
                    begin + spent + std::chrono::duration_cast<Clock::duration>(spent * injected_slowdown_);
                while (Clock::now() < until) {
                }
                spent = Clock::now() - begin;
            }
            record(metric, Seconds(spent).count() / static_cast<double>(repetitions));
            return;
        }
        // Aim at half as much again, so that a slightly faster next sample still reaches the limit.
        const double factor = 1.5 * Seconds(Repetitions::kShortestTimed) / std::max(Seconds(spent), Seconds(1e-9));
        repetitions = static_cast<std::uint64_t>(static_cast<double>(repetitions) * std::min(factor, 1e6)) + 1;
    }
}

// The callable that takes one sample. Move-only; its destructor is the teardown.
class Measure {
public:
    template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Measure> && std::is_invocable_r_v<Result<void>, F&, Sample&>)
        Measure(F callable)
        : body_(std::make_unique<Body<F>>(std::move(callable))) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] Result<void> operator()(Sample& sample) { return body_->run(sample); }

private:
    struct AnyBody {
        virtual ~AnyBody() = default;
        virtual Result<void> run(Sample& sample) = 0;
    };
    template <class F>
    struct Body final : AnyBody {
        explicit Body(F callable) : callable_(std::move(callable)) {}
        Result<void> run(Sample& sample) override { return callable_(sample); }
        F callable_;
    };
    std::unique_ptr<AnyBody> body_;
};

// What the phases of one execution must do at least, from the architecture's numbers: what mbu and mfu
// divide by time (docs/measurement.md, section 1). 0: the case has no such phase.
struct CaseCosts {
    double decode_step_bytes = 0;  // one step of the whole batch: weights once, and every sequence's KV cache
    double decode_step_flops = 0;  // a multiplication and an addition count two
    double prefill_bytes = 0;
    double prefill_flops = 0;
    int threads = 1;          // that compute: which ceiling applies
    std::string weight_type;  // of most of the weights, ggml's name: "q4_0"; empty: no weights, no compute peak
    std::int64_t batch_size = 1;

    bool operator==(const CaseCosts&) const = default;
};

// Where the weights of a case come from and what executed it; stands in every record.
struct CaseFacts {
    std::string model;           // empty: none
    std::string weights_source;  // "synthetic", "file", or empty where there are no weights
    std::string checkpoint_digest;
    std::string checkpoint_file;  // as the user gave it; empty for synthesized ones
    std::optional<EngineFacts> engine;
    Parameters parameters;  // parameters that the case itself found out, such as the weight_type of a file
    std::optional<CaseCosts> costs = {};                    // for mbu and mfu; in the journal, not in records
    std::map<std::string, std::int64_t> tensor_bytes = {};  // of the checkpoint, by ggml's type: "q4_K"; empty: unknown

    bool operator==(const CaseFacts&) const = default;
};

// What `prepare` is given, and where it leaves what it learnt.
struct Preparation {
    Parameters parameters;
    std::uint64_t seed = 1;
    std::string engine = "llama_cpp";
    std::map<std::string, std::string> engine_options;
    std::map<std::string, std::filesystem::path> files;  // "model", "projector", "prompt", "images" (a folder)
    bool user_checkpoint = false;                        // files["model"] came from --model-file
    double injected_slowdown = 0;                        // share of extra time, >= 0

    CaseFacts facts;                                             // filled in by prepare
    std::map<std::string, double, std::less<>> process_metrics;  // taken once a process: load_time, weights_memory
    std::function<void(std::string_view)> progress = [](std::string_view) {};  // one line for people
};

using PrepareFunction = std::function<Result<Measure>(Preparation&)>;
using MemoryEstimate = std::function<Result<Bytes>(const Parameters&)>;

struct Benchmark {
    std::string name;  // of the benchmark alone: "generation"; suite and category come from the path
    std::string doc;
    std::vector<Axis> axes;
    std::vector<MetricDefinition> metrics;  // the ones that it declares; catalogue metrics need no declaration
    // Not empty: needs a checkpoint of this registered model, or of the one that a case's parameter `model` names.
    std::string checkpoint_model;
    bool needs_projector = false;  // and its vision projector: files["projector"]
    PrepareFunction prepare;
    MemoryEstimate memory_estimate;  // may be empty
    std::string source_file;
    // A value of an axis: every other value of that axis is measured in turn with it (docs/measurement.md, section 2).
    std::optional<Parameters::Entry> reference = {};
    bool needs_user_checkpoint = false;  // random weights say nothing of it: without --model-file its cases are skipped
    bool deterministic = false;          // the same whenever it is measured: one sample of one process says all
    // A sample runs what is measured in a process of its own, as adapters of whole programs do: one is taken of each
    // worker.
    bool sample_is_process = false;
};

// Fills in a registered benchmark. Axis values may be integers, reals, words, booleans or Values.
class BenchmarkBuilder {
public:
    explicit BenchmarkBuilder(Benchmark& benchmark) : benchmark_(benchmark) {}

    BenchmarkBuilder& doc(std::string text);
    BenchmarkBuilder& axis(std::string name, std::initializer_list<int> values);
    BenchmarkBuilder& axis(std::string name, std::initializer_list<double> values);
    BenchmarkBuilder& axis(std::string name, std::initializer_list<const char*> values);
    BenchmarkBuilder& axis(Axis axis);
    BenchmarkBuilder& metric(MetricDefinition definition);
    BenchmarkBuilder& checkpoint(std::string model);
    BenchmarkBuilder& projector();  // of the checkpoint's model; its type is the parameter projector_type
    BenchmarkBuilder& memory_estimate(MemoryEstimate estimate);
    BenchmarkBuilder& reference(std::string axis, Value value);  // one of the axis's type
    BenchmarkBuilder& user_checkpoint();                         // needs_user_checkpoint
    BenchmarkBuilder& deterministic();
    BenchmarkBuilder& sample_is_process();

    template <class F>
    BenchmarkBuilder& prepare(F function) {
        if constexpr (std::is_invocable_r_v<Result<Measure>, F&, Preparation&>) {
            benchmark_.prepare = std::move(function);
        } else {
            benchmark_.prepare = [function = std::move(function)](Preparation& preparation) mutable -> Result<Measure> {
                return function(std::as_const(preparation.parameters));
            };
        }
        return *this;
    }

private:
    Benchmark& benchmark_;
};

// Adds an empty benchmark to this program's registry.
BenchmarkBuilder register_benchmark(std::string_view name, std::string_view source_file);

// In order of registration.
[[nodiscard]] const std::vector<std::unique_ptr<Benchmark>>& registered_benchmarks();

}  // namespace inference_pio

#define PIO_BENCHMARK(name)                                                                \
    [[maybe_unused]] static const ::inference_pio::BenchmarkBuilder pio_benchmark_##name = \
        ::inference_pio::register_benchmark(#name, __FILE__)
