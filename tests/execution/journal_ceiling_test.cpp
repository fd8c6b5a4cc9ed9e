#include "execution/journal_ceiling.hpp"

#include <gmock/gmock.h>

#include "fakes/machine_ceilings.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(JournalCeiling, ComesBackEqual) {
    CaseOutcome product = ceiling("weight_type", "q4_0", 2, {{2.5e11, 2.4e11}, {2.6e11}});
    for (Visit& visit : product.visits) {
        visit.facts.engine = EngineFacts{"llama_cpp", "0.5.0", {{"weight_buffer", "CPU_REPACK"}}, {"AVX512"}};
        visit.samples[0].evidence = {{"wall_s", 0.2}};
    }
    CaseOutcome failed = ceiling("pattern", "read", 4, {});
    failed.status = Status::timed_out;
    failed.status_reason = "taking a sample took longer than 120 s";
    for (const CaseOutcome& outcome : {product, failed, ceiling("pattern", "triad", 1, {{1e10}})}) {
        const JournalEntry entry = CeilingMeasured{outcome};
        const auto decoded = decode_entry(encode_entry(entry));
        ASSERT_TRUE(decoded) << decoded.error().message;
        EXPECT_EQ(*decoded, entry);
    }
}

TEST(JournalCeiling, MalformedLinesNameTheField) {
    const std::string good = encode_entry(CeilingMeasured{ceiling("pattern", "read", 1, {{1e10}})});
    struct Case {
        const char* from;
        const char* to;
        const char* message;
    };
    for (const auto& [from, to, message] : std::initializer_list<Case>{
             {R"("value":10000000000.0)", R"("value":0)", "'processes[0][0].value': a ceiling must be positive"},
             {R"("value":10000000000.0)", R"("other":1)", "'processes[0][0].value': is missing"},
             {R"("status":"ok")", R"("status":"fine")", "'status'"},
             {R"("threads":1)", R"("threads":null)", "'parameters.threads'"}}) {
        std::string line = good;
        const auto at = line.find(from);
        ASSERT_NE(at, line.npos) << from << " in " << good;
        line.replace(at, std::string_view(from).size(), to);
        const auto decoded = decode_entry(line);
        ASSERT_FALSE(decoded) << to;
        EXPECT_THAT(decoded.error().message, HasSubstr(message));
    }
}

TEST(JournalCeiling, TheLastOfEachCounts) {
    JournalContent content;
    content.entries = {CeilingMeasured{ceiling("pattern", "read", 1, {})}, RunEnded{true},
                       CeilingMeasured{ceiling("pattern", "read", 2, {{2}})},
                       CeilingMeasured{ceiling("pattern", "read", 1, {{1}})}};
    EXPECT_THAT(ceilings_of(content),
                ::testing::ElementsAre(ceiling("pattern", "read", 2, {{2}}), ceiling("pattern", "read", 1, {{1}})));
}

}  // namespace
}  // namespace inference_pio
