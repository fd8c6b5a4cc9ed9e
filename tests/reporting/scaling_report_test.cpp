#include "reporting/scaling_report.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "fakes/arbitrary_record.hpp"
#include "fakes/scaling_laws.hpp"
#include "golden/golden_file.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

TEST(ScalingReport, Usual) {
    expect_golden("scaling_report_100.txt", format_scaling_laws(scaling_laws(), {100, false}));
}

TEST(ScalingReport, Narrow) {
    const std::string text = format_scaling_laws(scaling_laws(), {60, false});
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) EXPECT_LE(display_width(line), 60U) << line;
}

TEST(ScalingReport, NoLawNoText) { EXPECT_EQ(format_scaling_laws({}, {}), ""); }

RC_GTEST_PROP(ScalingReport, AnyLawIsPrintable, ()) {
    const std::string text = format_scaling_laws({arbitrary::scaling_law(), arbitrary::scaling_law()}, {80, false});
    RC_ASSERT(text.ends_with('\n'));
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        RC_ASSERT(printable(line) == line);
        RC_ASSERT(!line.ends_with(' '));
    }
}

}  // namespace
}  // namespace inference_pio
