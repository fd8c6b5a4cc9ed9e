// The table of keys, its page in the documentation and the example say the same.
#include "configuration/known_keys.hpp"

#include <gmock/gmock.h>

#include <set>

#include "golden/golden_file.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = PIO_SOURCE_DIR;
const fs::path kPage = kSource / "docs" / "configuration.md";
constexpr std::string_view kBegin = "<!-- keys: begin -->\n";
constexpr std::string_view kEnd = "<!-- keys: end -->\n";

std::optional<std::string> nothing_set(const char*) { return std::nullopt; }

std::string example_text() { return read_text_file(kSource / "examples" / kConfigurationName); }

TEST(KnownKeys, AreUniqueAndExplained) {
    std::set<std::string> paths;
    const auto check = [&](const auto& keys) {
        for (const auto& known : keys) {
            EXPECT_TRUE(paths.insert(known.path()).second) << known.path();
            EXPECT_FALSE(known.meaning.empty()) << known.path();
        }
    };
    check(known_keys());
    check(known_rule_keys());
    check(known_preset_keys());
    check(known_command_keys());
}

TEST(KnownKeys, TheDefaultsAreAcceptedAsTheyAreWritten) {
    const Configuration defaults;
    std::string text;
    for (const auto& known : known_keys()) {
        const auto standard = known.get(defaults);
        if (standard && !is_nothing(*standard)) text += known.path() + " = " + to_toml(*standard) + "\n";
    }
    auto configuration = parse_configuration(text, "f", nothing_set);
    ASSERT_TRUE(configuration) << configuration.error().message;
    configuration->origins.clear();
    EXPECT_EQ(*configuration, defaults) << text;
}

TEST(KnownKeys, ThePageShowsExactlyTheTable) { expect_page_part(kPage, kBegin, kEnd, known_keys_markdown()); }

TEST(KnownKeys, ThePageEndsWithTheExample) {
    const std::string page = read_text_file(kPage);
    EXPECT_TRUE(page.ends_with("```toml\n" + example_text() + "```\n")) << "copy examples/piobench.toml into it";
}

TEST(KnownKeys, TheExampleNamesEveryKeyAndIsAccepted) {
    const auto configuration = parse_configuration(example_text(), "piobench.toml", nothing_set);
    ASSERT_TRUE(configuration) << configuration.error().message << ": " << configuration.error().remedy;
    for (const auto& [key, origin] : configuration->origins) EXPECT_NE(origin, "default") << key;
    std::set<std::string> in_rules;
    for (const auto& [key, origin] : configuration->origins) {
        if (key.starts_with(kRuleTable)) in_rules.insert(key.substr(key.rfind('.') + 1));
    }
    for (const auto& known : known_rule_keys()) EXPECT_TRUE(in_rules.contains(std::string(known.name))) << known.name;
    for (const auto& known : known_preset_keys()) {
        EXPECT_TRUE(configuration->origins.contains("preset.nightly." + std::string(known.name))) << known.name;
    }
    for (const auto& known : known_command_keys()) {
        EXPECT_TRUE(configuration->origins.contains("command.sort." + std::string(known.name))) << known.name;
    }
    EXPECT_FALSE(configuration->commands.at("sort").parameters.empty());
    EXPECT_FALSE(configuration->commands.at("sort").environment.empty());
}

}  // namespace
}  // namespace inference_pio
