#include "records/json_values.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "fakes/arbitrary_record.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

Json parsed(std::string_view text) { return parse_json(text).value(); }

// The text and back, so that what is tested is what another process reads.
Json through_text(const Json& json) { return parsed(print_json(json)); }

TEST(JsonValues, ParametersKeepTheirTypesAndOrder) {
    const Parameters parameters{
        {"threads", std::int64_t{2}}, {"share", 2.0},         {"weight_type", std::string("q4_0")}, {"warm", true},
        {"size", Bytes{4096}},        {"a", std::int64_t{-1}}};
    EXPECT_EQ(print_json(to_json(parameters)),
              R"({"threads":2,"share":2.0,"weight_type":"q4_0","warm":true,"size":{"bytes":4096},"a":-1})");
    EXPECT_EQ(parameters_from_json(through_text(to_json(parameters))), parameters);
}

RC_GTEST_PROP(JsonValues, AnyParametersComeBackEqual, ()) {
    const Parameters parameters = arbitrary::parameters();
    RC_ASSERT(parameters_from_json(through_text(to_json(parameters))) == parameters);
}

RC_GTEST_PROP(JsonValues, AnyFactsComeBackEqual, ()) {
    CaseFacts facts = arbitrary::facts();
    facts.parameters = arbitrary::parameters();
    if (*rc::gen::arbitrary<bool>()) {
        facts.costs = CaseCosts{*arbitrary::positive(),  *arbitrary::positive(),    0,
                                *arbitrary::positive(),  *rc::gen::inRange(1, 400), "q4_K",
                                *rc::gen::inRange(1, 64)};
    }
    RC_ASSERT(case_facts_from_json(through_text(to_json(facts))) == facts);
}

RC_GTEST_PROP(JsonValues, AnyMetricComesBackEqual, ()) {
    const MetricDefinition metric = arbitrary::metric();
    RC_ASSERT(metric_from_json(through_text(to_json(metric))) == metric);
}

RC_GTEST_PROP(JsonValues, AnyProfileComesBackEqual, ()) {
    const SystemProfile profile = arbitrary::profile();
    RC_ASSERT(profile_from_json(through_text(to_json(profile))) == profile);
}

TEST(JsonValues, SpanComesBackEqual) {
    const Span span{"decode", Nanoseconds(9'007'199'254'740'993), Nanoseconds(9'007'199'254'740'995), 2};
    EXPECT_EQ(span_from_json(through_text(to_json(span))), span);
}

TEST(JsonValues, AxisComesBackEqual) {
    const Axis axis{"share", ValueType::real, {0.5, 2.0}};
    EXPECT_EQ(axis_from_json("share", through_text(to_json(axis))), axis);
}

TEST(JsonValues, AxisTakesWholeNumbersForRealsAndBytes) {
    // Other languages print 2.0 as 2, and a count of bytes as it is.
    EXPECT_EQ(axis_from_json("share", parsed(R"({"type":"real","values":[2]})")),
              (Axis{"share", ValueType::real, {2.0}}));
    EXPECT_EQ(axis_from_json("size", parsed(R"({"type":"bytes","values":[4096]})")),
              (Axis{"size", ValueType::bytes, {Bytes{4096}}}));
}

struct Malformed {
    const char* json;
    const char* message;
};

TEST(JsonValues, MalformedAxisNamesTheField) {
    for (const auto& [json, message] : std::initializer_list<Malformed>{
             {R"([])", "expected an object, found an array"},
             {R"({"values":[1]})", "'type': is missing"},
             {R"({"type":"number","values":[1]})", "'type': unknown value type 'number'"},
             {R"({"type":"integer"})", "'values': is missing"},
             {R"({"type":"integer","values":[]})", "'values': an axis needs at least one value"},
             {R"({"type":"integer","values":[1,"x"]})", "'values[1]': expected a value of type integer, found \"x\""},
             {R"({"type":"bytes","values":[-1]})", "'values[0]': expected a value of type bytes, found -1"}}) {
        const auto axis = axis_from_json("a", parsed(json));
        ASSERT_FALSE(axis) << json;
        EXPECT_EQ(axis.error().kind, ErrorKind::malformed);
        EXPECT_THAT(axis.error().message, HasSubstr(message)) << json;
    }
    EXPECT_FALSE(axis_from_json("a,b", parsed(R"({"type":"integer","values":[1]})")));
}

TEST(JsonValues, MalformedValuesAreRefused) {
    for (const char* json : {"null", "[]", "{}", R"({"bytes":-1})", R"({"bytes":1.5})", R"("")", R"("a,b")", R"("a=b")",
                             R"("a\u0000b")", R"("a]b")", "9223372036854775808"}) {
        EXPECT_FALSE(value_from_json(parsed(json))) << json;
    }
}

TEST(JsonValues, MalformedFactsNameTheWholePath) {
    const auto facts = case_facts_from_json(parsed(R"({"model":"m","engine":{"name":"e","options":{"threads":2}}})"));
    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().message, "'engine.options.threads': expected a string, found 2");
}

TEST(JsonValues, TensorBytesAreCounts) {
    const auto facts = case_facts_from_json(parsed(R"({"checkpoint":{"tensor_bytes":{"q4_K":12,"f32":0}}})"));
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->tensor_bytes, (std::map<std::string, std::int64_t>{{"f32", 0}, {"q4_K", 12}}));
    EXPECT_FALSE(to_json(CaseFacts{})["checkpoint"].contains("tensor_bytes"));
    const auto half = case_facts_from_json(parsed(R"({"checkpoint":{"tensor_bytes":{"q4_K":1.5}}})"));
    ASSERT_FALSE(half);
    EXPECT_THAT(half.error().message, HasSubstr("'checkpoint.tensor_bytes.q4_K'"));
    const auto negative = case_facts_from_json(parsed(R"({"checkpoint":{"tensor_bytes":{"q4_K":-1}}})"));
    ASSERT_FALSE(negative);
    EXPECT_THAT(negative.error().message, HasSubstr("'checkpoint.tensor_bytes': -1 bytes of q4_K"));
}

TEST(JsonValues, MalformedCostsNameTheWholePath) {
    const auto facts_with = [](const std::string& costs) {
        return case_facts_from_json(parsed(R"({"costs":)" + costs + "}"));
    };
    EXPECT_TRUE(facts_with(R"({"threads":2,"weight_type":"q4_0"})"));
    EXPECT_TRUE(facts_with(R"({"threads":2})")) << "there are no weights";
    EXPECT_TRUE(facts_with(R"({"threads":2,"weight_type":null})"));
    for (const auto& [json, message] : std::initializer_list<Malformed>{
             {R"({"weight_type":"q4_0"})", "'costs.threads': is missing"},
             {R"({"threads":0,"weight_type":"q4_0"})", "'costs.threads': must be at least 1"},
             {R"({"threads":2,"weight_type":"a,b"})", "'costs.weight_type': "},
             {R"({"threads":2,"weight_type":"q4_0","batch_size":0})", "'costs.batch_size': must be at least 1"},
             {R"({"threads":2,"weight_type":"q4_0","prefill_flops":-1})", "'costs.prefill_flops': must not"}}) {
        const auto facts = facts_with(json);
        ASSERT_FALSE(facts) << json;
        EXPECT_THAT(facts.error().message, HasSubstr(message)) << json;
    }
}

TEST(JsonValues, MalformedProfileNamesTheWholePath) {
    const auto profile =
        profile_from_json(parsed(R"({"fingerprint":"0","cpu":{"caches":[{"level":1,"size_bytes":"x"}]},"memory":{}})"));
    ASSERT_FALSE(profile);
    EXPECT_EQ(profile.error().message, "'cpu.caches[0].size_bytes': expected an integer, found \"x\"");
}

TEST(JsonValues, NumbersThatDoNotFitAreRefused) {
    EXPECT_FALSE(metric_from_json(parsed(R"({"name":"m","version":4294967297})")));
    EXPECT_FALSE(metric_from_json(parsed(R"({"name":"m","version":0})")));
    EXPECT_FALSE(metric_from_json(parsed(R"({"name":"m","version":1.5})")));
    EXPECT_FALSE(metric_from_json(parsed(R"({"name":""})")));
    EXPECT_FALSE(span_from_json(parsed(R"({"name":"s","begin_ns":2,"end_ns":1})")));
    EXPECT_FALSE(span_from_json(parsed(R"({"name":"s","begin_ns":0,"end_ns":1e30})")));
}

TEST(JsonValues, UnknownFieldsAreIgnored) {
    const auto metric = metric_from_json(parsed(R"({"name":"m","colour":"blue","direction":"sideways"})"));
    ASSERT_TRUE(metric);
    EXPECT_EQ(metric->direction, Direction::neutral);
}

TEST(JsonValues, NotFiniteIsNeverWritten) {
    EXPECT_TRUE(finite_or_null(std::numeric_limits<double>::quiet_NaN()).is_null());
    EXPECT_TRUE(finite_or_null(std::numeric_limits<double>::infinity()).is_null());
    EXPECT_EQ(finite_or_null(0.5), Json(0.5));
}

TEST(JsonValues, ParseNamesTheByte) {
    const auto json = parse_json(R"({"a": tru})");
    ASSERT_FALSE(json);
    EXPECT_EQ(json.error().kind, ErrorKind::malformed);
    EXPECT_EQ(json.error().message, "not JSON, at byte 10");
    for (const char* text : {"", "NaN", "{", "[1,]", "1e999", "\"\xff\"", "1 2"})
        EXPECT_FALSE(parse_json(text)) << text;
}

TEST(JsonValues, ParseRefusesDeepNesting) {
    EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')));
    EXPECT_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')));
    EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
    EXPECT_TRUE(parse_json('"' + std::string(1'000, '[') + '"')) << "brackets inside of a string nest nothing";
    EXPECT_TRUE(parse_json(R"(["\"[[", ")" + std::string(100, '[') + "\"]"));
}

TEST(JsonValues, PrintReplacesWhatIsNotUtf8) { EXPECT_EQ(print_json(Json("a\xff")), "\"a\xEF\xBF\xBD\""); }

}  // namespace
}  // namespace inference_pio
