#include "session/run_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "common/files.hpp"
#include "records/json_text.hpp"
#include "records/record_csv.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// Less than a small run needs: measuring for minutes would end in nothing.
constexpr std::uintmax_t kDiskRoom = std::uintmax_t{1} << 20U;

Result<void> check_writable(const fs::path& folder) {
    if (auto made = make_folders(folder); !made) {
        return fail(ErrorKind::io, fmt::format("cannot write into {}: {}", folder.string(), made.error().message),
                    "choose another folder with --results-dir");
    }
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        return fail(ErrorKind::io, fmt::format("cannot write into {}: {}", folder.string(), std::strerror(errno)),
                    "choose another folder with --results-dir");
    }
    std::error_code error;
    const fs::space_info space = fs::space(folder, error);
    if (!error && space.available < kDiskRoom) {
        return fail(ErrorKind::io,
                    fmt::format("the disk of {} is full: {} bytes are left", folder.string(), space.available),
                    "free some space, or choose another folder with --results-dir");
    }
    return {};
}

void write_one(const fs::path& path, const std::string& content, WrittenFiles& written) {
    if (auto done = write_file_whole(path, content); done) {
        written.files.push_back(path);
    } else {
        written.errors.push_back(std::move(done.error()));
    }
}

}  // namespace

fs::path results_root(const Project& project, const fs::path& results_dir) {
    return results_dir.empty() ? project.root / "benchmark_results" : results_dir;
}

ResultPlaces places_of(const Project& project, const fs::path& results_dir, const std::string& run,
                       const std::set<std::string>& models) {
    const fs::path root = results_root(project, results_dir);
    ResultPlaces places{root / run, {}};
    for (const std::string& model : models) {
        const fs::path own = project.root / "src/models" / model;
        std::error_code error;
        const bool beside = results_dir.empty() && fs::is_directory(own, error);
        places.models.emplace_back(model, beside ? own / "benchmarks/results" : root / "models" / model);
    }
    return places;
}

Result<void> prepare_places(const ResultPlaces& places) {
    if (auto checked = check_writable(places.folder); !checked) return checked;
    for (const auto& [model, folder] : places.models) {
        if (auto checked = check_writable(folder); !checked) return checked;
    }
    return {};
}

bool is_of_model(const Record& record, const std::string& model) { return record.benchmark.starts_with(model + "/"); }

WrittenFiles write_run_files(const Run& run, const ResultPlaces& places) {
    WrittenFiles written;
    write_one(places.folder / "run.json", print_json_document(run_to_json(run)), written);
    write_one(places.folder / "results.json", print_json_document(records_to_json(run.records, run.profile)), written);
    write_one(places.folder / "results.csv", records_to_csv(run.records, run.profile), written);
    for (const auto& [model, folder] : places.models) {
        std::vector<Record> own;
        std::copy_if(run.records.begin(), run.records.end(), std::back_inserter(own),
                     [&, name = model](const Record& record) { return is_of_model(record, name); });
        if (own.empty()) continue;
        if (auto made = make_folders(folder); !made) {
            written.errors.push_back(std::move(made.error()));
            continue;
        }
        write_one(folder / (run.id + ".json"), print_json_document(records_to_json(own, run.profile)), written);
        write_one(folder / (run.id + ".csv"), records_to_csv(own, run.profile), written);
    }
    return written;
}

}  // namespace inference_pio
