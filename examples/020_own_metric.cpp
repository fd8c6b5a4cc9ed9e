// A benchmark with a metric of its own, a distribution, and a value taken once a process.
#include <chrono>
#include <inference_pio/benchmark.hpp>
#include <numeric>
#include <vector>

using namespace inference_pio;

PIO_BENCHMARK(sum_memory)
    .doc("Sum an array, and say how many bytes a second that is")
    .axis(Axis{"size", ValueType::bytes, {mebibytes(1), mebibytes(8)}})
    .metric({.name = "read_bandwidth",
             .version = 1,
             .unit = "bytes/s",
             .direction = Direction::higher_is_better,
             .reduction = Reduction::median,
             .meaning = "bytes summed over time"})
    .metric({.name = "chunk_latency",
             .version = 1,
             .unit = "s",
             .direction = Direction::lower_is_better,
             .reduction = Reduction::pooled,
             .meaning = "time of one sixteenth of the array"})
    .prepare([](Preparation& preparation) -> Result<Measure> {
        const auto bytes = preparation.parameters.get<Bytes>("size").count;
        std::vector<std::uint32_t> numbers(bytes / sizeof(std::uint32_t), 1);
        preparation.process_metrics["weights_memory"] = static_cast<double>(bytes);

        return [numbers = std::move(numbers), bytes](Sample& sample) -> Result<void> {
            sample.time("latency", [&] { keep(std::accumulate(numbers.begin(), numbers.end(), 0U)); });
            const double latency_s = sample.values().at("latency").front();
            sample.record("read_bandwidth", static_cast<double>(bytes) / latency_s);

            std::vector<double> chunks_s;
            const std::size_t chunk = numbers.size() / 16;
            for (std::size_t i = 0; i < 16; ++i) {
                const auto begin = std::chrono::steady_clock::now();
                const auto* first = numbers.data() + i * chunk;
                keep(std::accumulate(first, first + chunk, 0U));
                chunks_s.push_back(Seconds(std::chrono::steady_clock::now() - begin).count());
            }
            sample.record("chunk_latency", std::move(chunks_s));
            return {};
        };
    });
