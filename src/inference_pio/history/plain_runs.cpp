#include "history/plain_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "common/files.hpp"
#include "history/run_names.hpp"
#include "records/json_reader.hpp"
#include "records/json_text.hpp"
#include "records/record_csv.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

Result<Json> read_json_file(const fs::path& file) {
    const auto text = read_file(file);
    if (!text) return fail(text.error());
    auto json = parse_json(*text);
    if (!json) return fail(in_file(file, std::move(json).error()));
    return json;
}

Run begin_run(const Record& first, const SystemProfile& profile) {
    Run run;
    run.id = first.run;
    run.timestamp = first.timestamp;
    run.seed = first.seed;
    run.complete = true;
    run.subject = first.subject;
    run.profile = profile;
    run.warnings = {"taken from its records alone: whether the run was complete is not known"};
    return run;
}

Result<void> add_record(std::vector<Run>& runs, Record record, const Json& json) {
    if (auto checked = check_run_id(record.run); !checked) return fail(at_field("run", std::move(checked).error()));
    const auto profile = profile_from_json(json.at("hardware"));
    if (!profile) return fail(at_field("hardware", profile.error()));
    auto run = std::find_if(runs.begin(), runs.end(), [&](const Run& known) { return known.id == record.run; });
    if (run == runs.end()) run = runs.insert(runs.end(), begin_run(record, *profile));
    if (profile->fingerprint != run->profile.fingerprint) {
        return fail(ErrorKind::mismatch,
                    fmt::format("the records of run {} are of two machines, {} and {}", run->id,
                                run->profile.fingerprint, profile->fingerprint),
                    "give the runs of each machine ids of their own");
    }
    run->timestamp = std::min(run->timestamp, record.timestamp);
    run->records.push_back(std::move(record));
    return {};
}

}  // namespace

Error in_file(const fs::path& file, Error error) {
    error.message = fmt::format("{}: {}", file.string(), error.message);
    return error;
}

bool holds_a_run(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / kRunFile, ignored) || fs::is_regular_file(folder / kResultsFile, ignored);
}

Result<Run> read_plain_run(const fs::path& folder) {
    const auto document = read_json_file(folder / kRunFile);
    if (!document) return fail(document.error());
    const auto results = read_json_file(folder / kResultsFile);
    if (!results) return fail(results.error());
    auto run = run_from_json(*document, *results);
    if (!run) return fail(in_file(folder, std::move(run).error()));
    if (auto checked = check_run_id(run->id); !checked) {
        return fail(in_file(folder / kRunFile, at_field("id", std::move(checked).error())));
    }
    return run;
}

Result<std::vector<Run>> runs_of_records(const Json& results) {
    auto records = records_from_json(results);
    if (!records) return fail(std::move(records).error());
    std::vector<Run> runs;
    for (std::size_t i = 0; i < records->size(); ++i) {
        if (auto added = add_record(runs, std::move((*records)[i]), results.at(i)); !added) {
            return fail(at_field(fmt::format("[{}]", i), std::move(added).error()));
        }
    }
    return runs;
}

Result<std::vector<fs::path>> write_plain_run(const Run& run, const fs::path& folder) {
    std::vector<fs::path> written;
    std::error_code ignored;
    if (fs::exists(folder / kRunFile, ignored)) return written;
    if (auto made = make_folders(folder); !made) {
        return fail(ErrorKind::io, std::move(made.error().message), "choose another folder with --results-dir");
    }
    const auto write = [&](const fs::path& file, const std::string& text) -> Result<void> {
        auto done = write_file_whole(file, text);
        if (done) written.push_back(file);
        return done;
    };
    if (auto done = write(folder / kResultsFile, print_json_document(records_to_json(run.records, run.profile)));
        !done) {
        return fail(std::move(done).error());
    }
    if (auto done = write(folder / "results.csv", records_to_csv(run.records, run.profile)); !done) {
        return fail(std::move(done).error());
    }
    if (auto done = write(folder / kRunFile, print_json_document(run_to_json(run))); !done) {
        return fail(std::move(done).error());
    }
    return written;
}

}  // namespace inference_pio
