#include "common/digest.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

TEST(DigestTest, KnownValueOfNothing) {
    // The published XXH3_128bits of the empty input.
    EXPECT_EQ(digest_of(""), "xxh3:99aa06d3014798d86001c324468d497f");
}

TEST(DigestTest, OneBitChangesIt) { EXPECT_NE(digest_of("a"), digest_of("b")); }

TEST(DigestTest, FileAndItsBytesAgreeOverBlockBorders) {
    const TemporaryFolder folder;
    std::string bytes((std::size_t{2} << 20U) + 17, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 7) bytes[i] = static_cast<char>(i % 251);
    const auto path = folder.path() / "file";
    std::ofstream(path, std::ios::binary) << bytes;
    EXPECT_EQ(digest_of_file(path).value(), digest_of(bytes));
}

TEST(DigestTest, SaysWhichFileIsMissing) {
    const TemporaryFolder folder;
    const auto digest = digest_of_file(folder.path() / "gone");
    ASSERT_FALSE(digest);
    EXPECT_EQ(digest.error().kind, ErrorKind::not_found);
    EXPECT_NE(digest.error().message.find("gone"), std::string::npos);
}

TEST(DigestTest, FolderIsNoFile) {
    const TemporaryFolder folder;
    const auto digest = digest_of_file(folder.path());
    ASSERT_FALSE(digest);
    EXPECT_EQ(digest.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace inference_pio
