#include "workloads/ceiling_bodies.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <utility>

#include "engines/engine_registry.hpp"
#include "engines/llama_cpp/matrix_product.hpp"
#include "engines/memory_stream.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"

namespace inference_pio {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kProductTokens = 512;  // what the engine computes at once in a prefill

Result<int> threads_of(const Parameters& parameters) {
    const auto threads = count_parameter(parameters, "threads", 1, 1);
    if (!threads) return fail(threads.error());
    return static_cast<int>(*threads);
}

Bytes footprint_of_machine() {
    const SystemProfile profile = get_system_profile();
    std::optional<Bytes> available = profile.memory.available;
    const auto& limit = profile.memory.cgroup_limit;
    if (limit && (!available || *limit < *available)) available = limit;
    return compute_stream_footprint(profile.cpu.caches, available);
}

// The fastest run of so many blocks that follow each other.
class FastestRun {
public:
    explicit FastestRun(std::size_t blocks) : blocks_(blocks) {}

    void add(const StreamBlock& block) {
        run_.push_back(block);
        bytes_ += static_cast<double>(block.bytes.count);
        time_ += block.time;
        if (run_.size() > blocks_) {
            bytes_ -= static_cast<double>(run_.front().bytes.count);
            time_ -= run_.front().time;
            run_.pop_front();
        }
        if (run_.size() == blocks_) rate_ = std::max(rate_, bytes_ / time_.count());
    }

    [[nodiscard]] double rate() const { return rate_; }  // bytes/s; 0 before there were so many

private:
    std::size_t blocks_;
    std::deque<StreamBlock> run_;
    double bytes_ = 0;
    Seconds time_{};
    double rate_ = 0;
};

}  // namespace

Result<Measure> prepare_memory_bandwidth(Preparation& preparation, Bytes footprint) {
    const auto pattern = stream_pattern_from(preparation.parameters.get<std::string>("pattern"));
    if (!pattern) return fail(pattern.error());
    const auto threads = threads_of(preparation.parameters);
    if (!threads) return fail(threads.error());
    MemoryStreamRequest request;
    request.pattern = *pattern;
    request.threads = *threads;
    request.footprint = footprint.count > 0 ? footprint : footprint_of_machine();
    request.block = std::min(request.block, request.footprint);
    auto made = MemoryStream::make(request);
    if (!made) return fail(std::move(made).error());
    // A decode step reads in bursts of a few tens of megabytes, a matrix at a time: its ceiling is the fastest block.
    // Copy and triad stand for comparison with STREAM, whose figure is of a pass through whole arrays.
    const std::size_t run = *pattern == StreamPattern::read ? 1 : (*made)->blocks();
    return [stream = *std::move(made), run](Sample& sample) -> Result<void> {
        FastestRun fastest(run);
        // Every block at least once, however slow the machine is.
        const auto end = Clock::now() + kCeilingSampleTime;
        for (std::size_t i = 0; i < stream->blocks() || Clock::now() < end; ++i) {
            const auto block = stream->run_block();
            if (!block) return fail(block.error());
            fastest.add(*block);
        }
        sample.record("peak_bandwidth", fastest.rate());
        return {};
    };
}

Result<Measure> prepare_large_product(Preparation& preparation, std::int64_t length) {
    const auto weight_type = weight_type_of_tensor(preparation.parameters.get<std::string>("weight_type"));
    if (!weight_type) return fail(weight_type.error());
    const auto threads = threads_of(preparation.parameters);
    if (!threads) return fail(threads.error());
    auto engine = make_engine("llama_cpp");
    if (!engine) return fail(std::move(engine).error());
    MatrixProductRequest request;
    request.input_length = request.output_length = length;
    request.tokens = kProductTokens;
    request.weight_type = *weight_type;
    request.threads = *threads;
    request.seed = preparation.seed;
    request.footprint = Bytes{0};  // one copy: multiplying is what is measured, not reading
    auto made = MatrixProduct::make(request);
    if (!made) return fail(std::move(made).error());
    std::unique_ptr<MatrixProduct> product = *std::move(made);
    EngineFacts facts = (*engine)->facts();
    facts.options = {{"tensor_type", product->tensor_type()}, {"weight_buffer", product->weight_buffer()}};
    preparation.facts.engine = std::move(facts);
    return [product = std::move(product)](Sample& sample) -> Result<void> {
        double best = 0;
        const auto until = Clock::now() + kCeilingSampleTime;
        do {
            const auto begin = Clock::now();
            if (auto ran = product->run(); !ran) return ran;
            const Seconds time = Clock::now() - begin;
            best = std::max(best, product->flops() / std::max(time.count(), 1e-9));
        } while (Clock::now() < until);
        if (auto verified = product->verify(); !verified) return verified;
        sample.record("peak_flops", best);
        return {};
    };
}

bool register_ceilings(const char* source_file) {
    register_benchmark("memory_bandwidth", source_file)
        .doc("The fastest stream through memory")
        .axis(word_axis("pattern", {"read", "copy", "triad"}))
        .axis(threads_axis())
        .prepare([](Preparation& preparation) { return prepare_memory_bandwidth(preparation); });
    register_benchmark("matrix_product", source_file)
        .doc("The fastest large matrix product of the engine's kernels")
        .axis(word_axis("weight_type", {"q4_0"}))
        .axis(threads_axis())
        .prepare([](Preparation& preparation) { return prepare_large_product(preparation); });
    return true;
}

}  // namespace inference_pio
