#include "configuration/text_limits.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

std::string dotted(int parts) {
    std::string key = "a";
    for (int i = 1; i < parts; ++i) key += ".a";
    return key;
}

TEST(CheckTextLimits, CountsThePartsOfKeysOnly) {
    const std::string many = dotted(50);
    for (const std::string& text : std::vector<std::string>{
             dotted(16) + " = 1\n", "[" + dotted(16) + "]\n", "# " + many + "\n", "a = \"" + many + "\"\n",
             "a = '" + many + "'\n", "a = \"\\\"" + many + "\"\n",
             "a = \"\"\"\n" + many + "\n\\\"\"\"" + many + "\"\"\"\n", "a = '''" + many + "\n''" + many + "'''\n",
             "a = '''x'''''\nb = 1\n",
             std::string(
                 "a = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]")}) {
        EXPECT_TRUE(check_text_limits(text, "f")) << text;
    }
}

TEST(CheckTextLimits, RefusesKeysOfManyPartsWithTheirLine) {
    for (const std::string& text : std::vector<std::string>{
             dotted(17) + " = 1", "[" + dotted(17) + "]", "[[" + dotted(17) + "]]", "x = {" + dotted(17) + " = 1}",
             "\"a\" . 'b' . " + dotted(17) + " = 1", "a = [[{ " + dotted(1000) + " = 1 }]]",
             // What ends a string for the parser ends it here.
             "a = [ \"\"\"x\"\"\"\", { " + dotted(17) + " = 1 } ]", "a = [ '''x''''', { " + dotted(17) + " = 1 } ]",
             "a = [ \"\", { " + dotted(17) + " = 1 } ]", "a = [ '\\', { " + dotted(17) + " = 1 } ]"}) {
        const auto within = check_text_limits("\n# …\n" + text, "piobench.toml");
        ASSERT_FALSE(within) << text;
        EXPECT_EQ(within.error().kind, ErrorKind::malformed);
        EXPECT_THAT(within.error().message, HasSubstr("piobench.toml:3: "));
    }
}

TEST(CheckTextLimits, RefusesWhatIsTooLong) {
    EXPECT_TRUE(check_text_limits(std::string(kConfigurationBytesMax, '\n'), "f"));
    const auto within = check_text_limits(std::string(kConfigurationBytesMax + 1, '\n'), "big.toml");
    ASSERT_FALSE(within);
    EXPECT_THAT(within.error().message, HasSubstr("big.toml is longer than 256 KiB"));
}

}  // namespace
}  // namespace inference_pio
