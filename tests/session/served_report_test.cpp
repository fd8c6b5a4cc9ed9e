// Reports that people look at while they change, through real runs of shell scripts.
#include "session/served_report.hpp"

#include <gmock/gmock.h>
#include <httplib.h>

#include <future>
#include <thread>

#include "fakes/embedded_report.hpp"
#include "golden/golden_file.hpp"
#include "session/journal_run.hpp"
#include "session/measured_scripts.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPage = PIO_TEST_DATA_DIR "/report/index.html";

httplib::Result ask(const std::string& address, const std::string& what) {
    const std::size_t path = address.find('/', 7);
    httplib::Client client(address.substr(0, path));
    client.set_read_timeout(60);
    return client.Get((address.substr(path) + what).c_str());
}

// Somebody who looks from the beginning to the end, as the page does.
std::vector<Json> documents_seen(const std::string& address) {
    std::vector<Json> seen;
    const auto page = ask(address, "");
    if (!page || page->status != 200) return seen;
    seen.push_back(*parse_json(embedded_document(page->body)));
    while (seen.back().at("live").at("state") == "measuring") {
        const auto version = seen.back().at("live").at("version").get<int>();
        const auto news = ask(address, "report.json?after=" + std::to_string(version));
        if (!news) break;
        if (news->status == 200) seen.push_back(*parse_json(news->body));
    }
    return seen;
}

class Watched : public MeasuredScripts {
protected:
    std::vector<std::string> steps_;

    // The run, and what somebody saw who looked as soon as the address was told.
    std::pair<RunResult, std::vector<Json>> watch(const std::string& page) {
        std::future<std::vector<Json>> looking;
        observer_.step = [&](std::string_view line) {
            steps_.emplace_back(line);
            if (const auto at = line.find("http://"); at != std::string_view::npos) {
                looking = std::async(std::launch::async, documents_seen, std::string(line.substr(at)));
            }
        };
        WatchedRun watched(observer_, page, machine_clock());
        auto result = run_session(options_, watched.observer(), machine_);
        EXPECT_TRUE(result) << result.error().message;
        watched.end(*result);
        return {*std::move(result), looking.valid() ? looking.get() : std::vector<Json>{}};
    }
};

TEST_F(Watched, WhoLooksSeesItGrowAndEnd) {
    add_worker("one", "sample; sleep 0.1");
    add_worker("two", "sample; sleep 0.1");
    const auto [result, seen] = watch(read_text_file(kPage));
    ASSERT_GE(seen.size(), 2U);
    EXPECT_EQ(seen.front().at("live").at("state"), "measuring");
    EXPECT_EQ(seen.back().at("live").at("state"), "ended");
    for (std::size_t i = 1; i < seen.size(); ++i) {
        EXPECT_GT(seen[i].at("live").at("version"), seen[i - 1].at("live").at("version"));
        EXPECT_GE(seen[i].at("live").at("visits_done"), seen[i - 1].at("live").at("visits_done"));
    }
    Json last = seen.back().at("runs").at(0);
    EXPECT_EQ(last, reported_run_to_json(result.run)) << "the last news is the run as it was written";
}

TEST_F(Watched, NobodyHasToLook) {
    add_worker("one", "sample");
    WatchedRun watched(observer_, read_text_file(kPage), machine_clock());
    const auto result = run_session(options_, watched.observer(), machine_);
    ASSERT_TRUE(result);
    watched.end(*result);
    EXPECT_EQ(result->exit_code, 0);
}

TEST_F(Watched, APageThatCannotBeServedDoesNotStopTheRun) {
    add_worker("one", "sample");
    const auto [result, seen] = watch("<html></html>");
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_TRUE(result.run.complete);
    EXPECT_THAT(steps_, ::testing::Contains(HasSubstr("cannot be watched")));
}

TEST_F(Watched, AnInterruptedRunSaysSo) {
    add_worker("one", "sample; sleep 0.1");
    observer_.sample_taken = [&](const VisitProgress&, int, const SampleData&) { cancellation_.request(); };
    const auto [result, seen] = watch(read_text_file(kPage));
    EXPECT_EQ(result.end, RunEnd::interrupted);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().at("live").at("state"), "interrupted");
}

class Served : public MeasuredScripts {
protected:
    // Serves until `look` is done with the address.
    void serve(const std::string& run, const std::function<void(const std::string&)>& look) {
        Cancellation stop;
        SessionMachine machine = machine_;
        machine.cancellation = &stop;
        std::thread looking;
        const auto served = serve_report({options_.results_dir, {run}, {}}, kPage, machine, [&](std::string_view told) {
            looking = std::thread([&, address = std::string(told)] {
                look(address);
                stop.request();
            });
        });
        EXPECT_TRUE(served) << served.error().message;
        if (looking.joinable()) looking.join();
    }
};

TEST_F(Served, AStoredRunStaysAsItIs) {
    add_worker("one", "sample");
    const RunResult result = run();
    serve(result.folder.string(), [&](const std::string& address) {
        const auto seen = documents_seen(address);
        ASSERT_EQ(seen.size(), 1U);
        EXPECT_EQ(seen[0].at("live").at("state"), "stored");
        EXPECT_EQ(seen[0].at("runs").at(0).at("id"), result.run.id);
    });
}

TEST_F(Served, AJournalThatGrowsIsReadAgain) {
    add_worker("one", "sample");
    const RunResult result = run();
    const std::string journal = *read_file(result.folder / kJournalName);
    const fs::path folder = folder_.path() / "growing";
    fs::create_directories(folder);
    std::ofstream(folder / kJournalName) << journal.substr(0, journal.find('\n') + 1);
    serve(folder.string(), [&](const std::string& address) {
        const auto begin = ask(address, "report.json");
        ASSERT_TRUE(begin);
        EXPECT_EQ(parse_json(begin->body)->at("live").at("state"), "measuring");
        EXPECT_EQ(parse_json(begin->body)->at("runs").at(0).at("cases"), Json::array());
        std::ofstream(folder / kJournalName, std::ios::app) << journal.substr(journal.find('\n') + 1);
        const auto grown = ask(address, "report.json?after=1");
        ASSERT_TRUE(grown);
        ASSERT_EQ(grown->status, 200);
        EXPECT_EQ(parse_json(grown->body)->at("runs").at(0).at("cases").size(), 1U);
        for (const char* file : {"run.json", "results.json"}) fs::copy_file(result.folder / file, folder / file);
        const auto ended = ask(address, "report.json?after=2");
        ASSERT_TRUE(ended);
        EXPECT_EQ(parse_json(ended->body)->at("live").at("state"), "ended");
    });
}

TEST_F(Served, WhatIsNotThereIsSaidBeforeAnythingIsServed) {
    const auto told = [](std::string_view) { FAIL() << "nothing is served"; };
    EXPECT_EQ(serve_report({options_.results_dir, {"no-such-run"}, {}}, kPage, machine_, told).error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(serve_report({options_.results_dir, {}, {}}, folder_.path() / "none.html", machine_, told).error().kind,
              ErrorKind::not_found);
}

}  // namespace
}  // namespace inference_pio
