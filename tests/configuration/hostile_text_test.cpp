// No text can do more to the configuration than be refused.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "configuration/configuration.hpp"
#include "golden/golden_file.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

std::optional<std::string> nothing_set(const char*) { return std::nullopt; }

bool is_share(double value) { return value >= 0 && value < 1; }

// Whatever was accepted keeps what the headers promise; whatever was refused is refused in a readable way.
void check(const std::string& text) {
    const auto configuration = parse_configuration(text, "piobench.toml", nothing_set);
    if (!configuration) {
        RC_ASSERT(configuration.error().kind == ErrorKind::malformed);
        RC_ASSERT(configuration.error().message.starts_with("piobench.toml"));
        for (const char c : configuration.error().message + configuration.error().remedy) {
            RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
        }
        return;
    }
    const GateThresholds& general = configuration->gate.general;
    RC_ASSERT(is_share(general.allowed) && is_share(general.minimum_effect) && is_share(general.equivalence));
    RC_ASSERT(general.certainty > 0 && general.certainty < 1);
    RC_ASSERT(general.confirmations >= 0);
    for (const GateRule& rule : configuration->gate.rules) {
        RC_ASSERT(is_share(rule.allowed.value_or(0)) && is_share(rule.minimum_effect.value_or(0)));
    }
    const DuetSettings& duet = configuration->duet;
    RC_ASSERT(duet.pairs >= 6 && duet.samples >= 1);
    RC_ASSERT(!duet.budget || (duet.budget->count() > 0 && std::isfinite(duet.budget->count())));
    RC_ASSERT(!configuration->history.main_branch.empty());
}

rc::Gen<std::string> token() {
    return rc::gen::element<std::string>(
        "[gate]\n", "[[gate.rule]]\n", "[duet]\n", "[history]\n", "[[duet]]\n", "gate", "duet", "rule", "history",
        "allowed", "minimum_effect", "equivalence", "certainty", "inconclusive", "confirmations", "metric", "pattern",
        "pairs", "samples", "budget", "build", "build_folder", "main_branch", " = ", " = ", "=", ".", ",", "\n", "\n",
        "[", "]", "{", "}", "[[", "]]", "\"", "'", "\"\"\"", "'''", "\\", "\\u001b", "#", "1", "0.5", "-1", "nan",
        "inf", "1e400", "9223372036854775808", "0x1F", "true", "2026-11-24", "10:00:00Z", "\"1%\"", "\"10m\"",
        "\"fail\"", "\"main\"", "24", "\t", "\r\n", "\r", "\v", std::string(1, '\0'), "\x1b[31m", "größe", "\xC2\x9B",
        "\xFF", "\xED\xA0\x80", "\xE2\x80\xA8", "\xEF\xBB\xBF");
}

RC_GTEST_PROP(HostileText, BytesAreReadOrRefused, (const std::string& text)) { check(text); }

RC_GTEST_PROP(HostileText, TokensInAnyOrderAreReadOrRefused, ()) {
    const auto tokens = *rc::gen::container<std::vector<std::string>>(token());
    check(std::accumulate(tokens.begin(), tokens.end(), std::string()));
}

RC_GTEST_PROP(HostileText, LinesOfKeysAreReadOrRefused, ()) {
    std::string text;
    const int lines = *rc::gen::inRange(0, 12);
    for (int i = 0; i < lines; ++i) text += *token() + " = " + *token() + "\n" + *token();
    check(text);
}

RC_GTEST_PROP(HostileText, AnExampleWithFaultsIsReadOrRefused, ()) {
    static const std::string example =
        read_text_file(std::filesystem::path(PIO_SOURCE_DIR) / "examples" / "piobench.toml");
    std::string text = example;
    const int faults = *rc::gen::inRange(1, 4);
    for (int i = 0; i < faults; ++i) {
        const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(text.size())));
        const auto count = static_cast<std::size_t>(*rc::gen::inRange(0, 30));
        text.replace(at, count, *token());
    }
    check(text);
}

TEST(HostileText, DeepNestingOfEveryKindIsRefused) {
    std::string arrays = "x = ";
    std::string tables = "x = ";
    for (int i = 0; i < 10'000; ++i) {
        arrays += "[\n";
        tables += "{ a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p = ";
    }
    for (const std::string& text : {arrays, tables}) {
        const auto configuration = parse_configuration(text.substr(0, 200'000), "f", nothing_set);
        ASSERT_FALSE(configuration);
        EXPECT_EQ(configuration.error().kind, ErrorKind::malformed);
    }
    // As deep as the limits allow: taken apart again without exhausting the stack.
    std::string deepest = "gate.x = ";
    std::string end;
    for (int i = 0; i < 255; ++i) {
        deepest += "{ a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p = ";
        end += "}";
    }
    const auto configuration = parse_configuration(deepest + "1" + end, "f", nothing_set);
    ASSERT_FALSE(configuration);
    EXPECT_NE(configuration.error().message.find("unknown key 'x'"), std::string::npos)
        << configuration.error().message;
}

}  // namespace
}  // namespace inference_pio
