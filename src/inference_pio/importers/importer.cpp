#include "importers/importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "importers/aiperf_importer.hpp"
#include "importers/google_benchmark_importer.hpp"
#include "importers/guidellm_importer.hpp"
#include "importers/hyperfine_importer.hpp"
#include "importers/imported_run.hpp"
#include "importers/llama_batched_bench_importer.hpp"
#include "importers/llama_bench_importer.hpp"
#include "importers/optimum_benchmark_importer.hpp"
#include "importers/pytest_benchmark_importer.hpp"
#include "importers/vllm_latency_importer.hpp"
#include "importers/vllm_serve_importer.hpp"

namespace inference_pio {
namespace {

constexpr std::array kImporters{
    Importer{"llama-bench", "JSON or JSONL (-o json, -o jsonl)", recognises_llama_bench, read_llama_bench},
    Importer{"llama-batched-bench", "JSONL (--output-format jsonl)", recognises_llama_batched_bench,
             read_llama_batched_bench},
    Importer{"google-benchmark", "JSON (--benchmark_out_format=json)", recognises_google_benchmark,
             read_google_benchmark},
    Importer{"hyperfine", "JSON (--export-json)", recognises_hyperfine, read_hyperfine},
    Importer{"pytest-benchmark", "JSON (--benchmark-json)", recognises_pytest_benchmark, read_pytest_benchmark},
    Importer{"vllm-bench-serve", "JSON or JSONL (--save-result)", recognises_vllm_serve, read_vllm_serve},
    Importer{"vllm-bench-latency", "JSON (--output-json)", recognises_vllm_latency, read_vllm_latency},
    Importer{"guidellm", "JSON (benchmarks.json)", recognises_guidellm, read_guidellm},
    Importer{"aiperf", "JSON (profile_export_aiperf.json)", recognises_aiperf, read_aiperf},
    Importer{"optimum-benchmark", "JSON (benchmark.json, benchmark_report.json)", recognises_optimum_benchmark,
             read_optimum_benchmark},
};

std::string formats_remedy() {
    return "known are runs of piobench (a run's folder, results.json, a file of piobench history export) and results "
           "of "
           "other tools: " +
           known_foreign_formats();
}

}  // namespace

std::span<const Importer> importers() { return kImporters; }

const Importer* find_importer(const ForeignDocument& document) {
    const auto found = std::find_if(kImporters.begin(), kImporters.end(),
                                    [&](const Importer& importer) { return importer.recognises(document); });
    return found == kImporters.end() ? nullptr : &*found;
}

std::string known_foreign_formats() {
    std::string text;
    for (const Importer& importer : kImporters) {
        if (!text.empty()) text += "; ";
        text += fmt::format("{}: {}", importer.tool, importer.format);
    }
    return text;
}

Result<std::vector<Run>> read_foreign_runs(std::string_view content, const std::string& modified_at) {
    auto document = parse_foreign_document(content);
    if (!document) {
        Error error = std::move(document).error();
        if (error.remedy.empty()) error.remedy = formats_remedy();
        return fail(std::move(error));
    }
    const Importer* importer = find_importer(*document);
    if (importer == nullptr) {
        return fail(ErrorKind::malformed, "it is of no format that is known here", formats_remedy());
    }
    auto runs = importer->read(*document);
    if (!runs) return runs;
    finish_runs(*runs, {importer->tool, content, modified_at});
    return runs;
}

}  // namespace inference_pio
