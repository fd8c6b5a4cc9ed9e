#include "session/run_files.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Record record_of(const std::string& benchmark) {
    Record record;
    record.benchmark = benchmark;
    record.metric = *find_metric("latency");
    record.value = 0.5;
    record.statistic = "median";
    record.timestamp = "2026-11-24T10:00:00Z";
    record.run = "r1";
    return record;
}

class RunFiles : public ::testing::Test {
protected:
    RunFiles() {
        fs::create_directories(root() / "src/models/m");
        run_.id = "r1";
        run_.timestamp = "2026-11-24T10:00:00Z";
        run_.records = {record_of("core/resize"), record_of("m/unit/tokens"), record_of("mm/unit/tokens")};
    }
    fs::path root() const { return folder_.path(); }
    Project project() const { return {root(), root(), root() / "build"}; }

    TemporaryFolder folder_;
    inference_pio::Run run_;
};

TEST_F(RunFiles, LieInTheProjectAndBesideItsModels) {
    const ResultPlaces places = places_of(project(), {}, "r1", {"m", "stranger"});
    EXPECT_EQ(places.folder, root() / "benchmark_results/r1");
    ASSERT_THAT(places.models, SizeIs(2));
    EXPECT_EQ(places.models[0].second, root() / "src/models/m/benchmarks/results");
    EXPECT_EQ(places.models[1].second, root() / "benchmark_results/models/stranger");
}

TEST_F(RunFiles, AFolderThatWasAskedForHoldsEverything) {
    const ResultPlaces places = places_of(project(), "/r", "r1", {"m"});
    EXPECT_EQ(places.folder, "/r/r1");
    EXPECT_EQ(places.models[0].second, "/r/models/m");
}

TEST_F(RunFiles, AModelGetsItsOwnRecordsOnly) {
    const ResultPlaces places = places_of(project(), {}, "r1", {"m"});
    ASSERT_TRUE(prepare_places(places));
    const WrittenFiles written = write_run_files(run_, places);
    EXPECT_THAT(written.errors, IsEmpty());
    ASSERT_THAT(written.files, SizeIs(5));
    for (const fs::path& file : written.files) EXPECT_TRUE(fs::exists(file)) << file;
    const auto all = parse_json(*read_file(places.folder / "results.json"));
    ASSERT_TRUE(all);
    EXPECT_THAT(*all, SizeIs(3));
    const auto own = parse_json(*read_file(root() / "src/models/m/benchmarks/results/r1.json"));
    ASSERT_TRUE(own);
    ASSERT_THAT(*own, SizeIs(1));
    EXPECT_EQ((*own)[0]["benchmark"], "m/unit/tokens");
    EXPECT_THAT(*read_file(places.folder / "results.csv"), HasSubstr("core/resize"));
}

TEST_F(RunFiles, AFolderThatCannotBeMadeIsAnErrorThatNamesIt) {
    std::ofstream(root() / "file") << "in the way";
    const auto prepared = prepare_places(places_of(project(), root() / "file", "r1", {}));
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().kind, ErrorKind::io);
    EXPECT_THAT(prepared.error().message, HasSubstr((root() / "file").string()));
}

TEST_F(RunFiles, OneFileThatCannotBeWrittenDoesNotCostTheOthers) {
    const ResultPlaces places = places_of(project(), {}, "r1", {});
    ASSERT_TRUE(prepare_places(places));
    fs::create_directories(places.folder / "results.csv/in the way");
    const WrittenFiles written = write_run_files(run_, places);
    EXPECT_THAT(written.errors, SizeIs(1));
    EXPECT_THAT(written.files, SizeIs(2));
}

}  // namespace
}  // namespace inference_pio
