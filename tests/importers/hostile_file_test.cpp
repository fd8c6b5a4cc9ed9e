// Files that were cut short, damaged or written to annoy: a clear error or a value without a number, never a crash.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "importers/imported_fixture.hpp"

namespace inference_pio {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Either runs that can be written and read again, or an error that says where.
void check_outcome(const Result<std::vector<ImportedRun>>& runs) {
    if (!runs) {
        RC_ASSERT(runs.error().kind == ErrorKind::malformed);
        const std::string& message = runs.error().message;
        const bool at_line = message.find("line ") != std::string::npos;
        const bool at_field = message.find(": '") != std::string::npos;
        const bool unknown = message == "it is of no format that is known here";
        if (!at_line && !at_field && !unknown) RC_FAIL("the error does not say where: " + message);
        return;
    }
    for (const ImportedRun& run : *runs) {
        const auto read = written_and_read(run);
        if (!read) RC_FAIL("what was imported cannot be read: " + read.error().message);
        RC_ASSERT(read->records.size() == run.records.size());
    }
}

RC_GTEST_PROP(HostileFiles, AFixtureThatIsCutOffAnywhereNamesTheLineOrIsWhole, ()) {
    const std::string text = fixture_text(*rc::gen::elementOf(fixture_names()));
    const auto runs = import_text(text.substr(0, *rc::gen::inRange<std::size_t>(0, text.size())));
    check_outcome(runs);
}

RC_GTEST_PROP(HostileFiles, MutatedBytesNeverCrash, ()) {
    std::string text = fixture_text(*rc::gen::elementOf(fixture_names()));
    const int changes = *rc::gen::inRange(1, 6);
    for (int i = 0; i < changes; ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        text[at] =
            *rc::gen::oneOf(rc::gen::element('0', '9', '-', '.', 'e', '"', '{', '}', '[', ']', ',', ':', 'N', 'x'),
                            rc::gen::arbitrary<char>());
    }
    check_outcome(import_text(text));
}

// One value of the file becomes something else.
void put_somewhere(Json& json, std::size_t& place, const Json& instead) {
    if (place == 0) {
        json = instead;
        return;
    }
    --place;
    if (!json.is_structured()) return;
    for (Json& element : json) {
        const std::size_t before = place;
        put_somewhere(element, place, instead);
        if (before == 0) return;
    }
}

RC_GTEST_PROP(HostileFiles, ValuesOfAnotherKindAnywhereNeverCrash, ()) {
    const std::string text = fixture_text(*rc::gen::elementOf(fixture_names()));
    Json json = parse_foreign_document(text).value().whole();
    std::size_t place = *rc::gen::inRange<std::size_t>(0, 400);
    const Json instead =
        *rc::gen::element<Json>(Json(nullptr), Json(-1), Json(1e308), Json(std::uint64_t{18446744073709551615ULL}),
                                Json("NaN"), Json("word"), Json(""), Json(true), Json::array(), Json::object(),
                                Json::array({Json::object()}), Json(-0.5), Json("\x01[=],"));
    put_somewhere(json, place, instead);
    check_outcome(import_text(print_json(json)));
}

TEST(HostileFile, AnErrorNamesLineAndColumn) {
    struct Case {
        std::string text;
        const char* message;
    };
    for (const auto& [text, message] : std::vector<Case>{
             {"", "line 1, column 1: the file is empty"},
             {" \n\t\n", "line 1, column 1: the file is empty"},
             {"{\n  \"results\": [\n    {\"command\": \"x\",,}\n", "line 3, column 21: not JSON"},
             {"{\n  \"results\": [\n", "line 3, column 1: not JSON: the file ends too early"},
             {"hello", "line 1, column 1: not JSON"},
             {std::string("\xff\xfe{\0", 4), "the text is UTF-16"},
             {std::string(70, '['), "line 1, column 57: JSON nested deeper than 56 levels"},
         }) {
        const auto runs = import_text(text);
        ASSERT_FALSE(runs) << text;
        EXPECT_THAT(runs.error().message, HasSubstr(message));
        EXPECT_THAT(runs.error().remedy, AnyOf(HasSubstr("llama-bench: JSON or JSONL"), HasSubstr("UTF-8")));
    }
}

TEST(HostileFile, ALineOfJsonlIsNamed) {
    const std::string good = fixture_text("llama_bench/llama_bench_b5163.jsonl");
    const auto cut = import_text(good.substr(0, good.size() - 10));
    ASSERT_FALSE(cut);
    EXPECT_THAT(cut.error().message, HasSubstr("line 2, column"));
    std::string without = good;
    const std::string field = "\"n_gen\": 128, ";
    without.erase(without.find(field), field.size());
    const auto missing = import_text(without);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().message, "line 2: llama-bench: 'n_gen': is missing");
}

TEST(HostileFile, AMissingFieldNamesItsPathAndTheTool) {
    struct Case {
        std::string fixture;
        std::string field;  // that is renamed
        const char* message;
    };
    for (const auto& [fixture, field, message] : std::vector<Case>{
             {"llama_bench/llama_bench_b5163.json", "\"avg_ns\": 1076767880", "llama-bench: '[1].avg_ns': is missing"},
             {"hyperfine/hyperfine_1.15.0.json", "\"command\": \"sleep 0.01\"",
              "hyperfine: 'results[1].command': is missing"},
             {"pytest_benchmark/pytest_benchmark_4.0.0.json", "\"mean\"",
              "pytest-benchmark: 'benchmarks[0].stats.mean'"},
             {"google_benchmark/google_benchmark_1.9.5.json", "\"real_time\"",
              "google-benchmark: 'benchmarks[0].real_time'"},
         }) {
        std::string text = fixture_text(fixture);
        const std::size_t at = text.find(field);
        ASSERT_NE(at, std::string::npos) << fixture;
        text.insert(at + 1, "not_");
        const auto runs = import_text(text);
        ASSERT_FALSE(runs) << fixture;
        EXPECT_THAT(runs.error().message, HasSubstr(message));
    }
}

TEST(HostileFile, AValueOfAnotherKindIsNamed) {
    std::string text = fixture_text("vllm/vllm_bench_serve_0.8.5.json");
    const std::string key = "\"request_throughput\": ";
    const std::size_t at = text.find(key) + key.size();
    text.replace(at, text.find(',', at) - at, "{\"a\": 1}");
    EXPECT_EQ(import_text(text).error().message,
              "vllm-bench-serve: 'request_throughput': expected a number, found an object");
}

TEST(HostileFile, WhatIsNoNumberIsNullWithItsReason) {
    for (const auto& [written, reason] : std::vector<std::pair<std::string, std::string>>{
             {"NaN", "vllm-bench-serve wrote NaN"},
             {"Infinity", "vllm-bench-serve wrote Infinity"},
             {"-Infinity", "vllm-bench-serve wrote -Infinity"},
             {"1e999", "vllm-bench-serve wrote 1e999, which no double holds"},
             {"18446744073709551615", "vllm-bench-serve wrote 18446744073709551615, which no double holds exactly"},
             {"null", "vllm-bench-serve gave no value"},
         }) {
        std::string text = fixture_text("vllm/vllm_bench_serve_0.12.0.json");
        const std::string key = "\"mean_tpot_ms\": ";
        const std::size_t at = text.find(key) + key.size();
        text.replace(at, text.find(',', at) - at, written);
        const auto runs = import_text(text);
        ASSERT_TRUE(runs) << written << ": " << runs.error().message;
        const auto found = records_of(runs->front(), "vllm.tpot/1", "mean");
        ASSERT_EQ(found.size(), 1U);
        EXPECT_FALSE(found[0].value) << written;
        EXPECT_EQ(found[0].status_reason, reason);
        EXPECT_TRUE(written_and_read(runs->front()));
    }
}

TEST(HostileFile, OfNoKnownFormatListsThoseThatAre) {
    for (const char* text : {"{}", "3", "[1, 2]", "{\"results\": [3]}", "{\"benchmarks\": []}", "[{}]\n[{}]\n"}) {
        const auto runs = import_text(text);
        ASSERT_FALSE(runs) << text;
        EXPECT_EQ(runs.error().message, "it is of no format that is known here");
        for (const Importer& importer : importers()) {
            EXPECT_THAT(runs.error().remedy, HasSubstr(std::string(importer.tool)));
        }
    }
}

TEST(HostileFile, SglangsDescendantOfVllmsToolIsNotTakenForIt) {
    EXPECT_FALSE(
        import_text(R"({"backend": "sglang", "request_throughput": 3.1, "mean_ttft_ms": 20.5, "completed": 6})"));
}

}  // namespace
}  // namespace inference_pio
