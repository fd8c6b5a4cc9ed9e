// A folder of small shell scripts that speak the worker protocol, or do not, to be measured by whole jobs.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/files.hpp"
#include "execution/journal.hpp"
#include "fakes/temporary_folder.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

inline SystemProfile small_profile() {
    SystemProfile profile;
    profile.fingerprint = "0123456789abcdef";
    profile.cpu.threads = 2;
    profile.build.version = "0.1.0";
    return profile;
}

class MeasuredScripts : public ::testing::Test {
protected:
    MeasuredScripts() {
        ::setenv("XDG_CACHE_HOME", (folder_.path() / "cache").c_str(), 1);
        options_.paths = {folder_.path() / "mine"};
        options_.results_dir = folder_.path() / "results";
        options_.preset = Preset::quick;
        options_.timeout = Seconds(20);
        machine_.profile = small_profile;
        machine_.cancellation = &cancellation_;
    }

    // A worker that speaks the protocol; `measure` is the shell's answer to that command.
    void add_worker(const std::string& name, const std::string& measure, const std::string& prepare = "ready") {
        const std::string script = fmt::format(R"sh(#!/bin/sh
# piobench: protocol 1
exec 3>/proc/self/fd/$PIO_EVENT_FD
say() {{ printf '%s\n' "$1" >&3; }}
ready() {{ say '{{"event":"ready","facts":{{}},"metrics":{{}}}}'; }}
sample() {{ say '{{"event":"sample","metrics":{{"latency":0.25}}}}'; }}
while read -r line; do
    case "$line" in
    *'"describe"'*) say '{{"event":"described","protocol":1,"benchmarks":[{{"name":"{0}"}}]}}' ;;
    *'"prepare"'*) {2} ;;
    *'"measure"'*) {1} ;;
    *'"release"'*) say '{{"event":"released"}}'; exit 0 ;;
    esac
done
)sh",
                                               name, measure, prepare);
        write("benchmark_" + name + ".sh", script);
    }
    void write(const std::string& name, const std::string& content) {
        const std::filesystem::path path = folder_.path() / "mine" / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << content;
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }

    RunResult run() {
        auto result = run_session(options_, observer_, machine_);
        EXPECT_TRUE(result) << result.error().message;
        return result ? *std::move(result) : RunResult{};
    }
    static const Record* find(const RunResult& result, const std::string& benchmark, const std::string& metric = {}) {
        for (const Record& record : result.run.records) {
            if (record.benchmark == "mine/" + benchmark && (metric.empty() || record.metric.name == metric))
                return &record;
        }
        return nullptr;
    }
    static JournalContent journal_of(const RunResult& result) {
        auto content = parse_journal(*read_file(result.folder / kJournalName));
        EXPECT_TRUE(content) << content.error().message;
        return *std::move(content);
    }

    TemporaryFolder folder_;
    Cancellation cancellation_;
    SessionMachine machine_;
    RunOptions options_;
    RunObserver observer_;
};

}  // namespace inference_pio
