// Commands of piobench.toml behind the adapter, as real processes.
#include "worker/adapters/configured_command.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ConfiguredCommandTest : public ::testing::Test {
protected:
    Result<SampleEvent> measure(const CommandSpec& spec, const Parameters& parameters = {}) {
        LaunchSpec launch;
        launch.argv = {PIO_BINARY_DIR "/libexec/piobench-process-adapter", "--configured"};
        launch.environment[kCommandVariable] = encode_command_spec(spec);
        launch.event_pipe = true;
        auto child = machine_launcher().launch(launch, nullptr);
        EXPECT_TRUE(child) << child.error().message;
        CaseCommand subject;
        subject.benchmark = spec.name;
        subject.parameters = parameters;
        Result<SampleEvent> sample = fail(ErrorKind::internal, "not measured");
        for (const Command& command : {Command(PrepareCommand{subject}), Command(MeasureCommand{})}) {
            EXPECT_TRUE((*child)->send_line(encode_command(command)));
            const auto line = (*child)->read_event(WorkerConversation::kPatience);
            EXPECT_TRUE(line && *line) << (*child)->errors();
            if (!line || !*line) return sample;
            const auto event = decode_event(**line);
            EXPECT_TRUE(event);
            if (const auto* failed = std::get_if<FailedEvent>(&*event)) return fail(failed->error);
            if (const auto* taken = std::get_if<SampleEvent>(&*event)) sample = *taken;
        }
        return sample;
    }
    CommandSpec shell(const std::string& line) const {
        return {.name = "it", .run = {.shell = line}, .directory = folder_.path().string()};
    }
    std::string text_of(const std::string& name) const {
        return try_read_file(folder_.path() / name).value_or("nothing");
    }

    TemporaryFolder folder_;
};

TEST_F(ConfiguredCommandTest, TimesTheProcessAndReadsWhatItPrints) {
    const auto sample = measure(shell("sleep 0.05; echo 'Latency: 12 ms'"));
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_GE(sample->metrics.at("process_time").at(0), 0.05);
    EXPECT_THAT(sample->metrics.at("latency"), ElementsAre(0.012));
}

TEST_F(ConfiguredCommandTest, PrepareAndCleanupAreNotTimed) {
    CommandSpec spec = shell("echo run >> trace");
    spec.prepare.shell = "sleep 0.3; echo prepare >> trace";
    spec.cleanup.words = {"sh", "-c", "sleep 0.3; echo cleanup >> trace"};
    const auto sample = measure(spec);
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_LT(sample->metrics.at("process_time").at(0), 0.3);
    EXPECT_EQ(text_of("trace"), "prepare\nrun\ncleanup\n");
}

TEST_F(ConfiguredCommandTest, ParametersReachAllPartsAndTheEnvironment) {
    CommandSpec spec = shell("echo run {size} $THREADS {name} >> trace");
    spec.prepare.words = {"sh", "-c", "echo prepare \"$0\" >> trace", "{size}"};
    spec.environment = {{"THREADS", "{size}{size}"}};
    ASSERT_TRUE(measure(spec, {{"size", std::int64_t{4}}, {"name", std::string("a  b; exit 1")}}));
    EXPECT_EQ(text_of("trace"), "prepare 4\nrun 4 44 a  b; exit 1\n");
}

TEST_F(ConfiguredCommandTest, AWordsProgramIsThatOfItsFolder) {
    fs::create_directories(folder_.path() / "bin");
    std::ofstream(folder_.path() / "bin/tool") << "#!/bin/sh\necho 'Latency: 1 s'\n";
    fs::permissions(folder_.path() / "bin/tool", fs::perms::owner_all);
    CommandSpec spec = shell("");
    spec.run = {.words = {"./bin/tool"}};
    const auto sample = measure(spec);
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_THAT(sample->metrics.at("latency"), ElementsAre(1));
}

TEST_F(ConfiguredCommandTest, FailuresNameThePartAndTheEndOfStandardError) {
    CommandSpec spec = shell("echo the reason >&2; exit 3");
    spec.cleanup.shell = "touch cleaned";
    const auto run = measure(spec);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::crashed);
    EXPECT_THAT(run.error().message, HasSubstr("run of the command it"));
    EXPECT_THAT(run.error().message, HasSubstr("code 3"));
    EXPECT_THAT(run.error().message, HasSubstr("the reason"));
    EXPECT_TRUE(fs::exists(folder_.path() / "cleaned")) << "whatever became of run";
    spec.prepare.shell = "exit 4";
    EXPECT_THAT(measure(spec).error().message, HasSubstr("prepare of the command it"));
    spec.prepare = {};
    spec.run = {.words = {"true"}};
    spec.cleanup.shell = "exit 5";
    EXPECT_THAT(measure(spec).error().message, HasSubstr("cleanup of the command it"));
    spec.cleanup = {};
    spec.run = {.words = {"no-such-program-anywhere"}};
    EXPECT_EQ(measure(spec).error().kind, ErrorKind::not_found);
    spec.directory = "/no/such/folder";
    EXPECT_THAT(measure(spec).error().message, HasSubstr("/no/such/folder"));
}

TEST_F(ConfiguredCommandTest, OtherFormatsGiveTheToolsMetricsOnly) {
    std::ofstream(folder_.path() / "out.json") << R"([{"n_prompt": 512, "n_gen": 0, "avg_ts": 100.5}])";
    CommandSpec spec = shell("echo loading; cat out.json");
    spec.format = "llama-bench";
    const auto sample = measure(spec);
    ASSERT_TRUE(sample) << sample.error().message;
    EXPECT_THAT(sample->metrics.at("llama_bench.prefill_throughput"), ElementsAre(100.5));
    EXPECT_FALSE(sample->metrics.contains("process_time"));
    spec.format = "google-benchmark";
    EXPECT_THAT(measure(spec).error().message, HasSubstr("the command it"));
    spec.format = "pytest-benchmark";
    EXPECT_EQ(measure(spec).error().kind, ErrorKind::malformed);
    spec.format = "unheard-of";
    EXPECT_EQ(measure(spec).error().kind, ErrorKind::unsupported);
}

TEST_F(ConfiguredCommandTest, HostileOutputIsBounded) {
    const auto flood = measure(shell("head -c 30000000 /dev/zero; echo; echo 'Latency: 1 s'"));
    ASSERT_TRUE(flood) << flood.error().message;
    EXPECT_THAT(flood->metrics.at("latency"), ElementsAre(1));
    const auto garbage = measure(shell("head -c 100000 /dev/urandom; printf '\\377\\376 : 3 s\\n'; exit 1"));
    ASSERT_FALSE(garbage);
    CommandSpec deep = shell("head -c 1000000 /dev/zero | tr '\\0' '['");
    deep.format = "google-benchmark";
    EXPECT_EQ(measure(deep).error().kind, ErrorKind::malformed);
}

TEST_F(ConfiguredCommandTest, TheCommandSeesNothingOfTheProtocol) {
    const auto sample = measure(shell("cat; test -z \"$PIO_EVENT_FD$PIO_COMMAND\""));
    EXPECT_TRUE(sample) << sample.error().message;
}

TEST_F(ConfiguredCommandTest, ACommandThatCannotBeReadIsWrongUse) {
    LaunchSpec launch;
    launch.argv = {PIO_BINARY_DIR "/libexec/piobench-process-adapter", "--configured"};
    for (const char* text : {"", "{", "{\"name\":\"x\"}", "{\"name\":\"x\",\"run\":\"\"}"}) {
        launch.environment[kCommandVariable] = text;
        const auto ended = run_command(machine_launcher(), launch, WorkerConversation::kPatience);
        ASSERT_TRUE(ended);
        EXPECT_EQ(ended->status.code, 3) << text;
        EXPECT_THAT(ended->errors, HasSubstr("PIO_COMMAND"));
    }
}

}  // namespace
}  // namespace inference_pio
