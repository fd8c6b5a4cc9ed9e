#include "common/instruction_sets.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "common/text_fields.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(InstructionSets, AreSortedAndNamedOnce) {
    EXPECT_THAT(select_instruction_sets(split_words("sve2 asimd avx2 fpu avx2 neon")),
                ElementsAre("avx2", "neon", "sve2"));
}

TEST(InstructionSets, NamesMustMatchWhole) {
    EXPECT_THAT(select_instruction_sets(split_words("avx5 avx512 vx512f myavx sveaes")), IsEmpty());
}

TEST(InstructionSets, TheVectorLetterOfRiscVStandsBeforeTheNamedExtensions) {
    EXPECT_THAT(select_instruction_sets({"rv64imafdcv"}), ElementsAre("rvv"));
    EXPECT_THAT(select_instruction_sets({"rv64imafdc_svinval_zve32x"}), IsEmpty());
    EXPECT_THAT(select_instruction_sets({"rv64"}), IsEmpty());
}

RC_GTEST_PROP(InstructionSets, TheOrderOfFlagsDoesNotMatter, ()) {
    auto flags = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("avx", "avx2", "fma", "asimd", "neon", "fpu", "sve", "rv64gcv", "bf16"));
    std::vector<std::string_view> forwards(flags.begin(), flags.end());
    std::vector<std::string_view> backwards(flags.rbegin(), flags.rend());
    const auto selected = select_instruction_sets(forwards);
    RC_ASSERT(selected == select_instruction_sets(backwards));
    RC_ASSERT(std::is_sorted(selected.begin(), selected.end()));
}

}  // namespace
}  // namespace inference_pio
