#include "checkpoints/cache_limit.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CachedFile file(const std::string& name, std::uint64_t size, int age) {
    return {name, Bytes{size}, fs::file_time_type{} - std::chrono::seconds(age)};
}

std::vector<std::string> names_of(const std::vector<CachedFile>& files) {
    std::vector<std::string> names;
    for (const CachedFile& each : files) names.push_back(each.path.filename().string());
    return names;
}

TEST(ParseByteSize, BytesAndUnits) {
    EXPECT_EQ(parse_byte_size("0"), Bytes{0});
    EXPECT_EQ(parse_byte_size("1048576"), mebibytes(1));
    EXPECT_EQ(parse_byte_size("20GiB"), gibibytes(20));
    EXPECT_EQ(parse_byte_size("1.5 KiB"), Bytes{1536});
    EXPECT_EQ(parse_byte_size("3gb"), Bytes{3000000000});
    EXPECT_EQ(parse_byte_size("2 TiB"), gibibytes(2048));
}

TEST(ParseByteSize, WhatIsNoSize) {
    for (const char* text : {"", "GiB", "-1", "5 parsecs", "nan", "inf", "1e3", "99999999999TiB", "1 2"}) {
        const auto size = parse_byte_size(text);
        ASSERT_FALSE(size) << text;
        EXPECT_EQ(size.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(size.error().message, HasSubstr("'" + std::string(text) + "'"));
    }
}

TEST(CacheLimit, ComesFromTheEnvironmentOrIsTwentyGibibytes) {
    {
        const testing::ScopedVariable variable("PIO_CHECKPOINT_CACHE_LIMIT", "");
        EXPECT_EQ(read_cache_limit(), gibibytes(20));
    }
    const testing::ScopedVariable variable("PIO_CHECKPOINT_CACHE_LIMIT", "3MiB");
    EXPECT_EQ(read_cache_limit(), mebibytes(3));
    const testing::ScopedVariable wrong("PIO_CHECKPOINT_CACHE_LIMIT", "much");
    EXPECT_THAT(read_cache_limit().error().message, HasSubstr("PIO_CHECKPOINT_CACHE_LIMIT: 'much'"));
}

TEST(Evictions, TheLeastRecentlyUsedGoFirstAndOnlyAsManyAsNeeded) {
    const std::vector<CachedFile> files{file("old", 40, 3), file("middle", 30, 2), file("new", 20, 1)};
    EXPECT_THAT(names_of(compute_evictions(files, "x", Bytes{10}, Bytes{100})), ElementsAre());
    EXPECT_THAT(names_of(compute_evictions(files, "x", Bytes{11}, Bytes{100})), ElementsAre("old"));
    EXPECT_THAT(names_of(compute_evictions(files, "x", Bytes{60}, Bytes{100})), ElementsAre("old", "middle"));
    EXPECT_THAT(names_of(compute_evictions(files, "x", Bytes{500}, Bytes{100})), ElementsAre("old", "middle", "new"));
}

TEST(Evictions, NeverTheOneAskedFor) {
    const std::vector<CachedFile> files{file("old", 40, 3), file("middle", 30, 2)};
    EXPECT_THAT(names_of(compute_evictions(files, "old", Bytes{0}, Bytes{10})), ElementsAre("middle"));
}

RC_GTEST_PROP(Evictions, LeaveTheCacheUnderItsLimitWheneverThatIsPossible, ()) {
    const auto sizes = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
    const auto limit = Bytes{*rc::gen::arbitrary<std::uint32_t>()};
    const auto incoming = Bytes{*rc::gen::arbitrary<std::uint32_t>()};
    std::vector<CachedFile> files;
    std::uint64_t held = incoming.count;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        files.push_back(file(std::to_string(i), sizes[i], static_cast<int>(sizes.size() - i)));
        held += sizes[i];
    }
    const auto evicted = compute_evictions(files, "kept", incoming, limit);
    std::uint64_t freed = 0;
    for (const CachedFile& each : evicted) freed += each.size.count;
    RC_ASSERT(held - freed <= limit.count || evicted.size() == files.size());
    // The last of them was needed.
    if (!evicted.empty()) RC_ASSERT(held - freed + evicted.back().size.count > limit.count);
}

TEST(ListCachedFiles, OnlyCheckpointsLeastRecentlyUsedFirst) {
    const testing::ScratchFolder folder;
    const auto now = fs::file_time_type::clock::now();
    for (const auto& [name, age] :
         {std::pair{"b.gguf", 10}, {"a.gguf", 5}, {"c.gguf", 20}, {"d.gguf.7.part", 1}, {".lock", 1}}) {
        testing::write_bytes(folder.path() / name, "abc");
        fs::last_write_time(folder.path() / name, now - std::chrono::seconds(age));
    }
    const auto files = list_cached_files(folder.path());
    EXPECT_THAT(names_of(files), ElementsAre("c.gguf", "b.gguf", "a.gguf"));
    EXPECT_EQ(files[0].size, Bytes{3});
    EXPECT_TRUE(list_cached_files(folder.path() / "missing").empty());
}

}  // namespace
}  // namespace inference_pio
