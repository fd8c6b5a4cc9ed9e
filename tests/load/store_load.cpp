// Fills a store with a million records and asks it what compare and gate ask; or kills writers of one.
//
//   store_load FILE --runs N --series N    fills FILE, which must not be there, then times the questions
//   store_load FILE --kills N              N writers of FILE, each killed at a random moment
//
// Prints one "name value unit" a line. Exit code 1: something was wrong with what the store gave back.

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>

#include "history/baseline.hpp"
#include "history/killed_writer.hpp"
#include "history/sample_runs.hpp"
#include "history/store.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr int kMetrics = 20;  // of a case, as a generation has them

class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

void say(std::string_view name, double value, std::string_view unit) {
    fmt::print("{} {:.6g} {}\n", name, value, unit);
    std::fflush(stdout);
}

[[noreturn]] void end_with(const std::string& what) {
    fmt::print(stderr, "store_load: {}\n", what);
    std::exit(1);
}

template <class T>
T take(Result<T> result) {
    if (!result) end_with(result.error().message);
    return *std::move(result);
}

// Runs of daily use: a commit for each, every 50th a new version of the engine, one in four of a branch.
RunTraits traits_of_load(int n) {
    RunTraits traits = traits_of(n);
    traits.id = fmt::format("20260101T000000Z-{:08d}", n);
    traits.timestamp = fmt::format("20{:02}-{:02}-{:02}T{:02}:{:02}:00Z", 20 + n / 483840, 1 + n / 40320 % 12,
                                   1 + n / 1440 % 28, n / 60 % 24, n % 60);
    traits.engine_version = fmt::format("0.5.{}", n / 50);
    if (n % 4 == 3) traits.branch = fmt::format("change-{}", n % 7);
    traits.factor = 1 + 0.01 * std::sin(n * 0.7);
    return traits;
}

// As a run of `series` records, without samples, which the store does not keep.
inference_pio::Run run_of_load(int n, int series) {
    RunTraits traits = traits_of_load(n);
    traits.cases = 0;
    inference_pio::Run run = sample_run(traits);
    run.records.clear();
    const auto metrics = metric_catalogue();
    for (int i = 0; i < series; ++i) {
        const auto& metric = metrics[static_cast<std::size_t>(i % kMetrics) % metrics.size()];
        run.records.push_back(sample_record(traits, i / kMetrics + 1, metric.name, 0.01 * (1 + i)));
        run.records.back().samples.clear();
        run.records.back().timestamp = traits.timestamp.substr(0, 17) + fmt::format("{:02}Z", i % 60);
    }
    return run;
}

void fill(HistoryStore& store, int runs, int series) {
    double spent_s = 0;  // in the store alone: making the runs takes its time too
    for (int n = 0; n < runs; ++n) {
        const inference_pio::Run run = run_of_load(n, series);
        const Stopwatch watch;
        if (!take(store.add_run(run, {}))) end_with("a run was there already");
        spent_s += watch.seconds();
    }
    say("records", static_cast<double>(runs) * series, "records");
    say("filling_one_transaction_a_run", static_cast<double>(runs) * series / spent_s, "records/s");
    const int more = std::min(runs, 200);
    std::vector<inference_pio::Run> imported;
    for (int n = 0; n < more; ++n) imported.push_back(run_of_load(runs + n, series));
    const Stopwatch watch;
    const std::size_t added = take(store.add_runs(imported, {}));
    if (added != imported.size()) end_with("not all runs of an import were added");
    say("filling_one_transaction_for_all", static_cast<double>(more) * series / watch.seconds(), "records/s");
}

// Everything that compare and gate ask of a store for one candidate.
void ask(const fs::path& file) {
    const Stopwatch whole;
    Stopwatch watch;
    const auto lap = [&](std::string_view name) {
        say(name, watch.seconds(), "s");
        watch = Stopwatch();
    };
    HistoryStore store = take(HistoryStore::open(file));
    lap("open");
    const StoredRun candidate = take(store.find_run("latest"));
    lap("find_run");
    const StoredRun baseline = take(find_baseline(store, candidate, "main"));
    lap("find_baseline");
    const inference_pio::Run left = take(store.load_run(baseline.id));
    const inference_pio::Run right = take(store.load_run(candidate.id));
    lap("load_two_runs");
    const auto recent = take(store.recent_values(candidate.id, "main", 60));
    lap("recent_values");
    std::size_t found = 0;
    for (const Record& record : right.records) {
        const auto series = take(store.find_series(record));
        if (series && recent.at(*series).size() == 60) ++found;
    }
    lap("find_series_of_each");
    say("compare_in_all", whole.seconds(), "s");
    if (left.records.size() != right.records.size()) end_with("the two runs are not alike");
    if (found != right.records.size())
        fmt::print(stderr, "{} of {} series have 60 values\n", found, right.records.size());
}

// What is rarer: a series over all of its time, and questions without an answer.
void ask_the_rest(const fs::path& file) {
    HistoryStore store = take(HistoryStore::open(file));
    const StoredRun candidate = take(store.find_run("latest"));
    Stopwatch watch;
    const auto lap = [&](std::string_view name) {
        say(name, watch.seconds(), "s");
        watch = Stopwatch();
    };
    const auto series = take(store.series(candidate.fingerprint, "qwen3*", "*"));
    lap("series");
    const auto values = take(store.values(series.front().id, candidate.fingerprint));
    lap("values_of_a_series");
    say("values", static_cast<double>(values.size()), "values");
    watch = Stopwatch();
    const auto all = take(store.runs());
    lap("runs");
    if (take(store.recent_values(candidate.id, "", all.size() + 1)).empty()) end_with("there are no values");
    lap("recent_values_of_everything");

    RunTraits stranger = traits_of_load(static_cast<int>(all.size()) + 1);
    stranger.benchmark = "core/stranger";
    if (!take(store.add_run(sample_run(stranger), {}))) end_with("the stranger was there already");
    const StoredRun lonely = take(store.find_run(stranger.id));
    watch = Stopwatch();
    if (find_baseline(store, lonely, "main")) end_with("a run without anything in common became a baseline");
    lap("find_baseline_where_there_is_none");
    if (take(store.recent_values(lonely.id, "main", 60)).empty()) end_with("there are no values");
    lap("recent_values_where_there_are_none");
}

void check_run(HistoryStore& store, int n) {
    const auto run = store.load_run(traits_of_load(n).id);
    if (!run) end_with("a committed run is lost: " + run.error().message);
    if (*run != as_stored(run_of_load(n, 40))) end_with("run " + run->id + " is not whole");
}

void kill_writers(const fs::path& file, int kills, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> delay_us(0, 15'000);
    std::vector<int> committed;
    std::int64_t all = 0;
    const Stopwatch watch;
    for (int writer = 0; writer < kills; ++writer) {
        const auto said = kill_a_writer(
            file, [&](int n) { return run_of_load(writer * 1000 + n, 40); }, writer % 4 != 0,
            std::chrono::microseconds(delay_us(random)));
        if (!said) end_with(fmt::format("writer {} ended by itself", writer));
        committed.push_back(*said);
        all += committed.back();
        HistoryStore store = take(HistoryStore::open(file));
        if (committed.back() > 0) check_run(store, writer * 1000 + committed.back() - 1);
    }
    say("kills", kills, "kills");
    say("committed", static_cast<double>(all), "runs");
    say("killing", watch.seconds(), "s");
    HistoryStore store = take(HistoryStore::open(file));
    for (int writer = 0; writer < kills; ++writer) {
        for (int n = 0; n < committed[static_cast<std::size_t>(writer)]; ++n) check_run(store, writer * 1000 + n);
    }
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, 10'000);
    const std::string verdict = database.execAndGet("PRAGMA integrity_check").getString();
    if (verdict != "ok") end_with("integrity_check says: " + verdict);
    say("lost", 0, "runs");
}

int option(int argc, char** argv, std::string_view name, int otherwise) {
    for (int i = 2; i + 1 < argc; ++i) {
        if (argv[i] == name) return std::atoi(argv[i + 1]);
    }
    return otherwise;
}

int run_main(int argc, char** argv) {
    if (argc < 2) end_with("usage: store_load FILE [--runs N] [--series N] | [--kills N] [--seed N]");
    const fs::path file = argv[1];
    if (fs::exists(file)) end_with(file.string() + " is there already");
    if (const int kills = option(argc, argv, "--kills", 0); kills > 0) {
        kill_writers(file, kills, static_cast<unsigned>(option(argc, argv, "--seed", 1)));
        return 0;
    }
    {
        HistoryStore store = take(HistoryStore::open(file));
        fill(store, option(argc, argv, "--runs", 2000), option(argc, argv, "--series", 500));
    }
    say("size", static_cast<double>(fs::file_size(file)), "bytes");
    ask(file);
    ask_the_rest(file);
    return 0;
}

}  // namespace
}  // namespace inference_pio

int main(int argc, char** argv) { return inference_pio::run_main(argc, argv); }
