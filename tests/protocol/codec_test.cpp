#include "protocol/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace inference_pio {
namespace {

using testing::HasSubstr;

TEST(CodecTest, CommandsAreTheDocumentedLines) {
    EXPECT_EQ(encode_command(DescribeCommand{}), R"({"do":"describe"})");
    EXPECT_EQ(encode_command(MeasureCommand{}), R"({"do":"measure"})");
    EXPECT_EQ(encode_command(ReleaseCommand{}), R"({"do":"release"})");
    CaseCommand subject;
    subject.benchmark = "generation";
    subject.parameters = {{"batch_size", std::int64_t{1}}, {"weight_type", std::string("q4_0")}, {"cap", mebibytes(1)}};
    subject.files = {{"model", "/m.gguf"}};
    EXPECT_EQ(encode_command(PrepareCommand{subject}),
              R"({"do":"prepare","benchmark":"generation",)"
              R"("parameters":{"batch_size":1,"weight_type":"q4_0","cap":{"bytes":1048576}},)"
              R"("seed":1,"engine":"llama_cpp","engine_options":{},"files":{"model":"/m.gguf"},)"
              R"("user_checkpoint":false,"injected_slowdown":0.0})");
}

TEST(CodecTest, EventsAreTheDocumentedLines) {
    EXPECT_EQ(encode_event(EstimatedEvent{}), R"({"event":"estimated"})");
    EXPECT_EQ(encode_event(EstimatedEvent{kibibytes(1)}), R"({"event":"estimated","memory_bytes":1024})");
    EXPECT_EQ(encode_event(ReleasedEvent{Bytes{5}}), R"({"event":"released","children_peak_memory_bytes":5})");
    EXPECT_EQ(encode_event(FailedEvent{{ErrorKind::out_of_memory, "too big", ""}}),
              R"({"event":"failed","kind":"out_of_memory","message":"too big","remedy":""})");
    EXPECT_EQ(encode_event(ProgressEvent{"half"}), R"({"event":"progress","message":"half"})");
}

TEST(CodecTest, OneValueIsANumberSeveralAreAnArray) {
    SampleEvent sample;
    sample.metrics = {{"latency", {0.5}}, {"itl", {0.25, 0.125}}};
    const std::string line = encode_event(sample);
    EXPECT_THAT(line, HasSubstr(R"("metrics":{"itl":[0.25,0.125],"latency":0.5})"));
    const auto one = decode_event(R"({"event":"sample","metrics":{"latency":[2],"ttft":3}})");
    ASSERT_TRUE(one);
    EXPECT_EQ(std::get<SampleEvent>(*one).metrics.at("latency"), std::vector{2.0});
    EXPECT_EQ(std::get<SampleEvent>(*one).metrics.at("ttft"), std::vector{3.0});
}

TEST(CodecTest, UnknownFieldsAreIgnoredAndMissingOnesHaveDefaults) {
    const auto command = decode_command(R"({"do":"prepare","benchmark":"b","colour":"red","seed":null})");
    ASSERT_TRUE(command);
    CaseCommand expected;
    expected.benchmark = "b";
    EXPECT_EQ(*command, Command(PrepareCommand{expected}));
    EXPECT_EQ(decode_event(R"({"event":"ready","more":[{}]})").value(), Event(ReadyEvent{}));
    EXPECT_EQ(decode_event(R"({"event":"failed","kind":"of_the_future","message":"m"})").value(),
              Event(FailedEvent{{ErrorKind::internal, "m", ""}}));
}

TEST(CodecTest, AxesKeepTheirOrder) {
    const auto event = decode_event(R"({"event":"described","protocol":1,"benchmarks":[{"name":"b","axes":{)"
                                    R"("zz":{"type":"integer","values":[1]},"aa":{"type":"word","values":["x"]}}}]})");
    ASSERT_TRUE(event) << event.error().message;
    const auto& axes = std::get<DescribedEvent>(*event).benchmarks[0].axes;
    ASSERT_EQ(axes.size(), 2U);
    EXPECT_EQ(axes[0].name, "zz");
    EXPECT_EQ(axes[1].name, "aa");
}

std::string described_with(const std::string& reference) {
    return R"({"event":"described","protocol":1,"benchmarks":[{"name":"b","axes":{)"
           R"("share":{"type":"real","values":[0.5]},"variant":{"type":"word","values":["a","original"]}},)"
           R"("reference":)" +
           reference + "}]}";
}

TEST(CodecTest, AReferenceHasTheTypeOfItsAxis) {
    for (const auto& [reference, entry] : std::initializer_list<std::pair<const char*, Parameters::Entry>>{
             {R"({"axis":"variant","value":"original"})", {"variant", std::string("original")}},
             {R"({"axis":"share","value":2})", {"share", 2.0}}}) {
        const auto event = decode_event(described_with(reference));
        ASSERT_TRUE(event) << event.error().message;
        EXPECT_EQ(std::get<DescribedEvent>(*event).benchmarks[0].reference, entry);
        EXPECT_EQ(decode_event(encode_event(*event)).value(), *event);
    }
    const auto none = decode_event(described_with("null"));
    ASSERT_TRUE(none) << none.error().message;
    EXPECT_FALSE(std::get<DescribedEvent>(*none).benchmarks[0].reference);
    EXPECT_THAT(encode_event(*none), testing::Not(HasSubstr("reference")));
}

TEST(CodecTest, AReferenceThatIsNoneIsNamed) {
    for (const auto& [reference, named] : std::initializer_list<std::pair<const char*, const char*>>{
             {R"({"axis":"other","value":"a"})", "'benchmarks[0].reference.axis': there is no axis \"other\""},
             {R"({"axis":"variant","value":3})",
              "'benchmarks[0].reference.value': expected a value of type word, found 3"},
             {R"({"axis":"variant"})", "'benchmarks[0].reference.value': is missing"},
             {R"({"value":"a"})", "'benchmarks[0].reference.axis': is missing"},
             {R"("original")", "'benchmarks[0].reference': expected an object"}}) {
        const auto event = decode_event(described_with(reference));
        ASSERT_FALSE(event) << reference;
        EXPECT_EQ(event.error().kind, ErrorKind::malformed);
        EXPECT_THAT(event.error().message, HasSubstr(named));
    }
}

TEST(CodecTest, UnknownWordsAreErrorsThatNameThem) {
    EXPECT_THAT(decode_command(R"({"do":"dance"})").error().message, HasSubstr("\"dance\""));
    EXPECT_THAT(decode_event(R"({"event":"party"})").error().message, HasSubstr("\"party\""));
    EXPECT_EQ(decode_event(R"({"event":"party"})").error().kind, ErrorKind::malformed);
    EXPECT_LT(decode_event(R"({"event":")" + std::string(1'000'000, 'x') + "\"}").error().message.size(), 500U);
}

TEST(CodecTest, AnotherVersionIsUnsupported) {
    const auto event = decode_event(R"({"event":"described","protocol":2,"benchmarks":[]})");
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(event.error().message, HasSubstr("version 2"));
}

struct BadLine {
    const char* line;
    const char* named;  // what the message has to name
};

class BadEventTest : public testing::TestWithParam<BadLine> {};

TEST_P(BadEventTest, IsMalformedAndNamesThePlace) {
    const auto event = decode_event(GetParam().line);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::malformed);
    EXPECT_THAT(event.error().message, HasSubstr(GetParam().named));
}

INSTANTIATE_TEST_SUITE_P(
    CodecTest, BadEventTest,
    testing::Values(BadLine{"", "JSON"}, BadLine{"hello", "JSON"}, BadLine{"[]", "an object"}, BadLine{"{}", "event"},
                    BadLine{R"({"event":7})", "event"}, BadLine{R"({"event":"sample"})", "metrics"},
                    BadLine{R"({"event":"sample","metrics":[]})", "metrics"},
                    BadLine{R"({"event":"sample","metrics":{"latency":null}})", "latency"},
                    BadLine{R"({"event":"sample","metrics":{"latency":"1"}})", "latency"},
                    BadLine{R"({"event":"sample","metrics":{"latency":[]}})", "latency"},
                    BadLine{R"({"event":"sample","metrics":{"latency":[1,true]}})", "latency"},
                    BadLine{R"({"event":"sample","metrics":{"a":1,"latency":NaN}})", "latency"},
                    BadLine{R"({"event":"sample","metrics":{"latency":[1,-Infinity]}})", "latency"},
                    BadLine{R"({"event":"sample","metrics":{"latency":1e999}})", "too large"},
                    BadLine{R"({"event":"sample","metrics":{"Bad Name":1}})", "Bad Name"},
                    BadLine{R"({"event":"sample","metrics":{},"repetitions":{"a":-1}})", "repetitions"},
                    BadLine{R"({"event":"sample","metrics":{},"spans":[{"name":"x"}]})", "spans"},
                    BadLine{R"({"event":"sample","metrics":{},"evidence":{"x":"y"}})", "evidence"},
                    BadLine{R"({"event":"ready","metrics":{"load_time":Infinity}})", "load_time"},
                    BadLine{R"({"event":"released","children_peak_memory_bytes":-5})", "children_peak_memory_bytes"},
                    BadLine{R"({"event":"failed","kind":"io"})", "message"},
                    BadLine{R"({"event":"described","benchmarks":[]})", "protocol"},
                    BadLine{R"({"event":"described","protocol":1,"benchmarks":[{"name":1}]})", "benchmarks[0]"}));

TEST(CodecTest, BadCommandsNameThePlace) {
    EXPECT_THAT(decode_command(R"({"do":"prepare"})").error().message, HasSubstr("benchmark"));
    EXPECT_THAT(decode_command(R"({"do":"prepare","benchmark":"b","parameters":{"a":[]}})").error().message,
                HasSubstr("parameters"));
    EXPECT_THAT(decode_command(R"({"do":"prepare","benchmark":"b","seed":-1})").error().message, HasSubstr("seed"));
    EXPECT_THAT(decode_command(R"({"do":"prepare","benchmark":"b","injected_slowdown":-0.5})").error().message,
                HasSubstr("injected_slowdown"));
}

TEST(CodecTest, BytesThatAreNoUtf8AreMadeSo) {
    const auto event = decode_event(encode_event(ProgressEvent{"bad \xff byte"}));
    ASSERT_TRUE(event) << event.error().message;
    EXPECT_EQ(std::get<ProgressEvent>(*event).message, "bad \uFFFD byte");
}

}  // namespace
}  // namespace inference_pio
