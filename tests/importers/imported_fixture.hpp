// The captured files of other tools, and how they come back from what an import writes.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <inference_pio/record.hpp>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "importers/importer.hpp"
#include "records/json_text.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"
#include "test_folders.hpp"

namespace inference_pio {

// In a test, Run is a function of GoogleTest's.
using ImportedRun = inference_pio::Run;

// What a file's time would be, were it to be asked.
inline constexpr const char* kModifiedAt = "2026-12-01T00:00:00Z";

inline std::string fixture_text(const std::string& name) {
    std::ifstream in(std::filesystem::path(PIO_TEST_DATA_DIR) / "importers" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// "hyperfine/hyperfine_1.15.0.json" and all others, sorted.
inline std::vector<std::string> fixture_names() {
    const std::filesystem::path root = std::filesystem::path(PIO_TEST_DATA_DIR) / "importers";
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        const auto extension = entry.path().extension();
        if (extension == ".json" || extension == ".jsonl") {
            names.push_back(std::filesystem::relative(entry.path(), root).string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

inline Result<std::vector<Run>> import_text(const std::string& text) { return read_foreign_runs(text, kModifiedAt); }

// The runs of a fixture; a failure of the test that asks where they cannot be read.
inline std::vector<Run> import_fixture(const std::string& name) {
    auto runs = import_text(fixture_text(name));
    if (!runs) throw std::runtime_error(name + ": " + runs.error().message);
    return *std::move(runs);
}

// The run as its plain files give it back.
inline Result<Run> written_and_read(const Run& run) {
    const auto document = parse_json(print_json_document(run_to_json(run)));
    if (!document) return fail(document.error());
    const auto records = parse_json(print_json_document(records_to_json(run.records, run.profile)));
    if (!records) return fail(records.error());
    return run_from_json(*document, *records);
}

// The records of this definition and statistic, in order.
inline std::vector<Record> records_of(const Run& run, const std::string& definition, const std::string& statistic) {
    std::vector<Record> found;
    for (const Record& record : run.records) {
        if (record.metric.id() == definition && record.statistic == statistic) found.push_back(record);
    }
    return found;
}

}  // namespace inference_pio
