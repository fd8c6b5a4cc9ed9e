#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/terminal.hpp"
#include "history/run_pack.hpp"
#include "reporting/comparison_words.hpp"
#include "reporting/history_report.hpp"
#include "reporting/series_json.hpp"
#include "reporting/series_report.hpp"
#include "session/history_session.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct TypedHistory {
    fs::path results_dir;
    std::string run;
    std::string tag;
    std::string case_pattern;
    std::string metric;
    std::string branch;
    std::string fingerprint;
    std::string reason;
    std::vector<fs::path> files;
    std::vector<std::string> tags;
    std::size_t newest = 0;  // 0: all
    bool json = false;
};

ConsoleStyle style_of_output() {
    const Terminal terminal = read_terminal(1);
    return {.width = terminal.width, .colours = terminal.colours};
}

int list(const TypedHistory& typed) {
    auto store = open_history(history_root(typed.results_dir), false);
    if (!store) return end_with(store.error());
    RunFilter filter;
    filter.branch = typed.branch;
    filter.fingerprint = typed.fingerprint;
    if (typed.newest > 0) filter.newest = typed.newest;
    const auto runs = store->runs(filter);
    if (!runs) return end_with(runs.error());
    std::vector<HistoryRow> rows;
    for (const StoredRun& run : *runs) {
        rows.push_back({run.id, run.timestamp, run.subject.branch, run.subject.commit, run.subject.dirty, run.complete,
                        run.engines, run.tags, run.machine, run.fingerprint, run.records});
    }
    fmt::print("{}", typed.json ? format_history_json(rows) : format_history(rows, style_of_output()));
    return 0;
}

int show(const TypedHistory& typed, const CommandContext& context) {
    const auto histories = read_series(
        {typed.results_dir, typed.case_pattern, typed.metric, typed.branch, typed.fingerprint}, context.machine);
    if (!histories) return end_with(histories.error());
    std::vector<SeriesPicture> pictures;
    for (const SeriesHistory& history : *histories) pictures.push_back(picture_of(history));
    if (typed.json) {
        fmt::print("{}", format_series_json(pictures));
        return 0;
    }
    for (const SeriesPicture& picture : pictures) fmt::print("{}\n", format_series(picture, style_of_output()));
    return 0;
}

int tag(const TypedHistory& typed) {
    auto store = open_history(history_root(typed.results_dir), false);
    if (!store) return end_with(store.error());
    const auto run = store->find_run(typed.run);
    if (!run) return end_with(run.error());
    if (auto tagged = store->tag_run(run->id, typed.tag); !tagged) return end_with(tagged.error());
    fmt::print("{} is now {}\n", run->id, typed.tag);
    return 0;
}

int accept(const TypedHistory& typed, const CommandContext& context) {
    const auto accepted =
        accept_change({typed.results_dir, typed.case_pattern, typed.metric, typed.run, typed.reason}, context.machine);
    if (!accepted) return end_with(accepted.error());
    fmt::print("accepted from {} on: {}{}: {}\n", accepted->run, accepted->case_pattern,
               accepted->metric.empty() ? "" : ", " + accepted->metric, accepted->reason);
    return 0;
}

// What another tool's file does not say, and what that means.
void print_warnings(const fs::path& file, const RunPack& pack) {
    for (const PackedRun& packed : pack.runs) {
        if (!packed.run.foreign) continue;
        for (const std::string& warning : packed.run.warnings) {
            fmt::print(stderr, "warning: {}: {}\n", file.string(), warning);
        }
    }
}

int import_files(const TypedHistory& typed) {
    const fs::path root = history_root(typed.results_dir);
    auto store = open_history(root, true);
    if (!store) return end_with(store.error());
    std::size_t added = 0;
    std::size_t known = 0;
    int exit_code = 0;
    for (const fs::path& file : typed.files) {
        const auto pack = read_runs(file);
        const auto outcome = pack ? import_runs(*store, *pack, root) : fail(pack.error());
        if (!outcome) {  // the other files are imported all the same
            exit_code = end_with(outcome.error());
            continue;
        }
        print_warnings(file, *pack);
        added += outcome->added;
        known += outcome->known;
    }
    fmt::print("{} imported, {} there already\n", counted(added, "run"), known);
    return exit_code;
}

Result<std::vector<StoredRun>> runs_to_export(HistoryStore& store, const TypedHistory& typed) {
    RunFilter filter;
    filter.branch = typed.branch;
    filter.fingerprint = typed.fingerprint;
    if (typed.newest > 0) filter.newest = typed.newest;
    if (typed.tags.empty()) return store.runs(filter);
    std::vector<StoredRun> runs;
    if (typed.newest > 0) {
        auto newest = store.runs(filter);
        if (!newest) return newest;
        runs = *std::move(newest);
    }
    for (const std::string& name : typed.tags) {
        auto run = store.find_run(name);
        if (!run) return fail(std::move(run.error()));
        const auto same = [&](const StoredRun& other) { return other.id == run->id; };
        if (std::none_of(runs.begin(), runs.end(), same)) runs.push_back(*std::move(run));
    }
    return runs;
}

int export_file(const TypedHistory& typed) {
    auto store = open_history(history_root(typed.results_dir), false);
    if (!store) return end_with(store.error());
    const auto runs = runs_to_export(*store, typed);
    if (!runs) return end_with(runs.error());
    if (runs->empty()) {
        return end_with(
            {ErrorKind::not_found, "no run fits: nothing was exported", "`piobench history list` shows them"});
    }
    const auto pack = make_pack(*store, *runs);
    if (!pack) return end_with(pack.error());
    if (auto written = write_pack(typed.files.front(), *pack); !written) return end_with(written.error());
    fmt::print("{} runs in {}\n", pack->runs.size(), typed.files.front().string());
    return 0;
}

int rebuild(const TypedHistory& typed) {
    const auto outcome = rebuild_store(history_root(typed.results_dir));
    if (!outcome) return end_with(outcome.error());
    for (const Error& error : outcome->unreadable) print_error(error);
    fmt::print("{} runs; {} folders could not be read\n", outcome->runs, outcome->unreadable.size());
    return outcome->unreadable.empty() ? 0 : kExitFailed;
}

class HistoryCommands {
public:
    HistoryCommands(CLI::App& history, CommandContext& context) : history_(history), context_(context) {}

    void add_list() {
        auto [command, typed] = add("list", "Runs, the newest first");
        add_filters(*command, *typed);
        command->add_flag("--json", typed->json, "Print one JSON document");
        command->callback([typed = typed, &context = context_] { context.exit_code = list(*typed); });
    }

    void add_show() {
        auto [command, typed] = add("show", "A case over all runs of this machine: drawn, with its steps");
        command->add_option("CASE", typed->case_pattern, "Glob on benchmark or case names")->required();
        command->add_option("--metric", typed->metric, "Glob on metrics; else those on which verdicts rest");
        command->add_option("--branch", typed->branch, "Runs of this branch only");
        command->add_option("--fingerprint", typed->fingerprint, "Runs of this machine; else of the present one");
        command->add_flag("--json", typed->json, "Print one JSON document");
        command->callback([typed = typed, &context = context_] { context.exit_code = show(*typed, context); });
    }

    void add_tag() {
        auto [command, typed] = add("tag", "Give a run a name, such as release-1; a name that exists moves");
        command->add_option("RUN", typed->run, "A run's id or the beginning of it, a tag, a commit, latest")
            ->required();
        command->add_option("NAME", typed->tag, "Letters, digits, '.', '_' and '-'")->required();
        command->callback([typed = typed, &context = context_] { context.exit_code = tag(*typed); });
    }

    void add_accept() {
        auto [command, typed] = add("accept", "A change that is meant to be: gates let it pass from this run on");
        command->add_option("CASE", typed->case_pattern, "Glob on benchmark or case names")->required();
        command->add_option("--reason", typed->reason, "Why; stands in reports")->required();
        command->add_option("--metric", typed->metric, "Glob on metrics; else all");
        command->add_option("--run", typed->run, "The first run that has the change; else the latest");
        command->callback([typed = typed, &context = context_] { context.exit_code = accept(*typed, context); });
    }

    void add_import() {
        auto [command, typed] = add(
            "import",
            "Take runs in: results folders, results.json, exported files, results of other tools (docs/importing.md)");
        command->add_option("FILE", typed->files, "Files or run folders")->required()->check(CLI::ExistingPath);
        command->callback([typed = typed, &context = context_] { context.exit_code = import_files(*typed); });
    }

    void add_export() {
        auto [command, typed] = add("export", "Runs, tags and acceptances as one file, for another machine or job");
        command->add_option("FILE", typed->files, "File to write")->required()->expected(1);
        add_filters(*command, *typed);
        command->add_option("--tag", typed->tags, "Runs with this tag (repeatable)")->allow_extra_args(false);
        command->callback([typed = typed, &context = context_] { context.exit_code = export_file(*typed); });
    }

    void add_rebuild() {
        auto [command, typed] = add("rebuild", "Make the store anew from the run folders, which are the truth");
        command->callback([typed = typed, &context = context_] { context.exit_code = rebuild(*typed); });
    }

private:
    std::pair<CLI::App*, std::shared_ptr<TypedHistory>> add(const char* name, const char* purpose) {
        CLI::App* command = history_.add_subcommand(name, purpose);
        auto typed = std::make_shared<TypedHistory>();
        add_results_dir_option(*command, typed->results_dir, "Where results and history lie");
        return {command, typed};
    }

    static void add_filters(CLI::App& command, TypedHistory& typed) {
        command.add_option("--newest", typed.newest, "Only so many, the newest ones")->check(CLI::PositiveNumber);
        command.add_option("--branch", typed.branch, "Of this branch");
        command.add_option("--fingerprint", typed.fingerprint, "Of this machine");
    }

    CLI::App& history_;
    CommandContext& context_;
};

}  // namespace

void add_history_command(CLI::App& app, CommandContext& context) {
    CLI::App* history = app.add_subcommand("history", "Every run that was measured: series, steps, tags, baselines");
    history->require_subcommand(1);
    HistoryCommands commands(*history, context);
    commands.add_list();
    commands.add_show();
    commands.add_tag();
    commands.add_accept();
    commands.add_import();
    commands.add_export();
    commands.add_rebuild();
    history->footer(
        "Examples:\n"
        "  piobench history show 'qwen3_0_6b/performance/generation*' --branch main\n"
        "  piobench history accept 'gemma3_270m/*' --metric decode_fast --reason 'safer sampling, see change 41'\n"
        "  piobench history export baseline.ndjson --branch main --newest 20");
}

}  // namespace inference_pio
