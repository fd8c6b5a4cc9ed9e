#include "session/side_programs.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "fakes/fake_launcher.hpp"
#include "fakes/temporary_folder.hpp"
#include "protocol/codec.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kProgram = "benchmarks/m/performance/benchmark_generation";

Axis words(std::string name, std::vector<Value> values) {
    return {std::move(name), ValueType::word, std::move(values)};
}

Axis integers(std::string name, std::vector<Value> values) {
    return {std::move(name), ValueType::integer, std::move(values)};
}

Value whole(std::int64_t value) { return value; }

DescribedBenchmark generation() {
    DescribedBenchmark benchmark;
    benchmark.name = "generation";
    benchmark.axes = {integers("batch_size", {whole(1), whole(4)}), words("weight_type", {std::string("q4_0")})};
    return benchmark;
}

class BenchmarkOfSide : public ::testing::Test {
protected:
    BenchmarkOfSide() {
        // What the machine that runs the tests sets would stand in what they expect.
        ::unsetenv("LD_LIBRARY_PATH");
        build("own");
        build("other");
        write("engine/lib/libllama.so.0");
        found_.name = "m/performance/generation";
        found_.file.path = "/p/src/models/m/benchmarks/performance/benchmark_generation.cpp";
        found_.description = generation();
        found_.worker.argv = {at("own/" + std::string(kProgram)).string()};
        described_.benchmarks = {generation()};
        described_.benchmarks[0].doc = "of the other build";
        described_.engines = {{"llama_cpp", "0.6.0", {}, {}}};
    }

    fs::path at(const fs::path& name) const { return folder_.path() / name; }
    void write(const fs::path& name) {
        fs::create_directories(at(name).parent_path());
        std::ofstream(at(name)) << name;
    }
    void build(const fs::path& name) {
        write(name / "lib/libinference_pio.so");
        write(name / kProgram);
    }

    // A loader that takes each library from the first folder of LD_LIBRARY_PATH that holds it.
    std::string ldd(const LaunchSpec& spec) const {
        std::string output;
        for (const std::string name : {"libinference_pio.so", "libllama.so.0"}) {
            fs::path found = at("cache") / name;
            std::string path = spec.environment.at("LD_LIBRARY_PATH");
            if (!search_path_counts_) path.clear();
            while (!path.empty()) {
                const auto end = std::min(path.find(':'), path.size());
                const fs::path candidate = fs::path(path.substr(0, end)) / name;
                if (fs::exists(candidate)) {
                    found = candidate;
                    break;
                }
                path.erase(0, end + 1);
            }
            output += "\t" + name + " => " + found.string() + " (0x1)\n";
        }
        return output;
    }

    Result<FoundBenchmark> ask(const BuildSide& side) { return benchmark_of_side(found_, at("own"), side, machine_); }

    TemporaryFolder folder_;
    FoundBenchmark found_;
    DescribedEvent described_;
    bool search_path_counts_ = true;
    FakeClock clock_;
    FakeLauncher launcher_{[this](const LaunchSpec& spec) {
                               FakeScript script;
                               if (spec.argv[0] == "ldd") {
                                   script.at_start = {FakeEnd{}};
                                   script.output = ldd(spec);
                               }
                               script.on_line = [this](std::string_view) {
                                   return fake_events({encode_event(described_)});
                               };
                               return script;
                           },
                           &clock_};
    SessionMachine machine_{clock_, launcher_, nullptr};
};

TEST_F(BenchmarkOfSide, IsTheProgramAtTheSamePlaceAsItDescribesItself) {
    const auto side = ask({at("other"), {}});
    ASSERT_TRUE(side) << side.error().message;
    EXPECT_EQ(side->name, found_.name);
    EXPECT_EQ(side->file, found_.file);
    EXPECT_THAT(side->worker.argv, ElementsAre(at("other/" + std::string(kProgram)).string()));
    EXPECT_EQ(side->worker.environment.at("LD_LIBRARY_PATH"), at("other/lib").string())
        << "a copied build folder must not load the libraries of the one that it was copied from";
    EXPECT_EQ(side->description, described_.benchmarks[0]);
    EXPECT_EQ(side->engines, described_.engines);
    const FakeLaunch& asked = *launcher_.launches.back();
    EXPECT_EQ(asked.spec.argv, side->worker.argv);
    EXPECT_EQ(asked.spec.environment, side->worker.environment);
    EXPECT_TRUE(asked.input_closed);
}

TEST_F(BenchmarkOfSide, OfThisBuildIsThisBuildsOwn) {
    const auto side = ask({});
    ASSERT_TRUE(side) << side.error().message;
    EXPECT_EQ(side->worker.argv, found_.worker.argv);
    EXPECT_EQ(side->worker.environment.at("LD_LIBRARY_PATH"), at("own/lib").string());
}

TEST_F(BenchmarkOfSide, TakesTheEngineFromItsFolderOrFromLibBelow) {
    const auto side = ask({{}, at("engine")});
    ASSERT_TRUE(side) << side.error().message;
    EXPECT_EQ(side->worker.environment.at("LD_LIBRARY_PATH"), at("engine/lib").string() + ":" + at("own/lib").string());
    const auto direct = ask({at("other"), at("engine/lib")});
    ASSERT_TRUE(direct) << direct.error().message;
    EXPECT_EQ(direct->worker.environment.at("LD_LIBRARY_PATH"),
              at("engine/lib").string() + ":" + at("other/lib").string());
}

TEST_F(BenchmarkOfSide, KeepsWhatTheEnvironmentAlreadySays) {
    found_.worker.environment = {{"LD_LIBRARY_PATH", "/mine"}, {"OMP_NUM_THREADS", "2"}};
    const auto side = ask({at("other"), {}});
    ASSERT_TRUE(side) << side.error().message;
    EXPECT_EQ(side->worker.environment.at("LD_LIBRARY_PATH"), at("other/lib").string() + ":/mine");
    EXPECT_EQ(side->worker.environment.at("OMP_NUM_THREADS"), "2");
}

TEST_F(BenchmarkOfSide, RefusesFoldersThatAreNoBuildOrLackTheProgram) {
    const auto nowhere = ask({at("nowhere"), {}});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().kind, ErrorKind::not_found);
    EXPECT_THAT(nowhere.error().message, HasSubstr("nowhere"));
    fs::create_directories(at("empty/lib"));
    const auto no_build = ask({at("empty"), {}});
    ASSERT_FALSE(no_build);
    EXPECT_THAT(no_build.error().message, HasSubstr("is no build of this project"));
    write("old/lib/libinference_pio.so");
    const auto lacking = ask({at("old"), {}});
    ASSERT_FALSE(lacking);
    EXPECT_EQ(lacking.error().kind, ErrorKind::not_found);
    EXPECT_THAT(lacking.error().message, AllOf(HasSubstr("old"), HasSubstr(kProgram)));
    EXPECT_THAT(lacking.error().remedy, HasSubstr("--target benchmarks"));
    EXPECT_TRUE(launcher_.launches.empty());
}

TEST_F(BenchmarkOfSide, RefusesFoldersWithoutAnEngine) {
    const auto side = ask({{}, at("other")});
    ASSERT_FALSE(side);
    EXPECT_EQ(side.error().kind, ErrorKind::not_found);
    EXPECT_THAT(side.error().message, AllOf(HasSubstr(at("other").string()), HasSubstr("libllama.so")));
    write("a:b/libllama.so");
    EXPECT_EQ(find_engine_libraries(at("a:b")).error().kind, ErrorKind::invalid_argument);
}

TEST_F(BenchmarkOfSide, RefusesAnEngineThatWouldNotBeLoaded) {
    write("new_engine/libllama.so.1");
    const auto other_version = ask({{}, at("new_engine")});
    ASSERT_FALSE(other_version);
    EXPECT_EQ(other_version.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(other_version.error().message,
                AllOf(HasSubstr("would load libllama.so.0 from"), HasSubstr("cache"), HasSubstr("new_engine")));
    search_path_counts_ = false;
    const auto rpath = ask({at("other"), {}});
    ASSERT_FALSE(rpath);
    EXPECT_THAT(rpath.error().message, HasSubstr("would load libinference_pio.so from"));
}

TEST_F(BenchmarkOfSide, RefusesBenchmarksThatAreOfNoBuild) {
    found_.file.kind = FileKind::plain_script;
    found_.worker.argv = {at("own/libexec/piobench-process-adapter").string()};
    const auto script = ask({at("other"), {}});
    ASSERT_FALSE(script);
    EXPECT_EQ(script.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(script.error().message, HasSubstr(found_.name));
    found_.file.kind = FileKind::source;
    found_.worker.argv = {at("cache/built/1234/benchmark_x").string()};
    EXPECT_EQ(ask({at("other"), {}}).error().kind, ErrorKind::invalid_argument);
}

TEST_F(BenchmarkOfSide, RefusesAProgramWithoutTheBenchmark) {
    described_.benchmarks[0].name = "generation_v2";
    const auto side = ask({at("other"), {}});
    ASSERT_FALSE(side);
    EXPECT_EQ(side.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(side.error().message, AllOf(StartsWith(at("other").string()), HasSubstr("no benchmark 'generation'"),
                                            HasSubstr("generation_v2")));
}

TEST_F(BenchmarkOfSide, AProgramThatDoesNotAnswerIsNamed) {
    launcher_ = FakeLauncher(
        [this](const LaunchSpec& spec) {
            FakeScript script;
            script.at_start = {FakeEnd{}};
            script.output = ldd(spec);
            script.exit.code = spec.argv[0] == "ldd" ? 0 : 3;
            return script;
        },
        &clock_);
    const auto side = ask({at("other"), {}});
    ASSERT_FALSE(side);
    EXPECT_EQ(side.error().kind, ErrorKind::crashed);
    EXPECT_THAT(side.error().message, AllOf(HasSubstr(at("other").string()), HasSubstr("code 3")));
}

class CheckCaseOfSide : public ::testing::Test {
protected:
    CheckCaseOfSide() {
        own_.name = other_.name = "m/performance/generation";
        own_.description = other_.description = generation();
        other_.worker.argv = {"/other/benchmark_generation"};
    }
    void expect_refused(const std::string& message) {
        const auto fits = check_case_of_side(own_, other_, parameters_);
        ASSERT_FALSE(fits) << message;
        EXPECT_EQ(fits.error().kind, ErrorKind::mismatch);
        EXPECT_THAT(fits.error().message, AllOf(HasSubstr(message), HasSubstr("/other/benchmark_generation"),
                                                StartsWith("m/performance/generation[batch_size=4,weight_type=q4_0]")));
    }

    FoundBenchmark own_;
    FoundBenchmark other_;
    Parameters parameters_{{"batch_size", whole(4)}, {"weight_type", std::string("q4_0")}};
};

TEST_F(CheckCaseOfSide, AcceptsACaseThatBothHave) {
    EXPECT_TRUE(check_case_of_side(own_, other_, parameters_));
    parameters_.set("batch_size", whole(64));
    EXPECT_TRUE(check_case_of_side(own_, other_, parameters_)) << "neither lists a value of --param";
}

TEST_F(CheckCaseOfSide, RefusesAnAxisOrValueThatOneSideLacks) {
    other_.description.axes[0].values = {whole(1)};
    expect_refused("has no value 4");
    other_.description.axes[0].type = ValueType::real;
    expect_refused("'batch_size' is of type integer here, and of type real");
    other_.description.axes.erase(other_.description.axes.begin());
    expect_refused("has no axis 'batch_size'");
    other_.description = generation();
    other_.description.axes.push_back(integers("depth", {whole(0)}));
    expect_refused("has an axis 'depth' more");
}

}  // namespace
}  // namespace inference_pio
