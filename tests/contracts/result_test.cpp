#include <gtest/gtest.h>

#include <inference_pio/result.hpp>
#include <set>

namespace inference_pio {
namespace {

Result<int> half_of(int number) {
    if (number % 2 != 0) return fail(ErrorKind::invalid_argument, "3 is odd", "give an even number");
    return number / 2;
}

TEST(Result, IsAValueOrAnError) {
    EXPECT_EQ(half_of(4), 2);
    const auto failed = half_of(3);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error(), (Error{ErrorKind::invalid_argument, "3 is odd", "give an even number"}));
}

TEST(Result, AnErrorPassesThrough) {
    const Error error{ErrorKind::io, "disk full", ""};
    const Result<void> failed = fail(error);
    EXPECT_EQ(failed.error(), error);
}

TEST(Result, EveryKindHasAWordOfItsOwnAndComesBack) {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(ErrorKind::internal); ++i) {
        const auto kind = static_cast<ErrorKind>(i);
        EXPECT_TRUE(words.insert(to_string(kind)).second) << to_string(kind);
        EXPECT_NE(to_string(kind), "unknown");
        EXPECT_EQ(error_kind_from(to_string(kind)), kind);
    }
    EXPECT_EQ(to_string(ErrorKind::out_of_memory), "out_of_memory");
}

TEST(Result, AKindOfANewerPeerIsInternal) {
    EXPECT_EQ(error_kind_from("overheated"), ErrorKind::internal);
    EXPECT_EQ(error_kind_from(""), ErrorKind::internal);
}

}  // namespace
}  // namespace inference_pio
