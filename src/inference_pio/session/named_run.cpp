#include "session/named_run.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "history/plain_runs.hpp"
#include "history/run_pack.hpp"

namespace inference_pio {

namespace fs = std::filesystem;

bool is_run_path(const std::string& name) {
    std::error_code error;
    return !name.empty() && fs::exists(name, error);
}

Result<Run> read_run_at(const fs::path& path) {
    auto pack = read_runs(path);
    if (!pack) return fail(std::move(pack.error()));
    if (pack->runs.size() != 1) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("{} holds {} runs, and one is wanted", path.string(), pack->runs.size()),
                    "import it with `piobench history import`, and name one of its runs");
    }
    return std::move(pack->runs.front().run);
}

Result<Run> load_comparable_run(HistoryStore& store, const StoredRun& found) {
    if (!found.folder.empty() && holds_a_run(found.folder)) {
        auto run = read_run_at(found.folder);
        if (run && run->id == found.id) return run;
    }
    return store.load_run(found.id);
}

Result<Run> load_run_named(HistoryStore& store, const std::string& name) {
    if (is_run_path(name)) return read_run_at(name);
    const auto found = store.find_run(name);
    if (!found) return fail(found.error());
    return load_comparable_run(store, *found);
}

Result<Run> read_whole_run_named(HistoryStore& store, const std::string& name) {
    if (is_run_path(name)) return read_run_at(name);
    const auto found = store.find_run(name);
    if (!found) return fail(found.error());
    if (!found->folder.empty() && holds_a_run(found->folder)) return read_run_at(found->folder);
    auto run = store.load_run(found->id);
    if (run) {
        run->warnings.push_back(
            "its files are gone: samples, evidence of noise, timelines and scaling laws are missing");
    }
    return run;
}

}  // namespace inference_pio
