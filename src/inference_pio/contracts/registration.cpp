#include <algorithm>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

// Function-local, so that registrations of other files may run before this file's statics.
std::vector<std::unique_ptr<Benchmark>>& benchmarks() {
    static std::vector<std::unique_ptr<Benchmark>> registry;
    return registry;
}

std::vector<ModelCard>& models() {
    static std::vector<ModelCard> registry;
    return registry;
}

template <class T>
Axis make_axis(std::string name, ValueType type, std::initializer_list<T> values) {
    Axis axis{std::move(name), type, {}};
    for (const T& value : values) {
        if constexpr (std::is_same_v<T, int>) {
            axis.values.emplace_back(std::int64_t{value});
        } else if constexpr (std::is_same_v<T, const char*>) {
            axis.values.emplace_back(std::string(value));
        } else {
            axis.values.emplace_back(value);
        }
    }
    return axis;
}

}  // namespace

BenchmarkBuilder& BenchmarkBuilder::doc(std::string text) {
    benchmark_.doc = std::move(text);
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::axis(std::string name, std::initializer_list<int> values) {
    return axis(make_axis(std::move(name), ValueType::integer, values));
}

BenchmarkBuilder& BenchmarkBuilder::axis(std::string name, std::initializer_list<double> values) {
    return axis(make_axis(std::move(name), ValueType::real, values));
}

BenchmarkBuilder& BenchmarkBuilder::axis(std::string name, std::initializer_list<const char*> values) {
    return axis(make_axis(std::move(name), ValueType::word, values));
}

BenchmarkBuilder& BenchmarkBuilder::axis(Axis axis) {
    benchmark_.axes.push_back(std::move(axis));
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::metric(MetricDefinition definition) {
    benchmark_.metrics.push_back(std::move(definition));
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::checkpoint(std::string model) {
    benchmark_.checkpoint_model = std::move(model);
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::projector() {
    benchmark_.needs_projector = true;
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::memory_estimate(MemoryEstimate estimate) {
    benchmark_.memory_estimate = std::move(estimate);
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::user_checkpoint() {
    benchmark_.needs_user_checkpoint = true;
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::deterministic() {
    benchmark_.deterministic = true;
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::sample_is_process() {
    benchmark_.sample_is_process = true;
    return *this;
}

BenchmarkBuilder& BenchmarkBuilder::reference(std::string axis, Value value) {
    benchmark_.reference.emplace(std::move(axis), std::move(value));
    return *this;
}

BenchmarkBuilder register_benchmark(std::string_view name, std::string_view source_file) {
    auto benchmark = std::make_unique<Benchmark>();
    benchmark->name = name;
    benchmark->source_file = source_file;
    benchmarks().push_back(std::move(benchmark));
    return BenchmarkBuilder(*benchmarks().back());
}

const std::vector<std::unique_ptr<Benchmark>>& registered_benchmarks() { return benchmarks(); }

bool register_model(ModelCard card) {
    models().push_back(std::move(card));
    return true;
}

const std::vector<ModelCard>& registered_models() { return models(); }

const ModelCard* find_model(std::string_view name) {
    const auto found =
        std::find_if(models().begin(), models().end(), [&](const ModelCard& card) { return card.name == name; });
    return found == models().end() ? nullptr : &*found;
}

}  // namespace inference_pio
