#include "worker/adapters/google_benchmark_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inference_pio/benchmark.hpp>
#include <memory>
#include <utility>

#include "worker/adapters/google_benchmark_cases.hpp"
#include "worker/adapters/google_benchmark_output.hpp"
#include "worker/adapters/program_run.hpp"
#include "worker/adapters/result_file.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// Options say everything that the environment (BENCHMARK_FILTER and the like) could say otherwise.
Result<std::vector<std::string>> read_names(const fs::path& program) {
    const auto listed = run_program({.argv = {program.string(), "--benchmark_list_tests=true", "--benchmark_filter=.",
                                              "--benchmark_format=console"},
                                     .output_kept = mebibytes(16)});
    if (!listed) return fail(listed.error());
    return parse_google_benchmark_list(listed->output);
}

Result<void> measure_case(const fs::path& program, const std::string& exact_name, Sample& sample) {
    const auto results = ResultFile::create();
    if (!results) return fail(results.error());
    const auto run = run_program({.argv = {program.string(), "--benchmark_filter=" + exact_name_filter(exact_name),
                                           "--benchmark_list_tests=false", "--benchmark_out=" + results->path(),
                                           "--benchmark_out_format=json", "--benchmark_format=console"}});
    if (!run) return fail(run.error());
    const auto text = results->read();
    if (!text) return fail(text.error());
    const std::string source = fmt::format("{} ({})", program.string(), exact_name);
    if (text->empty()) {
        return fail(ErrorKind::malformed, fmt::format("{} wrote no results", source),
                    "check that its main() hands the command line to benchmark::Initialize()");
    }
    auto metrics = parse_google_benchmark_output(*text, source);
    if (!metrics) return fail(std::move(metrics.error()));
    record_foreign(*std::move(metrics), sample);
    return {};
}

// The case at these parameters. Errors: not_found, with what there is.
Result<std::string> exact_name_at(const GoogleBenchmarkFamily& family, const Parameters& parameters) {
    const auto is_at = [&](const GoogleBenchmarkCase& one) {
        const auto& wanted = one.parameters.entries();
        return wanted.size() == parameters.entries().size() &&
               std::all_of(wanted.begin(), wanted.end(), [&](const Parameters::Entry& entry) {
                   const Value* value = parameters.find(entry.first);
                   return value != nullptr && *value == entry.second;
               });
    };
    for (const GoogleBenchmarkCase& one : family.cases) {
        if (is_at(one)) return one.exact_name;
    }
    constexpr std::size_t kShown = 8;
    std::vector<std::string> names;
    for (const GoogleBenchmarkCase& one : family.cases) names.push_back(one.parameters.to_string());
    const bool more = names.size() > kShown;
    names.resize(std::min(names.size(), kShown));
    return fail(ErrorKind::not_found,
                fmt::format("the program has no case of {} with {}", family.name, parameters.to_string()),
                fmt::format("it has {}{}", fmt::join(names, "; "), more ? "; …" : ""));
}

}  // namespace

std::vector<std::string> parse_google_benchmark_list(std::string_view output) {
    std::vector<std::string> names;
    while (!output.empty()) {
        const std::size_t end = std::min(output.find('\n'), output.size());
        std::string_view line = output.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) names.emplace_back(line);
        output.remove_prefix(std::min(end + 1, output.size()));
    }
    return names;
}

Result<void> register_google_benchmarks(const fs::path& program) {
    const auto names = read_names(program);
    if (!names) return fail(names.error());
    for (GoogleBenchmarkFamily& listed : google_benchmark_families(*names)) {
        const auto family = std::make_shared<const GoogleBenchmarkFamily>(std::move(listed));
        auto builder = register_benchmark(family->name, program.string());
        builder.doc(fmt::format("{} of the Google Benchmark program {}", family->name, program.filename().string()))
            .sample_is_process()
            .prepare([family, program](const Parameters& parameters) -> Result<Measure> {
                auto exact = exact_name_at(*family, parameters);
                if (!exact) return fail(std::move(exact.error()));
                return
                    [program, name = *std::move(exact)](Sample& sample) { return measure_case(program, name, sample); };
            });
        for (const Axis& axis : family->axes) builder.axis(axis);
    }
    if (!names->empty()) return {};
    return fail(ErrorKind::not_found, fmt::format("{} lists no benchmark", program.string()),
                "register one with BENCHMARK(function), or rename the file");
}

}  // namespace inference_pio
