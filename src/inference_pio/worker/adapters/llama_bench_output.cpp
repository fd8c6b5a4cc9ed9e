#include "worker/adapters/llama_bench_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace inference_pio {
namespace {

struct BenchTest {
    std::string kind;   // "prefill"
    std::string label;  // as llama-bench's own table names it: "pp512"
    double tokens_per_second = 0;
};

std::string label_of(std::int64_t prompt, std::int64_t generated, std::int64_t depth) {
    std::string label;
    if (prompt > 0) label = fmt::format("pp{}", prompt);
    if (generated > 0) label += fmt::format("{}tg{}", label.empty() ? "" : "+", generated);
    return depth > 0 ? fmt::format("{} d{}", label, depth) : label;
}

MetricDefinition throughput_of(std::string_view kind) {
    MetricDefinition definition;
    definition.unit = "tokens/sec";
    definition.direction = Direction::higher_is_better;
    definition.meaning = fmt::format(
        "{} tokens over time, mean of llama-bench's repetitions; without tokenization and "
        "sampling",
        kind == "prefill"  ? "prompt"
        : kind == "decode" ? "generated"
                           : "prompt and generated");
    return definition;
}

Result<BenchTest> test_in(const Json& json, std::string_view source) {
    const auto prompt = number_in(json, "n_prompt");
    const auto generated = number_in(json, "n_gen");
    const auto throughput = number_in(json, "avg_ts");
    const auto is_count = [](const std::optional<double>& number) { return number && *number >= 0 && *number < 1e12; };
    if (!is_count(prompt) || !is_count(generated) || !throughput) {
        return fail(ErrorKind::malformed,
                    fmt::format("the JSON of {}: a test has no n_prompt, n_gen and avg_ts", source),
                    "check that it is llama-bench's");
    }
    const auto depth = number_in(json, "n_depth");
    const auto count = [](double number) { return static_cast<std::int64_t>(number); };
    const char* const kind = *generated == 0 ? "prefill" : *prompt == 0 ? "decode" : "prefill_decode";
    return BenchTest{kind, label_of(count(*prompt), count(*generated), is_count(depth) ? count(*depth) : 0),
                     *throughput};
}

// Empty where no line is an object of its own. Errors: malformed, for a line that is none among others that are.
Result<std::vector<Json>> tests_by_line(std::string_view output, std::string_view source) {
    std::vector<Json> tests;
    std::optional<Error> broken;
    while (!output.empty()) {
        const std::string_view line = output.substr(0, output.find('\n'));
        output.remove_prefix(std::min(line.size() + 1, output.size()));
        if (!line.starts_with('{')) continue;
        auto test = parse_json(line);
        if (test) {
            tests.push_back(*std::move(test));
        } else {
            broken = std::move(test.error());
        }
    }
    if (!tests.empty() && broken) {
        return fail(ErrorKind::malformed, fmt::format("the JSON of {}: {}", source, broken->message));
    }
    return tests;
}

// An array, or an object a line.
Result<std::vector<Json>> tests_in(std::string_view output, std::string_view source) {
    auto tests = tests_by_line(output, source);
    if (!tests || !tests->empty()) return tests;
    auto json = parse_foreign_json(output, source);
    if (json && json->is_array()) return std::vector<Json>(json->begin(), json->end());
    if (json) return std::vector<Json>{*std::move(json)};
    json.error().remedy = "give llama-bench the options -o json";
    return fail(std::move(json.error()));
}

}  // namespace

Result<std::vector<ForeignMetric>> parse_llama_bench_output(std::string_view output, std::string_view source) {
    const auto documents = tests_in(output, source);
    if (!documents) return fail(documents.error());
    std::vector<BenchTest> tests;
    std::set<std::string> labels;
    for (const Json& json : *documents) {
        auto test = test_in(json, source);
        if (!test) return fail(std::move(test.error()));
        if (!labels.insert(test->label).second) {
            return fail(ErrorKind::mismatch,
                        fmt::format("{} ran two tests {}, which differ in some other option", source, test->label),
                        "give each of its options one value, and vary them by parameters of the command");
        }
        tests.push_back(*std::move(test));
    }
    if (tests.empty()) return fail(ErrorKind::not_found, fmt::format("{} ran no test", source));
    ForeignMetrics metrics("llama_bench");
    for (const BenchTest& test : tests) {
        const auto of_kind =
            std::count_if(tests.begin(), tests.end(), [&](const BenchTest& other) { return other.kind == test.kind; });
        const std::string key = test.kind + "_throughput" + (of_kind > 1 ? " " + test.label : std::string());
        metrics.add(key, throughput_of(test.kind), test.tokens_per_second);
    }
    return metrics.take();
}

}  // namespace inference_pio
