#include "discovery/description_cache.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

class DescriptionCacheTest : public ::testing::Test {
protected:
    DescriptionCacheTest() {
        std::ofstream(worker_) << "one";
        described_.benchmarks.push_back({"resize", "does", {{"size", ValueType::integer, {std::int64_t{1}}}}, {}, {}});
        described_.benchmarks.back().reference = {"size", std::int64_t{1}};
    }

    TemporaryFolder folder_;
    fs::path file_ = folder_.path() / "deep/descriptions.json";
    fs::path worker_ = folder_.path() / "benchmark_x";
    DescribedEvent described_;
};

TEST_F(DescriptionCacheTest, GivesBackWhatWasPutForAnUnchangedFile) {
    const DescriptionStamp stamp = read_description_stamp({worker_});
    auto cache = DescriptionCache::read(file_);
    EXPECT_FALSE(cache.find(worker_, stamp));
    cache.put(worker_, stamp, described_);
    ASSERT_TRUE(cache.save());
    EXPECT_EQ(DescriptionCache::read(file_).find(worker_, read_description_stamp({worker_})), described_);
}

TEST_F(DescriptionCacheTest, AChangedFileOrMachineIsAskedAgain) {
    const DescriptionStamp stamp = read_description_stamp({worker_});
    auto cache = DescriptionCache::read(file_);
    cache.put(worker_, stamp, described_);
    std::ofstream(worker_) << "another size";
    EXPECT_FALSE(cache.find(worker_, read_description_stamp({worker_})));
    EXPECT_FALSE(cache.find(worker_, {stamp.files, stamp.cpus + 1}));
    EXPECT_NE(read_description_stamp({worker_, worker_ / "none"}), read_description_stamp({worker_}));
}

TEST_F(DescriptionCacheTest, AFileThatIsNoCacheIsAnEmptyOne) {
    fs::create_directories(file_.parent_path());
    for (const char* content :
         {"", "{", "[]", R"({"version":2})", R"({"version":2,"workers":{"w":1}})", R"({"version":3,"workers":{}})"}) {
        std::ofstream(file_) << content;
        EXPECT_FALSE(DescriptionCache::read(file_).find("w", {})) << content;
    }
}

// Programs of version 1 knew no reference and left it out of what they cached.
TEST_F(DescriptionCacheTest, ACacheOfAnOlderVersionIsAskedAgain) {
    auto cache = DescriptionCache::read(file_);
    cache.put(worker_, {}, described_);
    ASSERT_TRUE(cache.save());
    std::ostringstream content;
    content << std::ifstream(file_).rdbuf();
    std::string text = content.str();
    const std::size_t version = text.find("\"version\":2");
    ASSERT_NE(version, std::string::npos) << text;
    std::ofstream(file_) << text.replace(version, 11, "\"version\":1");
    EXPECT_FALSE(DescriptionCache::read(file_).find(worker_, {}));
}

TEST_F(DescriptionCacheTest, ForgetsFilesThatAreGone) {
    auto cache = DescriptionCache::read(file_);
    cache.put(worker_, {}, described_);
    cache.put(folder_.path() / "gone", {}, described_);
    ASSERT_TRUE(cache.save());
    const auto again = DescriptionCache::read(file_);
    EXPECT_TRUE(again.find(worker_, {}));
    EXPECT_FALSE(again.find(folder_.path() / "gone", {}));
}

TEST_F(DescriptionCacheTest, WritesNothingWhereNothingWasPut) {
    auto cache = DescriptionCache::read(file_);
    ASSERT_TRUE(cache.save());
    EXPECT_FALSE(fs::exists(file_));
}

}  // namespace
}  // namespace inference_pio
