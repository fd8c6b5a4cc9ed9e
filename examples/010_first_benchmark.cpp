// The smallest benchmark: sort a vector, for three sizes.
//
// Build and run it like any program:     build/release/examples/010_first_benchmark
// As benchmark_first.cpp in a folder:    piobench run --path that/folder
#include <algorithm>
#include <inference_pio/benchmark.hpp>
#include <random>
#include <vector>

using namespace inference_pio;

PIO_BENCHMARK(sort_numbers)
    .doc("Sort random numbers")
    .axis("count", {1'000, 10'000, 100'000})
    .prepare([](const Parameters& parameters) -> Result<Measure> {
        // Setup, not timed.
        std::mt19937 random(1);
        std::vector<unsigned> numbers(parameters.get<std::size_t>("count"));
        std::generate(numbers.begin(), numbers.end(), std::ref(random));

        // One sample each time that it is called; warm-up and repetition belong to the framework.
        return [numbers = std::move(numbers)](Sample& sample) -> Result<void> {
            std::vector<unsigned> sorted;
            sample.time("latency", [&] {
                sorted = numbers;
                std::sort(sorted.begin(), sorted.end());
                keep(sorted.data());
            });
            // A benchmark checks its own output: a wrong result has no speed.
            if (!std::is_sorted(sorted.begin(), sorted.end())) {
                return fail(ErrorKind::internal, "the numbers are not sorted");
            }
            return {};
        };
    });
