#include "worker/adapters/pytest_script.hpp"

#include <fmt/format.h>

#include <inference_pio/benchmark.hpp>
#include <utility>

#include "worker/adapters/program_run.hpp"
#include "worker/adapters/pytest_benchmark_output.hpp"
#include "worker/adapters/result_file.hpp"

namespace inference_pio {
namespace {

Result<void> measure_test(const PytestScript& script, const std::string& test, Sample& sample) {
    const auto results = ResultFile::create();
    if (!results) return fail(results.error());
    const std::string node = script.file.string() + "::" + test;
    // No cache, so that nothing appears beside the user's files.
    const auto run = run_program({.argv = {script.python, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                                           "--benchmark-json=" + results->path(), node},
                                  .explains_on_output = true});
    if (!run) return fail(explain_pytest_failure(run.error(), script.python));
    const auto text = results->read();
    if (!text) return fail(text.error());
    if (text->empty()) return fail(ErrorKind::unsupported, fmt::format("{} measured nothing: it was skipped", node));
    auto metrics = parse_pytest_benchmark_output(*text, node);
    if (!metrics) return fail(std::move(metrics.error()));
    record_foreign(*std::move(metrics), sample);
    return {};
}

}  // namespace

Error explain_pytest_failure(Error error, const std::string& python) {
    const auto says = [&](std::string_view words) { return error.message.find(words) != std::string::npos; };
    const bool no_pytest = says("No module named pytest") || says("No module named 'pytest'");
    const bool no_plugin = says("unrecognized arguments: --benchmark-json");
    if (!no_pytest && !no_plugin) return error;
    return {ErrorKind::not_found,
            fmt::format("{} has no {}: {}", python, no_pytest ? "pytest" : "pytest-benchmark", error.message),
            fmt::format("install it, {} -m pip install pytest-benchmark, or name an interpreter that has it by the "
                        "variable PIO_PYTHON",
                        python)};
}

void register_pytest_script(const PytestScript& script) {
    for (const auto& [name, test] : script.tests) {
        register_benchmark(name, script.file.string())
            .doc(fmt::format("{} of {}, run by pytest-benchmark", test, script.file.filename().string()))
            .sample_is_process()
            .prepare([script, test = test](const Parameters&) -> Result<Measure> {
                return [script, test](Sample& sample) { return measure_test(script, test, sample); };
            });
    }
}

}  // namespace inference_pio
