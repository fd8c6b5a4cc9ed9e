// A Google Benchmark program as its users write it, against Debian's library: arguments, counters, repetitions,
// threads, errors, names that need care.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

void spin(benchmark::State& state, std::int64_t count) {
    for (auto _ : state) {
        std::int64_t sum = 0;
        for (std::int64_t i = 0; i < count; ++i) benchmark::DoNotOptimize(sum += i);
    }
}

void BM_sum(benchmark::State& state) {
    spin(state, state.range(0));
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * state.range(0) * 8);
    state.counters["Load Factor"] = 0.5;
    state.counters["not_there"] = std::numeric_limits<double>::quiet_NaN();
}
BENCHMARK(BM_sum)->Arg(64)->Arg(256);

void BM_grid(benchmark::State& state) { spin(state, state.range(0) * state.range(1)); }
BENCHMARK(BM_grid)->ArgNames({"rows", "columns"})->ArgsProduct({{1, 2}, {4, 8}})->Unit(benchmark::kMicrosecond);

void BM_uneven(benchmark::State& state) { spin(state, state.range(0) + state.range(1)); }
BENCHMARK(BM_uneven)->Args({1, 2})->Args({3, 4});

void BM_threads(benchmark::State& state) { spin(state, 100); }
BENCHMARK(BM_threads)->Threads(1)->Threads(2)->UseRealTime();

void BM_repeated(benchmark::State& state) { spin(state, 10); }
BENCHMARK(BM_repeated)->Repetitions(3);

void BM_aggregated(benchmark::State& state) { spin(state, 10); }
BENCHMARK(BM_aggregated)->Repetitions(3)->ReportAggregatesOnly(true);

void BM_fails(benchmark::State& state) {
    state.SkipWithError("there is no such table");
    for (auto _ : state) {
    }
}
BENCHMARK(BM_fails);

void BM_crashes(benchmark::State& state) {
    std::cerr << "the table is broken\n";
    std::exit(7);
    for (auto _ : state) {
    }
}
BENCHMARK(BM_crashes);

template <class T>
void BM_typed(benchmark::State& state) {
    spin(state, sizeof(T));
}
BENCHMARK_TEMPLATE(BM_typed, std::pair<int, char>)->Arg(8);

const int kOddName = [] {
    benchmark::RegisterBenchmark("odd (name) [x]=1, 100% $5 ^a|b\\c {1}+?*",
                                 [](benchmark::State& state) { spin(state, 1); });
    return 0;
}();

}  // namespace

int main(int argument_count, char** arguments) {
    // Short, so that tests are; what the command line says comes behind it.
    std::string quick = "--benchmark_min_time=0.005";
    std::vector<char*> all{arguments[0], quick.data()};
    all.insert(all.end(), arguments + 1, arguments + argument_count);
    // The library takes the words that it knows out of the list.
    const bool lists = std::any_of(all.begin(), all.end(),
                                   [](const char* word) { return std::string(word) == "--benchmark_list_tests=true"; });
    int count = static_cast<int>(all.size());
    benchmark::Initialize(&count, all.data());
    benchmark::RunSpecifiedBenchmarks();
    if (!lists) std::cout << "[a line of the program's own]\n";
    return 0;
}
