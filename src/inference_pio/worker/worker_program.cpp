#include "worker/worker_program.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <inference_pio/model_plugin.hpp>
#include <string_view>
#include <vector>

#include "worker/standalone.hpp"
#include "worker/worker_serve.hpp"

namespace inference_pio {
namespace {

constexpr int kExitFailed = 3;

int report(const Error& error) {
    fmt::print(stderr, "error: {}\n", error.message);
    if (!error.remedy.empty()) fmt::print(stderr, "  {}\n", error.remedy);
    return kExitFailed;
}

}  // namespace

int run_worker_program(int argument_count, char** arguments, WorkerServices services) {
    try {
        services.evidence = evidence_sources_from_environment();
        const Result<std::optional<WorkerPipes>> pipes = take_worker_pipes();
        if (!pipes) return report(pipes.error());
        if (!*pipes) {
            const std::vector<std::string_view> words(arguments + 1, arguments + argument_count);
            return run_standalone(words, registered_benchmarks(), registered_models(), services);
        }
        WorkerSession session(registered_benchmarks(), registered_models(), services);
        const Result<void> served = serve(**pipes, session);
        return served ? 0 : report(served.error());
    } catch (const std::exception& error) {
        return report({ErrorKind::internal, error.what(), {}});
    }
}

}  // namespace inference_pio
